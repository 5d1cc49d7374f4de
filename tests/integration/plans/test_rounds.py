"""A plan is sent, withdrawn, given back, sent again, approved and changed; every round stays (PR-12, P-70 to P-80)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.models import (
    Decision,
    DecisionSubject,
    Effort,
    Event,
    InvalidTransition,
    Message,
    Outcome,
    Plan,
    PlanSection,
    PlanStatus,
    PlanVersion,
    Remark,
    Section,
    VersionKind,
    VersionOutcome,
)
from portal.plans import changes, services
from portal.privacy.viewlog import record_view
from tests.integration.plans.filling_in import (
    NUMBER,
    add_effort,
    answer,
    contract_row,
    fill_in,
    send,
    viewer_of,
)


def decide(db, world, outcome, **remarks):
    """As a coordination point does, with remarks by section."""
    with db.transaction() as session:
        plan = session.query(Plan).one()
        version = session.query(PlanVersion).filter_by(number=plan.rounds).one()
        decision = Decision(
            contract_id=plan.contract_id,
            subject=DecisionSubject.PLAN_VERSION,
            subject_id=version.id,
            subject_version=version.number,
            outcome=Outcome(outcome.value),
            message="Kijk er nog eens naar.",
            respond_by=clock.today() + timedelta(days=11),
            decided_by=world.carla,
            decided_at=clock.now(),
        )
        session.add(decision)
        session.flush()
        for section, body in remarks.items():
            session.add(
                Remark(
                    plan_version_id=version.id,
                    section=Section(section),
                    body=body,
                    author_id=world.carla,
                    decision_id=decision.id,
                    updated_at=clock.now(),
                )
            )
        services.close_version(session, plan=plan, version=version, outcome=outcome)


def seen_digest(client):
    return client.get("plans.check", number=NUMBER).text.split('name="seen" value="')[1].split('"')[0]


def status_of(db):
    with db.transaction() as session:
        return session.query(Plan.status).scalar()


@pytest.fixture
def filled(client, db, world):
    fill_in(db, world)
    return client.sign_in_as(world.anna)


def test_sending_needs_the_statement(filled, db):
    page = filled.post("plans.submit", {"seen": seen_digest(filled)}, number=NUMBER, status=422).text
    assert page.count("Zet een vinkje als u dit plan mag versturen.") == 2
    assert status_of(db) is PlanStatus.DRAFT


def test_a_colleague_who_only_fills_in_sees_who_can_send(client, db, vault, world):
    fill_in(db, world)
    client.sign_in_as(world.bram)
    page = client.get("plans.check", number=NUMBER).text
    assert "U kunt dit plan niet zelf versturen." in page
    assert "Anna Jansen" in page
    client.post("plans.submit", {"authorised": "ja"}, number=NUMBER, status=403)
    assert status_of(db) is PlanStatus.DRAFT
    with db.transaction() as session:
        bram = viewer_of(session, world.bram)
        contract = contract_row(session, bram, NUMBER)
        with pytest.raises(services.MayNotSend):
            services.submit_plan(session, vault, contract=contract, by=bram, base_url="http://x")


def test_another_company_finds_no_plan(client, db, vault, world):
    fill_in(db, world)
    send(db, vault, world)
    client.sign_in_as(world.bea)
    for endpoint in ("overview", "check", "sent", "start", "example", "withdraw", "change"):
        client.get(f"plans.{endpoint}", number=NUMBER, status=404)
    client.get("plans.version", number=NUMBER, round=1, status=404)
    client.get("plans.step", number=NUMBER, step="contact", status=404)
    client.post("plans.submit", {"authorised": "ja"}, number=NUMBER, status=404)
    client.sign_in_as(world.carla).get("plans.overview", number=NUMBER, status=403)


def test_a_part_that_is_missing_is_named_and_keeps_the_plan_here(filled, db):
    with db.transaction() as session:
        session.query(PlanSection).filter_by(section=Section.CONTACT).delete()
    page = filled.get("plans.check", number=NUMBER).text
    assert "U kunt nog niet versturen. Deze onderdelen zijn nog niet klaar:" in page
    data = {"authorised": "ja", "seen": seen_digest(filled)}
    page = filled.post("plans.submit", data, number=NUMBER, status=422).text
    assert "U kunt nog niet versturen. Maak eerst deze onderdelen af: Contactpersoon." in page


def test_a_plan_that_changed_after_it_was_checked_is_checked_again(filled, another_client, world, db):
    seen = seen_digest(filled)
    another_client.sign_in_as(world.bram)
    answer(another_client, "risicos", {"risks": "Ziekte."})
    page = filled.post("plans.submit", {"authorised": "ja", "seen": seen}, number=NUMBER, status=422).text
    assert "Uw collega heeft het plan net veranderd. Controleer het nog een keer." in page
    assert "Ziekte." in page
    assert status_of(db) is PlanStatus.DRAFT


def test_sent_twice_is_one_round_and_the_same_receipt(filled, db):
    data = {"authorised": "ja", "seen": seen_digest(filled), "form_id": "d" * 43}
    first = filled.post("plans.submit", data, number=NUMBER)
    second = filled.post("plans.submit", data, number=NUMBER)
    third = filled.post("plans.submit", {**data, "form_id": "e" * 43}, number=NUMBER)
    assert first.location == second.location == third.location
    with db.transaction() as session:
        assert session.query(PlanVersion).count() == 1
        assert session.query(Message).filter_by(kind="plan_submitted").count() == 2
    filled.get("plans.check", number=NUMBER, status=302)  # back after sending shows no form (PF-5)


def test_a_round_is_frozen_with_what_was_true_then(filled, db, vault, world):
    moment = clock.now() - timedelta(days=30)
    with clock.set_to(moment):
        send(db, vault, world)
    with db.transaction() as session:
        version = session.query(PlanVersion).one()
        assert version.reference == "SR-2026-0001-1"
        assert version.kind is VersionKind.FIRST
        assert (version.planned, version.obligation) == (version.planned, 25_000)
        assert version.submitted_at == moment
        assert version.answer_due_on == clock.day_of(moment) + timedelta(days=14)
        assert session.query(Event).filter_by(action="plan_submitted").one().detail == {"round": 1}
        assert session.query(Message).filter_by(kind="csr_new_plan").count() == 2  # both reviewers of Friesland


def test_a_round_can_be_taken_back_until_somebody_opens_it(filled, db, vault, world):
    send(db, vault, world)
    assert "Plan terugtrekken" in filled.get("plans.overview", number=NUMBER).text
    assert "Weet u zeker dat u het plan wilt terugtrekken?" in filled.get("plans.withdraw", number=NUMBER).text
    filled.post("plans.withdraw", number=NUMBER)
    assert status_of(db) is PlanStatus.WITHDRAWN
    assert "U heeft uw plan teruggetrokken." in filled.get("plans.overview", number=NUMBER).text
    send(db, vault, world)
    with db.transaction() as session:
        version = session.query(PlanVersion).filter_by(number=2).one()
        carla = viewer_of(session, world.carla)
        record_view(session, viewer=carla, action="view", object_kind="plan_version", object_id=version.id)
    assert "Plan terugtrekken" not in filled.get("plans.overview", number=NUMBER).text
    page = filled.post("plans.withdraw", number=NUMBER, status=409).text
    assert "Het coördinatiepunt leest uw plan al." in page
    assert "Teruggetrokken" in filled.get("plans.version", number=NUMBER, round=1).text


def test_a_returned_plan_shows_its_remarks_and_is_sent_again(filled, db, vault, world):
    send(db, vault, world)
    decide(db, world, VersionOutcome.RETURNED, contact="Klopt het adres?", efforts="Te veel uren?")
    page = filled.get("plans.overview", number=NUMBER).text
    assert page.count("Aanpassen") == 2
    assert "(nog 11 dagen)" in page
    assert "Klopt het adres?" in filled.get("plans.step", number=NUMBER, step="contact").text
    assert "Klopt het adres?" not in filled.get("plans.step", number=NUMBER, step="gegevens").text
    with db.transaction() as session:
        effort_id = session.query(Effort.id).scalar()
    assert "Te veel uren?" in filled.get("plans.effort", number=NUMBER, effort=effort_id).text
    contact = {"name": "Anna", "email": "thora@deterp.example", "phone": "0501234567"}
    answer(filled, "contact", contact)
    add_effort(filled, effort=effort_id, hours_per_week="36", version="1")
    answer(filled, "planning", {"correct": "yes"})
    assert filled.get("plans.overview", number=NUMBER).text.count("Aangepast") == 2
    check = filled.get("plans.check", number=NUMBER).text
    assert "Gewijzigd: was 24" in check
    assert "Plan opnieuw versturen" in check
    data = {"authorised": "ja", "seen": seen_digest(filled), "changes": "De uren."}
    filled.post("plans.submit", data, number=NUMBER)
    assert status_of(db) is PlanStatus.RESUBMITTED
    second = filled.get("plans.version", number=NUMBER, round=2).text
    assert "Gewijzigd: was 24" in second
    assert "De uren." in second
    assert "Te veel uren?" in filled.get("plans.version", number=NUMBER, round=1).text
    with db.transaction() as session:
        kinds = [version.kind for version in session.query(PlanVersion).order_by(PlanVersion.number)]
        assert kinds == [VersionKind.FIRST, VersionKind.REVISED]


def test_an_approved_plan_can_be_changed_and_the_change_stopped(filled, db, vault, world):
    send(db, vault, world)
    decide(db, world, VersionOutcome.APPROVED)
    page = filled.get("plans.overview", number=NUMBER).text
    assert "Uw plan is goedgekeurd" in page
    assert "Carla Hoekstra van het coördinatiepunt heeft uw plan goedgekeurd" in page
    assert "Wijziging doorgeven" in filled.get("plans.change", number=NUMBER).text
    filled.post("plans.change", number=NUMBER)
    data = {"authorised": "ja", "seen": seen_digest(filled)}
    page = filled.post("plans.submit", data, number=NUMBER, status=422).text
    assert "U heeft nog niets veranderd." in page
    add_effort(filled, "training", cost="900")
    with db.transaction() as session:
        first = session.query(Effort).filter_by(form="employment").one().id
    filled.post("plans.remove_effort", number=NUMBER, effort=first)
    assert "Weet u zeker dat u wilt stoppen" in filled.get("plans.cancel_change", number=NUMBER).text
    filled.post("plans.cancel_change", number=NUMBER)
    assert status_of(db) is PlanStatus.APPROVED
    with db.transaction() as session:
        restored = session.query(Effort).one()
        assert (restored.id, restored.form) == (first, "employment")
        assert all(row.is_complete for row in session.query(PlanSection))
    filled.post("plans.change", number=NUMBER)
    assert "U heeft 6 van de 6 onderdelen ingevuld." in filled.get("plans.overview", number=NUMBER).text


def test_a_change_is_a_round_and_the_approved_one_stays_in_force(filled, db, vault, world):
    send(db, vault, world)
    decide(db, world, VersionOutcome.APPROVED)
    filled.post("plans.change", number=NUMBER)
    add_effort(filled, "training", cost="900")
    answer(filled, "inzet", {"more": "no"})
    answer(filled, "planning", {"correct": "yes"})
    send(db, vault, world)
    with db.transaction() as session:
        plan = session.query(Plan).one()
        assert (plan.status, plan.rounds, plan.approved_round) == (PlanStatus.SUBMITTED, 2, 1)
        assert session.query(PlanVersion).filter_by(number=2).one().kind is VersionKind.CHANGE
    filled.post("plans.withdraw", number=NUMBER)
    assert status_of(db) is PlanStatus.CHANGING
    send(db, vault, world)
    decide(db, world, VersionOutcome.APPROVED)
    with db.transaction() as session:
        assert session.query(Plan).one().approved_round == 3


def test_a_round_is_closed_once_and_only_the_newest(filled, db, vault, world):
    send(db, vault, world)
    decide(db, world, VersionOutcome.RETURNED)
    with db.transaction() as session:
        plan, version = session.query(Plan).one(), session.query(PlanVersion).one()
        with pytest.raises(InvalidTransition):
            services.close_version(session, plan=plan, version=version, outcome=VersionOutcome.APPROVED)
    with db.transaction() as session:
        anna = viewer_of(session, world.anna)
        contract = contract_row(session, anna, NUMBER)
        with pytest.raises(InvalidTransition):
            changes.start_change(session, contract=contract, by=anna)


def test_pages_ask_the_same_number_of_queries_whatever_they_show(filled, app, db, vault, world):
    asked = []
    engine = app.extensions["database"].reader
    sa.event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    def count(endpoint, **values):
        asked.clear()
        filled.get(endpoint, number=NUMBER, **values)
        return len(asked)

    endpoints = [("plans.overview", {}), ("plans.check", {}), ("plans.step", {"step": "inzet"})]
    filled.get("plans.overview", number=NUMBER)  # tables and cards are read once a process
    few = [count(endpoint, **values) for endpoint, values in endpoints]
    for _ in range(5):
        add_effort(filled)
    answer(filled, "inzet", {"more": "no"})
    answer(filled, "planning", {"correct": "yes"})
    assert [count(endpoint, **values) for endpoint, values in endpoints] == few
    send(db, vault, world)
    one_round = count("plans.version", round=1)
    decide(db, world, VersionOutcome.RETURNED)
    send(db, vault, world)
    assert count("plans.version", round=2) <= one_round
    assert max(*few, one_round) <= 12
