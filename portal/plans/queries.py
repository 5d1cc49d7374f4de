"""What the pages of a plan read."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    Decision,
    DecisionSubject,
    Effort,
    Event,
    Plan,
    PlanSection,
    PlanStatus,
    PlanVersion,
    Region,
    Remark,
    Section,
    Setting,
    User,
    VersionKind,
    VersionOutcome,
    View,
)
from portal.plans.working import Answers, EffortRow, RemarkRow, VersionRow, WorkingPlan
from portal.records.tables import value_table
from portal.security.scope import ContractRow
from portal.security.viewer import COORDINATORS
from portal.valuation import Form

ANSWER_DAYS = 14


def working_plan(connection: sa.Connection, contract: ContractRow) -> WorkingPlan:
    """The plan of a contract as it is being written; in six queries at most, and one when it was never begun."""
    plan = connection.execute(sa.select(Plan.__table__).where(Plan.contract_id == contract.id)).first()
    table = value_table(connection, contract.value_table_id)
    if plan is None:
        return WorkingPlan(contract, table, None, 0, None, None, {}, (), None, {}, None)
    sent = _newest_sent(connection, plan.id)
    returned = sent if plan.status is PlanStatus.RETURNED else None
    remarks, respond_by = _remarks(connection, returned.id) if returned else ({}, None)
    return WorkingPlan(
        contract=contract,
        table=table,
        status=plan.status,
        rounds=plan.rounds,
        approved_round=plan.approved_round,
        last_step=plan.last_step,
        sections=_sections(connection, plan.id),
        efforts=_efforts(connection, plan.id),
        sent=sent,
        remarks=remarks,
        respond_by=respond_by,
    )


def _sections(connection: sa.Connection, plan_id: UUID) -> dict[Section, Answers]:
    rows = connection.execute(
        sa.select(PlanSection.__table__, User.name.label("by"))
        .join(User, User.id == PlanSection.updated_by)
        .where(PlanSection.plan_id == plan_id)
    )
    return {
        row.section: Answers.of(row.answers, updated_by=row.by, updated_at=row.updated_at, version=row.version)
        for row in rows
    }


def _efforts(connection: sa.Connection, plan_id: UUID) -> tuple[EffortRow, ...]:
    """In the order they were added: their ids are made of the moment."""
    columns = [column for column in Effort.__table__.columns if column.name not in ("plan_id", "updated_by", "form")]
    rows = connection.execute(
        sa.select(*columns, Effort.form, User.name.label("updated_by"))
        .join(User, User.id == Effort.updated_by)
        .where(Effort.plan_id == plan_id)
        .order_by(Effort.id)
    )
    return tuple(EffortRow(**{**row._mapping, "form": Form(row.form)}) for row in rows)


def _newest_sent(connection: sa.Connection, plan_id: UUID) -> VersionRow | None:
    row = connection.execute(
        sa.select(PlanVersion.id, PlanVersion.number, PlanVersion.reference, PlanVersion.outcome, PlanVersion.content)
        .where(PlanVersion.plan_id == plan_id, PlanVersion.outcome != VersionOutcome.WITHDRAWN)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    ).first()
    return VersionRow(**row._mapping) if row is not None else None


def _remarks(connection: sa.Connection, version_id: UUID) -> tuple[dict[Section, RemarkRow], date | None]:
    """What the decision on a version says about its sections, and the last day to answer."""
    rows = connection.execute(
        sa.select(Remark.section, Remark.body, Decision.decided_at, Decision.respond_by)
        .select_from(Decision)
        .outerjoin(Remark, Remark.decision_id == Decision.id)
        .where(Decision.subject == DecisionSubject.PLAN_VERSION, Decision.subject_id == version_id)
    ).all()
    found = {row.section: RemarkRow(row.body, row.decided_at) for row in rows if row.section is not None}
    return found, rows[0].respond_by if rows else None


@dataclass(frozen=True)
class Round:
    """One version as it was sent, and what became of it."""

    id: UUID
    number: int
    reference: str
    kind: VersionKind
    outcome: VersionOutcome
    planned: Decimal
    obligation: Decimal
    submitted_at: datetime
    submitted_by: str
    answer_due_on: date
    decided_at: datetime | None
    decided_by: str | None
    message: str | None


_sender = aliased(User, name="sender")
_decider = aliased(User, name="decider")


def rounds(connection: sa.Connection, contract_id: UUID) -> list[Round]:
    """Every round of a plan, newest first."""
    rows = connection.execute(
        sa.select(
            PlanVersion.id,
            PlanVersion.number,
            PlanVersion.reference,
            PlanVersion.kind,
            PlanVersion.outcome,
            PlanVersion.planned,
            PlanVersion.obligation,
            PlanVersion.submitted_at,
            _sender.name.label("submitted_by"),
            PlanVersion.answer_due_on,
            Decision.decided_at,
            _decider.name.label("decided_by"),
            Decision.message,
        )
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(_sender, _sender.id == PlanVersion.submitted_by)
        .outerjoin(
            Decision,
            sa.and_(Decision.subject == DecisionSubject.PLAN_VERSION, Decision.subject_id == PlanVersion.id),
        )
        .outerjoin(_decider, _decider.id == Decision.decided_by)
        .where(Plan.contract_id == contract_id)
        .order_by(PlanVersion.number.desc())
    )
    return [Round(**row._mapping) for row in rows]


def contents(connection: sa.Connection, contract_id: UUID, *numbers: int) -> dict[int, dict[str, Any]]:
    """The frozen content of these rounds."""
    rows = connection.execute(
        sa.select(PlanVersion.number, PlanVersion.content)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.contract_id == contract_id, PlanVersion.number.in_(numbers))
    )
    return {row.number: row.content for row in rows}


def remarks_of(connection: sa.Connection, version_id: UUID) -> dict[Section, str]:
    """What a decision said about the sections of a version; drafts of a reviewer are not in it."""
    rows = connection.execute(
        sa.select(Remark.section, Remark.body).where(
            Remark.plan_version_id == version_id, Remark.decision_id.is_not(None)
        )
    )
    return {row.section: row.body for row in rows}


@dataclass(frozen=True)
class Drafts:
    """What reviewers have written about a version and not sent."""

    bodies: dict[Section, str]
    version: int  # the sum of the versions of their rows; it only goes up
    saved_at: datetime | None


def drafts_of(connection: sa.Connection, version_id: UUID) -> Drafts:
    rows = connection.execute(
        sa.select(Remark.section, Remark.body, Remark.version, Remark.updated_at).where(
            Remark.plan_version_id == version_id, Remark.decision_id.is_(None)
        )
    ).all()
    return Drafts(
        bodies={row.section: row.body for row in rows if row.body},
        version=sum(row.version for row in rows),
        saved_at=max((row.updated_at for row in rows), default=None),
    )


def acts(connection: sa.Connection, contract_id: UUID) -> list[tuple[str, datetime, str]]:
    """Acts on the plan that leave no round of their own: action, moment and who, newest first."""
    rows = connection.execute(
        sa.select(Event.action, Event.at, User.name)
        .join(User, User.id == Event.actor_id)
        .where(
            Event.contract_id == contract_id,
            Event.action.in_(["plan_withdrawn", "plan_change_started", "plan_change_cancelled"]),
        )
        .order_by(Event.at.desc(), Event.id.desc())
    )
    return [(row.action, row.at, row.name) for row in rows]


def was_opened(connection: sa.Connection, version_id: UUID) -> bool:
    """Whether somebody of a coordination point has opened this version (the view log says so)."""
    looked = sa.exists().where(
        View.object_kind == "plan_version",
        View.object_id == version_id,
        View.actor_role.in_([role.value for role in COORDINATORS]),
    )
    return bool(connection.scalar(sa.select(looked)))


def answer_days(connection: sa.Connection, region: Region) -> int:
    """Days within which a coordination point answers: its own setting, else that of all regions, else 14."""
    rows = connection.execute(
        sa.select(Setting.region, Setting.value).where(
            Setting.name == "plan_answer_days", Setting.region.in_(["", region.value])
        )
    ).all()
    return int(max(rows, key=lambda row: str(row.region)).value) if rows else ANSWER_DAYS


def senders(connection: sa.Connection, organisation_id: UUID) -> list[str]:
    """Names of the colleagues who may send a plan."""
    return list(connection.scalars(sa.select(User.name).where(User.may_send_for(organisation_id)).order_by(User.name)))
