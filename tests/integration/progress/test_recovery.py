"""Help in time: the list of who is behind, a question with its mail, its answer, and reminders (S-41)."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import Message, RecoveryNote, RecoveryStatus, Setting
from portal.progress.chores import remind_of_explanation, remind_of_hours
from portal.records.figures import BEHIND
from tests.integration.placements.conftest import days
from tests.integration.progress.test_progress_page import add_placement, add_plan
from tests.support.people import candidate_with_consent

TODAY = "2026-11-25T12:00:00Z"
BASE = "https://portaal.example"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def behind(db, world):
    """Since June: € 1,000 a month is planned and nothing was done."""
    with db.transaction() as session:
        add_plan(session, world, ("12000.00", "2026-04-01", 12))
    return {"number": world.number_a}


def question(**changes):
    return {"question": "Wat is de reden?", **days("answer_by", date(2026, 12, 9)), **changes}


def answer(version, **changes):
    return {
        "cause": "Het werk begon later.", "measures": "Wij vragen 3 mensen.", "version": str(version),
        **days("back_on", date(2027, 3, 1)), **changes,
    }  # fmt: skip


def mails(db, kind):
    with db.reads() as connection:
        return list(connection.scalars(sa.select(Message.key).where(Message.kind == kind).order_by(Message.key)))


def note(db):
    with db.transaction() as session:
        return session.scalars(sa.select(RecoveryNote)).one()


def test_the_list_says_since_when_and_the_last_contact_and_asks(client, world, db, behind):
    page = client.sign_in_as(world.carla).get("review.queue", wat="achter").text
    assert "april 2026" in page
    assert "nog geen" in page
    assert "€\xa07.833,33" in client.get("decisions.ask_recovery", **behind).text  # the text is there already
    client.post("decisions.ask_recovery", question(), **behind)
    assert len(mails(db, "behind_schedule")) == 1  # Anna may send, Bram may not
    page = client.get("review.queue", wat="achter").text
    assert "Uitleg gevraagd, antwoord uiterlijk op 9 december 2026" in page
    assert "25 november 2026" in page
    client.post("decisions.ask_recovery", question(), status=409, **behind)


def test_the_contractor_explains_and_the_coordination_point_reads_it(client, world, db, behind):
    client.sign_in_as(world.carla).post("decisions.ask_recovery", question(), **behind)
    client.sign_in_as(world.anna)
    assert "Wat is de reden?" in client.get("progress.explain", **behind).text
    page = client.post("progress.explain", answer(1, cause="Hij was depressief"), status=422, **behind).text
    assert "depressief" in page
    client.post("progress.explain", answer(0), status=409, **behind)
    client.post("progress.explain", answer(1), **behind)
    assert (note(db).status, note(db).answered_by) == (RecoveryStatus.ANSWERED, world.anna)
    client.post("progress.explain", answer(1), status=409, **behind)
    page = client.sign_in_as(world.carla).get("review.progress", **behind).text
    assert "Wij vragen 3 mensen." in page
    assert "Wij vragen" not in client.sign_in_as(world.karel).get("progress.overview", **behind).text


def test_it_may_be_explained_without_a_question(client, world, db, behind):
    client.sign_in_as(world.anna).post("progress.explain", answer(7), status=409, **behind)  # of no question
    client.post("progress.explain", answer(0), **behind)
    assert (note(db).question, note(db).asked_by) == ("", None)


def test_who_reads_along_or_is_of_another_region_does_not_ask(client, world, behind):
    client.sign_in_as(world.dora).post("decisions.ask_recovery", question(), status=404, **behind)
    client.sign_in_as(world.anna).post("decisions.ask_recovery", question(), status=403, **behind)
    client.sign_in_as(world.bram).get("progress.explain", status=403, **behind)


def test_a_region_sets_its_own_warning_level(client, world, db, behind):
    with db.transaction() as session:
        session.add(Setting(name=BEHIND, region="friesland", value="99", changed_at=clock.now()))
        session.add(Setting(name=BEHIND, region="", value="1", changed_at=clock.now()))
    page = client.sign_in_as(world.carla).get("review.queue", wat="achter").text
    assert "Iets achter" in page


def test_only_who_must_still_act_is_reminded(client, world, db, vault, behind):
    client.sign_in_as(world.carla).post("decisions.ask_recovery", question(), **behind)
    with time_machine.travel("2026-12-07T12:00:00Z", tick=False):
        assert remind_of_explanation(db, vault, BASE) == 1
        remind_of_explanation(db, vault, BASE)
        assert len(mails(db, "behind_schedule")) == 2
        client.sign_in_as(world.anna).post("progress.explain", answer(1), **behind)
        assert remind_of_explanation(db, vault, BASE) == 0


def test_hours_are_reminded_of_until_they_are_confirmed(client, world, db, vault):
    with db.transaction() as session:
        samira = candidate_with_consent(session, vault, world.contract_a)
        work = add_placement(session, world.contract_a, samira.id)
    with time_machine.travel("2026-09-30T12:00:00Z", tick=False):
        assert remind_of_hours(db, vault, BASE) == 0
    with time_machine.travel("2026-10-01T12:00:00Z", tick=False):
        assert remind_of_hours(db, vault, BASE) == 1
        remind_of_hours(db, vault, BASE)
        assert len(mails(db, "hours_to_confirm")) == 1
    with time_machine.travel("2026-10-15T12:00:00Z", tick=False):
        remind_of_hours(db, vault, BASE)
        assert len(mails(db, "hours_to_confirm")) == 2
        data = {"row": f"{work.id.hex}-{work.version}", f"hours_{work.id.hex}": "312"}
        client.sign_in_as(world.anna).post("placements.confirm", data, quarter="2026-3")
    with time_machine.travel("2026-10-28T12:00:00Z", tick=False):
        assert remind_of_hours(db, vault, BASE) == 0
