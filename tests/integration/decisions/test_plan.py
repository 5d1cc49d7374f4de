"""S-11 to S-13: decide on the version that was read, once, with the mail that was shown; the contractor reads it."""

import contextlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa

from portal import clock
from portal.decisions.checks import Overtaken
from portal.decisions.services import decide_plan
from portal.models import (
    CoReader,
    Decision,
    Event,
    Message,
    Outcome,
    PlanStatus,
    PlanVersion,
    Region,
    Remark,
    Section,
    VersionOutcome,
)
from portal.plans.services import save_section
from tests.integration.plans.filling_in import ANSWERS, contract_row, viewer_of
from tests.support.submissions import plan_of, sent_again, sent_plan

AT = {"number": "2026-0001", "round": 1}
SOON = {"respond_by-day": "18", "respond_by-month": "december", "respond_by-year": "2026"}
RETURN = {
    "version": "1",
    "outcome": "returned",
    "sections": ["efforts"],
    "remark_efforts": "Te weinig plekken.\nVoeg er 1 toe.",
    **SOON,
}
APPROVE = {"version": "1", "outcome": "approved", "message": "Mooi plan."}


@pytest.fixture
def sent(db, vault, world):
    return sent_plan(db, vault, world)


def mails(db, vault, kind):
    with db.reads() as connection:
        rows = connection.execute(sa.select(Message.__table__).where(Message.kind == kind)).all()
    return [json.loads(vault.open_own(f"message:{row.id}", row.sealed)) for row in rows]


def count(db, table, *conditions):
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions))


def test_the_check_page_shows_the_whole_mail_and_who_gets_it(sent, carla, db):
    page = carla.post("decisions.plan_check", RETURN, **AT, status=200).text
    for text in (
        "Controleer uw besluit en verstuur het",
        "thora@deterp.example",
        "anna@contractor-a.example",
        "Te weinig plekken.",
        "Voeg er 1 toe.",
        "vrijdag 18 december 2026",
    ):
        assert text in page
    assert count(db, Decision) == 0


def test_the_check_page_can_be_left_to_change_the_decision(sent, carla):
    page = carla.post("decisions.plan_check", {**RETURN, "again": "ja"}, **AT, status=200).text
    assert "Wat is uw besluit over dit plan?" in page
    assert "Te weinig plekken." in page


def test_returning_tells_the_contractor_what_must_change(sent, carla, db, vault, world, another_client):
    carla.post("decisions.plan", RETURN, **AT)
    assert plan_of(db, sent.plan_id).status is PlanStatus.RETURNED
    written = mails(db, vault, "plan_returned")
    assert {mail["to"] for mail in written} == {"thora@deterp.example", "anna@contractor-a.example"}
    assert all("Te weinig plekken." in mail["text"] for mail in written)
    page = another_client.sign_in_as(world.anna).get("plans.overview", number="2026-0001").text
    assert "Aanpassen" in page
    step = another_client.get("plans.step", number="2026-0001", step="vormen").text
    assert "Te weinig plekken." in step


def test_approving_opens_the_way_and_ends_in_a_receipt(sent, carla, db, vault):
    carla.post("decisions.plan", APPROVE, **AT)
    plan = plan_of(db, sent.plan_id)
    assert (plan.status, plan.approved_round) == (PlanStatus.APPROVED, 1)
    assert all("Mooi plan." in mail["text"] for mail in mails(db, vault, "plan_approved"))
    page = carla.get("decisions.plan_sent", **AT).text
    for text in ("Uw besluit is verstuurd", "SR-2026-0001-1", "25 november 2026, 13.00 uur"):
        assert text in page
    assert count(db, Event, Event.action == "plan_approved") == 1


def test_the_receipt_leads_to_the_next_plan(sent, carla, db, vault, world):
    from tests.support.story import add_contract, add_plan, add_version

    with db.transaction() as session:
        plan = add_plan(session, add_contract(session, world, "2026-0077").id, PlanStatus.SUBMITTED)
        add_version(session, plan, world.anna)
    carla.post("decisions.plan", APPROVE, **AT)
    page = carla.get("decisions.plan_sent", **AT).text
    assert carla.url("review.plan", number="2026-0077", round=1) in page
    assert "Volgende plan beoordelen" in page


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"outcome": ""}, "Kies een besluit."),
        ({"sections": []}, "Kies minstens 1 onderdeel dat moet veranderen."),
        ({"remark_efforts": "  "}, "Schrijf op wat er moet veranderen bij ‘Inzet kiezen’."),
        ({"respond_by-day": "25", "respond_by-month": "11"}, "De datum moet na vandaag zijn."),
        ({"respond_by-day": "", "respond_by-month": "", "respond_by-year": ""}, "Vul de datum in."),
        ({"respond_by-day": "31", "respond_by-month": "2"}, "De datum bestaat niet."),
        ({"remark_efforts": "x" * 501}, "Opmerking bij ‘Inzet kiezen’ mag niet langer zijn dan 500 tekens."),
        ({"remark_efforts": "Het nummer is 111222333."}, "burgerservicenummer"),
        ({"remark_efforts": "Iemand is ziek."}, "Schrijf hier niets over gezondheid of justitie: ‘ziek’."),
        ({"message": "x" * 501}, "Bericht aan de opdrachtnemer mag niet langer zijn dan 500 tekens."),
    ],
)
def test_what_is_not_right_is_said_at_its_field(sent, carla, db, changed, text):
    for endpoint in ("decisions.plan_check", "decisions.plan"):
        page = carla.post(endpoint, {**RETURN, **changed}, **AT, status=422).text
        assert text in page
        assert "111222333" not in page
    assert count(db, Decision) == 0


def test_a_word_about_health_goes_through_when_it_is_needed_pr10(sent, carla):
    careful = {**RETURN, "remark_efforts": "Leg uit hoe u re-integratie en therapie scheidt."}
    carla.post("decisions.plan_check", careful, **AT, status=422)
    carla.post("decisions.plan", {**careful, "sure": "ja"}, **AT)


def test_what_somebody_types_stays_text(sent, carla, db, vault):
    evil = "=?utf-8?q?x=0d=0aBcc:_a@b.example?= <script>alert(1)</script> [klik](https://evil.example)"
    page = carla.post("decisions.plan_check", {**RETURN, "remark_efforts": evil}, **AT, status=200).text
    assert "<script>alert" not in page
    carla.post("decisions.plan", {**RETURN, "remark_efforts": evil}, **AT)
    for mail in mails(db, vault, "plan_returned"):
        assert "Bcc" not in mail["subject"]
        assert 'href="https://evil.example' not in mail["html"]
    carla.post("decisions.plan", {**RETURN, "message": "a\x00b"}, **AT, status=400)


def test_sent_twice_it_counts_once(sent, carla, db):
    form_id = "f" * 43
    first = carla.post("decisions.plan", {**APPROVE, "form_id": form_id}, **AT)
    second = carla.post("decisions.plan", {**APPROVE, "form_id": form_id}, **AT)
    assert first.location == second.location
    assert count(db, Decision) == 1


def test_a_colleague_was_faster(sent, carla, db, world, another_client):
    carla.post("decisions.plan", APPROVE, **AT)
    cor = another_client.sign_in_as(world.cor)
    page = cor.post("decisions.plan", RETURN, **AT, status=409).text
    assert "Uw collega Carla Hoekstra heeft dit plan om 13.00 uur al goedgekeurd." in page
    assert "Te weinig plekken." in page
    cor.get("decisions.plan", **AT, status=409)
    cor.post("decisions.remarks", {"version": "0", "remark_facts": "Te laat"}, **AT, status=409)
    assert count(db, Decision) == 1


def send_changed(db, vault, world):
    """Look at what was remarked, and send the plan again."""
    steps, answers = ANSWERS[Section.EFFORTS]
    with db.transaction() as session:
        anna = viewer_of(session, world.anna)
        save_section(
            session,
            contract=contract_row(session, anna, "2026-0001"),
            by=anna,
            section=Section.EFFORTS,
            answers=answers,
            steps=steps,
        )
    sent_again(db, vault, world)


def test_a_round_that_is_not_the_newest_is_not_decided_on_t27(sent, carla, db, vault, world):
    carla.post("decisions.plan", RETURN, **AT)
    send_changed(db, vault, world)
    carla.post("decisions.plan", APPROVE, **AT, status=409)
    carla.post("decisions.plan", {**APPROVE, "version": "1"}, number="2026-0001", round=2, status=409)
    carla.post("decisions.plan", {**APPROVE, "version": "2"}, number="2026-0001", round=2)


def test_a_plan_that_was_taken_back_is_not_there(sent, carla, world, another_client):
    another_client.sign_in_as(world.anna).post("plans.withdraw", {}, number="2026-0001")
    carla.post("decisions.plan", APPROVE, **AT, status=404)


def test_a_rollback_takes_decision_and_mail_with_it(sent, db, vault, world):
    with contextlib.suppress(RuntimeError), db.transaction() as session:
        decide(session, vault, world, sent)
        raise RuntimeError
    assert count(db, Decision) == 0
    assert count(db, Message, Message.kind == "plan_approved") == 0
    assert plan_of(db, sent.plan_id).status is PlanStatus.SUBMITTED


def decide(session, vault, world, sent, by=None):
    who = viewer_of(session, by or world.carla)
    return decide_plan(
        session,
        vault,
        contract=contract_row(session, viewer_of(session, world.carla), "2026-0001"),
        version_id=sent.version_id,
        seen_version=1,
        outcome=Outcome.APPROVED,
        remarks={},
        respond_by=None,
        message="",
        by=who,
        base_url="http://portaal.example",
    )


def test_nobody_decides_on_what_he_filled_in_pr38(db, vault, world, carla):
    sent = sent_plan(db, vault, world)
    with db.transaction() as session:
        session.execute(sa.update(PlanVersion).values(submitted_by=world.carla))
    carla.post("decisions.plan", APPROVE, **AT, status=403)
    assert plan_of(db, sent.plan_id).status is PlanStatus.SUBMITTED


def test_who_reads_along_reads_and_does_not_decide(sent, client, db, world):
    with db.transaction() as session:
        session.add(
            CoReader(contract_id=world.contract_a, region=Region.DRENTHE, named_by=world.cor, named_at=clock.now())
        )
    dora = client.sign_in_as(world.dora)
    page = dora.get("review.plan", **AT).text
    assert "U leest mee" in page
    assert "Besluit nemen" not in page
    for endpoint, data in (("plan", APPROVE), ("plan_check", APPROVE), ("remarks", {"remark_facts": "x"})):
        page = dora.post(f"decisions.{endpoint}", data, **AT, status=403).text
        assert "Deze opdracht hoort bij coördinatiepunt Friesland." in page
    dora.post("decisions.note", {"body": "x"}, number="2026-0001", status=403)
    assert count(db, Decision) == 0


def test_others_may_not_even_try(sent, client, world):
    for person, status in (
        (world.dora, 404),
        (world.gijs, 404),
        (world.anna, 403),
        (world.bram, 403),
        (world.karel, 403),
    ):
        someone = client.sign_in_as(person)
        someone.post("decisions.plan", APPROVE, **AT, status=status)
        someone.post("decisions.remarks", {}, **AT, status=status)
        someone.post("decisions.note", {"body": "x"}, number="2026-0001", status=status)


def test_a_reviewer_changes_nothing_of_a_contractor_t03(sent, carla, world, samira):
    for endpoint, values in (
        ("plans.start", {}),
        ("plans.step", {"step": "contact"}),
        ("plans.effort", {"effort": "nieuw"}),
        ("plans.check", {}),
        ("plans.withdraw", {}),
        ("placements.work", {"candidate_id": samira.id}),
    ):
        carla.post(endpoint, {"name": "x"}, number=world.number_a, **values, status=403)


def test_remarks_are_drafts_until_they_are_sent(sent, carla, db, world, another_client):
    typed = {"version": "0", "remark_efforts": "Klopt dit?", "remark_contact": ""}
    assert 'name="then" value="decide"' in carla.get("review.plan", **AT).text
    onward = carla.post("decisions.remarks", {**typed, "then": "decide"}, **AT, status=303)
    assert onward.headers["Location"] == carla.url("decisions.plan", **AT), "the way to the decision loses nothing"
    assert "Klopt dit?" in carla.get("review.plan", **AT).text
    page = carla.get("decisions.plan", **AT).text
    assert "Klopt dit?" in page
    assert 'value="efforts"\n      checked' in page or 'value="efforts" checked' in page
    assert "Klopt dit?" not in another_client.sign_in_as(world.anna).get("plans.version", **AT).text
    carla.post("decisions.plan", APPROVE, **AT)
    assert count(db, Remark) == 0


def test_a_draft_by_script_says_when_and_gives_the_new_version(sent, carla):
    data = {"version": "0", "remark_efforts": "Klopt dit?"}
    fragment = carla.post("decisions.remarks", data, **AT, status=200, headers={"HX-Request": "true"}).text
    assert "Opgeslagen om 13.00 uur" in fragment
    assert 'value="1"' in fragment


def test_a_remark_never_replaces_what_a_colleague_wrote(sent, carla, db, world, another_client):
    carla.post("decisions.remarks", {"version": "0", "remark_efforts": "Van Carla"}, **AT)
    cor = another_client.sign_in_as(world.cor)
    mine = {"version": "0", "remark_efforts": "Van Cor"}
    page = cor.post("decisions.remarks", mine, **AT, status=409).text
    for text in ("Van Carla", "Van Cor", "Carla Hoekstra", "Inzet kiezen"):
        assert text in page
    fragment = cor.post("decisions.remarks", mine, **AT, status=200, headers={"HX-Request": "true"}).text
    assert "Carla Hoekstra schreef net ook een opmerking." in fragment
    cor.get("decisions.remarks", **AT, status=303)
    cor.post("decisions.remarks", {**mine, "version": "1"}, **AT)
    with db.reads() as connection:
        assert connection.scalars(sa.select(Remark.body)).all() == ["Van Cor"]


def test_a_remark_that_is_too_long_is_asked_again(sent, carla):
    long = {"version": "0", "remark_efforts": "x" * 501}
    assert "500 tekens" in carla.post("decisions.remarks", long, **AT, status=422).text
    assert "500 tekens" in carla.post("decisions.remarks", long, **AT, status=200, headers={"HX-Request": "true"}).text


def test_a_decision_keeps_what_was_said_and_until_when(sent, carla, db):
    carla.post("decisions.plan", RETURN, **AT)
    with db.reads() as connection:
        decision = connection.execute(sa.select(Decision.__table__)).one()
        remark = connection.execute(sa.select(Remark.__table__)).one()
        outcome = connection.scalar(sa.select(PlanVersion.outcome))
    assert (decision.subject_version, decision.respond_by) == (1, date(2026, 12, 18))
    assert (remark.section, remark.decision_id) == (Section.EFFORTS, decision.id)
    assert outcome is VersionOutcome.RETURNED


def test_two_reviewers_at_the_same_moment_make_one_decision_t27(sent, db, vault, world):
    ready = threading.Barrier(2)

    def try_it(person):
        ready.wait()
        with contextlib.suppress(Overtaken), db.transaction() as session:
            decide(session, vault, world, sent, by=person)
            return True
        return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_it, (world.carla, world.cor))) == [False, True]
    assert count(db, Decision) == 1
    assert count(db, Message, Message.kind == "plan_approved") == 2
