"""A contract taken over by another contractor: what was done stays, the rest goes on, nobody's data goes along."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
import sqlalchemy as sa
import time_machine

from portal.models import Closing, ClosingOutcome, Contract, ContractStatus, ObligationVersion, Placement
from tests.support.asking import mails
from tests.support.client import PortalClient
from tests.support.people import candidate_with_consent
from tests.support.submissions import sent_work

NUMBER, NEW = "2026-0001", "2026-0001-B"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=True):
        yield


@pytest.fixture
def cor(app, world):
    return PortalClient(app).sign_in_as(world.cor)


def fields(world, **changes) -> dict[str, str]:
    return {
        "contractor": str(world.contractor_b), "new_contractor": "", "kvk_number": "", "number": NEW, "version": "1",
        "on-day": "1", "on-month": "1", "on-year": "2027",
        "plan_due_on-day": "1", "plan_due_on-month": "3", "plan_due_on-year": "2027",
        "reason": "Overname van het contract", **changes,
    }  # fmt: skip


def found(db, number) -> Contract:
    with db.transaction() as session:
        return session.query(Contract).filter_by(number=number).one()


def obligation(db, contract_id):
    with db.reads() as connection:
        amounts = sa.select(ObligationVersion.amount).where(ObligationVersion.contract_id == contract_id)
        return sum(connection.scalars(amounts))


def decide(app, world, work):
    carla = PortalClient(app).sign_in_as(world.carla)
    fields = {"outcome": "approved", "version": str(work.version)}
    carla.post("decisions.placement", fields, number=NUMBER, placement_id=work.placement_id)


@pytest.fixture
def work(db, vault, world):
    with db.transaction() as session:
        samira = candidate_with_consent(session, vault, world.contract_a)
    return sent_work(db, vault, world, samira)


def test_the_rest_goes_to_a_new_contract_and_both_together_stay_what_was_demanded(cor, app, db, vault, world, work):
    assert "Beslis eerst" in cor.post("administration.take_over", fields(world), number=NUMBER, status=409).text
    with db.transaction() as session:  # a demand that is more than what Samira's work is worth
        first = session.query(ObligationVersion).filter_by(contract_id=world.contract_a).one()
        first.amount = first.uncapped = Decimal(60_000)
    decide(app, world, work)
    cor.post("administration.take_over", fields(world), number=NUMBER)
    old, new = found(db, NUMBER), found(db, NEW)
    assert (old.status, old.ends_on, new.starts_on) == (ContractStatus.CLOSED, date(2026, 12, 31), date(2027, 1, 1))
    assert old.closed_at is not None
    assert (new.succeeds_id, new.awarded_on, new.value_table_id) == (old.id, old.awarded_on, old.value_table_id)
    assert obligation(db, old.id) + obligation(db, new.id) == Decimal(60_000)
    with db.transaction() as session:
        row = session.query(Closing).one()
        assert (row.outcome, row.approved) == (ClosingOutcome.TAKEN_OVER, obligation(db, old.id))
        worth = session.get_one(Placement, work.placement_id).approved_value
    nine_of_twelve_months = (worth * 9 / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert obligation(db, old.id) == nine_of_twelve_months  # she was approved until the end of March
    told = {(one.kind, one.recipient) for one in mails(db, vault) if one.kind.startswith("contract_")}
    assert told == {
        ("contract_closing", "anna@contractor-a.example"),
        ("contract_ready", "bea@contractor-b.example"),
    }
    late = {"on-month": "12", "on-year": "2026", "plan_due_on-month": "12", "plan_due_on-year": "2026"}
    assert NEW in cor.get("administration.closing", number=NUMBER).text
    cor.post(
        "administration.take_over",
        fields(world, version=str(old.version), number="2026-0009", **late),
        number=NUMBER,
        status=409,
    )


def test_the_new_contractor_sees_nobody_of_the_old_one(cor, app, db, world, work):
    with db.transaction() as session:
        first = session.query(ObligationVersion).filter_by(contract_id=world.contract_a).one()
        first.amount = first.uncapped = Decimal(60_000)
    decide(app, world, work)
    cor.post("administration.take_over", fields(world), number=NUMBER)
    bea = PortalClient(app).sign_in_as(world.bea)
    assert "Samira" not in bea.get("candidates.overview", number=NEW).text
    bea.get("candidates.overview", number=NUMBER, status=404)
    anna = PortalClient(app).sign_in_as(world.anna)
    assert "Samira" in anna.get("candidates.overview", number=NUMBER).text
    anna.get("contracts.overview", number=NEW, status=404)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"contractor": ""}, "Kies een opdrachtnemer"),
        ({"number": "2026-0002"}, "Nummer 2026-0002 bestaat al."),
        ({"on-year": "2029"}, "niet later zijn dan"),
        ({"plan_due_on-year": "2029"}, "vóór het einde van de opdracht"),
        ({"reason": ""}, "Vul de reden in."),
    ],
)
def test_what_is_not_right_is_said_at_its_field(cor, db, world, changes, text):
    assert text in cor.post("administration.take_over", fields(world, **changes), number=NUMBER, status=422).text
    assert found(db, NUMBER).status is ContractStatus.RUNNING


def test_only_the_manager_of_the_region_and_only_from_a_fresh_page(cor, app, db, world):
    PortalClient(app).sign_in_as(world.gijs).get("administration.take_over", number=NUMBER, status=404)
    cor.post("administration.take_over", fields(world, version="7"), number=NUMBER, status=409)
    assert found(db, NUMBER).status is ContractStatus.RUNNING
