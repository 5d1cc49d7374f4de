"""PR-02 and S-20: every contract in one overview without people, and one contract with notes for colleagues only."""

import pytest

from portal import clock
from portal.models import CoReader, PlanStatus, Region
from tests.support.meters import counted_queries
from tests.support.story import add_contract, add_plan
from tests.support.submissions import sent_plan, sent_work

READ_METHODS = {"GET", "HEAD", "OPTIONS"}


def test_review_has_no_route_that_writes(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("review.")]
    assert rules
    assert all(rule.methods <= READ_METHODS for rule in rules)


def test_the_overview_names_contract_client_contractor_and_status(db, vault, world, carla):
    sent_plan(db, vault, world)
    page = carla.get("review.contracts").text
    for text in (world.number_a, "Gemeente Waddenhorn (fictief)", "Bouwgroep De Terp BV (fictief)", "Te beoordelen"):
        assert text in page
    assert world.number_b not in page
    assert "klaarzetten" not in page


def test_a_manager_can_set_up_a_contract(world, client):
    assert "klaarzetten" in client.sign_in_as(world.cor).get("review.contracts").text


def test_no_page_about_contracts_names_a_candidate_pr02(db, vault, world, carla, samira):
    sent_work(db, vault, world, samira)
    for page in (
        carla.get("review.contracts"),
        carla.get("review.contracts", zoek="Samira"),
        carla.get("review.queue"),
        carla.get("review.contract", number=world.number_a),
        carla.get("review.history", number=world.number_a),
        carla.get("review.progress", number=world.number_a),
    ):
        assert "Ali" not in page.text.replace("Alle", "")
    assert "Er is niets gevonden" in carla.get("review.contracts", zoek="Samira").text


def test_the_status_of_the_plan_narrows_the_list(db, world, carla):
    with db.transaction() as session:
        add_plan(session, world.contract_a, PlanStatus.APPROVED, approved_round=1)
        add_contract(session, world, "2026-0090")
    assert "2026-0090" not in carla.get("review.contracts", plan="goedgekeurd").text
    page = carla.get("review.contracts", plan="niet-ontvangen").text
    assert "2026-0090" in page
    assert world.number_a not in page


def test_the_overview_asks_eight_queries_at_most_at_5_and_at_500_contracts(db, world, carla):
    carla.get("review.contracts")
    counts = []
    for start, stop in ((0, 5), (5, 500)):
        with db.transaction() as session:
            for position in range(start, stop):
                add_contract(session, world, f"2028-{position:04}")
        with counted_queries(db) as asked:
            carla.get("review.contracts")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_a_contract_shows_what_waits(db, vault, world, carla, samira):
    sent_plan(db, vault, world)
    sent_work(db, vault, world, samira)
    page = carla.get("review.contract", number=world.number_a).text
    assert "Beoordeel het plan" in page
    assert "Beoordeel 1 plaatsing" in page


def test_a_note_is_for_the_own_coordination_point_alone(db, world, carla, another_client):
    carla.post("decisions.note", {"body": "Bel eerst met <de gemeente>."}, number=world.number_a)
    assert "Bel eerst met &lt;de gemeente&gt;." in carla.get("review.contract", number=world.number_a).text
    with db.transaction() as session:
        session.add(
            CoReader(contract_id=world.contract_a, region=Region.DRENTHE, named_by=world.cor, named_at=clock.now())
        )
    for person in (world.dora, world.frans):
        page = another_client.sign_in_as(person).get("review.contract", number=world.number_a).text
        assert "Bel eerst" not in page
    for person in (world.anna, world.karel):
        assert (
            "Bel eerst" not in another_client.sign_in_as(person).get("contracts.overview", number=world.number_a).text
        )
    assert "Bel eerst" not in another_client.sign_in_as(world.anna).get("contracts.history", number=world.number_a).text


@pytest.mark.parametrize("body", ["", "x" * 501, "Het nummer is 111222333."])
def test_a_note_that_is_not_right_is_asked_again(world, carla, body):
    page = carla.post("decisions.note", {"body": body}, number=world.number_a, status=422).text
    assert "111222333" not in page


def test_a_privacy_officer_reads_contracts_and_no_person(db, vault, world, client, samira):
    sent_plan(db, vault, world)
    work = sent_work(db, vault, world, samira)
    officer = client.sign_in_as(world.frans)
    for endpoint in ("contract", "plans", "progress", "history"):
        officer.get(f"review.{endpoint}", number=world.number_a)
    officer.get("review.plan", number=world.number_a, round=1)
    officer.get("review.queue")
    officer.get("review.contracts")
    officer.get("review.candidates", number=world.number_a, status=403)
    officer.get("review.candidate", number=world.number_a, candidate_id=samira.id, status=403)
    officer.get("review.placement", number=world.number_a, placement_id=work.placement_id, status=403)
    officer.get("decisions.plan", number=world.number_a, round=1, status=403)


@pytest.mark.parametrize("person", ["anna", "bram", "karel"])
def test_others_have_no_work_queue(world, client, person):
    someone = client.sign_in_as(getattr(world, person))
    someone.get("review.queue", status=403)
    someone.get("review.contract", number=world.number_a, status=403)


def test_another_region_does_not_know_the_contract(world, client):
    for endpoint in ("contract", "plans", "candidates", "progress", "history"):
        client.sign_in_as(world.dora).get(f"review.{endpoint}", number=world.number_a, status=404)
