"""What is done with a plan: begin, fill in, send, take back; and closing a round when it is decided on.

Every service locks the plan first, so that two colleagues follow each other, and works outside a request too.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import Refused
from portal.models import (
    WITH_THE_CSR,
    InvalidTransition,
    Plan,
    PlanStatus,
    PlanVersion,
    Section,
    VersionKind,
    VersionOutcome,
    new_id,
)
from portal.plans import letters, queries
from portal.plans.journey import Journey
from portal.plans.rows import (
    AlreadySent,
    check_not_stale,
    check_scope,
    locked_plan,
    note_act,
    note_completeness,
    open_plan,
    section_row,
    touch,
)
from portal.plans.working import DONE, DRAFT_OF, WorkingPlan
from portal.privacy.vault import Vault
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


class MayNotSend(Refused):
    """Filling in and sending are two things; sending is for who may act for the company."""

    status = 403


class PlanIncomplete(Refused):
    """Some tasks are not ready; the check page names them."""


class PlanChanged(Refused):
    """A colleague changed the plan after it was checked."""


class NothingChanged(Refused):
    """A change of an approved plan that changes nothing."""


class AlreadyOpened(Refused):
    """The coordination point has begun to read, so it cannot be taken back."""


def start_plan(session: Session, *, contract: ContractRow, by: Viewer) -> None:
    """Begin the plan of a contract; one that is there already is left as it is."""
    check_scope(contract, by)
    if session.scalar(sa.select(Plan.id).where(Plan.contract_id == contract.id)) is None:
        plan = Plan(contract_id=contract.id, created_at=clock.now())
        session.add(plan)
        session.flush()
        note_act(session, "plan_started", contract, by, plan)


def save_section(
    session: Session,
    *,
    contract: ContractRow,
    by: Viewer,
    section: Section,
    answers: Mapping[str, Any],
    steps: Sequence[str],
    is_done: bool = True,
    seen_version: int | None = None,
) -> None:
    """Keep the answers of the pages ``steps`` (their slugs); ``is_done`` says that these pages are ready.

    ``seen_version`` is the version that was on the screen, None where there was no screen. Raises Stale.
    """
    plan = open_plan(session, contract, by)
    row = section_row(session, plan, section, by)
    if answers and seen_version is not None:
        check_not_stale(session, row, answers, seen_version, by)
    done = set(row.answers.get(DONE, [])) - set(steps)
    kept = {name: value for name, value in row.answers.items() if name not in (DONE, DRAFT_OF)}
    row.answers = {**kept, **answers, DONE: sorted(done | set(steps) if is_done else done)}
    touch(session, row, by)
    plan.last_step = steps[-1]
    session.flush()
    note_completeness(session, plan, contract)


def save_draft(
    session: Session,
    *,
    contract: ContractRow,
    by: Viewer,
    section: Section,
    answers: Mapping[str, Any],
    step: str,
    seen_version: int,
) -> int:
    """Keep what is typed, unchecked; returns the version it is now. Raises Stale: a draft never replaces newer work."""
    plan = open_plan(session, contract, by)
    row = section_row(session, plan, section, by)
    check_not_stale(session, row, answers, seen_version, by)
    done = [slug for slug in row.answers.get(DONE, []) if slug != step]
    row.answers = {**row.answers, **answers, DONE: done, DRAFT_OF: seen_version}
    touch(session, row, by)
    plan.last_step = step
    session.flush()
    note_completeness(session, plan, contract)
    return row.version


def digest(plan: WorkingPlan) -> str:
    """Of what the check page shows, to notice that it changed before it was sent."""
    text = json.dumps(plan.content(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def submit_plan(
    session: Session,
    vault: Vault,
    *,
    contract: ContractRow,
    by: Viewer,
    base_url: str,
    changes: str = "",
    seen: str | None = None,
) -> PlanVersion:
    """Freeze the plan as a round and send it, with the mails about it.

    ``seen`` is the ``digest`` that was on the screen. Raises MayNotSend, AlreadySent, PlanIncomplete, PlanChanged and
    NothingChanged.
    """
    if not by.may_send:
        raise MayNotSend
    plan = locked_plan(session, contract, by)
    if plan.status in WITH_THE_CSR:
        raise AlreadySent
    working = queries.working_plan(session.connection(), contract)
    _check_ready(plan, working, seen)
    resent = plan.status is PlanStatus.RETURNED
    kind = VersionKind.CHANGE if plan.approved_round else VersionKind.REVISED if resent else VersionKind.FIRST
    plan.move_to(PlanStatus.RESUBMITTED if resent else PlanStatus.SUBMITTED)
    plan.rounds += 1
    version = PlanVersion(
        id=new_id(),
        plan_id=plan.id,
        number=plan.rounds,
        reference=f"SR-{contract.number}-{plan.rounds}",
        kind=kind,
        content=working.content(changes),
        planned=working.planned,
        obligation=contract.obligation,
        submitted_by=by.id,
        submitted_at=clock.now(),
        answer_due_on=clock.today() + timedelta(days=queries.answer_days(session.connection(), contract.region)),
    )
    session.add(version)
    session.flush()
    note_act(session, "plan_submitted", contract, by, plan, round=version.number)
    letters.tell_submitted(session, vault, contract=contract, version=version, by=by, base_url=base_url)
    return version


def _check_ready(plan: Plan, working: WorkingPlan, seen: str | None) -> None:
    if Journey(working).missing():
        raise PlanIncomplete
    if seen is not None and seen != digest(working):
        raise PlanChanged
    unchanged = working.sent is not None and _without_note(working.sent.content) == working.content()
    if plan.status is PlanStatus.CHANGING and unchanged:
        raise NothingChanged


def _without_note(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "changes"}


def withdraw_plan(session: Session, vault: Vault, *, contract: ContractRow, by: Viewer, base_url: str) -> None:
    """Take back a round that nobody at the coordination point has opened. Raises AlreadyOpened, InvalidTransition."""
    if not by.may_send:
        raise MayNotSend
    plan = locked_plan(session, contract, by)
    version = session.scalars(
        sa.select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number == plan.rounds)
    ).one_or_none()
    if version is None or plan.status is not PlanStatus.SUBMITTED:
        raise InvalidTransition("plan", plan.status, PlanStatus.WITHDRAWN)
    if queries.was_opened(session.connection(), version.id):
        raise AlreadyOpened(_("The coordination point is already reading your plan. You can no longer take it back."))
    plan.move_to(PlanStatus.CHANGING if plan.approved_round else PlanStatus.WITHDRAWN)
    version.outcome = VersionOutcome.WITHDRAWN
    session.flush()
    note_act(session, "plan_withdrawn", contract, by, plan, round=version.number)
    letters.tell_withdrawn(session, vault, contract=contract, version=version, by=by, base_url=base_url)


def close_version(session: Session, *, plan: Plan, version: PlanVersion, outcome: VersionOutcome) -> None:
    """A decision ends a round: the plan and this version take their arrow together. Raises InvalidTransition."""
    arrows = {VersionOutcome.RETURNED: PlanStatus.RETURNED, VersionOutcome.APPROVED: PlanStatus.APPROVED}
    if version.outcome is not VersionOutcome.OPEN or version.number != plan.rounds or outcome not in arrows:
        raise InvalidTransition("plan_version", version.outcome, outcome)
    plan.move_to(arrows[outcome])
    version.outcome = outcome
    if outcome is VersionOutcome.APPROVED:
        plan.approved_round = version.number
    session.flush()
