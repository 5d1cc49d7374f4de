"""Reads of the evidence core: what stays of somebody who stopped after her work was approved (PR-28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    Agreement,
    Candidate,
    Decision,
    DecisionSubject,
    EvidenceCore,
    Outcome,
    Placement,
    PlacementStatus,
    User,
)


@dataclass(frozen=True)
class Core:
    """By number; the name is still sealed."""

    candidate_id: UUID
    number: int
    agreement: Agreement
    name_sealed: bytes | None
    kept_at: datetime


@dataclass(frozen=True)
class ApprovedWork:
    starts_on: date
    ends_on: date | None
    approved_value: Decimal | None
    decided_at: datetime | None
    decided_by: str | None  # the reviewer


_CORES = sa.select(
    Candidate.id.label("candidate_id"),
    Candidate.number,
    Candidate.agreement,
    EvidenceCore.name_sealed,
    EvidenceCore.kept_at,
).join(Candidate, Candidate.id == EvidenceCore.candidate_id)


def cores_of(connection: sa.Connection, contract_id: UUID) -> Sequence[Core]:
    rows = connection.execute(_CORES.where(Candidate.contract_id == contract_id).order_by(Candidate.number))
    return [Core(**row._mapping) for row in rows]


def find_core(connection: sa.Connection, *, contract_id: UUID, candidate_id: UUID) -> Core | None:
    row = connection.execute(_CORES.where(Candidate.contract_id == contract_id, Candidate.id == candidate_id)).first()
    return Core(**row._mapping) if row is not None else None


def approved_work(connection: sa.Connection, candidate_id: UUID) -> Sequence[ApprovedWork]:
    """Each approved piece of work with the newest approval and who gave it."""
    newest = (
        sa.select(Decision.id)
        .where(
            Decision.subject == DecisionSubject.PLACEMENT,
            Decision.subject_id == Placement.id,
            Decision.outcome == Outcome.APPROVED,
        )
        .order_by(Decision.decided_at.desc())
        .limit(1)
        .correlate(Placement)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(
            Placement.starts_on,
            Placement.ends_on,
            Placement.approved_value,
            Decision.decided_at,
            User.name.label("decided_by"),
        )
        .outerjoin(Decision, Decision.id == newest)
        .outerjoin(User, User.id == Decision.decided_by)
        .where(Placement.candidate_id == candidate_id, Placement.status == PlacementStatus.APPROVED)
        .order_by(Placement.starts_on)
    )
    return [ApprovedWork(**row._mapping) for row in rows]
