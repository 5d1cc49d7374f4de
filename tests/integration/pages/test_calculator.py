"""The Rekenhulp: for everybody, without a trace; each table answers the same question, explained line by line."""

import re
from html import unescape

import pytest

from tests.support.meters import counted_queries, digest

WORK = {
    "vorm": "employment", "groep": "pwet.pwet_gt_2y", "mensen": "1", "uren": "32", "maanden": "12", "leeftijd": "0",
    "tabel": "frl-demo",
}  # fmt: skip


def told(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def amounts(response) -> list[str]:
    """The worth in the heading, then that of each table."""
    found = re.findall(r'Waard: ([^<]+)</h2>|data-label="Waard"><span>(?:<span class="muted">)?([^<]+)', response.text)
    return [unescape(one or other).replace("\xa0", " ") for one, other in found]


def test_the_table_that_most_contracts_have_is_in_front(client):
    page = client.get("pages.calculator", vorm="employment")
    assert '<option value="frl-demo" selected>' in page.text


def test_it_begins_with_one_question(client):
    page = client.get("pages.calculator")
    assert 'content="noindex"' not in page.text
    assert "Iemand in dienst nemen (arbeidscontract)" in page.text
    assert "Kies wat u gaat doen." in client.get("pages.calculator", status=422, vorm="roven").text


def test_a_placement_is_worth_what_each_table_says_line_by_line(client):
    page = client.get("pages.calculator", **WORK)
    assert amounts(page) == [
        "€ 35.555,56",  # P-01, in front and again in the table
        "€ 35.555,56", "€ 35.555,56", "€ 35.555,56", "€ 26.666,67", "€ 35.555,56",
    ]  # fmt: skip
    assert "Participatiewet, 2 jaar of langer: € 40.000,00 voor een jaar van 36 uur per week." in told(page)
    assert "Bron: Gemeente Harlingen" in told(page)


def test_a_finer_class_is_understood_by_a_coarser_table_and_by_one_without_classes(client):
    page = client.get("pages.calculator", **{**WORK, "groep": "ww.ww_3_12m", "uren": "36", "tabel": "oost-nederland"})
    # Oost (korter dan 1 jaar), Den Haag (12 maanden), Leiden, Utrecht, Friesland
    assert sorted(amounts(page)[1:]) == ["€ 10.000,00", "€ 15.000,00", "€ 15.000,00", "€ 20.000,00", "€ 20.000,00"]
    assert amounts(page)[0] == "€ 10.000,00"
    assert "schatting" not in page.text


def test_age_raises_and_rows_by_name_hold_where_the_table_knows_them(client):
    older = client.get("pages.calculator", **{**WORK, "uren": "36", "leeftijd": "55", "tabel": "utrecht"})
    assert amounts(older)[0] == "€ 50.000,00"
    raised = client.get("pages.calculator", **{**WORK, "uren": "36", "tabel": "utrecht", "toeslag": "permanent"})
    assert amounts(raised)[0] == "€ 50.000,00"
    assert "Bonus vast contract: € 10.000,00 erbij." in told(raised)
    special = client.get("pages.calculator", **{**WORK, "uren": "36", "tabel": "leiden", "regel": "pwet_disability"})
    assert amounts(special)[0] == "€ 50.000,00"
    assert amounts(special)[2:].count("€ 50.000,00") == 0
    forgotten = client.get("pages.calculator", **{**WORK, "regel": "pwet_disability", "toeslag": "permanent"})
    assert amounts(forgotten)[0] == "€ 35.555,56"  # of another table: not offered here, so not asked


def test_purchase_training_and_knowledge_are_asked_in_euro_or_hours(client):
    bought = client.get(
        "pages.calculator", vorm="purchase", bedrag="10.000", tabel="oost-nederland", regel="purchase_se_nl"
    )
    assert amounts(bought)[0] == "€ 5.000,00"  # B22
    helped = client.get("pages.calculator", vorm="knowledge_hours", mensen="2", uren_totaal="6", tabel="utrecht")
    assert amounts(helped)[0] == "€ 1.200,00"  # B20
    assert "groep" not in re.findall(r'name="(\w+)"', bought.text)


def test_who_is_not_known_yet_gives_an_estimate(client):
    page = client.get("pages.calculator", **{**WORK, "groep": "onbekend"})
    assert "Dit is een schatting met het laagste bedrag van de waardetabel." in told(page)


def test_an_apprentice_is_asked_for_contract_and_level_once_for_all_tables(client):
    page = client.get("pages.calculator", vorm="bbl")
    assert "Leerling of student: Nieuw bbl-contract, Bbl niveau 1 of 2" in told(page)
    asked = {**WORK, "vorm": "bbl", "groep": "student.bbl_new.bbl_1_2", "uren": "36"}
    assert amounts(client.get("pages.calculator", **asked))[0] == "€ 15.000,00"
    assert amounts(client.get("pages.calculator", **{**asked, "tabel": "den-haag"}))[0] == "€ 25.000,00"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"groep": ""}, "Kies wie er gaat werken."),
        ({"groep": "koningen"}, "Kies wie er gaat werken."),
        ({"uren": ""}, "Vul het aantal uur per week in."),
        ({"uren": "veel"}, "Vul een getal in, bijvoorbeeld 24."),
        ({"uren": "61"}, "Vul een getal van 1 tot en met 60 in."),
        ({"maanden": "121"}, "Vul een getal van 0 tot en met 120 in."),
        ({"mensen": "0"}, "Vul een getal van 1 tot en met 999 in."),
    ],
)
def test_what_cannot_be_computed_is_said_and_kept(client, changes, message):
    page = client.get("pages.calculator", status=422, **{**WORK, **changes})
    assert message in told(page)
    assert "<title>Fout:" in page.text
    assert 'value="12"' in page.text or "maanden" in changes


def test_nothing_is_stored_and_no_cookie_is_needed(client, db):
    before = digest(db)
    client.http.set_cookie("taal", "en")
    client.http.delete_cookie("portal")
    with counted_queries(db) as asked:
        page = client.get("pages.calculator", **WORK)
    assert "Worth: €\xa035,555.56" in page.text
    assert "Social assistance (Participatiewet): 2 years or longer" in page.text
    assert len(asked) <= 3
    assert digest(db) == before


def test_it_reads_the_same_signed_in(client, world):
    client.sign_in_as(world.anna)
    assert amounts(client.get("pages.calculator", **WORK))[0] == "€ 35.555,56"
