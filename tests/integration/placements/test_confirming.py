"""Hours by quarter (K-42): one button for all contracts, exceptions typed, and only what was confirmed is realised."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.consents.effects import Change, take_effect
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Event,
    Outcome,
    PlacementStatus,
    QuarterConfirmation,
    StopReason,
)
from portal.progress.queries import placement_lines
from portal.records.figures import progress_of
from tests.integration.placements.conftest import days, decide, the_row
from tests.integration.progress.test_progress_page import add_placement, contract_row
from tests.support.people import candidate_with_consent

Q3 = {"quarter": "2026-3"}


@pytest.fixture
def other(db, vault, world):
    """Approved work in another contract of the same contractor, of another candidate."""
    with db.transaction() as session:
        joris = candidate_with_consent(session, vault, world.contract_a2, first_name="Joris", surname="Bos")
        return add_placement(session, world.contract_a2, joris.id).id


def rows(db, *ids):
    return [f"{one.hex}-{the_row(db, one).version}" for one in ids]


def expected(*ids, hours="312"):
    return {f"hours_{one.hex}": hours for one in ids}


def confirmed(db):
    with db.reads() as connection:
        table = QuarterConfirmation.__table__
        return {row.placement_id: row for row in connection.execute(sa.select(table).order_by(table.c.id))}


def test_one_button_confirms_all_contracts_and_gives_the_realised_value(anna, approved, other, db, world):
    placement_id = approved()
    assert "Bevestig de uren van kwartaal 3 van 2026" in anna.get("contracts.dashboard").text
    page = anna.get("placements.confirm", **Q3).text
    assert page.index("Joris Bos") > 0
    assert page.index("Samira Ali") > 0
    assert page.count('value="312"') == 2
    data = {"row": rows(db, placement_id, other), **expected(placement_id, other)}
    anna.post("placements.confirm", data, **Q3)
    assert {row.hours for row in confirmed(db).values()} == {Decimal(312)}
    with db.reads() as connection:
        now = progress_of(connection, [world.contract_a], date(2026, 11, 25))[world.contract_a]
        [line] = placement_lines(connection, contract_row(connection, world.contract_a), date(2026, 11, 25)).rows
        acts = list(connection.scalars(sa.select(Event.contract_id).where(Event.action == "quarter_confirmed")))
    assert now.realised == line.realised == Decimal("6666.67")  # a quarter of 26,666.67
    assert now.unconfirmed == line.unconfirmed > Decimal(6666)  # the second quarter, and the days since October
    assert set(acts) == {world.contract_a, world.contract_a2}
    page = anna.get("placements.confirm", **Q3).text
    assert "In dit kwartaal wacht er niets." in page
    assert "Anna Jansen" in page
    assert "kwartaal 3 van 2026" not in anna.get("contracts.dashboard").text
    assert "Uren nog niet bevestigd" in anna.get("progress.overview", number=world.number_a).text


def test_only_the_exception_is_typed(anna, approved, db, world):
    placement_id = approved()
    data = {"row": rows(db, placement_id), **expected(placement_id, hours="156")}
    anna.post("placements.confirm", data, **Q3)
    with db.reads() as connection:
        now = progress_of(connection, [world.contract_a], date(2026, 11, 25))[world.contract_a]
    assert now.realised == Decimal("3333.34")
    assert now.forecast == now.approved - Decimal("3333.33")


@pytest.mark.parametrize("typed", ["", "521", "-1", "veel"])
def test_a_wrong_number_is_said_with_its_row_and_nothing_is_saved(anna, approved, db, typed):
    placement_id = approved()
    data = {"row": rows(db, placement_id), **expected(placement_id, hours=typed)}
    page = anna.post("placements.confirm", data, status=422, **Q3).text
    assert "Rij 1 (Samira Ali): vul een getal van 0 tot en met 520 in." in page
    assert "<legend>Rij 1: <bdi>Samira Ali</bdi></legend>" in page, "the row that the message names is to be found"
    assert not confirmed(db)


def test_an_end_and_a_permanent_contract_are_told_in_the_same_form(anna, approved, other, db):
    placement_id = approved()
    ended = {
        **days(f"ended_{placement_id.hex}", date(2026, 8, 15)),
        f"reason_{placement_id.hex}": "candidate_stopped",
        f"permanent_{other.hex}": "ja",
    }
    data = {"row": rows(db, placement_id, other), **expected(placement_id, other), **ended}
    anna.post("placements.confirm", data, **Q3)
    row, second = the_row(db, placement_id), the_row(db, other)
    assert (row.ends_on, row.stop_reason) == (date(2026, 8, 15), StopReason.CANDIDATE_STOPPED)
    assert (row.status, second.status) == (PlacementStatus.CORRECTED, PlacementStatus.CORRECTED)
    assert second.is_permanent
    written = confirmed(db)[placement_id]
    assert (written.until_on, written.hours, written.expected) == (date(2026, 8, 15), 156, 156)


def test_what_does_not_go_together_is_refused(anna, approved, db):
    placement_id = approved()
    data = {
        "row": rows(db, placement_id), **expected(placement_id), **days(f"ended_{placement_id.hex}", date(2026, 6, 1)),
        f"reason_{placement_id.hex}": "other",
    }  # fmt: skip
    assert "vóór dit kwartaal" in anna.post("placements.confirm", data, status=422, **Q3).text
    data |= days(f"ended_{placement_id.hex}", date(2026, 8, 1)) | {f"permanent_{placement_id.hex}": "ja"}
    assert "Kies een van de twee" in anna.post("placements.confirm", data, status=422, **Q3).text
    assert not confirmed(db)
    assert the_row(db, placement_id).status is PlacementStatus.APPROVED


def test_after_the_work_the_only_question_is_who_is_still_employed(anna, approved, db):
    placement_id = approved(ends_on=date(2026, 6, 30))
    page = anna.get("placements.confirm", **Q3).text
    assert "nog bij u in dienst" in page
    assert f"hours_{placement_id.hex}" not in page
    anna.post("placements.confirm", {"row": rows(db, placement_id), f"still_{placement_id.hex}": "yes"}, **Q3)
    row = confirmed(db)[placement_id]
    assert (row.still_employed, row.from_on, row.hours) == (True, None, 0)


def test_a_colleague_who_was_first_is_not_overwritten_and_a_mistake_can_be_mended(anna, approved, db):
    placement_id = approved()
    data = {"row": rows(db, placement_id), **expected(placement_id)}
    anna.post("placements.confirm", data, **Q3)
    late = anna.post("placements.confirm", {**data, **expected(placement_id, hours="100")}, status=409, **Q3).text
    assert "312" in late
    assert "100" in late
    one = {**Q3, "placement_id": placement_id}
    anna.get("placements.confirm_change", **one)
    anna.post("placements.confirm_change", {**expected(placement_id, hours="300"), "version": "1"}, **one)
    assert confirmed(db)[placement_id].hours == 300
    old = {**expected(placement_id, hours="200"), "version": "1"}
    anna.post("placements.confirm_change", old, status=409, **one)
    assert confirmed(db)[placement_id].hours == 300


def test_nobody_confirms_for_another_or_before_the_end_of_a_quarter(client, world, anna, approved, db):
    placement_id = approved()
    data = {"row": rows(db, placement_id), **expected(placement_id)}
    anna.post("placements.confirm", data, status=409, quarter="2026-4")
    anna.get("placements.confirm", status=404, quarter="2026-9")
    client.sign_in_as(world.bea)
    client.post("placements.confirm", data, status=404, **Q3)
    client.get("placements.confirm_change", status=404, **Q3, placement_id=placement_id)
    client.sign_in_as(world.bram).get("placements.confirm", status=403, **Q3)
    assert not confirmed(db)


def test_whoever_stopped_is_not_asked_about_and_leaves_no_hours_that_are_not_approved(
    anna, approved, samira, db, world
):
    placement_id = approved()
    anna.post("placements.confirm", {"row": rows(db, placement_id), **expected(placement_id)}, **Q3)
    data = {"version": str(the_row(db, placement_id).version), "attested": "ja", "hours_per_week": "30",
            **days("from_on", date(2026, 11, 1))}  # fmt: skip
    anna.post("placements.hours", data, number=world.number_a, candidate_id=samira.id, placement_id=placement_id)
    decide(db, placement_id, Outcome.RETURNED)
    with db.transaction() as session:
        session.get_one(ConsentRequest, samira.request_id).status = ConsentStatus.WITHDRAWN
        take_effect(session, samira.id, Change.STOPPED)
    assert not confirmed(db)
    assert "Samira" not in anna.get("placements.confirm", quarter="2026-2").text
