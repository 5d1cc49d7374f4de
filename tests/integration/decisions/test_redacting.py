"""A text that a coordination point should not have written is gone everywhere and for good (PR-10)."""

import pytest
import sqlalchemy as sa

from portal.models import Decision, Event, Note, Placement, Remark, View
from portal.records.told import GROUP_SEEN_ELSEWHERE
from tests.integration.decisions.test_placements import APPROVE as APPROVE_WORK
from tests.integration.decisions.test_placements import RETURN as RETURN_WORK
from tests.integration.decisions.test_placements import decide
from tests.integration.decisions.test_plan import AT, RETURN
from tests.support.people import candidate_with_consent
from tests.support.submissions import sent_plan, sent_work

NUMBER, GONE = "2026-0001", "[verwijderd]"
HURT = "Iemand zat vast in Veenhuizen."


def only(db, table):
    with db.reads() as connection:
        return connection.execute(sa.select(table.__table__)).one()


def acts(db):
    with db.reads() as connection:
        found = sa.select(Event.object_kind, Event.detail).where(Event.action == "text_removed").order_by(Event.id)
        return [(row.object_kind, row.detail["texts"]) for row in connection.execute(found)]


@pytest.fixture
def returned(db, vault, world, carla):
    sent_plan(db, vault, world)
    carla.post("decisions.plan", {**RETURN, "remark_efforts": HURT, "message": "Pas het plan aan."}, **AT)


def test_pr10_one_remark_goes_and_the_rest_of_the_decision_stays(db, world, carla, another_client, returned):
    where = {"number": NUMBER, "decision_id": only(db, Decision).id}
    history = carla.get("review.history", number=NUMBER).text
    assert HURT in history
    assert carla.url("decisions.redact", **where) in history
    page = carla.get("decisions.redact", **where).text
    assert HURT in page
    assert "Pas het plan aan." in page
    assert "Kies een tekst." in carla.post("decisions.redact", {}, status=422, **where).text
    carla.post("decisions.redact", {"texts": ["facts"]}, status=422, **where)  # is not there
    carla.post("decisions.redact", {"texts": ["efforts"]}, **where)
    assert (only(db, Remark).body, only(db, Decision).message) == (GONE, "Pas het plan aan.")
    assert acts(db) == [("decision", "efforts")]
    anna = another_client.sign_in_as(world.anna)
    for told in (
        carla.get("review.history", number=NUMBER).text,
        carla.get("review.plan", number=NUMBER, round=1).text,
        anna.get("contracts.history", number=NUMBER).text,
    ):
        assert "Veenhuizen" not in told
        assert GONE in told
    assert "Een tekst van het coördinatiepunt is verwijderd" in anna.get("contracts.history", number=NUMBER).text
    carla.post("decisions.redact", {"texts": ["message"]}, **where)
    assert carla.url("decisions.redact", **where) not in carla.get("review.history", number=NUMBER).text
    assert "geen tekst die u kunt verwijderen" in carla.get("decisions.redact", **where).text


def test_pr10_a_message_about_work_goes_and_reading_it_is_a_look(db, vault, world, carla, samira):
    work = sent_work(db, vault, world, samira)
    decide(carla, work, {**RETURN_WORK, "message": HURT})
    where = {"number": NUMBER, "decision_id": only(db, Decision).id}
    assert HURT in carla.get("decisions.redact", **where).text
    with db.reads() as connection:
        look = connection.execute(sa.select(View.__table__).order_by(View.position.desc()).limit(1)).one()
    assert (look.object_id, look.fields, look.origin) == (samira.id, "decision", "decisions.redact")
    carla.post("decisions.redact", {"texts": ["message"]}, **where)
    assert only(db, Decision).message == GONE


def test_pr10_the_note_of_an_agreed_amount_goes_and_the_amount_stays(db, vault, world, carla, samira):
    work = sent_work(db, vault, world, samira)
    decide(carla, work, {**APPROVE_WORK, "amount": "1.000", "note": HURT})
    where = {"number": NUMBER, "decision_id": only(db, Decision).id}
    assert carla.url("decisions.redact", **where) in carla.get("review.history", number=NUMBER).text
    carla.post("decisions.redact", {"texts": ["agreed_note"]}, **where)
    row = only(db, Placement)
    assert (row.agreed_note, row.approved_value) == (GONE, 1_000)
    assert acts(db) == [("decision", "agreed_note")]
    assert carla.url("decisions.redact", **where) not in carla.get("review.history", number=NUMBER).text


def test_the_note_that_a_group_was_seen_elsewhere_is_no_text_to_remove(db, vault, world, carla):
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a, c2=False, group=None)
    work = sent_work(db, vault, world, person)
    decide(carla, work, {**APPROVE_WORK, "amount": "1.000"})
    assert only(db, Placement).agreed_note == GROUP_SEEN_ELSEWHERE
    where = {"number": NUMBER, "decision_id": only(db, Decision).id}
    assert carla.url("decisions.redact", **where) not in carla.get("review.history", number=NUMBER).text
    carla.post("decisions.redact", {"texts": ["agreed_note"]}, status=422, **where)


def test_pr10_a_note_goes_and_a_word_about_health_is_asked_about_first(db, carla):
    note = {"body": "Hij heeft een diagnose."}
    page = carla.post("decisions.note", note, number=NUMBER, status=422).text
    assert "‘diagnose’" in page
    assert 'name="sure"' in page
    carla.post("decisions.note", {**note, "sure": "ja"}, number=NUMBER)
    where = {"number": NUMBER, "note_id": only(db, Note).id}
    assert carla.url("decisions.redact_note", **where) in carla.get("review.contract", number=NUMBER).text
    carla.post("decisions.redact_note", {"texts": ["message"]}, **where)
    assert only(db, Note).body == GONE
    assert acts(db) == [("note", "message")]
    assert carla.url("decisions.redact_note", **where) not in carla.get("review.contract", number=NUMBER).text


def test_nobody_removes_what_another_contract_or_region_holds(db, world, carla, another_client, returned):
    decision_id = only(db, Decision).id
    carla.get("decisions.redact", number="2026-0002", decision_id=decision_id, status=404)
    dora = another_client.sign_in_as(world.dora)  # of another region
    dora.post("decisions.redact", {"texts": ["efforts"]}, number=NUMBER, decision_id=decision_id, status=404)
    assert only(db, Remark).body == HURT
