"""PR-70: the register of breaches, its clock and alarms, decisions with reasons, and the people of the view log."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.administration.chores import raise_breach_alarms
from portal.models import Breach, Event, Message, View
from portal.privacy.viewlog import verify_view_log
from tests.support.people import candidate_with_consent

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # a Saturday, 10.00 in Amsterdam
ENTERED = {"facts": "Een laptop is weg.", "day-day": "27", "day-month": "11", "day-year": "2026", "at": "16.30"}
PERIOD = {
    "seen_from-day": "27", "seen_from-month": "11", "seen_from-year": "2026",
    "seen_until-day": "28", "seen_until-month": "11", "seen_until-year": "2026",
}  # fmt: skip
FACTS = {"facts": "Een laptop is weg.", "effects": "Iemand kan meelezen.", "measures": "Toegang gestopt.", **PERIOD}
TOLD = {
    "notify": "yes", "reason": "De groep is gevoelig.", "told_day-day": "28", "told_day-month": "11",
    "told_day-year": "2026", "told_at": "9.45", "reference": "AP-1", "late_reason": "",
}  # fmt: skip
PEOPLE = {"notify": "no", "reason": "De schijf is versleuteld."}


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def frans(client, world):
    return client.sign_in_as(world.frans)


@pytest.fixture
def breach(frans, db):
    frans.post("administration.breach_enter", ENTERED)
    return row(db).id


def row(db):
    with db.reads() as connection:
        return connection.execute(sa.select(Breach.__table__)).one()


def act(who, name, breach, db, data, status=303):
    fields = {"version": row(db).version, **data}
    return who.post(f"administration.breach_{name}", fields, breach_id=breach, status=status)


def test_pr70_the_clock_runs_from_knowing_through_the_weekend(frans, breach, db):
    page = frans.get("administration.breach", breach_id=breach).text
    assert row(db).discovered_at.replace(tzinfo=None) == datetime(2026, 11, 27, 15, 30)  # noqa: DTZ001 - UTC, as SQLite gives it
    assert "vóór 30 november 2026, 16.30 uur" in page
    assert "54 uur" in page
    assert "DL-2026-0001" in frans.get("administration.breaches").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"facts": ""}, "Schrijf op wat er is gebeurd."),
        ({"at": "25.00"}, "Vul een tijd in"),
        ({"day-day": "29"}, "Dit moment kan niet in de toekomst liggen."),
        ({"facts": "BSN 123456782"}, "Dit lijkt een burgerservicenummer (BSN)."),
    ],
)
def test_what_cannot_be_is_refused(frans, db, changes, message):
    assert message in frans.post("administration.breach_enter", {**ENTERED, **changes}, status=422).text
    with db.reads() as connection:
        assert connection.execute(sa.select(Breach.id)).all() == []


def test_pr70_alarms_go_out_once_at_24_48_and_66_hours_and_stop_when_told(frans, breach, db, vault, saturday):
    rung = []
    for hours in (23, 24, 30, 48, 66, 80):
        saturday.move_to(row(db).discovered_at.replace(tzinfo=UTC) + timedelta(hours=hours))
        rung.append(raise_breach_alarms(db, vault, "http://portaal.example"))
    assert rung == [0, 1, 0, 1, 1, 0]
    with db.reads() as connection:
        kinds = connection.scalars(sa.select(Message.kind)).all()
    assert kinds.count("officer_breach_alarm") == 6  # officer and desk, three times


def test_no_alarm_after_the_authority_was_told(frans, breach, db, vault, saturday):
    act(frans, "authority", breach, db, TOLD)
    saturday.move_to(NOW + timedelta(hours=40))
    assert raise_breach_alarms(db, vault, "http://portaal.example") == 0


def test_pr70_a_late_notification_needs_a_reason(frans, breach, db, saturday):
    saturday.move_to(NOW + timedelta(days=4))
    frans.sign_in_as(frans_id(db))
    late = {**TOLD, "told_day-day": "1", "told_day-month": "12"}
    page = act(frans, "authority", breach, db, late, status=422).text
    assert "Schrijf op waarom het later is dan 72 uur." in page
    assert row(db).authority is None
    act(frans, "authority", breach, db, {**late, "late_reason": "De omvang was lang niet duidelijk."})
    assert row(db).late_reason == "De omvang was lang niet duidelijk."


def frans_id(db):
    with db.reads() as connection:
        return connection.scalar(sa.select(Breach.entered_by))


def test_pr70_closing_waits_for_both_decisions_their_reasons_and_what_was_decided(frans, breach, db):
    page = act(frans, "close", breach, db, {}, status=422).text
    assert "Er is geen besluit over de mensen om wie het gaat." in page
    act(frans, "facts", breach, db, FACTS)
    act(
        frans,
        "authority",
        breach,
        db,
        {**TOLD, "told_day-day": "", "told_day-month": "", "told_day-year": "", "told_at": ""},
    )
    act(frans, "people", breach, db, {**PEOPLE, "reason": ""}, status=422)
    act(frans, "people", breach, db, PEOPLE)
    assert "De AP weet het nog niet." in act(frans, "close", breach, db, {}, status=422).text
    act(frans, "authority", breach, db, TOLD)
    act(frans, "close", breach, db, {})
    assert row(db).status == "closed"
    assert "Gesloten" in frans.get("administration.breach", breach_id=breach).text
    act(frans, "facts", breach, db, FACTS, status=409)
    with db.reads() as connection:
        acts = connection.scalars(sa.select(Event.action).where(Event.object_kind == "breach")).all()
    assert {"breach_entered", "breach_authority_decided", "breach_people_decided", "breach_closed"} <= set(acts)


def test_people_are_told_in_words_or_not_at_all(frans, breach, db):
    page = act(frans, "people", breach, db, {"notify": "yes", "reason": "Hoog risico"}, status=422).text
    assert "Schrijf op wat de mensen lezen." in page


def test_a_stale_page_of_facts_shows_both_texts(frans, breach, db):
    old = row(db).version
    act(frans, "facts", breach, db, FACTS)
    page = act(frans, "facts", breach, db, {**FACTS, "version": old, "measures": "Niets."}, status=409).text
    assert "Toegang gestopt." in page
    assert "Niets." in page


@pytest.mark.parametrize(
    ("name", "first", "second", "shown"),
    [
        ("authority", TOLD, {**TOLD, "notify": "no", "reason": "Klein."}, ("De groep is gevoelig.", "AP-1", "Klein.")),
        ("people", PEOPLE, {"notify": "yes", "reason": "Groot", "text": "Bel."}, ("De schijf", "Groot", "Bel.")),
    ],
)
def test_pr70_a_stale_decision_shows_both_and_counts_when_it_is_kept(frans, breach, db, name, first, second, shown):
    old = row(db).version
    act(frans, name, breach, db, first)
    page = act(frans, name, breach, db, {**second, "version": old}, status=409).text
    assert all(words in page for words in shown)
    assert getattr(row(db), f"{name}_reason") == first["reason"]
    act(frans, name, breach, db, second)  # as 'Keep my answers' sends it, with the newest version
    assert getattr(row(db), f"{name}_reason") == second["reason"]


def test_pr70_the_list_is_who_was_looked_at_in_those_days_with_that_account(
    client, another_client, world, db, vault, saturday
):
    with db.transaction() as session:
        seen = candidate_with_consent(session, vault, world.contract_a)
        listed = candidate_with_consent(session, vault, world.contract_a, first_name="Piet")
        candidate_with_consent(session, vault, world.contract_a2, first_name="Joke")
    carla = another_client.sign_in_as(world.carla)
    saturday.move_to(NOW - timedelta(days=3))
    carla.sign_in_as(world.carla).get("review.candidate", number=world.number_a, candidate_id=listed.id)  # too early
    saturday.move_to(NOW)
    carla.sign_in_as(world.carla).get("review.candidate", number=world.number_a, candidate_id=seen.id)
    frans = client.sign_in_as(world.frans)
    frans.post("administration.breach_enter", ENTERED)
    breach = row(db).id
    act(frans, "facts", breach, db, {**FACTS, "account": "carla@friesland.example"})
    assert export(frans, breach) == [(world.number_a, str(seen.id), "1", "0")]
    carla.get("review.candidates", number=world.number_a)
    assert {line[1:] for line in export(frans, breach)} == {(str(seen.id), "2", "1"), (str(listed.id), "1", "1")}
    page = frans.get("administration.breach_seen", breach_id=breach).text
    assert f"kandidaat {listed.number} van opdracht {world.number_a}" in page
    assert "Samira" not in page
    act(frans, "facts", breach, db, {**FACTS, "account": "cor@friesland.example"})
    assert export(frans, breach) == []


def export(who, breach):
    lines = csv.DictReader(who.get("administration.breach_export", breach_id=breach).text.splitlines())
    return [(line["contract"], line["pseudonym"], line["looks"], line["in_lists"]) for line in lines]


def test_the_export_is_in_the_view_log(frans, breach, db):
    frans.get("administration.breach_export", breach_id=breach)
    with db.reads() as connection:
        look = connection.execute(sa.select(View.__table__).where(View.object_kind == "breach")).one()
        assert verify_view_log(connection) is None
    assert (look.action, look.object_id, look.origin) == ("export", breach, "administration.breach_export")


def test_an_account_that_could_not_look_here_is_refused(frans, breach, db):
    page = act(frans, "facts", breach, db, {**FACTS, "account": "dora@drenthe.example"}, status=422).text
    assert "Er is geen account met dit adres" in page


def test_another_region_knows_nothing_of_it(client, another_client, breach, db, world):
    gijs = another_client.sign_in_as(world.gijs)
    gijs.get("administration.breach", breach_id=breach, status=404)
    act(gijs, "close", breach, db, {}, status=404)
    assert "DL-2026-0001" not in gijs.get("administration.breaches").text
    carla = another_client.sign_in_as(world.carla)
    carla.get("administration.breaches", status=403)
    carla.post("administration.breach_enter", ENTERED)  # everybody of the coordination point reports
