import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

from portal import clock
from portal.cli.value import value
from portal.db import Database
from portal.models import ValueTableVersion
from portal.records.tables import seed_value_tables
from portal.schema import upgrade
from portal.valuation import shipped_table


@pytest.fixture(autouse=True)
def nothing_set_up(monkeypatch, tmp_path):
    """Without a database the command knows the tables that come along."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("PORTAL_DATABASE_URL", raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(value, words)


def amount(*words: str) -> str:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return str(json.loads(result.stdout)["amount"])


WORK = ("--form", "employment", "--hours", "36", "--months", "12")


@pytest.mark.parametrize("group", ["P-wet", "pwet", "PARTICIPATIEWET", "p wet", "bijstand"])
@pytest.mark.parametrize("duration", ["pwet_gt_2y", "2 jaar of langer", "> 2 jaar", "lang"])
def test_groups_and_classes_are_known_by_the_words_of_the_trade(group, duration):
    assert amount("--table", "frl-demo", "--group", group, "--class", duration, *WORK) == "40000.00"


def test_tables_and_forms_are_known_by_their_names():
    words = ("--group", "student", "--form", "Stage", "--class", "mbo 4", "--hours", "32", "--months", "5")
    assert amount("--table", "harlingen", *words) == "925.93"
    assert amount("--table", "Voorbeeld Friesland", *words) == "925.93"


def test_the_answer_is_an_amount_with_its_explanation_in_dutch():
    result = run("--table", "frl-demo", "--group", "WIA", *WORK, "--birth-date", "1971-03-14")
    assert result.exit_code == 2
    words = ("--birth-date", "1971-03-14", "--reference-date", "2024-01-01")
    result = run("--table", "frl-demo", "--group", "WIA", *WORK, *words)
    assert result.stdout.splitlines()[0] == "€ 40.000,00"
    assert "- Toeslag 50 jaar of ouder: € 5.000,00 erbij." in result.stdout


def test_rows_raises_cost_people_and_used_months_are_options():
    east = ("--table", "oost-nederland")
    assert amount(*east, "--form", "inkoop", "--row", "Social Enterprise", "--cost", "10000,50") == "5000.25"
    assert amount(*east, "--form", "inkoop", "--row", "purchase_se_nl", "--cost", "100", "--factor", "0.25") == "25.00"
    assert amount(*east, "--row", "beschut werk", "--hours", "36", "--months", "12") == "40000.00"
    assert amount("--table", "utrecht", "--form", "kennis", "--people", "2", "--hours", "6") == "1200.00"
    assert amount("--table", "utrecht", "--group", "ww", *WORK, "--raise", "permanent") == "30000.00"
    assert amount("--table", "den-haag", "--group", "ww", *WORK, "--used-months", "6") == "10000.00"


def test_accepted_hours_and_an_age_are_options_b13():
    person = ("--table", "frl-demo", "--form", "employment", "--group", "P-wet", "--class", "lang")
    assert amount(*person, "--accepted-hours", "1040", "--yearly-hours", "1872") == "22222.22"
    assert amount(*person, "--accepted-hours", "1040") == "22222.22"
    assert amount(*person, "--hours", "36", "--months", "12", "--age", "57") == "47500.00"


def test_a_group_not_known_yet_gives_an_estimate():
    result = json.loads(run("--table", "frl-demo", "--group", "onbekend", *WORK, "--json").stdout)
    assert (result["amount"], result["estimated"], result["group"]) == ("15000.00", True, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Kies een waardetabel"),
        (("--table", "frl"), "Kies een vorm"),
        (("--table", "atlantis", "--group", "ww", *WORK), "geen bekende waardetabel"),
        (("--table", "frl-demo", *WORK), "Kies een groep"),
        (("--table", "frl-demo", "--group", "zzp", *WORK), "geen bekende groep"),
        (("--table", "frl-demo", "--group", "ww", "--form", "gift"), "geen bekende vorm"),
        (("--table", "frl-demo", "--group", "ww", *WORK), "Kies: ‘Korter dan 3 maanden’"),
        (("--table", "frl-demo", "--group", "ww", "--class", "eeuwig", *WORK), "geen bekende duur"),
        (("--table", "frl-demo", "--group", "wsw", *WORK), "heeft geen bedrag voor ‘WSW’"),
        (("--table", "frl-demo", "--row", "gift", *WORK), "geen bekende regel"),
        (("--table", "frl-demo", "--row", "training", *WORK), "heeft geen regel"),
        (("--table", "frl-demo", "--group", "wia", *WORK, "--raise", "90+"), "heeft geen toeslag"),
        (("--table", "frl-demo", "--group", "wia", "--form", "employment"), "--hours"),
        (("--table", "frl-demo", "--group", "wia", *WORK, "--hours", "NaN"), "geen getal"),
        (("--table", "frl-demo", "--group", "wia", *WORK, "--months", "-1"), "geen getal"),
        (("--table", "frl-demo", "--form", "training"), "Vul een bedrag in"),
        (("--table", "utrecht", "--form", "kennis"), "--hours"),
    ],
)
def test_what_is_unknown_or_missing_is_told_on_stderr_with_code_2(words, told):
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_the_list_shows_every_table_with_its_source():
    result = run("--list")
    assert result.exit_code == 0
    for word in (
        "frl-demo: Voorbeeld Friesland",
        "Bron: Gemeente Harlingen",
        "ww_3_12m",
        "Toeslag 55+",
        "€ 750,00 per maand",
    ):
        assert word in result.stdout


def test_the_list_as_json_has_amounts_as_strings():
    tables = {table["code"]: table for table in json.loads(run("--list", "--json").stdout)}
    friesland = tables["frl-demo"]
    assert friesland["name"] == "Voorbeeld Friesland"
    assert friesland["rows"][0]["amount"] == "35000.00"
    assert friesland["raises"][1]["amount"] == "7500.00"
    assert {"code": "ww_gt_12m", "name": "1 jaar of langer", "group": "ww"} in friesland["classes"]
    assert tables["leiden"]["valid_from"] == "2023-09-01"
    assert len(json.loads(run("--list", "--json", "--table", "utrecht").stdout)) == 1


def test_where_a_portal_is_set_up_its_published_tables_are_the_truth(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    assert amount("--table", "frl-demo", "--group", "wia", *WORK) == "35000.00"
    upgrade(database)
    assert amount("--table", "frl-demo", "--group", "wia", *WORK) == "35000.00"  # nothing is in it yet
    content = shipped_table("frl-demo").to_json()
    for row in content["rows"]:
        row["amount"] = "36000" if row["code"] == "wia" else row["amount"]
    with database.transaction() as session:
        seed_value_tables(session)
        for day, table in ((date(2026, 1, 1), content), (date(2099, 1, 1), shipped_table("frl-demo").to_json())):
            session.add(ValueTableVersion(code="frl-demo", name="Voorbeeld Friesland", valid_from=day, content=table,
                                          published_at=clock.now()))  # fmt: skip
    database.dispose()
    asked = ("--table", "frl-demo", "--group", "wia", *WORK)
    assert amount(*asked) == "36000.00"
    assert amount(*asked, "--reference-date", "2025-12-31") == "35000.00"
    assert amount(*asked, "--reference-date", "2026-01-01") == "36000.00"
    assert amount("--table", "leiden", "--group", "wia", *WORK, "--reference-date", "2020-01-01") == "40000.00"
