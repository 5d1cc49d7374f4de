"""B-04: a new version is imported by one manager and published by another; what is published never changes."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa
import time_machine

from portal.administration.value_table_file import open_workbook
from portal.administration.value_table_reading import read_table
from portal.models import Contract, Event, ValueTableDraft, ValueTableVersion
from portal.records.tables import tables_in_force, value_table, version_for_award
from portal.valuation import shipped_table
from tests.integration.administration.test_contract_set_up import found, typed
from tests.integration.administration.workbooks import cells, changed, workbook
from tests.support.client import PortalClient
from tests.support.people import candidate_with_consent
from tests.support.submissions import placement_of, sent_work

IMPORT = "administration.value_table_import"


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


@pytest.fixture
def gijs(another_client, world):
    """A manager of another region; value tables are shared by the three coordination points."""
    return another_client.sign_in_as(world.gijs)


def send(client, content: bytes, *, status: int = 303, name: str = "tabel.xlsx"):
    """As a browser sends it; the body is made here, because the test client leaves its own large files open."""
    part = 'Content-Disposition: form-data; name="{}"'
    body = b"\r\n".join([
        b"--grens", part.format("csrf_token").encode(), b"", client.csrf_token().encode(),
        b"--grens", f'{part.format("file")}; filename="{name}"'.encode(), b"", content, b"--grens--", b"",
    ])  # fmt: skip
    answer = client.http.post(client.url(IMPORT), data=body, content_type="multipart/form-data; boundary=grens")
    assert answer.status_code == status, f"{answer.status_code} instead of {status}: {told(answer)[:2000]}"
    return answer


def imported(client, db, content: bytes | None = None) -> dict:
    send(client, content or changed("Regels", 3, 7, 42_000))
    with db.reads() as connection:
        return dict(connection.execute(sa.select(ValueTableDraft.__table__)).one()._mapping)


def told(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def counts(db) -> list[int]:
    with db.reads() as connection:
        kinds = (ValueTableDraft, ValueTableVersion, Event)
        return [connection.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in kinds]


def publish(client, draft, **answer):
    fields = {"version": str(draft["version"])}
    return client.post("administration.value_table_publish", fields, draft_id=draft["id"], **answer)


def test_one_imports_another_publishes_and_contracts_keep_their_own(cor, gijs, db, world):
    draft = imported(cor, db)
    page = cor.get("administration.value_table_draft", draft_id=draft["id"]).text
    assert "<del>€\xa040.000</del>" in page
    assert "<ins>€\xa042.000</ins>" in page
    assert "Verandert de waarde van 0 lopende opdrachten. Opdrachten houden hun eigen tabel." in page
    assert "3 lopende opdrachten houden de vorige versie." in page
    publish(cor, draft, status=409)  # nobody publishes what he made
    assert "Een andere beheerder publiceert hem" in page
    location = publish(gijs, draft).location
    shown = gijs.get_path(location).text
    assert "Gemaakt door Cor van ’t Hoff, gepubliceerd door Gijs Þórsson." in shown
    assert "0 opdrachten houden deze versie." in shown
    with db.reads() as connection:
        pinned = set(connection.scalars(sa.select(Contract.value_table_id)))
        acts = list(connection.scalars(sa.select(Event.action).order_by(Event.at, Event.id)))
    assert pinned == {world.table}
    assert acts[-2:] == ["value_table_drafted", "value_table_published"]


def test_a_second_press_on_publish_does_nothing(cor, gijs, db):
    draft = imported(cor, db)
    publish(gijs, draft)
    before = counts(db)
    publish(gijs, draft, status=409)
    gijs.post("administration.value_table_remove", {"version": "1"}, draft_id=draft["id"], status=409)
    gijs.get("administration.value_table_draft", draft_id=draft["id"], status=404)
    assert counts(db) == before


def test_a_published_table_is_refused_any_change_by_the_database_itself(db, world):
    for statement in (
        sa.update(ValueTableVersion).values(name="anders"),
        sa.update(ValueTableVersion).where(ValueTableVersion.id == world.table).values(content={}),
        sa.delete(ValueTableVersion).where(ValueTableVersion.id == world.table),
    ):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.transaction() as session:
            session.execute(statement)


def test_an_approved_value_is_the_same_after_a_new_table(app, cor, gijs, db, vault, world):
    with time_machine.travel("2026-11-25T12:00:00Z", tick=True):
        carla = PortalClient(app).sign_in_as(world.carla)
        cor.sign_in_as(world.cor)
        gijs.sign_in_as(world.gijs)
        with db.transaction() as session:
            samira = candidate_with_consent(session, vault, world.contract_a)
        seen = sent_work(db, vault, world, samira)
        answer = {"version": str(seen.version), "outcome": "approved"}
        carla.post("decisions.placement", answer, number="2026-0001", placement_id=seen.placement_id)
        carla.get("review.progress", number="2026-0001")  # takes the banner of what was just done
        before = placement_of(db, seen.placement_id).approved_value
        shown = told(carla.get("review.progress", number="2026-0001"))
        sheets = cells(first_day="13-01-2020")  # even one that begins before the award
        for line in sheets["Regels"][1:]:
            line[6] = line[6] and line[6] * 2
        publish(gijs, imported(cor, db, workbook(sheets)))
        assert before == Decimal("26666.67")
        assert placement_of(db, seen.placement_id).approved_value == before
        assert told(carla.get("review.progress", number="2026-0001")) == shown
        assert "gerealiseerd" in shown
    with db.reads() as connection:
        pinned = connection.scalar(sa.select(Contract.value_table_id).where(Contract.id == world.contract_a))
        assert value_table(connection, pinned).rows[0].amount == Decimal(35_000)


@pytest.mark.parametrize(
    ("awarded", "amount"), [(("31", "12", "2021"), 35_000), (("1", "1", "2022"), 99_000), (("2", "1", "2022"), 99_000)]
)
def test_a_contract_gets_the_version_of_its_award_date(cor, gijs, db, world, awarded, amount):
    publish(gijs, imported(cor, db, changed("Regels", 2, 7, 99_000, first_day="1-1-2022")))
    with db.reads() as connection:
        newest = version_for_award(connection, "frl-demo", date(2026, 1, 1))
    cor.post("administration.contract_new", typed(world, confirmed="ja", awarded_on=awarded, table=str(newest)))
    with db.reads() as connection:
        assert value_table(connection, found(db).value_table_id).rows[0].amount == amount


def test_a_table_that_had_not_begun_on_the_award_date_is_refused(cor, db, world):
    with db.reads() as connection:
        leiden = version_for_award(connection, "leiden", date(2026, 1, 1))
    changes = {"awarded_on": ("31", "8", "2023"), "table": str(leiden)}
    page = cor.post("administration.contract_new", typed(world, confirmed="ja", **changes), status=422).text
    assert "Deze waardetabel geldt vanaf 1 september 2023. De opdracht is eerder gegund. Kies een andere." in page
    assert found(db) is None


def test_a_file_with_faults_tells_each_and_keeps_nothing(cor, db):
    sheets = cells()
    sheets["Regels"][1][6] = -1
    sheets["Regels"][2][6] = "=1+1"
    before = counts(db)
    page = send(cor, workbook(sheets), status=422).text
    assert "Er zijn 2 fouten in het bestand. Er is niets bewaard." in page
    assert "Blad ‘Regels’, regel 2, kolom G (Bedrag): dit is geen getal van 0 of meer (‘-1’)." in page
    assert "Blad ‘Regels’, regel 3, kolom G (Bedrag): hier staat een formule" in page
    assert "<title>Fout:" in page
    assert counts(db) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Kies een bestand."),
        (b"a;b;c", "Dit is geen Excelbestand."),
        (b"PK\x03\x04" + b"0" * 1_000_001, "Het bestand is groter dan 1 MB."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_its_field(cor, db, content, told):
    before = counts(db)
    assert told in send(cor, content, name="x.xlsx" if content else "", status=422).text
    assert counts(db) == before


def test_a_request_far_too_large_is_413_and_no_other_page_takes_a_file(cor, db):
    send(cor, b"0" * 1_200_000, status=413)
    file = {"file": (BytesIO(changed("Regels", 3, 7, 1)), "tabel.xlsx")}
    cor.post("administration.contract_new", file, status=400)


def test_a_first_day_can_be_taken_once(cor, gijs, db):
    draft = imported(cor, db)
    told = "Er is al een waardetabel vanaf 1 januari 2027. Kies een andere datum."
    assert told in send(gijs, changed("Regels", 3, 7, 50_000), status=422).text
    publish(gijs, draft)
    assert told in send(gijs, changed("Regels", 3, 7, 50_000), status=422).text
    assert counts(db)[0] == 1


def test_a_draft_can_be_removed_and_imported_again(cor, db):
    draft = imported(cor, db)
    assert "Concept" in cor.get("administration.value_table_remove", draft_id=draft["id"]).text
    cor.post("administration.value_table_remove", {"version": "9"}, draft_id=draft["id"], status=409)
    cor.post("administration.value_table_remove", {"version": "1"}, draft_id=draft["id"])
    assert counts(db)[0] == 0
    imported(cor, db)


def test_a_draft_is_tried_beside_the_version_before(cor, db):
    draft = imported(cor, db)
    cor.get("administration.value_table_try", draft_id=draft["id"])
    asked = {"vorm": "employment", "groep": "pwet.pwet_gt_2y", "mensen": "1", "uren": "36", "maanden": "12",
             "leeftijd": "0", "tabel": "concept"}  # fmt: skip
    page = cor.get("administration.value_table_try", draft_id=draft["id"], **asked).text
    assert "Waard: €\xa042.000,00" in page
    assert "€\xa040.000,00" in page
    cor.get("administration.value_table_try", draft_id=draft["id"], status=422, **{**asked, "uren": "x"})


def test_a_draft_holds_nowhere_before_it_is_published(cor, db):
    imported(cor, db, changed("Regels", 3, 7, 42_000, first_day="1-1-2020"))
    with db.reads() as connection:
        tables = {table.code: table for table in tables_in_force(connection, date(2030, 1, 1))}
    assert tables["frl-demo"].rows[1].amount == 40_000
    page = cor.get("pages.calculator", vorm="employment", groep="pwet.pwet_gt_2y", mensen="1", uren="36", maanden="12")
    assert "42.000" not in page.text


def test_any_two_versions_are_compared(cor, db, world):
    draft = imported(cor, db)
    page = cor.get("administration.value_table_compare", oud=world.table, nieuw=draft["id"]).text
    assert "<ins>€\xa042.000</ins>" in page
    same = cor.get("administration.value_table_compare", oud=world.table, nieuw=world.table).text
    assert "Niets: ze zijn hetzelfde." in same
    cor.get("administration.value_table_compare", oud="x", nieuw=world.client_x)


def test_a_version_is_downloaded_as_a_workbook_without_formulas(cor, world):
    answer = cor.get("administration.value_table_file", table_id=world.table)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="waardetabel-frl-demo.xlsx"'
    assert open_workbook(answer.data).formulas == ()
    sheets = cells()
    assert read_table(workbook(sheets)).rows == shipped_table("frl-demo").rows


def test_what_is_there_is_listed_with_what_waits(cor, db, world):
    imported(cor, db)
    assert "1 concept is niet gepubliceerd" in cor.get("administration.home").text
    page = cor.get("administration.value_tables").text
    assert "Voorbeeld Friesland" in page
    assert "vanaf 1 januari 2027" in page
    assert "Geen bedrag voor" not in cor.get("administration.value_table", table_id=world.table).text
    cor.get("administration.value_table", table_id=world.client_x, status=404)


@pytest.mark.parametrize("name", ["anna", "carla", "karel", "frans"])
def test_only_a_manager_comes_here(client, world, name):
    client.sign_in_as(getattr(world, name))
    client.get("administration.value_tables", status=403)
    client.get("administration.value_table_file", table_id=world.table, status=403)
    send(client, changed("Regels", 3, 7, 1), status=403)
