"""Closing a contract: fulfilled, settled after a hearing, or waived; computed proposals, a person decides (1.4)."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
import sqlalchemy as sa
import time_machine

from portal.models import (
    Closing,
    ClosingOutcome,
    ClosingStatus,
    Contract,
    ContractStatus,
    Message,
    Setting,
    UnregisteredStatus,
    UnregisteredWork,
)
from portal.records.closing import closing_of
from portal.records.closing_letter import letter_data
from portal.security.scope import CONTRACT_ROWS, ContractRow
from portal.web.i18n import speaking
from tests.support.client import PortalClient
from tests.support.later import sign_again

NUMBER = "2026-0001"  # obligation 25,000, ends on 29 February 2028
AFTER = "2028-03-06T09:00:00Z"


@pytest.fixture(autouse=True)
def march(db):
    with time_machine.travel(AFTER, tick=True):
        sign_again(db)
        yield


@pytest.fixture
def cor(app, world):
    return PortalClient(app).sign_in_as(world.cor)


@pytest.fixture
def anna(app, world):
    return PortalClient(app).sign_in_as(world.anna)


def approved(db, world, value, status=UnregisteredStatus.APPROVED) -> None:
    """Value that counts, as a coordination point saw it on the spot."""
    with db.transaction() as session:
        made = session.get_one(Contract, world.contract_a)
        session.add(
            UnregisteredWork(
                contract_id=made.id,
                status=status,
                form="employment",
                starts_on=made.starts_on,
                ends_on=made.ends_on,
                hours_per_week=Decimal(24),
                value=Decimal(value),
                group_checked=True,
                seen_on=made.starts_on,
                recorded_by=world.carla,
                recorded_at=made.created_at,
            )
        )


def closing(db) -> Closing | None:
    with db.transaction() as session:
        return session.query(Closing).one_or_none()


def contract(db, world) -> Contract:
    with db.transaction() as session:
        return session.get_one(Contract, world.contract_a)


def day(field, on):
    return {f"{field}-day": str(on.day), f"{field}-month": str(on.month), f"{field}-year": str(on.year)}


def intention(cor, db, status=303, **changes):
    row = closing(db)
    fields = {"withheld": "6250", "penalty": "0", "reason": "Er is 25 procent niet gedaan.",
              "version": str(row.version if row else 0), **day("until", date(2028, 3, 20)), **changes}  # fmt: skip
    return cor.post("administration.closing_intention", fields, number=NUMBER, status=status)


def decide(cor, db, outcome, status=303, **changes):
    row = closing(db)
    fields = {"outcome": outcome, "reason": "Besluit na overleg", "version": str(row.version if row else 0), **changes}
    return cor.post("administration.closing_decide", fields, number=NUMBER, status=status)


def letter(db, *readers):
    """What the letter says; whoever may read the page of the closing can fetch it as tagged PDF."""
    for client, endpoint in readers:
        assert "/afsluit" in client.get(endpoint, number=NUMBER).text
        answer = client.get(f"{endpoint}_letter", number=NUMBER)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{NUMBER}-afsluiting.pdf"'
        with pikepdf.open(io.BytesIO(answer.data)) as document:
            assert document.Root.MarkInfo.Marked
            assert "De Terp" not in str(document.docinfo)
    with db.reads() as connection, speaking("nl"):
        row = connection.execute(CONTRACT_ROWS.where(Contract.number == NUMBER)).one()
        data = letter_data(closing_of(connection, row.id), ContractRow(**row._mapping), None)
    return (
        f"{data['title']} {data['facts'][0][1]} {data['paragraphs']} {data['figures']} {data['reason']} {data['view']}"
    )


def test_what_was_done_in_full_is_closed_as_fulfilled_and_retention_begins(cor, anna, db, world):
    approved(db, world, "26000")
    page = cor.get("administration.closing", number=NUMBER).text
    assert "Meer dan was gevraagd" in page
    assert "€\xa01.000,00" in page
    decide(cor, db, "settled", status=422)
    decide(cor, db, "fulfilled", reason="")
    ended = contract(db, world)
    assert (ended.status, ended.closed_at.date()) == (ContractStatus.CLOSED, date(2028, 3, 6))
    row = closing(db)
    assert (row.outcome, row.obligation, row.approved, row.withheld) == (ClosingOutcome.FULFILLED, 25_000, 26_000, 0)
    assert "afgesloten" in anna.get("contracts.closing", number=NUMBER).text
    assert "alles is gedaan 6 maart 2028" in letter(db, (anna, "contracts.closing"), (cor, "administration.closing"))
    assert "Opdracht afgesloten" in anna.get("contracts.history", number=NUMBER).text
    decide(cor, db, "fulfilled", status=409)


def test_b15_a_shortfall_is_settled_only_after_the_contractor_was_heard(cor, anna, db, world):
    approved(db, world, "18750")
    page = cor.get("administration.closing_intention", number=NUMBER).text
    assert 'value="6250"' in page
    anna.get("contracts.closing_letter", number=NUMBER, status=303)  # no step was taken
    assert "€\xa06.250,00, dat is 25 procent" in page
    decide(cor, db, "settled", status=422)
    intention(cor, db)
    said = letter(db)
    assert "Ons voornemen" in said
    assert "€\xa06.250,00, dat is 25 procent" in said.replace("\\xa0", "\xa0")
    assert "tot en met 20 maart 2028" in said
    decide(cor, db, "settled", status=422, withheld="6250", penalty="0")
    assert "nog niets besloten" in anna.get("contracts.closing", number=NUMBER).text
    given = {"text": "De opdracht liep 4 maanden vertraging op.", "version": str(closing(db).version)}
    anna.post("contracts.closing_view", given, number=NUMBER)
    assert "4 maanden vertraging" in cor.get("administration.closing", number=NUMBER).text
    decide(cor, db, "settled", status=422, withheld="6250,01", penalty="0")
    decide(cor, db, "settled", withheld="5000", penalty="0")
    row = closing(db)
    assert (row.status, row.outcome, row.withheld, row.penalty) == (
        ClosingStatus.CLOSED,
        ClosingOutcome.SETTLED,
        5_000,
        0,
    )
    said = letter(db)
    assert "Besluit: er wordt een bedrag ingehouden" in said
    assert "4 maanden vertraging" in said
    assert "boete" not in said.replace("Boete", "")  # there is none
    with db.transaction() as session:
        kinds = session.scalars(sa.select(Message.kind).where(Message.user_id == world.anna)).all()
    assert kinds == ["contract_closing"] * 2


def test_without_a_view_the_day_must_have_passed(cor, anna, db, world):
    approved(db, world, "18750")
    intention(cor, db)
    with time_machine.travel("2028-03-20T22:00:00Z", tick=True):
        PortalClient(cor.app).sign_in_as(world.cor)
    with time_machine.travel("2028-03-21T09:00:00Z", tick=True):
        later = PortalClient(cor.app).sign_in_as(world.cor)
        late = PortalClient(cor.app).sign_in_as(world.anna)
        late.post("contracts.closing_view", {"text": "Te laat", "version": "2"}, number=NUMBER, status=409)
        decide(later, db, "settled", withheld="6250", penalty="0")
    assert closing(db).outcome is ClosingOutcome.SETTLED


def test_b24_a_region_may_have_a_fine_on_top(cor, db, world):
    approved(db, world, "18750")
    with db.transaction() as session:
        at = contract(db, world).created_at
        session.add(Setting(name="penalty", region="friesland", value="50", changed_by=world.cor, changed_at=at))
    assert 'value="12500"' in cor.get("administration.closing_intention", number=NUMBER).text


def test_more_time_may_be_given_and_what_is_done_in_it_counts(cor, anna, db, world):
    approved(db, world, "18750")
    until = {"reason": "Laat nog één persoon werken.", "version": "0", **day("until", date(2028, 6, 1))}
    cor.post("administration.closing_recovery", {**until, **day("until", date(2028, 3, 6))}, number=NUMBER, status=422)
    cor.post("administration.closing_recovery", until, number=NUMBER)
    assert "nog tijd" in anna.get("contracts.closing", number=NUMBER).text
    assert "tot en met 1 juni 2028" in letter(db)
    cor.post("administration.closing_recovery", until, number=NUMBER, status=409)  # an old page
    approved(db, world, "6250")
    decide(cor, db, "waived", status=422)
    decide(cor, db, "fulfilled")
    assert closing(db).outcome is ClosingOutcome.FULFILLED


def test_a_shortfall_may_be_waived_with_a_reason(cor, db, world):
    assert "Schrijf op waarom." in decide(cor, db, "waived", status=422, reason="").text
    decide(cor, db, "waived")
    row = closing(db)
    assert (row.outcome, row.withheld, row.approved) == (ClosingOutcome.WAIVED, 0, 0)
    assert "de rest hoeft niet meer" in letter(db)


def test_nothing_is_closed_while_something_waits_or_the_contract_runs(cor, db, world):
    approved(db, world, "26000")
    approved(db, world, "100", UnregisteredStatus.RECORDED)
    assert "Beslis eerst" in decide(cor, db, "fulfilled", status=409).text
    with time_machine.travel("2028-02-29T12:00:00Z", tick=True):
        now = PortalClient(cor.app).sign_in_as(world.cor)
        assert "loopt tot en met" in decide(now, db, "fulfilled", status=409).text
        assert "kunt u de opdracht afsluiten" in now.get("administration.closing", number=NUMBER).text
    assert contract(db, world).closed_at is None


def test_only_the_manager_of_the_region_closes_and_only_a_sender_gives_a_view(cor, db, world, app):
    approved(db, world, "18750")
    intention(cor, db)
    PortalClient(app).sign_in_as(world.gijs).get("administration.closing", number=NUMBER, status=404)
    PortalClient(app).sign_in_as(world.carla).get("administration.closing", number=NUMBER, status=403)
    bram = PortalClient(app).sign_in_as(world.bram)
    bram.post("contracts.closing_view", {"text": "Nee", "version": "2"}, number=NUMBER, status=403)
    bea = PortalClient(app).sign_in_as(world.bea)
    bea.get("contracts.closing", number=NUMBER, status=404)
    karel = PortalClient(app).sign_in_as(world.karel).get("contracts.closing", number=NUMBER).text
    assert "€\xa06.250,00" in karel


def test_a_closed_contract_is_changed_no_more(cor, db, world):
    decide(cor, db, "waived")
    fields = {
        "direction": "more",
        "basis": "amount",
        "amount": "1",
        "reason": "x",
        **day("valid_from", date(2028, 3, 1)),
    }
    assert "afgesloten" in cor.post("administration.obligation_add", fields, number=NUMBER, status=409).text
    assert contract(db, world).closed_at + timedelta(days=1) > contract(db, world).created_at
