"""A change of an approved plan: begun, and stopped again. The approved round stays in force meanwhile."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.models import PlanStatus, PlanVersion, Section
from portal.plans.effort_services import restore_efforts
from portal.plans.rows import locked_plan, note_act, note_completeness, section_row, touch
from portal.plans.steps import STEPS
from portal.plans.working import DONE
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer


def start_change(session: Session, *, contract: ContractRow, by: Viewer) -> None:
    """Open an approved plan for a change. Raises InvalidTransition."""
    plan = locked_plan(session, contract, by)
    plan.move_to(PlanStatus.CHANGING)
    session.flush()
    note_act(session, "plan_change_started", contract, by, plan)


def cancel_change(session: Session, *, contract: ContractRow, by: Viewer) -> None:
    """Put back the answers and efforts of the approved round. Raises InvalidTransition."""
    plan = locked_plan(session, contract, by)
    plan.move_to(PlanStatus.APPROVED)
    approved = session.scalars(
        sa.select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number == plan.approved_round)
    ).one()
    restore_efforts(session, plan, approved.content["efforts"], by)
    for section in Section:
        row = section_row(session, plan, section, by)
        row.answers = _restored(section, approved.content)
        touch(session, row, by)
    session.flush()
    note_completeness(session, plan, contract)
    note_act(session, "plan_change_cancelled", contract, by, plan)


def _restored(section: Section, content: dict[str, Any]) -> dict[str, Any]:
    answers = dict(content["sections"].get(section.value, {}))
    if section is Section.EFFORTS:
        answers["forms"] = sorted({effort["form"] for effort in content["efforts"]})
    return {**answers, DONE: [step.slug for step in STEPS if step.section is section]}
