"""Results by target group: protected, released once, frozen, and adding up to what was realised (PR-04, PR-51)."""

import csv
import io
import json
import os
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import (
    Candidate,
    Contribution,
    Placement,
    PublicationStatus,
    PublishedReport,
    QuarterConfirmation,
    Region,
    Role,
    Setting,
)
from portal.progress.queries import placement_lines, progress_context
from portal.protection import Rules
from portal.records.figures import progress_of
from portal.reports.cells import Stored, protected_cells
from portal.reports.performance import PERFORMANCE
from portal.reports.publishing import make_results
from portal.reports.results import FORMS, GROUPS, Results, Sums, results_of
from portal.reports.shape import Asked, Reach
from portal.reports.staying import Part, Parts
from portal.valuation.progress import realised
from tests.integration.progress.test_progress_page import add_placement, contract_row
from tests.support.people import candidate_with_consent
from tests.support.story import add_contract

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "40"))  # placements of the random data
TODAY = date(2027, 2, 3)
PEOPLE = (
    ("pwet", "employment", 14), ("pwet", "internship", 13), ("wia", "employment", 12), ("wia", "internship", 13),
    ("ww", "internship", 3),
)  # fmt: skip


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel("2027-02-03T12:00:00Z", tick=False):
        yield


@pytest.fixture
def many(db, vault, world):
    """Large groups in two forms, a group of three people, and one person whose group is not known."""
    with db.transaction() as session:
        for group, form, count in PEOPLE:
            for _number in range(count):
                person = candidate_with_consent(session, vault, world.contract_a, group=group, duration_class=None)
                add_placement(session, world.contract_a, person.id, form=form)
        silent = candidate_with_consent(session, vault, world.contract_a, c2=False)
        add_placement(session, world.contract_a, silent.id)


def publish(client, db, vault, world, year=2026):
    client.sign_in_as(world.cor).post("reports.results_ask", {"year": str(year)})
    assert make_results(db, vault) == 1
    with db.reads() as connection:
        row = connection.execute(sa.select(PublishedReport.__table__)).one()
    client.get("reports.results_release", publication_id=row.id)
    client.post("reports.results_release", {"version": str(row.version)}, publication_id=row.id)
    return row.id


def test_small_groups_are_hidden_and_cannot_be_computed(client, db, vault, world, many):
    publication = publish(client, db, vault, world)
    data = client.get("reports.open_data_file", year=2026, region="friesland", format="json").json
    cells = {(one["group"], one["form"]): one["people"] for one in data["cells"]}
    assert cells["ww", "internship"] is None
    assert cells["none", "employment"] is None
    assert cells["nuo", "employment"] == 0
    assert cells["total", "total"] == 55  # 56 people
    assert all(value is None or value % 5 == 0 for value in cells.values())
    hidden = [place for place, value in cells.items() if value is None]
    assert len(hidden) > 3  # more than the small ones: those that would give them away
    page = client.sign_in_as(world.karel).get("reports.results", tabel=publication).text
    assert "verborgen" in page
    assert "Samira" not in page


def test_a_released_table_never_changes_and_its_files_stay_the_same_to_the_byte(client, db, vault, world, many):
    publication = publish(client, db, vault, world)

    def files():
        kinds = [
            ("reports.open_data_file", {"year": 2026, "region": "friesland", "format": kind})
            for kind in ("csv", "json")
        ]
        kinds += [
            ("reports.results_file", {"publication_id": publication, "format": kind}) for kind in ("csv", "xlsx", "pdf")
        ]
        return [client.get(endpoint, **values).data for endpoint, values in kinds]

    before = files()
    with db.transaction() as session:  # a year of further changes
        session.execute(sa.update(Placement).values(approved_value=Decimal("1.00"), form="bbl"))
        session.execute(sa.update(Candidate).values(group_sealed=None))
        session.add(Setting(name="small_numbers_threshold", region="", value="20", changed_at=clock.now()))
    with time_machine.travel("2027-11-20T12:00:00Z", tick=False):
        client.sign_in_as(world.cor)
        assert files() == before
        client.post("reports.results_ask", {"year": "2026"}, status=409)
        assert make_results(db, vault) == 0
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.transaction() as session:
        session.execute(sa.text("UPDATE published_report SET cells = '{}'"))
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.transaction() as session:
        session.execute(sa.text("DELETE FROM published_report"))


def test_who_may_make_and_release_results(client, db, vault, world, many):
    client.sign_in_as(world.carla).post("reports.results_ask", {"year": "2026"})
    make_results(db, vault)
    with db.reads() as connection:
        row = connection.execute(sa.select(PublishedReport.__table__)).one()
    client.get("reports.results_release", status=403, publication_id=row.id)
    client.sign_in_as(world.gijs).get("reports.results_release", status=404, publication_id=row.id)
    client.sign_in_as(world.karel).get("reports.results_release", status=403, publication_id=row.id)
    client.get("reports.results_file", status=404, publication_id=row.id, format="csv")
    client.get("reports.open_data_file", status=404, year=2026, region="friesland", format="csv")
    stale = {"version": str(row.version - 1)}
    client.sign_in_as(world.cor).post("reports.results_release", stale, status=409, publication_id=row.id)
    assert "Bekijken en publiceren" in client.get("reports.results").text
    client.post("reports.results_release", {"version": str(row.version)}, publication_id=row.id)
    assert "Friesland 2026" in client.get("reports.open_data").text


def test_a_year_that_is_not_over_is_not_made(client, db, vault, world):
    client.sign_in_as(world.cor).post("reports.results_ask", {"year": "2027"})  # not among the choices
    assert make_results(db, vault) == 0


def test_open_data_has_a_schema_that_its_files_keep(client, db, vault, world, many):
    publish(client, db, vault, world)
    client.http.delete_cookie("portal")
    schema = client.get("reports.open_data_schema").json
    answer = client.get("reports.open_data_file", year=2026, region="friesland", format="json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    data = answer.json
    assert {*schema["required"], "shares_by_group"} == set(schema["properties"]) == set(data)
    assert data["licence"] == "CC0-1.0"
    of_cell = schema["properties"]["cells"]["items"]["properties"]
    assert {name: value["enum"] for name, value in of_cell.items() if "enum" in value} == {
        "group": [*GROUPS, "total"],
        "form": [*FORMS, "total"],
    }
    assert all(set(one) == set(of_cell) for one in data["cells"])
    text = client.get("reports.open_data_file", year=2026, region="friesland", format="csv").text
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == len(data["cells"]) == (len(GROUPS) + 1) * (len(FORMS) + 1)
    assert {line["hidden"] for line in lines} == {"true", "false"}
    for wrong in ({"region": "zeeland"}, {"year": 2025}, {"format": "xml"}):
        client.get(
            "reports.open_data_file", status=404, **{"year": 2026, "region": "friesland", "format": "csv", **wrong}
        )


def test_permanent_and_still_at_work_need_enough_people_on_both_sides(client, db, vault, world):
    """Of 48 people 11 stopped in August: 3 are said to be employed still, 5 to be gone, and 3 of nobody knows."""
    with db.transaction() as session:
        for number in range(48):
            group = "pwet" if number < 24 else "wia"
            person = candidate_with_consent(session, vault, world.contract_a, group=group, duration_class=None)
            ends_on = date(2026, 8, 31) if number < 11 else date(2027, 3, 31)
            row = add_placement(
                session, world.contract_a, person.id, is_permanent=number < 5, ends_on=ends_on, counts_until=ends_on
            )
            if number < 8:
                session.add(said_after_work(world, row.id, quarter=4, still_employed=number < 3))
    with db.reads() as connection:
        found = results_of(connection, vault, Region.FRIESLAND, 2026, date(2026, 12, 31))
    assert found.parts_of("pwet") == Parts(Part(5, 19), Part(16, 5, 3))
    assert found.parts_of("wia") == Parts(Part(0, 24), Part(24))
    content = json.loads(protected_cells(found, Rules(), "CC0-1.0"))
    assert content["shares"]["permanent"] is None  # five people
    assert content["shares"]["after_6_months"] is None  # eight of whom it is no or not known
    with db.transaction() as session:
        rows = session.scalars(sa.select(QuarterConfirmation)).all()
        for row in rows:
            row.still_employed = False
        session.execute(sa.update(Placement).where(Placement.is_permanent).values(is_permanent=False))
    with db.reads() as connection:
        found = results_of(connection, vault, Region.FRIESLAND, 2026, date(2026, 12, 31))
    assert found.parts_of("pwet") == Parts(Part(0, 24), Part(13, 8, 3))
    content = json.loads(protected_cells(found, Rules(), "CC0-1.0"))
    assert content["shares"] == {
        "permanent": None,  # of nobody: that says something of each
        "after_6_months": "77",
        "after_12_months": None,
        "unknown_6_months": None,  # eight would be what is left
        "unknown_12_months": None,
    }
    by_group = {line["group"]: line["after_6_months"] for line in content["shares_by_group"]}
    assert (by_group["pwet"], by_group["wia"]) == (None, None)  # wia: everybody, and pwet is what is left of the whole
    publication = publish(client, db, vault, world)
    page = client.get("reports.results", tabel=publication).text
    assert "Hoe duurzaam het werk is" not in page  # a table of nothing but hidden cells
    assert page.count('class="bar small"') == 2  # a bar for each group
    assert "77%" in page


def said_after_work(world, placement_id, **columns):
    return QuarterConfirmation(
        contract_id=world.contract_a, placement_id=placement_id, year=2026, from_on=None, until_on=None,
        expected=Decimal(0), hours=Decimal(0), confirmed_by=world.anna, confirmed_at=clock.now(), **columns,
    )  # fmt: skip


def test_a_share_of_one_group_is_shown_where_it_gives_no_other_away():
    """Half of each of two large groups is still at work."""
    one = Results(Region.DRENTHE, 2026, date(2026, 12, 31))
    for group in ("pwet", "wia"):
        one.cells[group, "employment"] = Sums(people=40, placements=40, euro=Decimal(4000), largest=Decimal(100))
        one.parts[group] = Parts(Part(12, 28), Part(20, 10, 10))
    stored = Stored.read(protected_cells(one, Rules(), "CC0-1.0"))
    assert stored.shares_by_group["wia"] == {"permanent": 30, "after_6_months": 50, "after_12_months": None}
    assert [value for _words, value in stored.shares.values()] == [30, 50, None, 25, None]
    assert stored.shares_by_group["ww"]["permanent"] is None
    del stored.content["shares_by_group"], stored.content["shares"]["unknown_6_months"]  # as edition 1 stored it
    assert stored.shares_by_group == {}
    assert "unknown_6_months" not in stored.shares


def test_hours_and_full_time_jobs_are_those_within_the_year():
    one = Results(Region.DRENTHE, 2026, date(2026, 12, 31))
    assert one.cell("pwet", "employment").hours == 0
    stored = Stored.read(protected_cells(one, Rules(), "CC0-1.0"))
    assert stored.total["people"] == 0
    assert stored.groups == stored.forms == []


def random_work(session, vault, world, contracts):
    pick = random.Random(20270203)
    for _number in range(ROUNDS):
        contract = pick.choice(contracts)
        person = candidate_with_consent(
            session,
            vault,
            contract,
            c2=pick.random() < 0.8,
            group=pick.choice(["pwet", "wia", "ww"]),
            duration_class=None,
        )
        for _piece in range(pick.choice([1, 1, 2])):
            starts_on = date(2026, 3, 1) + timedelta(days=pick.randrange(300))
            until = starts_on + timedelta(days=pick.randrange(20, 500))
            value = Decimal(pick.randrange(1, 3_000_000)).scaleb(-2)
            add_placement(
                session, contract, person.id, starts_on=starts_on, ends_on=until, counts_until=until, value=value,
                approved_value=value, form=pick.choice(["employment", "bbl", "internship"]),
                status=pick.choice(["approved", "approved", "submitted", "draft"]),
            )  # fmt: skip


OTHER = realised(Decimal("4321.09"), (), date(2026, 10, 1), date(2027, 6, 30), TODAY)  # of the purchase below


def contribute(session, world, contract_id):
    session.add(
        Contribution(
            contract_id=contract_id, number=1, status="approved", form="purchase", party="Werkplaats (fictief)",
            description="Inkoop", starts_on=date(2026, 10, 1), ends_on=date(2027, 6, 30), proof="invoice",
            proof_seen_on=date(2026, 10, 2), value=Decimal("4321.09"), approved_value=Decimal("4321.09"),
            updated_by=world.anna, updated_at=clock.now(),
        )
    )  # fmt: skip


def test_placement_pages_progress_and_every_report_have_one_sum(db, vault, world):
    """PORTAL_ROUNDS sets the number of people; each sum is exact to the cent, on both databases."""
    with db.transaction() as session:
        contracts = [
            world.contract_a,
            *(add_contract(session, world, f"2026-01{number}").id for number in range(10, 14)),
        ]
        random_work(session, vault, world, contracts)
        contribute(session, world, contracts[0])
    with db.reads() as connection:
        figures = progress_of(connection, contracts, TODAY)
        pages = Decimal(0)
        for contract in contracts:
            row = contract_row(connection, contract)
            assert progress_context(connection, row, TODAY)["realised"] == figures[contract].realised
            after, own = None, Decimal(0)
            while True:
                found = placement_lines(connection, row, TODAY, after=after)
                own += sum((line.realised for line in found.rows), Decimal(0))
                after = found.next
                if after is None:
                    break
            own += OTHER if contract == contracts[0] else 0
            assert own == figures[contract].realised
            pages += own
        reach = Reach(world.cor, Role.CSR_MANAGER, world.cor, Region.FRIESLAND)
        for per in ("opdracht", "opdrachtnemer", "opdrachtgever", "regio"):
            names = [column.name for column in PERFORMANCE.columns(Asked(TODAY, per))]
            lines = list(PERFORMANCE.lines(connection, reach, Asked(TODAY, per)))
            assert sum(line[names.index("realised")] for line in lines) == pages > 0
            assert sum(line[names.index("approved")] for line in lines) == sum(one.approved for one in figures.values())
        years = [(2026, date(2026, 12, 31)), (2027, TODAY)]
        results = [results_of(connection, vault, Region.FRIESLAND, year, on) for year, on in years]
    assert sum(cell.euro for one in results for cell in one.cells.values()) == pages - OTHER
    assert sum(one.other for one in results) == OTHER
    assert PublicationStatus.RELEASED not in PublishedReport.TRANSITIONS  # what is released goes nowhere
