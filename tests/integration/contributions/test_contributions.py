"""Effort that is no placement: written down, sent, decided and counted as work is, with nobody in it (issue item 4)."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from portal.clock import now, today
from portal.models import Contract, Contribution, Effort, Message, PlacementStatus, PlanStatus, ValueTableVersion
from portal.records.figures import progress_of
from tests.support.client import PortalClient
from tests.support.story import add_plan, add_version

NUMBER = "2026-0001"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=True):
        yield


@pytest.fixture
def anna(app, world):
    return PortalClient(app).sign_in_as(world.anna)


@pytest.fixture
def carla(app, world):
    return PortalClient(app).sign_in_as(world.carla)


def day(field, day, month, year):
    return {f"{field}-day": str(day), f"{field}-month": str(month), f"{field}-year": str(year)}


def entry(**changes) -> dict[str, str]:
    return {
        "row": "sheltered_work", "party": "Sociaal Werkbedrijf Noord (fictief)", "description": "Groenonderhoud",
        "cost": "10.000", "people": "", "hours": "", "proof": "invoice",
        **day("starts_on", 1, 4, 2026), **day("ends_on", 30, 4, 2026), **day("proof_seen_on", 2, 6, 2026), **changes,
    }  # fmt: skip


def record(anna, status=303, **changes):
    return anna.post("contributions.new", entry(**changes), number=NUMBER, status=status)


def rows(db):
    with db.transaction() as session:
        return session.query(Contribution).order_by(Contribution.number).all()


def row(db):
    return rows(db)[-1]


def send(anna, db, status=303):
    made = row(db)
    fields = {"attested": "ja", "version": str(made.version)}
    return anna.post("contributions.submit", fields, number=NUMBER, position=made.number, status=status)


def decide(carla, db, outcome="approved", status=303, **changes):
    made = row(db)
    fields = {"outcome": outcome, "version": str(made.version), **day("respond_by", 1, 12, 2026), **changes}
    return carla.post("decisions.contribution", fields, number=NUMBER, position=made.number, status=status)


def figures(db, world):
    with db.reads() as connection:
        return progress_of(connection, [world.contract_a], today())[world.contract_a]


def use_table(db, world, code):
    with db.transaction() as session:
        table = session.query(ValueTableVersion).filter_by(code=code).order_by(ValueTableVersion.valid_from).first()
        session.execute(sa.update(Contract).where(Contract.id == world.contract_a).values(value_table_id=table.id))


def test_it_counts_when_it_is_approved_and_is_spread_over_its_days(anna, carla, db, world):
    record(anna, **day("starts_on", 1, 11, 2026), **day("ends_on", 31, 12, 2026), **day("proof_seen_on", 1, 11, 2026))
    assert figures(db, world).submitted == 0
    send(anna, db)
    assert figures(db, world).submitted == 10_000
    assert "Groenonderhoud" in carla.get("review.contributions", number=NUMBER).text
    queue = carla.get("review.queue").text
    assert "Andere inzet om te beoordelen" in queue
    assert "Te beoordelen (1)" in queue
    decide(carla, db)
    now = figures(db, world)
    assert (now.approved, now.submitted) == (10_000, 0)
    assert now.realised == Decimal("4166.67")  # 25 days of 30 is 5/6 of a month, of 2 months
    for who, endpoint in ((anna, "progress.overview"), (carla, "review.progress")):
        assert "€\xa04.166,67" in who.get(endpoint, number=NUMBER).text
    with db.transaction() as session:
        assert "contribution_decided" in session.scalars(sa.select(Message.kind)).all()
    assert "Andere inzet goedgekeurd" in anna.get("contracts.history", number=NUMBER).text
    assert "Besluiten over werk en andere inzet: 1." in carla.get("reports.report", report="doorlooptijd").text


@pytest.mark.parametrize(
    ("table", "fields", "value"),
    [
        ("oost-nederland", {"row": "purchase_code_register"}, "10000.00"),  # B22
        ("oost-nederland", {"row": "purchase_se_nl"}, "5000.00"),  # B22
        ("utrecht", {"row": "knowledge", "cost": "", "people": "2", "hours": "6"}, "1200.00"),  # B20
        ("utrecht", {"row": "knowledge", "cost": "", "people": "1", "hours": "1"}, "100.00"),  # A9
        ("frl-demo", {"row": "training", "cost": "1.234,56"}, "1234.56"),
        ("frl-demo", {"row": "tailored", "cost": "800"}, "800.00"),
    ],
)
def test_b20_and_b22_it_is_worth_what_the_table_of_the_contract_says(anna, db, world, table, fields, value):
    use_table(db, world, table)
    record(anna, **fields)
    assert str(row(db).value) == value


def test_what_must_change_comes_back_and_is_sent_again(anna, carla, db, world):
    record(anna)
    send(anna, db)
    decide(carla, db, "returned", message="De factuur is van 2025.")
    assert figures(db, world).submitted == 0
    page = anna.get("contributions.work", number=NUMBER, position=1).text
    assert "De factuur is van 2025." in page
    stale = entry(cost="9.000", version="1")
    assert "Anna Jansen" in anna.post("contributions.work", stale, number=NUMBER, position=1, status=409).text
    anna.post("contributions.work", entry(cost="9.000", version=str(row(db).version)), number=NUMBER, position=1)
    send(anna, db)
    decide(carla, db, amount="4.500", note="", status=422)
    decide(carla, db, amount="9.001", note="Meer", status=422)
    decide(carla, db, amount="4.500", note="De helft is voor een andere opdracht")
    assert figures(db, world).approved == 4_500
    assert (
        "De helft is voor een andere opdracht" in anna.get("contributions.contribution", number=NUMBER, position=1).text
    )
    assert "Hier was al een besluit over" in decide(carla, db, status=409).text


def test_a_correction_of_what_was_approved_counts_only_after_a_new_decision(anna, carla, db, world):
    record(anna)
    send(anna, db)
    decide(carla, db)
    changed = entry(cost="12.000", version=str(row(db).version))
    anna.post("contributions.correct", changed, number=NUMBER, position=1, status=422)  # without the statement
    anna.post("contributions.correct", {**changed, "attested": "ja"}, number=NUMBER, position=1)
    assert row(db).status is PlacementStatus.CORRECTED
    assert (figures(db, world).approved, figures(db, world).submitted) == (0, 12_000)
    decide(carla, db)
    assert figures(db, world).approved == 12_000


def test_it_belongs_to_a_line_of_the_approved_plan_or_to_none(anna, carla, db, world):
    assert "Bij welke inzet" not in anna.get("contributions.new", number=NUMBER).text  # there is no plan
    with db.transaction() as session:
        plan = add_plan(session, world.contract_a, PlanStatus.APPROVED)
        lines = [planned(session, plan, world, form) for form in ("employment", "purchase")]
        add_version(session, plan, world.anna).content = {"sections": {}, "efforts": lines}
        plan.approved_round = 1
    page = anna.get("contributions.new", number=NUMBER).text
    assert "Inzet 2: Werk uitbesteden" in page
    assert "Inzet 1:" not in page  # somebody works in it
    assert "Kies een inzet" in record(anna, status=422).text
    record(anna, status=422, effort=lines[0]["id"])
    record(anna, effort=lines[1]["id"])
    assert str(row(db).effort_id) == lines[1]["id"]
    send(anna, db)
    assert "Inzet 2: Werk uitbesteden" in carla.get("review.contributions", number=NUMBER).text
    assert "Inzet 2: Werk uitbesteden" in carla.get("decisions.contribution", number=NUMBER, position=1).text
    decide(carla, db)
    changed = {**entry(effort="niet", version=str(row(db).version)), "attested": "ja"}
    anna.post("contributions.correct", changed, number=NUMBER, position=1)
    assert row(db).effort_id is None
    assert "Niet in het plan" in anna.get("contributions.contribution", number=NUMBER, position=1).text


def planned(session, plan, world, form):
    row = Effort(plan_id=plan.id, form=form, months=3, updated_by=world.anna, updated_at=now())
    session.add(row)
    session.flush()
    return {"id": str(row.id), "form": form, "starts_in": "2026-04-01", "months": 3, "value": "5000.00"}


def test_the_same_effort_counts_once(anna, db):
    record(anna)
    assert "staat er al als nummer 1" in record(anna, status=409, party="sociaal werkbedrijf noord (fictief)").text
    record(anna, cost="10.000,01")
    assert [one.number for one in rows(db)] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"row": "pwet"}, "Kies wat voor inzet het is."),
        ({"cost": ""}, "Vul het bedrag in."),
        ({"people": "2", "hours": "6"}, "Laat dit leeg bij deze soort inzet."),
        (day("ends_on", 1, 3, 2026), "niet vóór de eerste dag"),
        (day("starts_on", 1, 2, 2026), "binnen de opdracht"),
        (day("proof_seen_on", 1, 12, 2026), "niet in de toekomst"),
        ({"party": "Stichting 111222333"}, "BSN"),
        ({"description": "Zij was ziek"}, "Schrijf hier niets over gezondheid"),
        ({"proof": ""}, "Kies welk bewijs er is."),
    ],
)
def test_what_is_not_right_is_said_at_its_field(anna, db, changes, text):
    assert text in record(anna, status=422, **changes).text
    assert rows(db) == []


def test_nobody_is_in_it_pr09():
    columns = {column.name for column in Contribution.__table__.columns}
    assert not columns & {"candidate_id", "name", "birth_date", "email", "target_group", "duration_class"}


def test_only_the_own_people_and_the_own_region_reach_it(anna, db, world, app):
    record(anna)
    bram = PortalClient(app).sign_in_as(world.bram)
    assert "collega die mag versturen" in bram.get("contributions.contribution", number=NUMBER, position=1).text
    send(bram, db, status=403)
    PortalClient(app).sign_in_as(world.bea).get("contributions.overview", number=NUMBER, status=404)
    carla = PortalClient(app).sign_in_as(world.carla)
    assert "Groenonderhoud" not in carla.get("review.contributions", number=NUMBER).text  # a draft is its contractor's
    carla.get("decisions.contribution", number=NUMBER, position=1, status=404)
    send(anna, db)
    PortalClient(app).sign_in_as(world.dora).get("decisions.contribution", number=NUMBER, position=1, status=404)
    PortalClient(app).sign_in_as(world.karel).get("contributions.overview", number=NUMBER, status=403)
    anna.get("contributions.contribution", number=NUMBER, position=7, status=404)
