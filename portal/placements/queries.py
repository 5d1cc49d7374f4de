"""Reads for the pages of work, for those who review it, and for what demonstrates it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    Agreement,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Decision,
    DecisionSubject,
    Event,
    Outcome,
    Placement,
    PlacementStatus,
    User,
)
from portal.privacy.gate import is_in_use, is_open
from portal.records.placements import SELECTED, PlacementRow, placement_rows


@dataclass(frozen=True)
class CandidateAtWork:
    id: UUID
    number: int
    agreement: Agreement
    starts_on: date
    name_sealed: bytes | None
    address_sealed: bytes | None
    group_sealed: bytes | None
    version: int
    consent: ConsentStatus | None
    c2_given: bool

    @property
    def said_yes(self) -> bool:
        """C1 is given and holds at this moment (PR-15)."""
        return self.consent is ConsentStatus.GIVEN


_newest = aliased(ConsentRequest, name="newest_request")
_NEWEST_REQUEST = (
    sa.select(_newest.id)
    .where(_newest.candidate_id == Candidate.id)
    .order_by(_newest.requested_at.desc(), _newest.id.desc())
    .limit(1)
    .scalar_subquery()
)
CANDIDATES = sa.select(
    Candidate.id,
    Candidate.number,
    Candidate.agreement,
    Candidate.starts_on,
    Candidate.name_sealed,
    Candidate.address_sealed,
    Candidate.group_sealed,
    Candidate.version,
    ConsentRequest.status.label("consent"),
    sa.func.coalesce(ConsentRequest.c2_given, sa.false()).label("c2_given"),
).outerjoin(ConsentRequest, ConsentRequest.id == _NEWEST_REQUEST)


def candidate_at_work(connection: sa.Connection, contract_id: UUID, candidate_id: UUID) -> CandidateAtWork | None:
    statement = CANDIDATES.where(Candidate.id == candidate_id, Candidate.contract_id == contract_id)
    row = connection.execute(statement).first()
    return None if row is None else CandidateAtWork(**row._mapping)


def placement(connection: sa.Connection, contract_id: UUID, placement_id: UUID) -> PlacementRow | None:
    statement = SELECTED.where(Placement.id == placement_id, Placement.contract_id == contract_id)
    found = placement_rows(connection.execute(statement).all())
    return found[0] if found else None


def placements_for_review(
    connection: sa.Connection, contract_id: UUID, *only: sa.ColumnElement[bool]
) -> tuple[PlacementRow, ...]:
    """What a coordination point may know of: sent, of a candidate whose yes holds, or approved (PR-15, PR-28).

    ``only`` are conditions on the placement, for a page about one.
    """
    statement = SELECTED.where(
        *only,
        Placement.contract_id == contract_id,
        Placement.status != PlacementStatus.DRAFT,
        sa.or_(is_open(Placement.candidate_id), Placement.status == PlacementStatus.APPROVED),
        is_in_use(Placement.candidate_id),
    ).order_by(Candidate.number, Placement.starts_on, Placement.id)
    return placement_rows(connection.execute(statement).all())


@dataclass(frozen=True)
class Answer:
    """The newest decision about a placement."""

    outcome: Outcome
    message: str
    respond_by: date | None
    decided_at: datetime


def newest_decision(connection: sa.Connection, placement_id: UUID) -> Answer | None:
    statement = (
        sa.select(Decision.outcome, Decision.message, Decision.respond_by, Decision.decided_at)
        .where(Decision.subject == DecisionSubject.PLACEMENT, Decision.subject_id == placement_id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else Answer(**row._mapping)


def last_changed_by(connection: sa.Connection, placement_id: UUID) -> str:
    """Name of the colleague who changed a placement last; empty where nobody did."""
    statement = (
        sa.select(User.name)
        .join(Event, Event.actor_id == User.id)
        .where(Event.object_kind == "placement", Event.object_id == placement_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )
    return connection.scalar(statement) or ""
