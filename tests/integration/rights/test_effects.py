"""What follows from a decision: objecting, erasing, restricting, telling others (PR-57 to PR-60)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.errors import Refused
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Disclosure,
    Ending,
    Event,
    PlacementStatus,
    RecipientNotice,
    RequestStatus,
    Restriction,
    Right,
    RightsOutcome,
    View,
)
from portal.privacy.erasure import finish_endings
from portal.privacy.vault import Purpose
from portal.rights import deciding, recipients, restricting, services
from portal.rights.erasing import Facts, Proposal, propose
from portal.rights.fields import Part
from tests.support.asking import mails, viewer_for
from tests.support.rights import ADDRESS, WEIGHED, act, asks, decided, dossier, opened, placement, request_row

EVERYTHING = frozenset(Part)
REASONS = "Het werk is goedgekeurd en moet aantoonbaar blijven."


# --- PR-57, PR-59 ----------------------------------------------------------------------------------------


def test_pr57_an_objection_hides_the_dossier_at_intake(client, db, vault, world):
    person = dossier(db, vault, world, work=PlacementStatus.SUBMITTED)
    carla = client.sign_in_as(world.carla)
    carla.get("review.candidate", number=world.number_a, candidate_id=person.candidate_id)
    asks(db, vault, Right.OBJECT, person)
    carla.get("review.candidate", number=world.number_a, candidate_id=person.candidate_id, status=404)


def test_pr59_a_restricted_dossier_is_in_no_list_count_or_act_and_a_look_is_written_down(
    client, another_client, db, vault, world
):
    person = dossier(db, vault, world, work=PlacementStatus.SUBMITTED)
    other = dossier(db, vault, world, first_name="Bente", email="b@voorbeeld.example", work=PlacementStatus.SUBMITTED)
    carla = client.sign_in_as(world.carla)
    number = world.number_a
    assert "Samira" in carla.get("review.candidates", number=number).text
    request_id = asks(db, vault, Right.RESTRICT, person)
    page = carla.get("review.candidates", number=number).text
    assert "Samira" not in page
    assert "Bente" in page
    carla.get("review.candidate", number=number, candidate_id=person.candidate_id, status=404)
    carla.get("review.placement", number=number, placement_id=person.placement_id, status=404)
    carla.get("review.placement", number=number, placement_id=other.placement_id)
    carla.get("decisions.placement", number=number, placement_id=person.placement_id, status=404)
    form = {"field": "birth_date", "reason": "controle_waarde"}
    carla.post("privacy.reveal_to_csr", form, number=number, candidate_id=person.candidate_id, status=404)
    with db.reads() as connection:
        rows = connection.execute(
            sa.select(View.__table__).where(View.object_id == person.candidate_id, View.result == "restricted")
        ).all()
        from portal.review.queries import at_a_glance

        assert at_a_glance(connection, world.contract_a).placements_waiting == 1
    assert [row.actor_id for row in rows] == [world.carla]
    anna = another_client.sign_in_as(world.anna)
    anna.post("privacy.reveal_to_contractor", form, number=number, candidate_id=person.candidate_id, status=404)
    decided(db, vault, world, request_id)
    assert request_row(db, request_id).status is RequestStatus.CLOSED
    carla.get("review.candidate", number=number, candidate_id=person.candidate_id, status=404)


def test_pr59_lifting_without_telling_first_is_refused(client, another_client, db, vault, world):
    person = dossier(db, vault, world)
    request_id = asks(db, vault, Right.RESTRICT, person)
    with db.reads() as connection:
        restriction_id = connection.scalar(sa.select(Restriction.id))
    where = {"request_id": request_id, "restriction_id": restriction_id}
    another_client.sign_in_as(world.carla).post("rights.restriction", {"do": "lift"}, status=403, **where)
    frans = client.sign_in_as(world.frans)
    assert "Vertel de betrokkene eerst" in frans.post("rights.restriction", {"do": "lift"}, status=409, **where).text
    frans.post("rights.restriction", {"do": "announce"}, **where)
    frans.post("rights.restriction", {"do": "lift"}, status=409, **where)
    assert mails(db, vault, "rights_lifting")[0].recipient == "s.ali@voorbeeld.example"
    with clock.set_to(clock.now() + timedelta(days=1)), db.transaction() as session:
        row = restricting.find_restriction(session, restriction_id, request_id)
        restricting.lift(session, row, by=viewer_for(db, world.frans))
    with db.reads() as connection:
        restricting.check_in_use(connection, person.candidate_id)


def test_pr57_refusing_needs_a_weighing_and_a_second_reader(db, vault, world):
    person = dossier(db, vault, world)
    request_id = asks(db, vault, Right.OBJECT, person)
    carla = viewer_for(db, world.carla)
    with pytest.raises(Refused):
        act(db, vault, request_id, deciding.decide, outcome=RightsOutcome.REFUSED, reasons="x" * 199, by=carla)
    act(db, vault, request_id, deciding.decide, outcome=RightsOutcome.REFUSED, reasons=WEIGHED, by=carla)
    assert request_row(db, request_id).decided_on is None
    with pytest.raises(deciding.SamePerson):
        act(db, vault, request_id, deciding.confirm, by=carla)
    act(db, vault, request_id, deciding.confirm, by=viewer_for(db, world.cor))
    assert request_row(db, request_id).status is RequestStatus.CLOSED


def test_pr57_upheld_leaves_the_evidence_of_approved_work_and_nothing_else(db, vault, world):
    person = dossier(db, vault, world, work=PlacementStatus.APPROVED)
    decided(db, vault, world, asks(db, vault, Right.OBJECT, person))
    finish_endings(db, vault)
    assert set(opened(db, vault, person).values()) == {None}
    assert placement(db, person).approved_value == placement(db, person).value


# --- PR-58 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "proposals"),
    [
        (Facts(frozenset()), dict.fromkeys(Part, Proposal.GONE)),
        (Facts(EVERYTHING), dict.fromkeys(Part, Proposal.MUST)),
        (
            Facts(EVERYTHING, was_approved=True),
            {**dict.fromkeys(Part, Proposal.MUST), Part.NAME: Proposal.WEIGH},
        ),
        (
            Facts(EVERYTHING, was_approved=True, value_is_open=True),
            {**dict.fromkeys(Part, Proposal.MUST), Part.NAME: Proposal.WEIGH, Part.BIRTH_DATE: Proposal.WEIGH},
        ),
        (
            Facts(EVERYTHING - {Part.GROUP}, holds=("Eerst V-2026-0001.",)),
            {**dict.fromkeys(Part, Proposal.HELD), Part.GROUP: Proposal.GONE},
        ),
    ],
)
def test_pr58_the_decision_table(facts, proposals):
    assert {line.part: line.proposal for line in propose(facts)} == proposals


def test_pr58_only_the_address_leaves_the_other_fields(db, vault, world):
    person = dossier(db, vault, world)
    decided(db, vault, world, asks(db, vault, Right.ERASE, person, parts="address"), parts=[Part.ADDRESS])
    finish_endings(db, vault)
    after = opened(db, vault, person)
    assert after[Purpose.ADDRESS] == {"birth_date": ADDRESS["birth_date"]}
    assert after[Purpose.NAME]["surname"] == "Ali"
    assert after[Purpose.CONTACT]["email"] == "s.ali@voorbeeld.example"
    assert after[Purpose.GROUP]["target_group"] == "wia"
    with db.reads() as connection:
        certificate = connection.scalar(sa.select(Event.detail).where(Event.action == "erased_on_request"))
        assert connection.scalar(sa.select(ConsentRequest.status)) is ConsentStatus.GIVEN
    assert certificate == {"parts": "address"}


def test_pr58_what_open_work_needs_withdraws_that_work(db, vault, world):
    person = dossier(db, vault, world, work=PlacementStatus.SUBMITTED)
    decided(db, vault, world, asks(db, vault, Right.ERASE, person, parts="birth_date"), parts=[Part.BIRTH_DATE])
    row = placement(db, person)
    assert (row.status, row.value) == (PlacementStatus.RETURNED, 0)


def test_pr58_the_group_goes_and_consent_to_it_ends(db, vault, world):
    person = dossier(db, vault, world, work=PlacementStatus.APPROVED)
    decided(db, vault, world, asks(db, vault, Right.ERASE, person, parts="group"), parts=[Part.GROUP])
    finish_endings(db, vault)
    assert opened(db, vault, person)[Purpose.GROUP] is None
    with db.reads() as connection:
        request = connection.execute(sa.select(ConsentRequest.status, ConsentRequest.c2_given)).one()
    assert tuple(request) == (ConsentStatus.GIVEN, False)
    assert placement(db, person).status is PlacementStatus.APPROVED


def test_pr58_everything_ends_by_two_people_and_leaves_a_line_without_a_person(
    client, another_client, db, vault, world
):
    """T48: nobody erases alone."""
    person = dossier(db, vault, world, work=PlacementStatus.SUBMITTED)
    request_id = asks(db, vault, Right.ERASE, person)
    carla, cor = client.sign_in_as(world.carla), another_client.sign_in_as(world.cor)
    assert "Wissen" in carla.get("rights.decide", request_id=request_id).text
    form = {"outcome": "granted", "parts": [part.value for part in Part]}
    carla.post("rights.decide", {**form, "version": request_row(db, request_id).version}, request_id=request_id)
    version = request_row(db, request_id).version
    carla.post("rights.second", {"do": "confirm", "version": version}, request_id=request_id, status=403)
    assert opened(db, vault, person)[Purpose.NAME] is not None
    cor.post("rights.second", {"do": "confirm", "version": version}, request_id=request_id)
    letter = mails(db, vault, "rights_decided")[0]
    assert letter.recipient == "s.ali@voorbeeld.example"
    finish_endings(db, vault)
    assert [value for purpose, value in opened(db, vault, person).items() if purpose is not Purpose.CONTACT] == [
        None
    ] * 3
    row = request_row(db, request_id)
    assert (row.requester_sealed, row.status) == (None, RequestStatus.CLOSED)
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.status)) is ConsentStatus.WITHDRAWN
        assert connection.scalar(sa.select(sa.func.count()).select_from(Ending)) > 0
    assert placement(db, person).value == 0


def test_pr58_a_hold_blocks_with_the_reason_and_nothing_is_gone(db, vault, world):
    person = dossier(db, vault, world)
    asks(db, vault, Right.ACCESS, person)
    request_id = asks(db, vault, Right.ERASE, person)
    with pytest.raises(Refused, match="V-2026-0001"):
        decided(db, vault, world, request_id, parts=list(Part))
    assert opened(db, vault, person)[Purpose.NAME] is not None


def test_pr58_a_hold_that_came_after_the_first_person_stops_the_second(db, vault, world):
    person = dossier(db, vault, world)
    request_id = asks(db, vault, Right.ERASE, person)
    named = {"outcome": RightsOutcome.GRANTED, "reasons": "", "parts": list(Part)}
    act(db, vault, request_id, deciding.decide, **named, by=viewer_for(db, world.carla))
    asks(db, vault, Right.ACCESS, person)
    with pytest.raises(Refused):
        act(db, vault, request_id, deciding.confirm, by=viewer_for(db, world.cor))
    assert request_row(db, request_id).executed_on is None


def test_pr58_refusing_says_why(db, vault, world):
    request_id = asks(db, vault, Right.ERASE, dossier(db, vault, world, work=PlacementStatus.APPROVED))
    with pytest.raises(Refused):
        decided(db, vault, world, request_id, RightsOutcome.REFUSED, reasons="Nee.")
    decided(db, vault, world, request_id, RightsOutcome.REFUSED, reasons=REASONS)
    assert request_row(db, request_id).status is RequestStatus.CLOSED


# --- PR-60 -----------------------------------------------------------------------------------------------


def test_pr60_who_got_the_data_is_told_and_the_rest_is_work_until_it_is_done(client, db, vault, world):
    person = dossier(db, vault, world)
    carla = client.sign_in_as(world.carla)
    carla.get("review.candidate", number=world.number_a, candidate_id=person.candidate_id)
    request_id = asks(db, vault, Right.ERASE, person, parts="address")
    form = {"recipient": "Accountant Zandstra", "means": "file", "fields": ["surname", "town"]}
    carla.post("rights.disclose", form, request_id=request_id)
    with db.reads() as connection:
        known = {one.name for one in recipients.recipients_of(connection, person.candidate_id)}
        row = connection.execute(sa.select(Disclosure.__table__)).one()
    assert known == {"Coördinatiepunt Friesland", "Accountant Zandstra"}
    assert (row.fields, row.by_user) == ("surname town", world.carla)
    decided(db, vault, world, request_id, parts=[Part.ADDRESS])
    assert [draft.recipient for draft in mails(db, vault, "recipient_told")] == ["anna@contractor-a.example"]
    with db.reads() as connection:
        notices = connection.execute(sa.select(RecipientNotice.__table__)).all()
    waiting = [one for one in notices if one.told_at is None]
    assert [one.recipient for one in waiting] == ["Accountant Zandstra"]
    assert request_row(db, request_id).status is RequestStatus.EXECUTED
    version = request_row(db, request_id).version
    carla.post("rights.step", {"do": "told", "region": waiting[0].id, "version": version}, request_id=request_id)
    assert request_row(db, request_id).status is RequestStatus.CLOSED


def test_a_request_taken_back_gives_the_dossier_back(db, vault, world):
    person = dossier(db, vault, world)
    request_id = asks(db, vault, Right.OBJECT, person)
    with db.transaction() as session:
        services.break_off(session, services.locked(session, request_id), RequestStatus.WITHDRAWN, by=None)
    with db.reads() as connection:
        restricting.check_in_use(connection, person.candidate_id)
