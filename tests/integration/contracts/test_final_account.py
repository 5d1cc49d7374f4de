"""The final account, after the end date, with the figures of the day on which it is sent (domain.md 1.1, 11 and 12)."""

from decimal import Decimal

import pytest
import time_machine

from portal.models import AccountStatus, Contract, FinalAccount, UnregisteredStatus, UnregisteredWork
from tests.integration.plans.filling_in import fill_in
from tests.support.client import PortalClient
from tests.support.later import sign_again

NUMBER = "2026-0001"


@pytest.fixture(autouse=True)
def march(db):
    with time_machine.travel("2028-03-06T09:00:00Z", tick=True):
        sign_again(db)
        yield


@pytest.fixture
def anna(app, world):
    return PortalClient(app).sign_in_as(world.anna)


@pytest.fixture
def carla(app, world):
    return PortalClient(app).sign_in_as(world.carla)


def account(db) -> FinalAccount | None:
    with db.transaction() as session:
        return session.query(FinalAccount).one_or_none()


def version(db) -> str:
    row = account(db)
    return str(row.version if row else 0)


def write(anna, db, status=303, **changes):
    fields = {"result": "Drie mensen werkten mee.", "difference": "Eén persoon stopte.", "version": version(db)}
    return anna.post("contracts.final_account", {**fields, **changes}, number=NUMBER, status=status)


def send(anna, db, status=303):
    return anna.post(
        "contracts.final_account_send", {"attested": "ja", "version": version(db)}, number=NUMBER, status=status
    )


def decide(carla, db, outcome, status=303, **changes):
    day = {"respond_by-day": "20", "respond_by-month": "3", "respond_by-year": "2028"}
    fields = {"outcome": outcome, "version": version(db), **day, **changes}
    return carla.post("decisions.final_account", fields, number=NUMBER, status=status)


def test_it_is_written_sent_returned_and_approved(anna, carla, db, world):
    with time_machine.travel("2026-11-25T12:00:00Z", tick=True):
        fill_in(db, world)
    todo = PortalClient(anna.app).sign_in_as(world.anna).get("contracts.dashboard").text
    assert "Verstuur de eindverantwoording" in todo
    assert "30 maart 2028" in anna.get("contracts.final_account", number=NUMBER).text
    write(anna, db)
    assert account(db).obligation is None
    send(anna, db)
    row = account(db)
    assert (row.status, row.obligation, row.approved) == (AccountStatus.SUBMITTED, 25_000, 0)
    send(anna, db, status=409)
    queue = carla.get("review.queue").text
    assert "Te beoordelen (1)" in queue
    assert carla.url("decisions.final_account", number=NUMBER) in queue
    assert "Eindverantwoordingen om te beoordelen" in queue
    assert "Drie mensen werkten mee." in carla.get("decisions.final_account", number=NUMBER).text
    decide(carla, db, "returned", status=422)
    decide(carla, db, "returned", message="Noem ook de inkoop.")
    assert "Te beoordelen (0)" in carla.get("review.queue").text
    assert "Noem ook de inkoop." in anna.get("contracts.final_account", number=NUMBER).text
    write(anna, db, result="Drie mensen werkten mee, en wij kochten sociaal in.")
    send(anna, db)
    decide(carla, db, "approved")
    assert account(db).status is AccountStatus.APPROVED
    assert "Eindverantwoording goedgekeurd" in anna.get("contracts.history", number=NUMBER).text
    assert "Hier was al een besluit over" in decide(carla, db, "approved", status=409).text


def test_less_than_was_asked_wants_a_reason_and_the_figures_are_those_of_the_day(anna, carla, db, world):
    assert "Schrijf op waarom het minder is" in write(anna, db, status=422, difference="").text
    with db.transaction() as session:
        made = session.get_one(Contract, world.contract_a)
        work = {"form": "employment", "starts_on": made.starts_on, "ends_on": made.ends_on, "seen_on": made.starts_on,
                "hours_per_week": Decimal(24), "group_checked": True, "recorded_by": world.carla,
                "recorded_at": made.created_at}  # fmt: skip
        session.add(
            UnregisteredWork(contract_id=made.id, status=UnregisteredStatus.APPROVED, value=Decimal("25000.50"), **work)
        )
    write(anna, db, difference="")
    send(anna, db)
    assert account(db).approved == Decimal("25000.50")


def test_two_colleagues_do_not_overwrite_each_other(anna, app, db, world):
    write(anna, db)
    bram = PortalClient(app).sign_in_as(world.bram)
    stale = write(bram, db, version="0", result="Iets anders", status=409).text
    assert "Anna Jansen" in stale
    assert "Drie mensen werkten mee." in stale
    send(bram, db, status=403)


def test_before_the_end_and_for_others_there_is_none(anna, app, db, world):
    with time_machine.travel("2028-02-29T12:00:00Z", tick=True):
        early = PortalClient(app).sign_in_as(world.anna)
        assert "29 februari 2028" in early.get("contracts.final_account", number=NUMBER).text
        write(early, db, status=409)
    assert account(db) is None
    PortalClient(app).sign_in_as(world.bea).get("contracts.final_account", number=NUMBER, status=404)
    PortalClient(app).sign_in_as(world.karel).get("contracts.final_account", number=NUMBER, status=403)
    carla = PortalClient(app).sign_in_as(world.carla)
    carla.get("decisions.final_account", number=NUMBER, status=409)
    PortalClient(app).sign_in_as(world.dora).get("decisions.final_account", number=NUMBER, status=404)
