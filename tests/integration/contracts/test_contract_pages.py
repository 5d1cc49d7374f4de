"""The pages of one contract that only tell: what is agreed, where it stands, what happened."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal import clock
from portal.models import (
    ConsentStatus,
    Contract,
    ContractStatus,
    DecisionSubject,
    Message,
    ObligationBasis,
    ObligationVersion,
    PlacementStatus,
    PlanStatus,
    Remark,
    Section,
)
from portal.privacy.vault import Purpose
from portal.records.history import PAGE_SIZE, Audience, history
from portal.security import events
from tests.support.client import parse
from tests.support.story import (
    add_candidate,
    add_placement,
    add_plan,
    add_version,
    ask_consent,
    return_to_contractor,
)


def current_step(client, number) -> str:
    document = parse(client.get("contracts.overview", number=number).text)
    steps = next(ol for ol in document.iter("ol") if ol.get("class") == "steps")
    return ["".join(step.find("strong").itertext()) for step in steps if step.get("aria-current") == "step"]


def test_the_overview_says_what_is_agreed(client, world):
    text = client.sign_in_as(world.anna).get("contracts.overview", number=world.number_a).text
    for words in (
        "Wat is afgesproken?",
        "2 procent, dat is €\xa025.000",
        "12 januari 2026",
        "Voorbeeld Friesland",
        "vrijdag 18 december 2026",
        "mailto:csr-friesland@socialreturn.example?subject=2026-0001",
        "Gemeente Waddenhorn (fictief)",
    ):
        assert words in text, words
    assert "Hoe is het bedrag opgebouwd?" not in text


def test_an_obligation_of_several_parts_shows_each_with_its_day_and_reason(client, db, world):
    with db.transaction() as session:
        session.add(
            ObligationVersion(
                contract_id=world.contract_a,
                valid_from=date(2027, 1, 1),
                basis=ObligationBasis.AMOUNT,
                amount=Decimal("-1250.50"),
                reason="Minder werk afgenomen",
                created_by=world.cor,
                created_at=clock.now(),
            )
        )
    text = client.sign_in_as(world.anna).get("contracts.overview", number=world.number_a).text
    assert "Minder werk afgenomen" in text
    assert "-€\xa01.250,50" in text
    assert "€\xa023.749,50" in text
    assert "2 procent van €\xa01.250.000, ten hoogste €\xa0300.000" in text


@pytest.mark.parametrize(
    ("status", "approved", "step"),
    [
        (None, None, "Plan maken"),
        (PlanStatus.RETURNED, None, "Plan maken"),
        (PlanStatus.RESUBMITTED, None, "Plan beoordelen (coördinatiepunt)"),
        (PlanStatus.CHANGING, 1, "Kandidaten laten werken"),
    ],
)
def test_the_overview_says_where_the_contract_is(client, db, world, status, approved, step):
    if status is not None:
        with db.transaction() as session:
            add_plan(session, world.contract_a, status, approved_round=approved)
    assert current_step(client.sign_in_as(world.anna), world.number_a) == [step]


def test_after_the_last_day_the_contract_is_completed(client, db, world):
    with db.transaction() as session:
        add_plan(session, world.contract_a, PlanStatus.APPROVED, approved_round=1)
        session.execute(sa.update(Contract).values(ends_on=clock.today() - timedelta(days=1)))
    assert current_step(client.sign_in_as(world.anna), world.number_a) == ["Afronden"]
    with db.transaction() as session:
        session.execute(sa.update(Contract).values(status=ContractStatus.CLOSED))
    assert current_step(client, world.number_a) == []


def test_nobody_opens_the_contract_of_another(client, another_client, world):
    client.sign_in_as(world.bea)
    client.get("contracts.overview", number=world.number_a, status=404)
    client.get("contracts.history", number=world.number_a, status=404)
    client.get("contracts.overview", number="bestaat-niet", status=404)
    another_client.sign_in_as(world.kim).get("contracts.overview", number=world.number_a, status=404)


def test_a_client_reads_what_is_agreed_and_has_no_history(client, world):
    assert "Verstuur uw plan" in client.sign_in_as(world.anna).get("contracts.overview", number=world.number_a).text
    client.sign_in_as(world.karel)
    text = client.get("contracts.overview", number=world.number_a).text
    assert "Hoe ver is de opdracht?" in text
    for told_to_a_contractor in ("Klopt er iets niet?", "Verstuur uw plan"):
        assert told_to_a_contractor not in text
    client.get("contracts.history", number=world.number_a, status=404)  # PR-03


def told(db, contract_id, audience=Audience.CONTRACTOR, **options):
    with db.reads() as connection:
        return history(connection, contract_id, audience=audience, **options)


def test_the_history_names_candidates_by_number_only(client, db, vault, world):
    with db.transaction() as session:
        person = add_candidate(session, world.contract_a, 3, world.anna)
        request = ask_consent(session, person, ConsentStatus.GIVEN)
        placement = add_placement(session, person, PlacementStatus.RETURNED)
    vault.create_keys(person.id, Purpose.NAME)
    with db.transaction() as session:
        session.merge(person).name_sealed = vault.seal(
            person.id, Purpose.NAME, {"first_name": "Samira", "surname": "Zebedeus"}
        )
        about = {"actor": None, "contract_id": world.contract_a}
        events.record(session, action="consent_requested", object_kind="consent_request", object_id=request.id, **about)
        events.record(
            session,
            action="consent_given",
            object_kind="consent_request",
            object_id=request.id,
            actor_kind="candidate",
            **about,
        )
        events.record(session, action="placement_submitted", object_kind="placement", object_id=placement.id, **about)
        return_to_contractor(
            session, world.contract_a, DecisionSubject.PLACEMENT, placement.id, world.carla,
            respond_by=None, message="Samira Zebedeus werkt geen 40 uur",
        )  # fmt: skip
    text = client.sign_in_as(world.anna).get("contracts.history", number=world.number_a).text
    for words in ("Kandidaat 3 kreeg de vraag om toestemming", "Kandidaat 3 zei ja", "Werk van kandidaat 3 verstuurd"):
        assert words in text, words
    assert "Werk van kandidaat 3 teruggegeven om aan te passen" in text
    assert "Samira" not in text  # PR-67
    assert "Zebedeus" not in text
    assert "40 uur" not in text


def test_a_decision_about_the_plan_is_told_with_its_remarks_and_once(client, db, world):
    with db.transaction() as session:
        plan = add_plan(session, world.contract_a, PlanStatus.RETURNED)
        version = add_version(session, plan, world.anna)
        decision = return_to_contractor(
            session, world.contract_a, DecisionSubject.PLAN_VERSION, version.id, world.carla,
            respond_by=date(2026, 12, 4), message="Bijna goed.",
        )  # fmt: skip
        session.add(
            Remark(
                plan_version_id=version.id, section=Section.EFFORTS, body="De uren <b>kloppen</b> niet.",
                author_id=world.carla, decision_id=decision.id, updated_at=clock.now(),
            )
        )  # fmt: skip
        events.record(
            session,
            action="plan_returned",
            actor=None,
            contract_id=world.contract_a,
            object_kind="plan",
            object_id=plan.id,
        )
    text = client.sign_in_as(world.anna).get("contracts.history", number=world.number_a).text
    assert text.count("Plan van aanpak teruggegeven om aan te passen") == 1
    assert "Bijna goed." in text
    assert "De uren &lt;b&gt;kloppen&lt;/b&gt; niet." in text
    assert "Carla Hoekstra" in text


def test_each_audience_is_told_what_it_may_know(db, world):
    with db.transaction() as session:
        person = add_candidate(session, world.contract_a, 1, world.anna)
        request = ask_consent(session, person, ConsentStatus.REFUSED)
        for action in ("plan_started", "consent_refused", "co_reader_named", "something_new"):
            events.record(
                session, action=action, actor=None, actor_kind="system", contract_id=world.contract_a,
                object_kind="consent_request", object_id=request.id,
            )  # fmt: skip
    contractor = {entry.title for entry in told(db, world.contract_a)}
    csr = {entry.title for entry in told(db, world.contract_a, Audience.CSR)}
    assert contractor == {"Plan van aanpak begonnen", "Kandidaat 1 zei nee", "Er is iets veranderd"}
    assert csr == {"Een ander coördinatiepunt leest mee", "Er is iets veranderd"}


def test_mail_is_told_when_it_has_left_and_never_between_candidate_and_portal(db, world):
    at = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    with db.transaction() as session:
        for kind, sent, dead in (
            ("plan_approved", at, None),
            ("candidate_chosen", None, at),
            ("plan_reminder", None, None),
            ("candidate_said_no", at, None),
        ):
            session.add(
                Message(
                    key=kind, kind=kind, language="nl", contract_id=world.contract_a, queued_at=at, due_at=at,
                    sent_at=sent, dead_at=dead,
                )
            )  # fmt: skip
    assert {(entry.title, entry.texts) for entry in told(db, world.contract_a)} == {
        ("E-mail: het plan is goedgekeurd", ()),
        ("E-mail: een kandidaat heeft gekozen", ("Deze e-mail kwam niet aan.",)),
    }


def test_a_long_history_is_read_in_pages_without_gap_or_repeat(client, db, world):
    with db.transaction() as session, clock.set_to(datetime(2026, 11, 1, 12, 0, tzinfo=UTC)):
        for _ in range(PAGE_SIZE + 30):  # all at one moment
            events.record(
                session, action="plan_submitted", actor=None, contract_id=world.contract_a, object_kind="plan"
            )
    first = told(db, world.contract_a)
    rest = told(db, world.contract_a, before=first[-1].key)
    assert len(first) == PAGE_SIZE
    assert len({entry.id for entry in [*first, *rest]}) == PAGE_SIZE + 30
    client.sign_in_as(world.anna)
    assert "Ouder" in client.get("contracts.history", number=world.number_a).text
    older = client.get("contracts.history", number=world.number_a, voor=first[-1].key).text
    assert "Nieuwste" in older
    client.get("contracts.history", number=world.number_a, voor="onzin~")


def test_nothing_happened_yet_is_said(client, world):
    text = client.sign_in_as(world.bram).get("contracts.history", number=world.number_a).text
    assert "Er is nog niets gebeurd." in text
