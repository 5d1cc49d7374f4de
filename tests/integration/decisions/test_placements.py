"""Decisions on work: the version that was read, with consent that holds now; one, or several at once."""

import contextlib
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.decisions.checks import Overtaken
from portal.decisions.services import GROUP_SEEN_ELSEWHERE, decide_placement
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Decision,
    Event,
    Message,
    Outcome,
    Placement,
    PlacementStatus,
)
from tests.integration.plans.filling_in import contract_row, viewer_of
from tests.support.people import candidate_with_consent
from tests.support.submissions import placement_of, sent_work

NUMBER = "2026-0001"
SOON = {"respond_by-day": "18", "respond_by-month": "12", "respond_by-year": "2026"}
APPROVE = {"outcome": "approved"}
RETURN = {"outcome": "returned", "message": "De einddatum ontbreekt.", **SOON}


@pytest.fixture
def work(db, vault, world, samira):
    return sent_work(db, vault, world, samira)


@pytest.fixture
def nadia(db, vault, world):
    """Somebody who does not share the target group (C2 no)."""
    with db.transaction() as session:
        return candidate_with_consent(session, vault, world.contract_a, c2=False, first_name="Nadia")


def decide(client, seen, data, status=303):
    values = {"version": str(seen.version), **data}
    return client.post("decisions.placement", values, number=NUMBER, placement_id=seen.placement_id, status=status)


def count(db, table, *conditions):
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions))


def stop(db, person):
    with db.transaction() as session:
        session.execute(
            sa.update(ConsentRequest)
            .where(ConsentRequest.candidate_id == person.id)
            .values(status=ConsentStatus.WITHDRAWN)
        )


def test_approved_work_keeps_its_value_and_the_sender_hears_of_it(work, carla, db):
    decide(carla, work, APPROVE)
    row = placement_of(db, work.placement_id)
    assert (row.status, row.approved_value) == (PlacementStatus.APPROVED, row.value)
    assert count(db, Event, Event.action == "placement_approved") == 1
    assert count(db, Message, Message.kind == "placement_approved") == 1
    assert "is goedgekeurd" in carla.get("review.candidates", number=NUMBER).text


def test_returned_work_goes_back_with_a_message_that_no_mail_holds(work, carla, db, world, another_client, samira):
    decide(carla, work, RETURN)
    assert placement_of(db, work.placement_id).status is PlacementStatus.RETURNED
    anna = another_client.sign_in_as(world.anna)
    at = {"number": NUMBER, "candidate_id": samira.id, "placement_id": work.placement_id}
    assert "De einddatum ontbreekt." in anna.get("placements.placement", **at).text
    assert "De einddatum ontbreekt." not in anna.get("contracts.history", number=NUMBER).text
    assert count(db, Message, Message.kind == "placement_returned") == 1
    assert "De einddatum ontbreekt." in carla.get(
        "review.placement", number=NUMBER, placement_id=work.placement_id
    ).text  # fmt: skip


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "Kies een besluit."),
        ({**RETURN, "message": ""}, "Schrijf op wat er moet veranderen."),
        ({**RETURN, "message": "Zij is zwanger."}, "gezondheid of justitie"),
        ({**RETURN, "message": "x" * 501}, "500 tekens"),
        ({**RETURN, "message": "BSN 111222333"}, "burgerservicenummer"),
        ({**RETURN, "respond_by-year": "2025"}, "De datum moet na vandaag zijn."),
        ({**APPROVE, "amount": "999999"}, "Het bedrag moet lager zijn dan"),
        ({**APPROVE, "amount": "abc"}, "Vul een bedrag in"),
        ({**APPROVE, "amount": "1000"}, "Schrijf op waarom dit het bedrag is."),
    ],
)
def test_what_is_not_right_is_said_at_its_field(work, carla, db, data, text):
    page = decide(carla, work, data, status=422).text
    assert text in page
    assert "111222333" not in page
    assert placement_of(db, work.placement_id).status is PlacementStatus.SUBMITTED


def test_the_cap_of_a_person_is_applied_with_a_reason_pr05(work, carla, db):
    decide(carla, work, {**APPROVE, "amount": "1000,50", "note": "Deze persoon telt al mee bij een andere opdracht."})
    row = placement_of(db, work.placement_id)
    assert (row.approved_value, row.agreed_note) == (
        Decimal("1000.50"),
        "Deze persoon telt al mee bij een andere opdracht.",
    )


def test_work_without_the_target_group_needs_an_agreed_amount_pr23(carla, db, vault, world, nadia):
    work = sent_work(db, vault, world, nadia)
    assert "Vul het afgesproken bedrag in." in decide(carla, work, APPROVE, status=422).text
    decide(carla, work, {**APPROVE, "amount": "8000"})
    row = placement_of(db, work.placement_id)
    assert (row.approved_value, row.agreed_note) == (Decimal(8000), GROUP_SEEN_ELSEWHERE)


def test_consent_must_hold_at_this_moment_pr15(work, carla, db, samira):
    stop(db, samira)
    decide(carla, work, APPROVE, status=404)
    assert count(db, Decision) == 0


def test_consent_that_ends_while_somebody_decides_is_noticed(work, db, vault, world, samira):
    stop(db, samira)
    with pytest.raises(Exception, match="toestemming van deze kandidaat geldt niet meer"), db.transaction() as session:
        approve(session, vault, world, work)


def approve(session, vault, world, work, by=None):
    return decide_placement(
        session,
        vault,
        contract=contract_row(session, viewer_of(session, world.carla), NUMBER),
        placement_id=work.placement_id,
        seen_version=work.version,
        outcome=Outcome.APPROVED,
        by=viewer_of(session, by or world.carla),
        base_url="http://portaal.example",
    )


def test_a_version_that_changed_meanwhile_is_not_decided_on_t27(work, carla, db, world, another_client):
    decide(carla, work, RETURN)
    cor = another_client.sign_in_as(world.cor)
    page = decide(cor, work, APPROVE, status=409).text
    assert "Uw collega Carla Hoekstra heeft dit werk om 13.00 uur al teruggegeven." in page
    with db.transaction() as session:
        session.get_one(Placement, work.placement_id).status = PlacementStatus.SUBMITTED
    assert "Dit is net veranderd" in decide(cor, work, APPROVE, status=409).text
    assert count(db, Decision) == 1


def test_two_at_the_same_moment_make_one_decision(work, db, vault, world):
    with db.transaction() as session:
        approve(session, vault, world, work)
    with pytest.raises(Overtaken), db.transaction() as session:
        approve(session, vault, world, work, by=world.cor)
    assert count(db, Decision) == 1


def test_a_rollback_takes_the_mail_with_it(work, db, vault, world):
    with contextlib.suppress(RuntimeError), db.transaction() as session:
        approve(session, vault, world, work)
        raise RuntimeError
    assert count(db, Message, Message.kind == "placement_approved") == 0
    assert placement_of(db, work.placement_id).status is PlacementStatus.SUBMITTED


def test_nobody_decides_on_work_he_sent_pr38(work, carla, db, world):
    with db.transaction() as session:
        session.get_one(Placement, work.placement_id).submitted_by = world.carla
    version = placement_of(db, work.placement_id).version
    data = {"version": str(version), **APPROVE}
    carla.post("decisions.placement", data, number=NUMBER, placement_id=work.placement_id, status=403)


def test_others_may_not_even_try(work, client, world):
    for person, status in ((world.dora, 404), (world.anna, 403), (world.karel, 404), (world.frans, 403)):
        decide(client.sign_in_as(person), work, APPROVE, status=status)
        client.post("decisions.placements", {}, number=NUMBER, status=status)


def test_corrected_work_says_what_it_was(work, carla, db, world, another_client, samira):
    decide(carla, work, APPROVE)
    version = placement_of(db, work.placement_id).version
    another_client.sign_in_as(world.anna).post(
        "placements.stop",
        {
            "version": str(version),
            "ends_on-day": "30",
            "ends_on-month": "9",
            "ends_on-year": "2026",
            "reason": "other",
            "attested": "ja",
        },
        number=NUMBER,
        candidate_id=samira.id,
        placement_id=work.placement_id,
    )
    page = carla.get("review.placement", number=NUMBER, placement_id=work.placement_id).text
    for text in ("Dit werk was goedgekeurd en is daarna veranderd.", "Einddatum, door Anna Jansen", "Waarde: was"):
        assert text in page


def token(seen):
    return f"{seen.placement_id}.{seen.version}"


def test_several_at_once_are_checked_and_approved_together_bu1(work, carla, db, vault, world):
    with db.transaction() as session:
        other = candidate_with_consent(session, vault, world.contract_a, first_name="Yusuf")
    second = sent_work(db, vault, world, other)
    chosen = [token(work), token(second)]
    page = carla.post("decisions.placements", {"placement": chosen}, number=NUMBER, status=200).text
    assert "Wilt u 2 plaatsingen goedkeuren?" in page
    assert "Samen" in page
    assert "Samira" not in page
    assert count(db, Decision) == 0
    sent = carla.post("decisions.placements", {"placement": chosen, "confirmed": "ja"}, number=NUMBER)
    assert "2 plaatsingen zijn goedgekeurd" in carla.get_path(sent.location).text
    assert count(db, Decision) == 2


def test_one_that_is_stale_leaves_the_others_as_they_are(work, carla, db, vault, world, nadia):
    with db.transaction() as session:
        other = candidate_with_consent(session, vault, world.contract_a, first_name="Yusuf")
    second = sent_work(db, vault, world, other)
    third = sent_work(db, vault, world, nadia)
    chosen = [token(work), f"{second.placement_id}.{second.version + 1}", token(third), "x.1", "niets"]
    sent = carla.post("decisions.placements", {"placement": chosen, "confirmed": "ja"}, number=NUMBER)
    page = carla.get_path(sent.location).text
    for text in (
        "1 plaatsing is goedgekeurd",
        "2 plaatsingen zijn niet goedgekeurd",
        "Dit werk is net veranderd. Bekijk het opnieuw.",
        "De waardetabel heeft geen bedrag. Besluit apart over dit werk.",
    ):
        assert text in page
    assert count(db, Decision) == 1
    assert count(db, Message, Message.kind == "placement_approved") == 1


def test_nothing_ticked_is_asked_again(work, carla):
    page = carla.post("decisions.placements", {}, number=NUMBER, status=422).text
    assert "Kies minstens 1 kandidaat." in page
    assert "Kandidaat 1" in page


def test_a_result_page_tells_what_is_so_whatever_its_address_claims(work, carla):
    page = carla.get("decisions.placements_sent", number=NUMBER, goed=[str(work.placement_id), "x"]).text
    assert "0 plaatsingen zijn goedgekeurd" in page
