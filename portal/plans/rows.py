"""The rows of a plan: locked and in scope before they are changed, and never written over newer work."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused, Stale
from portal.models import OPEN_FOR_EDITING, Plan, PlanSection, Section, User
from portal.plans import queries
from portal.plans.journey import Journey
from portal.plans.summary import answers_in_words
from portal.plans.working import DRAFT_OF
from portal.security.events import record
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


class AlreadySent(Refused):
    """It is with the coordination point: a second click, or a colleague."""


def open_plan(session: Session, contract: ContractRow, by: Viewer) -> Plan:
    """The plan, locked and open for editing; raises NotFound, and AlreadySent when it is not open."""
    plan = locked_plan(session, contract, by)
    if plan.status not in OPEN_FOR_EDITING:
        raise AlreadySent(_("This plan has been sent. You cannot change it now."))
    return plan


def note_completeness(session: Session, plan: Plan, contract: ContractRow) -> None:
    """Write down per section whether it is complete; an answer of one can make another incomplete."""
    session.flush()
    journey = Journey(queries.working_plan(session.connection(), contract))
    mine = PlanSection.plan_id == plan.id
    for section, noted in session.execute(sa.select(PlanSection.section, PlanSection.is_complete).where(mine)).all():
        if noted is not journey.is_complete(section):
            session.execute(
                sa.update(PlanSection)
                .where(mine, PlanSection.section == section)
                .values(is_complete=not noted)
                .execution_options(synchronize_session=False)
            )


def check_scope(contract: ContractRow, by: Viewer) -> None:
    if contract.contractor_id != by.organisation_id:
        raise NotFound


def locked_plan(session: Session, contract: ContractRow, by: Viewer) -> Plan:
    check_scope(contract, by)
    plan = session.scalars(
        sa.select(Plan)
        .where(Plan.contract_id == contract.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if plan is None:
        raise NotFound
    return plan


def section_row(session: Session, plan: Plan, section: Section, by: Viewer) -> PlanSection:
    """The row of a section, fresh; a new one is at version 0 until it is flushed."""
    row = session.scalars(
        sa.select(PlanSection)
        .where(PlanSection.plan_id == plan.id, PlanSection.section == section)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        row = PlanSection(plan_id=plan.id, section=section, answers={}, updated_by=by.id, updated_at=clock.now())
    return row


def touch(session: Session, row: PlanSection, by: Viewer) -> None:
    row.updated_by, row.updated_at = by.id, clock.now()
    session.add(row)


def check_not_stale(
    session: Session, row: PlanSection, answers: Mapping[str, Any], seen_version: int, by: Viewer
) -> None:
    """Raise Stale unless the screen showed the newest version, or a draft of this very screen made it newer."""
    current = row.version or 0
    own_draft = row.updated_by == by.id and row.answers.get(DRAFT_OF) == seen_version
    if current == seen_version or (own_draft and current == seen_version + 1):
        return
    theirs = answers_in_words(row.section, row.answers)
    yours = answers_in_words(row.section, {**row.answers, **answers})
    differences = [
        (one.label, one.value, other.value)
        for one, other in zip(theirs, yours, strict=False)
        if one.value != other.value
    ]
    name = session.scalar(sa.select(User.name).where(User.id == row.updated_by)) or ""
    raise Stale(version=current, by=name, at=row.updated_at, rows=differences)


def note_act(session: Session, action: str, contract: ContractRow, by: Viewer, plan: Plan, **detail: Any) -> None:
    record(
        session,
        action=action,
        actor=by,
        object_kind="plan",
        object_id=plan.id,
        contract_id=contract.id,
        detail=detail,
    )
