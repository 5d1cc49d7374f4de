"""The evidence core is the privacy officer's, by number, and a name for a reason (PR-28)."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal import clock
from portal.consents.effects import Change, take_effect
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Decision,
    DecisionSubject,
    Outcome,
    Placement,
    PlacementStatus,
    View,
)
from portal.privacy.erasure import finish_endings
from tests.support.people import candidate_with_consent


@pytest.fixture
def stopped(db, vault, world):
    """Samira stopped after Carla approved her work."""
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a)
        placement = Placement(
            contract_id=world.contract_a,
            candidate_id=person.id,
            status=PlacementStatus.APPROVED,
            form="employment",
            starts_on=date(2026, 9, 1),
            value=Decimal(18_000),
            approved_value=Decimal(18_000),
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        session.add(placement)
        session.flush()
        session.add(
            Decision(
                contract_id=world.contract_a,
                subject=DecisionSubject.PLACEMENT,
                subject_id=placement.id,
                subject_version=1,
                outcome=Outcome.APPROVED,
                message="",
                decided_by=world.carla,
                decided_at=clock.now(),
            )
        )
        session.get_one(ConsentRequest, person.request_id).status = ConsentStatus.WITHDRAWN
        take_effect(session, person.id, Change.STOPPED)
    finish_endings(db, vault)
    return person


def test_the_officer_sees_a_number_and_opens_a_name_for_a_reason(client, db, world, stopped):
    """PR-28, PR-66: name, agreement, period, value, decision and reviewer; each look is a row."""
    client.sign_in_as(world.frans)
    where = {"number": world.number_a}
    one = {**where, "candidate_id": stopped.id}
    assert f"Kandidaat {stopped.number}" in client.get("privacy.cores", **where).text
    page = client.get("privacy.core", **one).text
    for words in ("Arbeidsovereenkomst", "1 september 2026", "18.000", "Carla"):
        assert words in page
    assert "Samira" not in page
    assert "Samira" not in client.post("privacy.core", {}, status=422, **one).text
    assert "Samira Ali" in client.post("privacy.core", {"reason": "controle_waarde"}, status=200, **one).text
    assert "Samira" not in client.get("privacy.core", **one).text
    with db.reads() as connection:
        rows = connection.execute(sa.select(View.action, View.fields, View.reason).order_by(View.position)).all()
    assert [tuple(row) for row in rows] == [
        ("view", "evidence", ""),
        ("view", "evidence", ""),
        ("reveal", "first_name surname", "controle_waarde"),
        ("view", "evidence", ""),
    ]


def test_nobody_else_sees_the_name_on_any_page(client, another_client, world, stopped):
    """PR-28: not the contractor, whose page says only that consent was stopped, and not the reviewer."""
    one = {"number": world.number_a, "candidate_id": stopped.id}
    anna = client.sign_in_as(world.anna)
    for page in (
        anna.get("candidates.overview", number=world.number_a).text,
        anna.get("candidates.candidate", **one).text,
    ):
        assert "Samira" not in page
        assert f"Kandidaat {stopped.number}" in page
    carla = another_client.sign_in_as(world.carla)
    assert "Samira" not in carla.get("review.candidates", number=world.number_a).text
    carla.get("review.candidate", status=404, **one)
    for method in (carla.get, carla.post):
        method("privacy.core", status=403, **one)


def test_a_core_of_another_contract_is_not_found(client, world, stopped):
    client.sign_in_as(world.frans)
    client.get("privacy.core", status=404, number=world.number_b, candidate_id=stopped.id)
