"""A field that a candidate calls wrong: the contractor answers, the coordination point decides (PR-56)."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.errors import Refused
from portal.models import (
    Candidate,
    Correction,
    CorrectionStatus,
    Event,
    LimitCounter,
    PlacementStatus,
    Right,
    RightsOutcome,
    View,
)
from portal.privacy.vault import Purpose
from portal.rights import chores, correcting, restricting
from tests.support.asking import BASE_URL, mails, viewer_for
from tests.support.rights import act, asks, decided, dossier, opened, placement


def reveals(db) -> list[tuple]:
    with db.reads() as connection:
        looks = sa.select(View.object_id, View.fields, View.reason, View.origin).where(View.action == "reveal")
        return [tuple(row) for row in connection.execute(looks)]


@pytest.fixture
def wrong(db, vault, world):
    """Samira says that her birth date is wrong; her work was approved."""
    person = dossier(db, vault, world, work=PlacementStatus.APPROVED)
    request_id = asks(db, vault, Right.CORRECT, person)
    correction = act(db, vault, request_id, lambda row, post: correcting.mark(row, "birth_date", "1971-11-23", post).id)
    return person, request_id, correction


def test_pr56_the_contractor_takes_it_over_and_the_value_is_reviewed_again(client, db, vault, world, wrong):
    person, request_id, correction = wrong
    assert "/correcties/" in mails(db, vault, "correction_asked")[0].text
    anna = client.sign_in_as(world.anna)
    assert "Kandidaat 1" in anna.get("rights.corrections", number=world.number_a).text
    where = {"number": world.number_a, "correction_id": correction}
    page = anna.get("rights.correction", **where).text
    assert "1971" not in page
    assert "1971" in anna.post("rights.correction_shown", {"do": "show"}, status=200, **where).text
    assert reveals(db) == [(person.candidate_id, "birth_date", "correctie", "rights.correction_shown")]
    anna.post("rights.correction", {"answer": "no", "why": "kort", "version": 1}, status=422, **where)
    anna.post("rights.correction", {"answer": "yes", "version": 1}, **where)
    anna.post("rights.correction", {"answer": "yes", "version": 1}, status=409, **where)
    assert opened(db, vault, person)[Purpose.ADDRESS]["birth_date"] == "1971-11-23"
    with db.reads() as connection:
        row = connection.execute(sa.select(Correction.__table__)).one()
        check = connection.scalar(sa.select(Candidate.birth_check).where(Candidate.id == person.candidate_id))
    assert vault.open(person.candidate_id, Purpose.ADDRESS, row.old_sealed, table=f"correction:{row.id}:old") == {
        "old": "1991-11-23"
    }
    assert check == vault.birth_check(person.candidate_id, date(1971, 11, 23))
    after = placement(db, person)
    assert (after.status, after.approved_value) == (PlacementStatus.CORRECTED, after.value)
    decided(db, vault, world, request_id)
    told = mails(db, vault, "recipient_told")
    assert [draft.recipient for draft in told] == ["anna@contractor-a.example"]
    assert "Geboortedatum" in told[0].text
    assert "1971" not in told[0].text


def test_pr56_who_decides_sees_a_masked_value_once_and_no_more_often_than_others_pr08(client, db, vault, world, wrong):
    person, request_id, correction = wrong
    carla, where = client.sign_in_as(world.carla), {"request_id": request_id, "correction_id": correction}
    assert "1971" not in carla.get("rights.request", request_id=request_id).text
    shown = carla.post("rights.correction_to_desk", {"do": "show"}, status=200, **where).text
    assert "23 november 1991" in shown
    assert "23 november 1971" in shown
    assert reveals(db) == [(person.candidate_id, "birth_date", "correctie", "rights.correction_to_desk")]
    other = asks(db, vault, Right.CORRECT, person)
    carla.post("rights.correction_to_desk", status=404, request_id=other, correction_id=correction)
    with db.transaction() as session:
        session.execute(sa.update(LimitCounter).where(LimitCounter.bucket.startswith("reveals:")).values(tries=20))
    carla.post("rights.correction_to_desk", {"do": "show"}, status=429, **where)
    assert len(reveals(db)) == 1
    with db.reads() as connection:
        blocked = connection.execute(sa.select(Event.__table__).where(Event.action == "reveals_blocked")).one()
    assert (blocked.object_id, blocked.actor_id) == (person.candidate_id, world.carla)


def test_pr56_during_the_dispute_nobody_uses_the_dossier_and_afterwards_it_comes_back(client, db, vault, world, wrong):
    person, request_id, _ = wrong
    carla = client.sign_in_as(world.carla)
    carla.get("review.candidate", number=world.number_a, candidate_id=person.candidate_id, status=404)
    decided(db, vault, world, request_id, RightsOutcome.REFUSED, reasons="De overeenkomst en het register zeggen 1991.")
    assert chores.lift_announced(db, vault, BASE_URL) == 0
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert chores.lift_announced(db, vault, BASE_URL) == 1
    carla.get("review.candidate", number=world.number_a, candidate_id=person.candidate_id)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Correction.status)) is CorrectionStatus.KEPT


def test_pr56_a_contractor_who_ignores_it_loses_the_say_and_can_be_blocked(db, vault, world, wrong):
    _, _request, correction = wrong
    by = viewer_for(db, world.carla)
    with db.transaction() as session, pytest.raises(Refused):
        correcting.block(session, correcting.find_correction(session, correction), by=by)
    with clock.set_to(clock.now() + timedelta(days=40)):
        assert chores.escalate_corrections(db, vault, BASE_URL) == 1
        assert chores.escalate_corrections(db, vault, BASE_URL) == 0
    assert mails(db, vault, "csr_correction_late")[0].recipient == "csr-friesland@socialreturn.example"
    with db.transaction() as session:
        correcting.block(session, correcting.find_correction(session, correction), by=by)
    with db.reads() as connection, pytest.raises(restricting.Restricted):
        restricting.check_may_send(connection, world.contract_a)
    with db.transaction() as session:
        row = correcting.find_correction(session, correction)
        correcting.dispute(session, row, "Het staat zo in de overeenkomst.", by=viewer_for(db, world.anna))
    with db.reads() as connection:
        restricting.check_may_send(connection, world.contract_a)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [("birth_date", "31-2-1991"), ("target_group", "ziek"), ("email", "geen adres"), ("street", ""),
     ("street", "111222333"), ("bsn", "1"), ("town", "x" * 201)],
)  # fmt: skip
def test_pr56_what_cannot_stand_there_is_refused(db, vault, world, field, wanted):
    request_id = asks(db, vault, Right.CORRECT, dossier(db, vault, world))
    with pytest.raises(Refused):
        act(db, vault, request_id, lambda row, post: correcting.mark(row, field, wanted, post))
