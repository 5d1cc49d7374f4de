"""The first page: what must be done now, most urgent first, and where each contract stands."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import (
    ConsentStatus,
    Contract,
    ContractStatus,
    DecisionSubject,
    PlacementStatus,
    PlanStatus,
    VersionOutcome,
)
from tests.support.client import parse
from tests.support.story import (
    add_candidate,
    add_contract,
    add_placement,
    add_plan,
    add_version,
    ask_consent,
    return_to_contractor,
)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def tasks(client) -> list[str]:
    document = parse(client.get("contracts.dashboard").text)
    listed = [item for ul in document.iter("ul") if ul.get("class") == "todo" for item in ul.iter("li")]
    return [" ".join("".join(item.itertext()).split()) for item in listed]


def whom_it_is_about(client) -> list[set[str]]:
    """Behind each task about people: the numbers of the candidates in the list that its link opens."""
    document = parse(client.get("contracts.dashboard").text)
    listed = [item for ul in document.iter("ul") if ul.get("class") == "todo" for item in ul.iter("li")]
    links = [link.get("href") for item in listed for link in item.iter("a") if "/kandidaten" in link.get("href")]
    return [
        set(re.findall(r"<bdi>Kandidaat (\d+)</bdi>", client.get_path(href.partition("#")[0]).text)) for href in links
    ]


def test_somebody_not_signed_in_goes_to_the_sign_in_page(client):
    assert client.get("contracts.dashboard", status=303).location.startswith("/inloggen")


@pytest.mark.parametrize("name", ["carla", "cor", "frans"])
def test_a_coordination_point_begins_at_its_work_queue(client, world, name):
    client.sign_in_as(getattr(world, name)).get("contracts.dashboard", status=303)


def test_a_contractor_sees_own_contracts_and_no_other(client, world):
    text = client.sign_in_as(world.anna).get("contracts.dashboard").text
    assert world.number_a in text
    assert world.number_a2 in text
    assert world.number_b not in text


def test_without_contracts_the_page_says_whom_to_ask(client, db, world):
    with db.transaction() as session:
        session.execute(sa.update(Contract).values(contractor_id=world.contractor_b))
    text = client.sign_in_as(world.anna).get("contracts.dashboard").text
    assert "U heeft nog geen opdrachten in dit portaal." in text
    assert "Dit moet u doen" not in text


def test_who_has_not_begun_a_plan_is_shown_how_it_works(client, db, world):
    client.sign_in_as(world.anna)
    assert "Nieuw hier?" in client.get("contracts.dashboard").text
    with db.transaction() as session:
        add_plan(session, world.contract_a, PlanStatus.DRAFT)
    assert "Nieuw hier?" not in client.get("contracts.dashboard").text


def test_the_tasks_stand_in_order_of_urgency_with_their_day_or_reason(client, db, world):
    with db.transaction() as session:
        plan = add_plan(session, world.contract_a, PlanStatus.RETURNED)
        version = add_version(session, plan, world.anna, outcome=VersionOutcome.RETURNED)
        return_to_contractor(
            session, world.contract_a, DecisionSubject.PLAN_VERSION, version.id, world.carla,
            respond_by=date(2026, 12, 4),
        )  # fmt: skip
        people = [add_candidate(session, world.contract_a, number, world.anna) for number in range(1, 7)]
        for person in people[:2]:
            ask_consent(session, person, ConsentStatus.GIVEN)
        ask_consent(session, people[2], ConsentStatus.REQUESTED, not_delivered_at=clock.now())
        ask_consent(session, people[3], ConsentStatus.DEFERRED, decide_by=date(2026, 11, 25))
        ask_consent(session, people[4], ConsentStatus.REQUESTED, decide_by=date(2026, 12, 4))
        people[5].address_sealed = b"sealed"
        ask_consent(session, people[5], ConsentStatus.GIVEN)
        returned = add_placement(session, people[5], PlacementStatus.RETURNED)
        return_to_contractor(
            session, world.contract_a, DecisionSubject.PLACEMENT, returned.id, world.carla,
            respond_by=date(2026, 11, 30),
        )  # fmt: skip
        add_placement(session, people[5], PlacementStatus.DRAFT)
        add_placement(session, people[5], PlacementStatus.DRAFT)
    name = "Renovatie dorpshuis 2026-0001"
    client.sign_in_as(world.anna)
    assert whom_it_is_about(client) == [{"3"}, {"4"}, {"1", "2"}, {"6"}, {"6"}]
    assert tasks(client) == [
        f"Controleer 1 e-mailadres {name}, de e-mail kwam niet aan",
        f"Bekijk 1 vraag zonder antwoord {name}, kiezen kan tot en met 25 november 2026",
        f"Vul de gegevens van 2 kandidaten in {name}, zij zeiden ja",
        f"Pas 1 plaatsing aan {name}, vóór maandag 30 november 2026 (nog 7 dagen)",
        f"Pas het plan aan {name}, vóór vrijdag 4 december 2026 (nog 11 dagen)",
        f"Verstuur 2 plaatsingen {name}, nog niet verstuurd",
        "Maak het plan Renovatie dorpshuis 2026-0003, vóór vrijdag 18 december 2026",
    ]
    all_of_them = tasks(client)
    assert tasks(client.sign_in_as(world.bram)) == [
        one for one in all_of_them if "Verstuur" not in one
    ]  # only fills in


def test_a_late_plan_comes_first_and_says_how_late(client, db, world):
    with db.transaction() as session:
        session.execute(
            sa.update(Contract).where(Contract.id == world.contract_a2).values(plan_due_on=date(2026, 11, 20))
        )
    assert tasks(client.sign_in_as(world.anna))[0] == (
        "Maak het plan Renovatie dorpshuis 2026-0003, vóór vrijdag 20 november 2026 (3 dagen te laat)"
    )


@pytest.mark.parametrize("status", [PlanStatus.SUBMITTED, PlanStatus.RESUBMITTED, PlanStatus.APPROVED])
def test_a_plan_that_waits_for_others_is_no_task(client, db, world, status):
    with db.transaction() as session:
        for contract_id in (world.contract_a, world.contract_a2):
            add_plan(session, contract_id, status, approved_round=1)
    assert tasks(client.sign_in_as(world.anna)) == []
    assert "U hoeft nu niets te doen." in client.get("contracts.dashboard").text


def test_an_approved_plan_that_is_being_changed_has_no_last_day(client, db, world):
    with db.transaction() as session:
        add_plan(session, world.contract_a, PlanStatus.CHANGING, approved_round=1)
        add_plan(session, world.contract_a2, PlanStatus.WITHDRAWN, approved_round=1)
    assert all("u bent bezig met een wijziging" in task for task in tasks(client.sign_in_as(world.anna)))


def test_a_closed_contract_asks_nothing_and_is_folded_away(client, db, world):
    with db.transaction() as session:
        session.execute(
            sa.update(Contract).where(Contract.id == world.contract_a2).values(status=ContractStatus.CLOSED)
        )
    client.sign_in_as(world.anna)
    assert not any("2026-0003" in task for task in tasks(client))
    assert "Afgeronde opdrachten" in client.get("contracts.dashboard").text


def test_a_client_sees_totals_of_own_contracts_and_no_person(client, db, world):
    with db.transaction() as session:
        person = add_candidate(session, world.contract_a, 1, world.anna)
        ask_consent(session, person, ConsentStatus.GIVEN)
    text = client.sign_in_as(world.karel).get("contracts.dashboard").text  # PR-02, PR-03
    assert world.number_a in text
    assert world.number_a2 not in text
    assert "€\xa025.000" in text
    assert "Dit moet u doen" not in text
    assert "kandidaat" not in text.lower().replace("kandidaten", "")


def test_a_contract_has_an_endless_list_of_pages_not_of_rows(client, db, world):
    with db.transaction() as session:
        for number in range(60):
            add_contract(session, world, f"2027-{number:04}")
    client.sign_in_as(world.anna)
    first = client.get("contracts.dashboard").text
    assert first.count('class="card"') == 50
    assert "Volgende opdrachten" in first


def test_the_page_asks_as_many_queries_for_sixty_contracts_as_for_one(client, db, world):
    client.sign_in_as(world.anna)
    with db.transaction() as session:
        session.execute(
            sa.update(Contract).where(Contract.id == world.contract_a2).values(contractor_id=world.contractor_b)
        )
    client.get("contracts.dashboard")
    asked = []
    sa.event.listen(db.reader, "before_cursor_execute", lambda *event: asked.append(event[2]))
    client.get("contracts.dashboard")
    with_one = [statement for statement in asked if statement != "BEGIN"]
    with db.transaction() as session:
        for number in range(60):
            contract = add_contract(session, world, f"2027-{number:04}")
            person = add_candidate(session, contract.id, 1, world.anna)
            ask_consent(session, person, ConsentStatus.GIVEN)
    asked.clear()
    client.get("contracts.dashboard")
    with_sixty = [statement for statement in asked if statement != "BEGIN"]
    assert len(with_sixty) == len(with_one) <= 8, asked
