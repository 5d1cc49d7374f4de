"""S-21: only whose yes stands; names and age groups, never the target group; one line in the view log a look."""

import pytest
import sqlalchemy as sa

from portal.models import AWAITING_DECISION, ConsentRequest, ConsentStatus, Outcome, Placement, PlacementStatus, View
from portal.placements.services import close_placement
from tests.support.meters import counted_queries
from tests.support.people import candidate_with_consent
from tests.support.submissions import placement_of, sent_work


def test_the_list_shows_name_and_age_group_and_hides_the_target_group_pr08(db, vault, world, carla, samira):
    sent_work(db, vault, world, samira)
    page = carla.get("review.candidates", number=world.number_a).text
    for text in ("Samira Ali", "● ● ●", "27 tot en met 49", "Te beoordelen"):
        assert text in page
    for text in ("pwet", "Bijstand", "1990", "Leeuwarden", "post.example"):
        assert text not in page


def test_the_list_is_one_line_in_the_view_log_with_its_count(db, world, carla, samira):
    carla.get("review.candidates", number=world.number_a)
    with db.reads() as connection:
        row = connection.execute(sa.select(View.__table__).where(View.actor_id == world.carla)).one()
    assert (row.action, row.object_id, row.count) == ("list", world.contract_a, 1)


@pytest.mark.parametrize("status", [status for status in ConsentStatus if status is not ConsentStatus.GIVEN])
def test_nobody_is_seen_without_a_valid_yes_pr15(db, vault, world, carla, status):
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a, status=status, first_name="Marker")
    for page in (
        carla.get("review.candidates", number=world.number_a),
        carla.get("review.contract", number=world.number_a),
        carla.get("review.candidate", number=world.number_a, candidate_id=person.id, status=404),
    ):
        assert "Marker" not in page.text
    carla.post(
        "privacy.reveal_to_csr", {"field": "birth_date", "reason": "correctie"}, number=world.number_a,
        candidate_id=person.id, status=404,
    )  # fmt: skip


def test_of_who_stopped_only_approved_work_is_left_under_a_number_pr28(db, vault, world, carla, samira):
    work = sent_work(db, vault, world, samira)
    with db.transaction() as session:
        close_placement(session, placement=session.get_one(Placement, work.placement_id), outcome=Outcome.APPROVED)
        session.execute(sa.update(ConsentRequest).values(status=ConsentStatus.WITHDRAWN))
    page = carla.get("review.candidates", number=world.number_a).text
    assert "Samira" not in page
    assert "Kandidaat 1: " in page
    one = carla.get("review.placement", number=world.number_a, placement_id=work.placement_id).text
    assert "Samira" not in one
    assert "Deze kandidaat is gestopt" in one
    carla.get("review.candidate", number=world.number_a, candidate_id=samira.id, status=404)


def test_the_page_of_a_candidate_has_consent_and_masked_data(db, world, carla, samira):
    page = carla.get("review.candidate", number=world.number_a, candidate_id=samira.id).text
    assert "Samira Ali" in page
    assert "Toon geboortedatum" in page
    assert "Toon groep" in page
    assert "1990" not in page
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Samira" not in title


def test_a_draft_is_not_seen(db, vault, world, carla, samira):
    work = sent_work(db, vault, world, samira)
    with db.transaction() as session:
        session.execute(sa.update(Placement).values(status=PlacementStatus.DRAFT))
    carla.get("review.placement", number=world.number_a, placement_id=work.placement_id, status=404)


def test_the_value_is_explained_without_the_target_group_pr08(db, vault, world, carla, samira):
    work = sent_work(db, vault, world, samira)
    page = carla.get("review.placement", number=world.number_a, placement_id=work.placement_id).text
    assert "Aantal maanden" in page
    assert "De regels over de doelgroep" in page
    for text in ("Bijstand", "pwet", "Participatiewet"):
        assert text not in page


def test_a_candidate_of_another_contract_does_not_exist_here(db, vault, world, client, samira):
    client.sign_in_as(world.dora).get("review.candidate", number=world.number_b, candidate_id=samira.id, status=404)
    work = sent_work(db, vault, world, samira)
    client.get("review.placement", number=world.number_b, placement_id=work.placement_id, status=404)
    client.get("decisions.placement", number=world.number_b, placement_id=work.placement_id, status=404)


def test_the_list_asks_as_much_for_forty_as_for_two(db, vault, world, carla):
    carla.get("review.candidates", number=world.number_a)
    counts = []
    for added in (2, 38):
        with db.transaction() as session:
            people = [candidate_with_consent(session, vault, world.contract_a) for _ in range(added)]
        for person in people[:2]:
            sent_work(db, vault, world, person)
        carla.get("review.candidates", number=world.number_a)
        with counted_queries(db) as asked:
            carla.get("review.candidates", number=world.number_a)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_waits_can_be_ticked_and_what_has_no_value_cannot(db, vault, world, carla, samira):
    work = sent_work(db, vault, world, samira)
    page = carla.get("review.candidates", number=world.number_a).text
    assert f'value="{work.placement_id}.{work.version}"' in page
    assert placement_of(db, work.placement_id).status in AWAITING_DECISION
    with db.transaction() as session:
        session.execute(sa.update(Placement).values(value=None))
    assert 'name="placement"' not in carla.get("review.candidates", number=world.number_a).text
