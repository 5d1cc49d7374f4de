"""S-40: reports say what the progress pages say; their files are made by the worker, and end after a day."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine
from python_calamine import CalamineWorkbook

from portal import clock
from portal.cli.mail import chores as worker_chores
from portal.models import (
    ConsentEvent,
    ConsentRequest,
    ConsentScope,
    Contract,
    ExportPiece,
    FileFormat,
    Organisation,
    PlacementStatus,
    PlanStatus,
    Region,
    ReportExport,
    Role,
    View,
)
from portal.models import ConsentEventKind as Kind
from portal.models.base import new_id
from portal.records.figures import progress_of
from portal.reports.files import Sheet, plain, write_file
from portal.reports.narrowing import Only
from portal.reports.registry import REPORTS
from portal.reports.services import forget_exports, make_exports
from portal.reports.shape import Asked, Column, Reach
from tests.integration.progress.test_progress_page import add_placement
from tests.support.meters import counted_queries
from tests.support.people import candidate_with_consent
from tests.support.story import add_contract, add_plan, add_version, return_to_contractor

DAY = "2026-11-25"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(f"{DAY}T12:00:00Z", tick=False):
        yield


@pytest.fixture
def work(db, vault, world):
    """Approved work of two people for two contracts of one client."""
    with db.transaction() as session:
        second = add_contract(session, world, "2026-0009")
        for contract, value in ((world.contract_a, "12000.00"), (second.id, "7000.00")):
            person = candidate_with_consent(session, vault, contract)
            add_placement(session, contract, person.id, approved_value=Decimal(value), value=Decimal(value))
        sent = candidate_with_consent(session, vault, world.contract_a, surname="Wacht")
        add_placement(session, world.contract_a, sent.id, status=PlacementStatus.SUBMITTED, approved_value=None)
    return second.id


def exported(client, db, report, kind, **asked):
    """The file as it comes: asked for, made by the worker, fetched."""
    answer = client.post("reports.export", {"format": kind, "reason": "audit"}, report=report, **asked)
    assert make_exports(db) == 1
    page = client.get_path(answer.location).text
    assert "Bestand ophalen" in page
    return client.get_path(answer.location + "/ophalen")


def test_what_the_report_says_is_what_the_progress_pages_say(client, db, world, work):
    page = client.sign_in_as(world.carla).get("reports.report", report="prestaties").text
    with db.reads() as connection:
        figures = progress_of(connection, [world.contract_a, work], date(2026, 11, 25))
    realised = sum(one.realised for one in figures.values())
    assert realised > 0
    for amount in (*(one.realised for one in figures.values()), realised):
        assert f"€\xa0{amount:,.2f}".replace(",", "x").replace(".", ",").replace("x", ".") in page
    assert world.number_a in page
    assert "Samen" in page


@pytest.mark.parametrize("per", ["opdracht", "opdrachtnemer", "opdrachtgever", "regio"])
def test_every_way_of_counting_and_every_file_has_the_same_total(client, db, world, work, per):
    client.sign_in_as(world.carla)
    with db.reads() as connection:
        wanted = sum(one.realised for one in progress_of(connection, [world.contract_a, work], clock.today()).values())
    lines = list(csv.DictReader(io.StringIO(exported(client, db, "prestaties", "csv", per=per).text)))
    lines = [line for line in lines if line["Gerealiseerd"]]
    first = next(iter(lines[0]))
    own = [line for line in lines if line[first] != "Samen"]
    assert sum(Decimal(line["Gerealiseerd"]) for line in own) == wanted
    book = CalamineWorkbook.from_filelike(io.BytesIO(exported(client, db, "prestaties", "xlsx", per=per).data))
    rows = book.get_sheet_by_index(0).to_python()
    column = rows[0].index("Gerealiseerd")
    assert Decimal(str(round(sum(float(row[column]) for row in rows[1 : 1 + len(own)]), 2))) == wanted


def test_a_report_is_narrowed_to_some_contracts_and_its_file_says_so(client, db, world, work):
    with db.transaction() as session:
        contract = session.get(Contract, work)
        contract.ends_on, number = date(2026, 10, 31), contract.number
    client.sign_in_as(world.carla)
    everything = client.get("reports.report", report="prestaties").text
    assert "Opdrachten die zijn" in everything
    assert "Van de verplichting van" in everything  # the sentence
    over = client.get("reports.report", report="prestaties", stand="voorbij").text
    assert number in over
    assert world.number_a not in over
    assert "Verwijder filter" in over
    assert number not in client.get("reports.report", report="prestaties", stand="lopend").text
    assert "Er is niets te melden" in client.get("reports.report", report="prestaties", stand="afgerond").text
    text = exported(client, db, "prestaties", "csv", stand="voorbij").text
    assert number in text
    assert world.number_a not in text
    assert "Alleen: Voorbij, en nog niet afgerond." in text
    strange = {"opdrachtgever": str(world.contract_b), "stand": "x", "regio": "zeeland"}
    assert world.number_a in client.get("reports.report", report="prestaties", **strange).text
    with db.reads() as connection:
        reach = Reach(world.carla, Role.CSR_REVIEWER, world.carla, Region.FRIESLAND)
        for only, wanted in (
            (Only(client_id=world.client_x), {world.number_a, number}),
            (Only(contractor_id=world.contractor_a), {world.number_a, number}),
            (Only(client_id=work), set()),
            (Only(region=Region.DRENTHE), set()),
        ):
            asked = Asked.from_json(Asked(clock.today(), "opdracht", only=only).to_json())
            assert {line[0] for line in REPORTS["prestaties"].lines(connection, reach, asked)} == wanted
    fixed = client.get("reports.report", report="toestemming").text  # a fixed table has no such choice (PR-04)
    assert "Opdrachten die zijn" not in fixed


def test_a_client_sees_own_contracts_and_no_other_report(client, world, work):
    client.sign_in_as(world.karel)
    page = client.get("reports.report", report="prestaties").text
    assert world.number_a in page
    assert world.number_b not in page
    for name in ("doorlooptijd", "volledigheid", "toestemming"):
        client.get("reports.report", report=name, status=404)
    assert "Prestaties" in client.get("reports.index").text


def test_a_file_is_of_who_asked_leaves_a_look_and_ends_after_a_day_pr74(client, another_client, db, world, work):
    client.sign_in_as(world.carla)
    answer = client.post("reports.export", {"format": "csv", "reason": "audit"}, report="prestaties")
    assert "wordt gemaakt" in client.get_path(answer.location).text
    client.get_path(answer.location + "/ophalen", status=410)
    make_exports(db)
    fetched = client.get_path(answer.location + "/ophalen")
    assert "Carla Hoekstra" in fetched.text
    assert "Jansen" not in fetched.text
    another_client.sign_in_as(world.cor).get_path(answer.location, status=404)
    another_client.get_path(answer.location + "/ophalen", status=404)
    with db.reads() as connection:
        looks = connection.execute(sa.select(View.action, View.actor_id, View.count, View.reason)).all()
        row = connection.execute(sa.select(ReportExport.__table__)).one()
    assert looks == [("export", world.carla, 0, "audit")]
    assert row.size == len(fetched.data)
    with time_machine.travel(row.expires_at + timedelta(seconds=1), tick=False):
        client.sign_in_as(world.carla).get_path(answer.location + "/ophalen", status=410)
        forget_exports(db)
        with db.reads() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(ExportPiece)) == 0
            assert connection.scalar(sa.select(sa.func.count()).select_from(ReportExport)) == 1


def test_a_file_of_somebody_who_may_no_longer_know_is_not_made(client, db, world, work):
    client.sign_in_as(world.carla).post("reports.export", {"format": "csv", "reason": "audit"}, report="prestaties")
    with db.transaction() as session:
        session.execute(sa.text("UPDATE user_account SET role = 'contractor_user' WHERE id = :id"),
                        {"id": world.carla.hex if db.is_sqlite else world.carla})  # fmt: skip
    assert make_exports(db) == 1
    with db.reads() as connection:
        row = connection.execute(sa.select(ReportExport.__table__)).one()
    assert row.failed_at is not None
    assert row.made_at is None


def test_names_never_become_formulas_pr74(client, db, world, work):
    with db.transaction() as session:
        session.execute(sa.update(Organisation).where(Organisation.id == world.contractor_a).values(name="=1+1"))
    client.sign_in_as(world.carla)
    lines = list(csv.reader(io.StringIO(exported(client, db, "prestaties", "csv").text)))
    assert "'=1+1" in lines[1]
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))]
    book = CalamineWorkbook.from_filelike(io.BytesIO(exported(client, db, "prestaties", "xlsx").data))
    assert "=1+1" in book.get_sheet_by_index(0).to_python()[1]  # as a text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_every_beginning_that_a_spreadsheet_computes_is_a_text_pr74(text):
    assert plain(text) == f"'{text}"
    assert plain(Decimal("-1.50")) == "-1.50"


def test_the_pdf_is_tagged_and_says_the_same(client, db, world, work):
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(exported(client.sign_in_as(world.carla), db, "prestaties", "pdf").data)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "nl"


def test_a_pdf_of_too_many_lines_is_refused_and_the_worker_goes_on(client, db, world, work, monkeypatch):
    monkeypatch.setattr("portal.reports.files.MOST_PDF_LINES", 1)
    client.sign_in_as(world.carla)
    answer = client.post("reports.export", {"format": "pdf", "reason": "audit"}, report="prestaties")
    make_exports(db)
    assert "Kies Excel" in client.get_path(answer.location).text
    assert exported(client, db, "prestaties", "csv").data


def test_a_period_that_is_reversed_or_in_the_future_says_so(client, world):
    client.sign_in_as(world.carla)
    asked = {"van-day": 2, "van-month": 5, "van-year": 2026, "tot-day": 1, "tot-month": 5, "tot-year": 2026}
    page = client.get("reports.report", report="doorlooptijd", status=422, **asked).text
    assert "De begindatum moet vóór de einddatum liggen." in page
    later = {"tot-day": 1, "tot-month": 5, "tot-year": 2027}
    assert "toekomst" in client.get("reports.report", report="prestaties", status=422, **later).text
    client.get("reports.export", report="doorlooptijd", status=303, **asked)
    for report in REPORTS:  # from a year in which no quarter comes before
        early = client.get("reports.report", report=report, status=422, **{**later, "tot-year": "0001"}).text
        assert "Controleer het jaar" in early


def test_how_long_a_plan_waited(client, db, world):
    with db.transaction() as session:
        version = add_version(session, add_plan(session, world.contract_a, PlanStatus.SUBMITTED), world.anna)
        version.submitted_at = clock.now() - timedelta(days=9)
        version.answer_due_on = clock.today() - timedelta(days=2)
        return_to_contractor(session, world.contract_a, "plan_version", version.id, world.carla, respond_by=None)
    with db.reads() as connection:
        reach = type("R", (), {"is_contractor": False, "is_client": False, "region": "friesland"})()
        asked = Asked(clock.today(), starts_on=date(2026, 1, 1))
        lines = list(REPORTS["doorlooptijd"].lines(connection, reach, asked))
    assert [line[1:5] for line in lines] == [(1, 9, 9, 1)]
    assert "november 2026" in client.sign_in_as(world.carla).get("reports.report", report="doorlooptijd").text


def test_what_is_missing_is_counted(client, db, world, work):
    page = client.sign_in_as(world.carla).get("reports.report", report="volledigheid").text
    assert "Werk waarvan geen bewijs is gezien" in page
    with db.reads() as connection:
        reach = type("R", (), {"is_contractor": False, "is_client": False, "region": "friesland"})()
        lines = {line[0]: line[1:3] for line in REPORTS["volledigheid"].lines(connection, reach, Asked(clock.today()))}
    assert (3, 3) in lines.values()


def invite(session, person_id, contract_id, day, *said):
    """One more invitation, with lines of its chain: a day, and what was said on it about both questions."""
    at = clock.end_of(day)
    request = ConsentRequest(candidate_id=person_id, contract_id=contract_id, requested_at=at, decide_by=day)
    session.add(request)
    session.flush()
    tell(session, request.id, (day, Kind.REQUESTED), *said)
    return request.id


def tell(session, request_id, *said, after=0):
    lines = [(on, kind, scope) for on, kind in said for scope in ConsentScope]
    rows = [
        {"request_id": request_id, "position": position, "kind": kind, "scope": scope, "at": clock.end_of(on),
         "actor": "candidate", "channel": "web", "identity_check": "", "notice_sha256": "", "language": "nl",
         "previous_hash": "", "hash": ""}
        for position, (on, kind, scope) in enumerate(lines, start=after + 1)
    ]  # fmt: skip
    session.execute(sa.insert(ConsentEvent), rows)


def test_a_quarter_of_answers_is_counted_once_and_few_are_hidden_pr51(client, db, vault, world):
    def lines(on=None):
        reach = Reach(world.carla, Role.CSR_REVIEWER, world.carla, Region.FRIESLAND)
        with db.reads() as connection:
            return [line[1:] for line in REPORTS["toestemming"].lines(connection, reach, Asked(on or clock.today()))]

    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a).id
        invited = [
            invite(session, person, world.contract_a, date(2026, 5, 10), (date(2026, 5, 12), answer))
            for answer in [Kind.GIVEN] * 31 + [Kind.REFUSED] * 14
        ]
        for _number in range(3):
            invite(session, person, world.contract_a, date(2026, 8, 1), (date(2026, 8, 2), Kind.REFUSED))
        for _number in range(20):  # this quarter is not settled
            invite(session, person, world.contract_a, date(2026, 10, 5), (date(2026, 10, 6), Kind.REFUSED))
    nothing = (None,) * 6
    assert lines() == [nothing, nothing, (30, 0, 15, 0, 0, 45), nothing]
    with db.transaction() as session:  # what comes later leaves the quarter as it was
        for one in invited[-10:]:
            tell(session, one, (date(2026, 9, 1), Kind.GIVEN), after=4)
    assert lines() == [nothing, nothing, (30, 0, 15, 0, 0, 45), nothing]
    assert lines(date(2027, 3, 1)) == [nothing, (30, 0, 15, 0, 0, 45), nothing, nothing]  # twenty times no, of twenty
    page = client.sign_in_as(world.carla).get("reports.report", report="toestemming").text
    assert "Kwartaal 2 van 2026" in page
    assert ">–<" in page
    assert ">3<" not in page


def test_a_report_asks_the_same_queries_over_five_hundred_contracts(client, app, db, world, work, monkeypatch):
    client.sign_in_as(world.carla).get("reports.report", report="prestaties")  # tables are read once a process
    asked = []
    for more in (0, 500):
        with db.transaction() as session:
            like = session.execute(sa.select(Contract.__table__).where(Contract.id == work)).one()._asdict()
            rows = [{**like, "id": new_id(), "number": f"V-{number}"} for number in range(more)]
            if rows:
                session.execute(sa.insert(Contract.__table__), rows)
        with counted_queries(app.extensions["database"]) as queries:
            page = client.get("reports.report", report="prestaties").text
        asked.append(len(queries))
    assert "502 regels" in page
    assert "Link naar dit rapport" in page
    assert asked[0] == asked[1] <= 8
    whole = exported(client, db, "prestaties", "csv").text
    monkeypatch.setattr("portal.reports.performance.MOST_CONTRACTS", 7)  # in many turns it is the same file
    monkeypatch.setattr("portal.reports.performance.MOST_WORK", 1)
    assert exported(client, db, "prestaties", "csv").text.splitlines()[:-1] == whole.splitlines()[:-1]
    monkeypatch.setattr("portal.reports.queries.MOST_CONTRACTS", 501)
    assert "te groot" in client.get("reports.report", report="prestaties").text


def test_figures_of_a_day_that_has_passed_say_what_they_are_made_with(client, db, world, work):
    client.sign_in_as(world.carla)
    said = "Met wat nu bekend is"
    assert said not in client.get("reports.report", report="prestaties").text
    past = {"tot-day": 30, "tot-month": 6, "tot-year": 2026}
    assert said in client.get("reports.report", report="prestaties", **past).text
    assert said in exported(client, db, "prestaties", "csv", **past).text


def test_the_worker_makes_files_and_results(app, db, vault):
    from portal.cli.context import Services

    names = {chore.name for chore in worker_chores(Services(app.extensions["config"], db, vault))}
    assert {"make files", "make results", "forget files"} <= names


def test_a_workbook_of_equal_lines_is_equal_to_the_byte():
    sheet = Sheet("T", (Column("a", "A"),), ("x",), "y")
    made = []
    for _turn in range(2):
        file = io.BytesIO()
        write_file(file, FileFormat.XLSX, sheet, [("b",)], totals=False)
        made.append(file.getvalue())
    assert made[0] == made[1]
