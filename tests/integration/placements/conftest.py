"""A candidate who said yes, a form as it is sent, and a placement that came as far as asked."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine

from portal.models import Outcome, Placement
from portal.placements.services import close_placement
from tests.support.people import Person, candidate_with_consent

TODAY = "2026-11-25T12:00:00Z"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def samira(db, vault, world) -> Person:
    with db.transaction() as session:
        return candidate_with_consent(session, vault, world.contract_a)


@pytest.fixture
def anna(client, world):
    return client.sign_in_as(world.anna)


def days(name: str, day: date | None) -> dict[str, str]:
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{name}-{part}": str(value) for part, value in zip(("day", "month", "year"), parts, strict=True)}


def work(**changes: Any) -> dict[str, Any]:
    """The form K-40 filled in well; an argument replaces a field, a day by its name."""
    fields: dict[str, Any] = {
        "form": "employment",
        "is_permanent": "temporary",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2027, 3, 31),
        "hours_per_week": "24",
        "effort": "niet",
        "evidence": "pending",
        **changes,
    }
    for name in ("starts_on", "ends_on", "evidence_seen_on"):
        if name in fields and not isinstance(fields[name], str):
            fields |= days(name, fields.pop(name))
    return fields


@pytest.fixture
def at(world, samira) -> dict[str, Any]:
    return {"number": world.number_a, "candidate_id": samira.id}


@pytest.fixture
def recorded(anna, at, db) -> Callable[..., UUID]:
    """Record work through the page; returns the placement's id."""

    def record(**changes: Any) -> UUID:
        response = anna.post("placements.work", work(**changes), **at)
        return UUID(response.location.split("/")[-2])

    return record


@pytest.fixture
def sent(anna, at, recorded, db) -> Callable[..., UUID]:
    def send(**changes: Any) -> UUID:
        placement_id = recorded(**changes)
        data = {"version": str(the_row(db, placement_id).version), "attested": "ja"}
        anna.post("placements.submit", data, **at, placement_id=placement_id)
        return placement_id

    return send


@pytest.fixture
def approved(sent, db) -> Callable[..., UUID]:
    def approve(**changes: Any) -> UUID:
        placement_id = sent(**changes)
        decide(db, placement_id, Outcome.APPROVED)
        return placement_id

    return approve


def decide(db, placement_id: UUID, outcome: Outcome, value: Decimal | None = None) -> None:
    with db.transaction() as session:
        row = session.get_one(Placement, placement_id)
        close_placement(session, placement=row, outcome=outcome, approved_value=value)


def the_row(db, placement_id: UUID) -> Any:
    with db.transaction() as session:
        return session.get_one(Placement, placement_id)
