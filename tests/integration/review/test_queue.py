"""S-01: what waits, what lies with contractors, what is behind; kept in the address, without people."""

from datetime import date, timedelta

import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    CoReader,
    DecisionSubject,
    PlanStatus,
    Region,
    VersionOutcome,
)
from tests.support.meters import counted_queries, digest
from tests.support.story import add_contract, add_plan, add_version, return_to_contractor
from tests.support.submissions import sent_plan, sent_work


def test_an_empty_queue_is_good_news(carla):
    assert "Er ligt niets te beoordelen in Friesland. Fijn." in carla.get("review.queue").text


def test_a_plan_that_was_sent_waits_with_its_days(db, vault, world, carla):
    sent_plan(db, vault, world)
    with time_machine.travel("2026-11-29T12:00:00Z", tick=False):
        page = carla.sign_in_as(world.carla).get("review.queue").text
    for text in ("Renovatie dorpshuis 2026-0001", "Bouwgroep De Terp BV (fictief)", "4 dagen", "9 december 2026"):
        assert text in page
    assert "Te beoordelen (1)" in page
    assert carla.url("review.plan", number=world.number_a, round=1) in page


def test_an_answer_that_is_late_stands_out(db, vault, world, carla):
    sent_plan(db, vault, world)
    with time_machine.travel("2026-12-10T12:00:00Z", tick=False):
        assert "Te laat" in carla.sign_in_as(world.carla).get("review.queue").text


def test_the_plan_of_another_region_is_not_in_the_queue(db, vault, world, client):
    sent_plan(db, vault, world)
    assert world.number_a not in client.sign_in_as(world.dora).get("review.queue").text


def test_a_contract_that_is_read_along_is_marked(db, vault, world, client):
    sent_plan(db, vault, world)
    with db.transaction() as session:
        session.add(
            CoReader(contract_id=world.contract_a, region=Region.DRENTHE, named_by=world.cor, named_at=clock.now())
        )
    page = client.sign_in_as(world.dora).get("review.queue").text
    assert world.number_a in page
    assert "U leest mee: Friesland" in page


def test_placements_are_counted_by_contract_and_age(db, vault, world, carla, samira):
    sent_work(db, vault, world, samira)
    page = carla.get("review.queue").text
    assert "1 plaatsing te beoordelen" in page
    assert "Samira" not in page
    with time_machine.travel("2026-12-24T12:00:00Z", tick=False):
        assert "Langer dan 20 werkdagen" in carla.sign_in_as(world.carla).get("review.queue").text


def test_work_of_who_stopped_is_counted_nowhere_pr15(db, vault, world, carla, samira):
    sent_work(db, vault, world, samira)
    with db.transaction() as session:
        session.execute(
            sa.update(ConsentRequest)
            .where(ConsentRequest.candidate_id == samira.id)
            .values(status=ConsentStatus.WITHDRAWN)
        )
    assert "Te beoordelen (0)" in carla.get("review.queue").text
    assert world.number_a not in carla.get("review.queue").text


def test_what_was_returned_has_the_day_it_is_expected_back(db, world, carla):
    with db.transaction() as session:
        plan = add_plan(session, world.contract_a, PlanStatus.RETURNED)
        version = add_version(session, plan, world.anna, outcome=VersionOutcome.RETURNED)
        return_to_contractor(
            session, world.contract_a, DecisionSubject.PLAN_VERSION, version.id, world.carla,
            respond_by=date(2026, 11, 20),
        )  # fmt: skip
    page = carla.get("review.queue", wat="terug").text
    assert "20 november 2026" in page
    assert "Te laat" in page


def test_a_contract_that_is_behind_is_told_in_a_sentence(db, vault, world, carla):
    sent_plan(db, vault, world)
    page = carla.get("review.queue", wat="achter").text
    assert "1 opdracht loopt achter" in page
    assert "Volgens plan nu" in page


def test_filters_stand_in_the_address_and_can_be_removed(db, vault, world, carla):
    sent_plan(db, vault, world)
    assert world.number_a in carla.get("review.queue", zoek="dorpshuis", opdrachtgever=world.client_x).text
    page = carla.get("review.queue", zoek="100%_").text
    assert "Er is niets gevonden" in page
    assert "‘100%_’" in page
    assert 'href="/csr?wat=beoordelen"' in page


def test_what_is_not_a_client_or_a_page_is_not_asked_for(db, vault, world, carla):
    sent_plan(db, vault, world)
    page = carla.get("review.queue", wat="iets", opdrachtgever="x", na="~~", voor="2026~")
    assert world.number_a in page.text


def test_htmx_gets_the_results_with_their_heading(carla):
    page = carla.get("review.queue", headers={"HX-Request": "true"}).text
    assert "<!doctype" not in page
    assert "data-focus" in page
    assert "Werkvoorraad" in page


def many(db, world, count, start=0):
    with db.transaction() as session:
        for position in range(start, count):
            contract = add_contract(session, world, f"2027-{position:04}")
            version = add_version(session, add_plan(session, contract.id, PlanStatus.SUBMITTED), world.anna)
            version.content = {
                "sections": {},
                "efforts": [{"value": "1000.00", "starts_in": "2026-03-01", "months": 2}],
            }
            version.answer_due_on = date(2026, 12, 1) + timedelta(days=position)


def test_every_tab_asks_a_fixed_number_of_queries(db, world, carla):
    tabs = ("beoordelen", "terug", "achter")
    for tab in tabs:
        carla.get("review.queue", wat=tab)
    counts = []
    for start, stop in ((0, 3), (3, 60)):
        many(db, world, stop, start=start)
        counts.append([])
        for tab in tabs:
            with counted_queries(db) as asked:
                carla.get("review.queue", wat=tab)
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8


def test_pages_follow_each_other_in_the_order_of_the_answer_day(db, world, carla):
    many(db, world, 53)
    first = carla.get("review.queue").text
    assert "53 plannen te beoordelen" in first
    href = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = carla.get_path(href).text
    assert "Onderhoud 2027-0052" in second
    assert "Onderhoud 2027-0000" not in second
    back = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Onderhoud 2027-0000" in carla.get_path(back).text
    behind = carla.get("review.queue", wat="achter").text
    href = behind.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Onderhoud 2027-0052" in carla.get_path(href).text


def test_looking_changes_nothing(db, vault, world, carla, samira):
    sent_plan(db, vault, world)
    work = sent_work(db, vault, world, samira)
    before = digest(db)
    for endpoint in ("contract", "plans", "candidates", "progress", "history"):
        carla.get(f"review.{endpoint}", number=world.number_a)
    carla.get("review.queue")
    carla.get("review.contracts")
    carla.get("review.plan", number=world.number_a, round=1)
    carla.get("review.candidate", number=world.number_a, candidate_id=samira.id)
    carla.get("review.placement", number=world.number_a, placement_id=work.placement_id)
    assert digest(db) == before
