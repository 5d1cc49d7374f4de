"""The progress page: one set of figures in sentence, bar, quarters and lines; a client sees nobody in it (V-01)."""

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from time import thread_time

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import event

from portal import clock
from portal.models import Contract, Placement, PlacementHours, PlacementStatus, Plan, PlanStatus, PlanVersion
from portal.models.plan import VersionKind, VersionOutcome
from portal.progress.queries import placement_lines, progress_context
from portal.records.figures import progress_of
from portal.security.scope import CONTRACT_ROWS, ContractRow
from tests.integration.placements.conftest import work
from tests.support.people import candidate_with_consent


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


def add_placement(session, contract_id, candidate_id, **columns):
    given = {
        "status": PlacementStatus.APPROVED,
        "form": "employment",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2027, 3, 31),
        "counts_until": date(2027, 3, 31),
        "value": Decimal("12000.00"),
        "approved_value": Decimal("12000.00"),
        **columns,
    }
    row = Placement(
        contract_id=contract_id,
        candidate_id=candidate_id,
        created_at=clock.now(),
        updated_at=clock.now(),
        **given,
    )
    session.add(row)
    session.flush()
    session.add(PlacementHours(placement_id=row.id, from_on=row.starts_on, hours_per_week=Decimal(24)))
    return row


def add_plan(session, world, *efforts):
    """Each effort: value, first month, months."""
    plan = Plan(
        contract_id=world.contract_a, status=PlanStatus.APPROVED, rounds=1, approved_round=1, created_at=clock.now()
    )
    session.add(plan)
    session.flush()
    lines = [{"value": value, "starts_in": start, "months": months} for value, start, months in efforts]
    version = PlanVersion(
        plan_id=plan.id,
        number=1,
        reference="SR-2026-0001-1",
        kind=VersionKind.FIRST,
        outcome=VersionOutcome.APPROVED,
        content={"sections": {}, "efforts": lines},
        planned=sum(Decimal(value) for value, _start, _months in efforts),
        obligation=Decimal(25000),
        submitted_by=world.anna,
        submitted_at=clock.now(),
        answer_due_on=clock.today(),
    )
    session.add(version)


def contract_row(connection, contract_id) -> ContractRow:
    row = connection.execute(CONTRACT_ROWS.where(Contract.id == contract_id)).one()
    return ContractRow(**row._mapping)


@pytest.fixture
def person(db, vault, world):
    with db.transaction() as session:
        return candidate_with_consent(session, vault, world.contract_a)


def test_an_empty_contract_says_what_is_not_there_yet(client, world):
    page = client.sign_in_as(world.anna).get("progress.overview", number=world.number_a).text
    assert "Er is nog niets gerealiseerd." in page
    assert "Er is nog geen plan verstuurd." in page
    assert "Er is nog geen kandidaat aan het werk." in page
    assert "Wat kunt u doen?" not in page


def test_behind_says_how_much_and_what_to_do(client, db, world, person):
    with db.transaction() as session:
        add_plan(session, world, ("24000.00", "2026-03-01", 12))
        add_placement(session, world.contract_a, person.id)
    page = client.sign_in_as(world.anna).get("progress.overview", number=world.number_a).text
    assert "U loopt achter." in page
    assert "Op 25 november 2026 is €\xa07.833,33 gerealiseerd." in page
    assert "Volgens het plan moest dat €\xa017.666,67 zijn." in page
    assert "U bent €\xa09.833,34 achter op uw plan." in page
    assert "Wat kunt u doen?" in page
    assert "(dit kwartaal loopt nog)" in page
    assert "Komt nog" in page


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("10600.00", "U loopt op schema."), ("8000.00", "U loopt iets achter."), ("99999.00", "U bent klaar.")],
)
def test_the_sentence_follows_the_level(client, db, world, person, value, sentence):
    with db.transaction() as session:
        add_plan(session, world, ("12000.00", "2026-03-01", 12))
        columns = {"approved_value": Decimal(value), "counts_until": date(2026, 10, 31)}
        add_placement(session, world.contract_a, person.id, **columns)
    assert sentence in client.sign_in_as(world.anna).get("progress.overview", number=world.number_a).text


def test_a_client_sees_totals_and_nobody(client, db, world, person):
    with db.transaction() as session:
        add_plan(session, world, ("24000.00", "2026-03-01", 12))
        row = add_placement(session, world.contract_a, person.id)
    page = client.sign_in_as(world.karel).get("progress.overview", number=world.number_a).text
    assert "Deze opdracht loopt achter." in page
    assert "€\xa07.833,33" in page
    for secret in ("Samira", "andidaat 1", str(person.id), str(row.id), "arbeidscontract", "Werk van kandidaten"):
        assert secret not in page
    client.get("progress.overview", status=404, number=world.number_b)


def test_another_contractor_finds_nothing(client, world):
    client.sign_in_as(world.bea).get("progress.overview", status=404, number=world.number_a)
    client.sign_in_as(world.carla).get("progress.overview", status=403, number=world.number_a)


@pytest.mark.parametrize("seed", range(4))
def test_lines_quarters_and_totals_are_one_to_the_cent(db, world, person, seed):
    chance = random.Random(seed)
    with db.transaction() as session:
        add_plan(session, world, ("17000.01", "2026-05-01", 7), ("3333.33", "2027-01-01", 13))
        for _number in range(60):
            starts_on = date(2026, 3, 1) + timedelta(days=chance.randrange(700))
            until = starts_on + timedelta(days=chance.randrange(400))
            value = Decimal(chance.randrange(3_000_000)).scaleb(-2)
            row = add_placement(
                session,
                world.contract_a,
                person.id,
                status=chance.choice(list(PlacementStatus)),
                starts_on=starts_on,
                ends_on=until,
                counts_until=chance.choice([until, until, None]),
                value=value,
                approved_value=chance.choice([value, None, Decimal("0.01")]),
            )
            if chance.random() < 0.5:
                later = starts_on + timedelta(days=1 + chance.randrange(200))
                hours = Decimal(chance.choice([8, 16, 40]))
                session.add(PlacementHours(placement_id=row.id, from_on=later, hours_per_week=hours))
    today = clock.today()
    with db.reads() as connection:
        contract = contract_row(connection, world.contract_a)
        progress = progress_of(connection, [contract.id], today)[contract.id]
        context = progress_context(connection, contract, today)
        lines, after = [], None
        while True:
            found = placement_lines(connection, contract, today, after=after)
            lines += found.rows
            after = found.next
            if after is None:
                break
    assert len(lines) == 60
    assert context["progress"] == progress
    assert sum(line.realised for line in lines) == progress.realised == context["realised"]
    assert context["planned"] == progress.planned


def test_the_page_asks_the_same_number_of_queries_for_five_and_five_hundred(client, db, app, world, person):
    anna = client.sign_in_as(world.anna)
    counted = []

    def count(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE")):
            counted.append(statement)

    event.listen(app.extensions["database"].reader, "before_cursor_execute", count)
    totals = []
    for more in (5, 495):
        with db.transaction() as session:
            for _number in range(more):
                add_placement(session, world.contract_a, person.id, approved_value=Decimal("100.00"))
        counted.clear()
        anna.get("progress.overview", number=world.number_a)
        totals.append(len(counted))
    assert totals[0] >= totals[1]  # the table of a contract is read once a process
    assert totals[1] <= 9


def test_a_long_list_is_paged_and_still_ends_with_the_total(client, db, world, person):
    with db.transaction() as session:
        for _number in range(60):
            add_placement(session, world.contract_a, person.id, approved_value=Decimal("100.00"))
    anna = client.sign_in_as(world.anna)
    page = anna.get("progress.overview", number=world.number_a).text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    assert page.count(">Kandidaat 1<") == 50
    second = anna.get_path(following.group(1)).text
    assert second.count(">Kandidaat 1<") == 10
    assert "Al het werk samen" in second


def test_writing_down_work_holds_the_database_only_briefly(client, db, app, world, person):
    begun, lasted, slowest = [], [], []
    event.listen(db.writer, "begin", lambda _connection: begun.append(thread_time()))
    event.listen(db.writer, "commit", lambda _connection: lasted.append(thread_time() - begun[-1]))
    anna = client.sign_in_as(world.anna)
    for _try in range(5):  # the best of five, in the time of this thread: other programs do not count
        lasted.clear()
        with db.transaction() as session:
            session.execute(sa.delete(PlacementHours))
            session.execute(sa.delete(Placement))
        anna.post("placements.work", work(), number=world.number_a, candidate_id=person.id)
        slowest.append(max(lasted))
    assert min(slowest) < 0.05
