"""The account without registration: recorded by who saw it, approved by a second person, nobody in it (PR-24)."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.db import Database
from portal.models import Event, Setting, UnregisteredStatus, UnregisteredWork, User
from portal.records.figures import progress_of
from tests.support.client import PortalClient
from tests.support.world import World

NUMBER = World.number_a
WORK = {
    "form": "employment", "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026",
    "ends_on-day": "28", "ends_on-month": "2", "ends_on-year": "2027", "hours_per_week": "24", "value": "6.000",
    "group_checked": "yes", "seen_on-day": "20", "seen_on-month": "11", "seen_on-year": "2026",
}  # fmt: skip


@pytest.fixture
def cor(another_client: PortalClient, world: World) -> PortalClient:
    """The second person in Friesland."""
    return another_client.sign_in_as(world.cor)


def the_row(db: Database) -> UnregisteredWork:
    with db.transaction() as session:
        row = session.query(UnregisteredWork).one()
        session.expunge(row)
    return row


def record(carla: PortalClient, db: Database, **changed: str) -> UnregisteredWork:
    carla.post("decisions.unregistered_new", {**WORK, **changed}, number=NUMBER)
    return the_row(db)


def decide(who: PortalClient, row: UnregisteredWork, outcome: str = "approved", status: int = 303):
    data = {"outcome": outcome, "version": str(row.version)}
    return who.post("decisions.unregistered", data, number=NUMBER, work_id=row.id, status=status)


def take_back(who: PortalClient, row: UnregisteredWork, status: int = 303):
    data = {"version": str(row.version)}
    return who.post("decisions.unregistered_take_back", data, number=NUMBER, work_id=row.id, status=status)


def figures(db: Database, world: World):
    with db.reads() as connection:
        return progress_of(connection, [world.contract_a], date(2026, 11, 25))[world.contract_a]


def let_share_be(db: Database, percent: int, region: str = "friesland") -> None:
    from portal import clock

    with db.transaction() as session:
        session.add(Setting(name="unregistered_share", region=region, value=str(percent), changed_at=clock.now()))


def test_it_counts_as_any_placement_from_the_second_persons_yes_pr24(carla, cor, db, world, app):
    row = record(carla, db)
    assert (row.value, row.hours_per_week, row.group_checked) == (Decimal(6000), Decimal(24), True)
    assert figures(db, world).submitted == Decimal(6000)
    assert "Een collega moet beslissen" in cor.get("review.unregistered", number=NUMBER).text
    assert "Werk zonder registratie om te controleren" in cor.get("review.queue").text
    decide(cor, row)
    approved = figures(db, world)
    assert (approved.submitted, approved.approved) == (Decimal(0), Decimal(6000))
    assert approved.realised == Decimal("2833.33")  # 2 months and 25 days of 30 out of 6, by the day
    anna = PortalClient(app).sign_in_as(world.anna)
    page = anna.get("progress.overview", number=NUMBER).text
    assert "€ 6.000,00" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Werk zonder registratie" in anna.get("contracts.overview", number=NUMBER).text
    assert "Werk zonder registratie goedgekeurd" in anna.get("contracts.history", number=NUMBER).text
    karel = PortalClient(app).sign_in_as(world.karel)
    assert "zonder registratie" not in karel.get("progress.overview", number=NUMBER).text
    assert "zonder registratie" not in karel.get("contracts.overview", number=NUMBER).text


def test_nothing_about_a_person_fits_in_it_pr24(carla, db):
    record(carla, db, name="Samira", birth_date="1990-01-01", note="Zij is ziek")
    columns = {column.name for column in UnregisteredWork.__table__.columns}
    assert columns == {
        "id", "contract_id", "status", "form", "starts_on", "ends_on", "hours_per_week", "value", "group_checked",
        "seen_on", "recorded_by", "recorded_at", "decided_by", "decided_at", "version",
    }  # fmt: skip
    with db.transaction() as session:
        event = session.query(Event).filter_by(object_kind="unregistered_work").one()
        assert event.detail == {"value": "6000.00"}


def test_who_recorded_it_does_not_decide_on_it_pr38(carla, cor, db):
    row = record(carla, db)
    assert "zelf vastgelegd" in decide(carla, row, status=403).text
    carla.get("decisions.unregistered", number=NUMBER, work_id=row.id, status=403)
    assert "om te controleren" not in carla.get("review.queue").text
    decide(cor, row, "refused")
    assert the_row(db).status is UnregisteredStatus.REFUSED
    assert "Hier was al een besluit over" in decide(cor, row, status=409).text


def test_it_is_taken_back_by_its_recorder_or_after_approval_by_anybody(carla, cor, db, world):
    row = record(carla, db)
    take_back(cor, row, status=403)
    decide(cor, row)
    take_back(carla, row, status=409)  # a page from before the decision
    take_back(cor, the_row(db))
    assert the_row(db).status is UnregisteredStatus.TAKEN_BACK
    assert figures(db, world).approved == 0
    take_back(cor, the_row(db), status=409)
    cor.get("decisions.unregistered_take_back", number=NUMBER, work_id=row.id, status=409)


def test_no_more_than_the_largest_share_is_approved(carla, cor, db, world):
    row = record(carla, db)
    let_share_be(db, 20)  # of 25,000
    assert "20%" in carla.get("decisions.unregistered_new", number=NUMBER).text
    refused = decide(cor, row, status=409).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Hoogstens 20% van de verplichting" in refused
    assert "€ 5.000" in refused
    let_share_be(db, 5, region="drenthe")
    with db.transaction() as session:
        session.execute(sa.update(Setting).where(Setting.region == "friesland").values(value="24"))
    decide(cor, row)
    assert figures(db, world).approved == Decimal(6000)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"form": "purchase"}, "Kies wat voor werk het is."),
        ({"ends_on-year": "2025"}, "De einddatum moet na de startdatum zijn."),
        ({"starts_on-year": "2035", "ends_on-year": "2036"}, "binnen de opdracht"),
        ({"seen_on-year": "2027"}, "niet in de toekomst"),
        ({"value": "0"}, "Vul een getal van 1 tot en met"),
        ({"hours_per_week": "41"}, "40"),
        ({"group_checked": ""}, "Kies ja of nee."),
        ({"starts_on-day": "31", "starts_on-month": "2"}, "bestaat niet"),
    ],
)
def test_what_is_not_right_is_said_at_its_field(carla, db, changed, text):
    page = carla.post("decisions.unregistered_new", {**WORK, **changed}, number=NUMBER, status=422)
    assert text in page.text
    with db.transaction() as session:
        assert session.query(UnregisteredWork).count() == 0


def test_only_the_own_coordination_point_records_and_decides(carla, db, app, world):
    row = record(carla, db)
    dora = PortalClient(app).sign_in_as(world.dora)
    dora.get("review.unregistered", number=NUMBER, status=404)
    decide(dora, row, status=404)
    for who in (world.anna, world.karel, world.frans):
        PortalClient(app).sign_in_as(who).post("decisions.unregistered_new", WORK, number=NUMBER, status=403)
    with db.transaction() as session:
        assert session.query(UnregisteredWork).count() == 1
        assert session.get(User, row.recorded_by).name == "Carla Hoekstra"
