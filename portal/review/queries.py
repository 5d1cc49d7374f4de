"""What the pages of one contract read beside what its own features know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    AWAITING_DECISION,
    AccountStatus,
    Candidate,
    ConsentEvent,
    ConsentRequest,
    Decision,
    DecisionSubject,
    Event,
    FinalAccount,
    Note,
    Placement,
    Plan,
    PlanVersion,
    UnregisteredStatus,
    UnregisteredWork,
    User,
    View,
)
from portal.privacy.gate import is_in_use, is_open
from portal.records.unregistered import COUNTS
from portal.security.viewer import COORDINATORS


@dataclass(frozen=True)
class AtAGlance:
    """How many of whom something may be known, nobody by name, and how far the final account is."""

    candidates: int
    placements_waiting: int
    unregistered: int
    unregistered_waiting: int
    account: AccountStatus | None


def at_a_glance(connection: sa.Connection, contract_id: UUID) -> AtAGlance:
    says_yes = is_open(Candidate.id)
    candidates = sa.select(sa.func.count()).where(Candidate.contract_id == contract_id, says_yes)
    waiting = (
        sa.select(sa.func.count())
        .select_from(Placement)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .where(Placement.contract_id == contract_id, Placement.status.in_(AWAITING_DECISION), says_yes)
    )
    works = sa.select(sa.func.count()).where(
        UnregisteredWork.contract_id == contract_id, UnregisteredWork.status.in_(COUNTS)
    )
    undecided = works.where(UnregisteredWork.status == UnregisteredStatus.RECORDED)
    account = sa.select(FinalAccount.status).where(FinalAccount.contract_id == contract_id)
    parts = (candidates, waiting, works, undecided, account)
    row = connection.execute(sa.select(*(one.scalar_subquery() for one in parts))).one()
    return AtAGlance(*row)


def is_restricted(connection: sa.Connection, contract_id: UUID, candidate_id: UUID) -> bool:
    """Whether this is somebody of the contract whose dossier is kept and not used."""
    found = sa.exists().where(Candidate.id == candidate_id, Candidate.contract_id == contract_id)
    return bool(connection.scalar(sa.select(sa.and_(found, sa.not_(is_in_use(sa.literal(candidate_id, sa.Uuid())))))))


def newest_round(connection: sa.Connection, contract_id: UUID) -> Any:
    """The newest round that was sent: ``number``, ``kind``, ``outcome``, ``submitted_at``, ``answer_due_on``."""
    return connection.execute(
        sa.select(
            PlanVersion.number,
            PlanVersion.kind,
            PlanVersion.outcome,
            PlanVersion.submitted_at,
            PlanVersion.answer_due_on,
        )
        .join(Plan, sa.and_(Plan.id == PlanVersion.plan_id, Plan.rounds == PlanVersion.number))
        .where(Plan.contract_id == contract_id)
    ).first()


def notes_of(connection: sa.Connection, contract_id: UUID) -> list[dict[str, Any]]:
    """What the coordination point wrote for itself, newest first, as the timeline takes it."""
    rows = connection.execute(
        sa.select(Note.id, Note.body, Note.written_at, User.name)
        .join(User, User.id == Note.author_id)
        .where(Note.contract_id == contract_id)
        .order_by(Note.written_at.desc(), Note.id.desc())
    )
    return [{"id": row.id, "title": row.name, "text": row.body, "at": row.written_at} for row in rows]


def first_opened(connection: sa.Connection, version_id: UUID) -> tuple[str, datetime] | None:
    """Who of a coordination point opened a plan first, and when; it ends the contractor's time to take it back."""
    row = connection.execute(
        sa.select(User.name, View.at)
        .join(User, User.id == View.actor_id)
        .where(
            View.object_kind == "plan_version",
            View.object_id == version_id,
            View.actor_role.in_([role.value for role in COORDINATORS]),
        )
        .order_by(View.position)
        .limit(1)
    ).first()
    return (row.name, row.at) if row is not None else None


def consent_moments(connection: sa.Connection, candidate_id: UUID) -> list[sa.Row[Any]]:
    """Every line of the ledger about one candidate, oldest first (PR-25)."""
    return list(
        connection.execute(
            sa.select(ConsentEvent.__table__)
            .join(ConsentRequest, ConsentRequest.id == ConsentEvent.request_id)
            .where(ConsentRequest.candidate_id == candidate_id)
            .order_by(ConsentRequest.id, ConsentEvent.position)
        )
    )


def acts_since_decision(connection: sa.Connection, placement_id: UUID) -> list[sa.Row[Any]]:
    """What the contractor did with a placement after the newest decision: action, moment, who, detail; oldest first."""
    decided = (
        sa.select(sa.func.max(Decision.decided_at))
        .where(Decision.subject == DecisionSubject.PLACEMENT, Decision.subject_id == placement_id)
        .scalar_subquery()
    )
    return list(
        connection.execute(
            sa.select(Event.action, Event.at, Event.detail, User.name)
            .join(User, User.id == Event.actor_id)
            .where(Event.object_kind == "placement", Event.object_id == placement_id, Event.at > decided)
            .order_by(Event.at, Event.id)
        )
    )
