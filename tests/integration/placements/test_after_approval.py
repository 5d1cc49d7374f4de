"""Sending, coming back, and what changes after approval: each change reopens the review (PR-37)."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal import clock
from portal.errors import Refused
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Decision,
    DecisionSubject,
    Event,
    Outcome,
    Placement,
    PlacementHours,
    PlacementStatus,
)
from portal.placements.queries import placements_for_review
from portal.placements.services import close_placement
from tests.integration.placements.conftest import days, decide, the_row, work
from tests.support.asking import mails
from tests.support.client import PortalClient


def hours_of(db, placement_id):
    statement = sa.select(PlacementHours.from_on, PlacementHours.hours_per_week).order_by(PlacementHours.from_on)
    with db.reads() as connection:
        return [tuple(row) for row in connection.execute(statement.where(PlacementHours.placement_id == placement_id))]


def version(db, placement_id) -> dict[str, str]:
    return {"version": str(the_row(db, placement_id).version)}


def test_it_is_sent_with_a_statement_that_it_is_right(anna, at, recorded, db, world):
    placement_id = recorded()
    page = anna.post("placements.submit", version(db, placement_id), status=422, **at, placement_id=placement_id)
    assert "Zet een vinkje als de gegevens kloppen." in page.text
    assert the_row(db, placement_id).status is PlacementStatus.DRAFT
    anna.post("placements.submit", {**version(db, placement_id), "attested": "ja"}, **at, placement_id=placement_id)
    row = the_row(db, placement_id)
    assert (row.status, row.submitted_by, row.submitted_at) == (PlacementStatus.SUBMITTED, world.anna, clock.now())
    with db.reads() as connection:
        detail = connection.scalar(sa.select(Event.detail).where(Event.action == "placement_submitted"))
    assert (detail["statement"], detail["language"], len(detail["statement_sha256"])) == ("2026-01", "nl", 64)


def test_who_only_fills_in_cannot_send_or_correct(client, world, at, approved):
    placement_id = approved()
    client.sign_in_as(world.bram)
    assert "Een collega die mag versturen" in client.get("placements.placement", **at, placement_id=placement_id).text
    for endpoint in ("submit", "hours", "stop", "correct"):
        client.post(f"placements.{endpoint}", {}, status=403, **at, placement_id=placement_id)


def test_what_is_sent_waits_for_the_answer(anna, at, sent, db):
    placement_id = sent()
    for endpoint in ("work", "submit", "hours", "stop", "correct"):
        page = anna.get(f"placements.{endpoint}", status=303, **at, placement_id=placement_id)
        assert page.location == anna.url("placements.placement", **at, placement_id=placement_id)
    data = {**work(hours_per_week="30"), **version(db, placement_id)}
    page = anna.post("placements.work", data, status=409, **at, placement_id=placement_id)
    assert "Dit werk is al verstuurd of beoordeeld." in page.text


def test_what_came_back_shows_why_and_can_be_sent_again(anna, at, sent, db, world):
    placement_id = sent()
    decide(db, placement_id, Outcome.RETURNED)
    with db.transaction() as session:
        session.add(
            Decision(
                contract_id=world.contract_a,
                subject=DecisionSubject.PLACEMENT,
                subject_id=placement_id,
                subject_version=2,
                outcome=Outcome.RETURNED,
                message="De uren kloppen niet.",
                decided_by=world.carla,
                decided_at=clock.now(),
            )
        )
    assert "De uren kloppen niet." in anna.get("placements.work", **at, placement_id=placement_id).text
    anna.post(
        "placements.work",
        {**work(hours_per_week="18"), **version(db, placement_id)},
        **at,
        placement_id=placement_id,
    )
    assert hours_of(db, placement_id) == [(date(2026, 4, 1), Decimal(18))]
    assert the_row(db, placement_id).value == Decimal("20000.00")
    anna.post("placements.submit", {**version(db, placement_id), "attested": "ja"}, **at, placement_id=placement_id)
    assert the_row(db, placement_id).status is PlacementStatus.SUBMITTED


def test_a_stale_form_shows_both_versions(anna, client, world, at, recorded, db):
    placement_id = recorded()
    old = version(db, placement_id)
    anna.post("placements.work", {**work(hours_per_week="30"), **old}, **at, placement_id=placement_id)
    data = {**work(hours_per_week="20"), **old}
    page = anna.post("placements.work", data, status=409, **at, placement_id=placement_id).text
    assert "Uren per week" in page
    assert page.index("<span>30</span>") < page.index("<span>20</span>")
    assert "Anna Jansen" in page
    assert "Startdatum</th>" not in page  # only what differs
    assert hours_of(db, placement_id)[0][1] == 30


def test_other_hours_from_a_day_leave_the_past_as_it_was(anna, at, approved, db):
    placement_id = approved()
    data = {**days("from_on", date(2026, 10, 1)), "hours_per_week": "36", "attested": "ja"}
    anna.post("placements.hours", {**data, **version(db, placement_id)}, **at, placement_id=placement_id)
    assert hours_of(db, placement_id) == [(date(2026, 4, 1), Decimal(24)), (date(2026, 10, 1), Decimal(36))]
    row = the_row(db, placement_id)
    assert row.status is PlacementStatus.CORRECTED
    assert row.value == Decimal("33333.33")  # 40,000 × (6 × 24/36 + 6) / 12
    page = anna.get("placements.placement", **at, placement_id=placement_id).text
    assert "Eerder goedgekeurd" in page
    assert "€\xa026.666,67" in page


@pytest.mark.parametrize(
    ("day", "hours", "message"),
    [
        (date(2026, 3, 31), "30", "De dag moet na 1 april 2026 zijn. Vanaf die dag geldt 24 uur per week."),
        (date(2026, 4, 1), "30", "De dag moet na 1 april 2026 zijn."),
        (date(2027, 4, 1), "30", "De dag moet op of vóór 31 maart 2027 zijn, de einddatum."),
        (date(2026, 10, 1), "24", "Dit aantal uren geldt al. Vul een ander getal in."),
        (None, "30", "Vul in vanaf welke dag de uren veranderen."),
        (date(2026, 10, 1), "41", "Vul een getal van 1 tot en met 40 in."),
    ],
)
def test_hours_that_do_not_fit_are_refused(anna, at, approved, db, day, hours, message):
    placement_id = approved()
    data = {**days("from_on", day), "hours_per_week": hours, "attested": "ja", **version(db, placement_id)}
    page = anna.post("placements.hours", data, status=422, **at, placement_id=placement_id)
    assert page.text.count(message) == 2
    assert the_row(db, placement_id).status is PlacementStatus.APPROVED


def test_hours_that_came_back_can_be_set_right(anna, at, approved, db):
    placement_id = approved()
    data = {**days("from_on", date(2026, 10, 1)), "hours_per_week": "36", "attested": "ja"}
    anna.post("placements.hours", {**data, **version(db, placement_id)}, **at, placement_id=placement_id)
    decide(db, placement_id, Outcome.RETURNED)
    data["hours_per_week"] = "32"
    anna.post("placements.hours", {**data, **version(db, placement_id)}, **at, placement_id=placement_id)
    assert hours_of(db, placement_id)[1] == (date(2026, 10, 1), Decimal(32))
    assert the_row(db, placement_id).status is PlacementStatus.RETURNED


def test_work_stops_on_a_day_for_a_reason_without_health(anna, at, approved, db):
    placement_id = approved()
    page = anna.get("placements.stop", **at, placement_id=placement_id).text
    assert "ziek" not in page.lower()
    data = {**days("ends_on", date(2026, 9, 30)), "reason": "candidate_stopped", "attested": "ja"}
    anna.post("placements.stop", {**data, **version(db, placement_id)}, **at, placement_id=placement_id)
    row = the_row(db, placement_id)
    assert (row.status, row.ends_on, row.value) == ("corrected", date(2026, 9, 30), Decimal("13333.33"))
    page = anna.get("placements.placement", **at, placement_id=placement_id).text
    assert "Gestopt" in page
    assert "Kandidaat stopte" in page


@pytest.mark.parametrize(
    ("ends_on", "reason", "message"),
    [
        (date(2026, 4, 1), "other", "De einddatum moet na de startdatum zijn."),
        (date(2027, 3, 31), "other", "De einddatum moet vóór 31 maart 2027 zijn, de einddatum die er al staat."),
        (None, "other", "Vul de einddatum in."),
        (date(2026, 9, 30), "", "Kies waarom het stopt."),
        (date(2026, 9, 30), "sick", None),
    ],
)
def test_an_end_that_does_not_fit_is_refused(anna, at, approved, db, ends_on, reason, message):
    placement_id = approved()
    data = {**days("ends_on", ends_on), "reason": reason, "attested": "ja", **version(db, placement_id)}
    page = anna.post("placements.stop", data, status=422, **at, placement_id=placement_id)
    assert message is None or page.text.count(message) == 2
    assert the_row(db, placement_id).ends_on == date(2027, 3, 31)


def test_a_correction_reopens_the_review_and_keeps_what_was_approved_pr37(anna, at, approved, db):
    placement_id = approved()
    page = anna.get("placements.correct", **at, placement_id=placement_id).text
    assert 'name="hours_per_week"' not in page
    data = {**work(starts_on=date(2026, 5, 1)), "attested": "ja", **version(db, placement_id)}
    data.pop("hours_per_week")
    anna.post("placements.correct", data, **at, placement_id=placement_id)
    row = the_row(db, placement_id)
    assert (row.status, row.approved_value, row.value) == ("corrected", Decimal("26666.67"), Decimal("24444.44"))
    assert hours_of(db, placement_id) == [(date(2026, 5, 1), Decimal(24))]
    with db.reads() as connection:
        detail = connection.scalar(sa.select(Event.detail).where(Event.action == "placement_corrected"))
    assert detail["changed"] == ["starts_on"]
    decide(db, placement_id, Outcome.APPROVED)
    assert the_row(db, placement_id).approved_value == Decimal("24444.44")


def test_a_correction_without_a_change_is_not_sent(anna, at, approved, db):
    placement_id = approved()
    data = {**work(), "attested": "ja", **version(db, placement_id)}
    page = anna.post("placements.correct", data, status=422, **at, placement_id=placement_id)
    assert page.text.count("U heeft niets veranderd.") == 2


def extend(app, world) -> None:
    """Until the end of August 2028, by the manager."""
    part = {"direction": "extension", "basis": "amount", "amount": "5000", "reason": "Optie 1"}
    starts = {"valid_from-day": "1", "valid_from-month": "3", "valid_from-year": "2028"}
    ends = {"ends_on-day": "31", "ends_on-month": "8", "ends_on-year": "2028"}
    cor = PortalClient(app).sign_in_as(world.cor)
    cor.post("administration.obligation_add", {**part, **starts, **ends}, number=world.number_a)


@pytest.mark.parametrize(
    ("ends_on", "starts_on", "agreed"),
    [
        (date(2026, 9, 30), date(2026, 4, 1), None),  # ended before the contract did
        (None, date(2026, 3, 1), None),  # two years before the end: the months of the table are used up
        (None, date(2027, 4, 1), Decimal(9_000)),  # the coordination point agreed on an amount
    ],
)
def test_work_that_is_not_worth_more_is_not_asked_again(anna, sent, db, world, ends_on, starts_on, agreed):
    placement_id = sent(ends_on=ends_on, starts_on=starts_on)
    decide(db, placement_id, Outcome.APPROVED, agreed)
    extend(anna.app, world)
    assert "opnieuw" not in anna.get("contracts.dashboard").text


def test_after_an_extension_the_same_work_can_be_sent_again_for_what_it_is_worth_now(
    anna, at, approved, db, vault, world
):
    placement_id = approved(ends_on=None, starts_on=date(2027, 4, 1))
    before, one = the_row(db, placement_id), {**at, "placement_id": placement_id}
    said = "Met wat nu bekend is, is dit werk"
    assert said not in anna.get("placements.placement", **one).text
    again = "Verstuur 1 plaatsing opnieuw"
    assert again not in anna.get("contracts.dashboard").text
    extend(anna.app, world)
    [mail] = mails(db, vault, "contract_changed")
    assert "1 plaatsing is goedgekeurd tot en met de oude einddatum." in mail.text
    assert again in anna.get("contracts.dashboard").text
    page = anna.get("placements.placement", **one).text
    assert f"{said} €\xa037.777,78" in page  # 17 months of 26,666.67 a year
    data = {**work(ends_on=None, starts_on=date(2027, 4, 1)), "attested": "ja", **version(db, placement_id)}
    anna.post("placements.correct", data, **one)
    row = the_row(db, placement_id)
    assert (row.status, row.approved_value, row.value) == ("corrected", before.value, Decimal("37777.78"))
    assert row.counts_until == date(2028, 8, 31)
    assert again not in anna.get("contracts.dashboard").text
    assert said not in anna.get("placements.placement", **one).text


def test_an_agreed_amount_needs_an_amount_and_counts_until_the_end(db, world, sent):
    placement_id = sent()
    with db.transaction() as session:
        row = session.get_one(Placement, placement_id)
        row.value = row.counts_until = None
        session.flush()
        with pytest.raises(Refused):
            close_placement(session, placement=row, outcome=Outcome.APPROVED)
        close_placement(
            session,
            placement=row,
            outcome=Outcome.APPROVED,
            approved_value=Decimal(9000),
            agreed_note="doelgroep buiten de Monitor vastgesteld",
        )
    row = the_row(db, placement_id)
    assert (row.approved_value, row.counts_until) == (Decimal(9000), date(2027, 3, 31))


@pytest.mark.parametrize("status", list(ConsentStatus))
def test_a_coordination_point_knows_of_work_only_while_the_yes_holds(db, world, sent, recorded, status):
    placement_id = sent()
    recorded(starts_on=date(2027, 5, 1), ends_on=None)  # a draft is the contractor's own
    with db.transaction() as session:
        session.execute(sa.update(ConsentRequest).values(status=status))
    with db.reads() as connection:
        found = placements_for_review(connection, world.contract_a)
    assert [row.id for row in found] == ([placement_id] if status is ConsentStatus.GIVEN else [])
    decide(db, placement_id, Outcome.APPROVED)
    with db.reads() as connection:
        assert [row.id for row in placements_for_review(connection, world.contract_a)] == [placement_id]


def test_a_yes_that_ends_between_reading_and_saving_wins(anna, at, approved, db):
    placement_id = approved()
    with db.transaction() as session:
        session.execute(sa.update(ConsentRequest).values(status=ConsentStatus.WITHDRAWN))
    for endpoint in ("placement", "hours", "stop", "correct", "submit", "work"):
        page = anna.get(f"placements.{endpoint}", status=409, **at, placement_id=placement_id).text
        assert "Samira" not in page
