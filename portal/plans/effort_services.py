"""What is done with the efforts of a plan; each keeps its value by the table of the contract, as it is then."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Stale
from portal.models import Effort, Plan, PlanSection, Section, User, new_id
from portal.plans.rows import note_completeness, open_plan, section_row, touch
from portal.plans.summary import effort_in_words
from portal.plans.working import DONE, EFFORT_DRAFTS, EffortRow
from portal.plans.worth import Entry, worth
from portal.records.tables import value_table
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.valuation import Form


def save_effort(
    session: Session,
    *,
    contract: ContractRow,
    by: Viewer,
    entry: Entry,
    effort_id: UUID | None = None,
    seen_version: int | None = None,
    draft_key: str = "",
) -> UUID:
    """Add an effort, or change ``effort_id``, with its value; an unfinished draft under ``draft_key`` is done with.

    Raises NotFound, Stale, and ``ValuationRefused`` where the table has no amount for it.
    """
    plan = open_plan(session, contract, by)
    value = worth(value_table(session.connection(), contract.value_table_id), entry).amount
    effort = _effort(session, plan, effort_id) if effort_id else Effort(id=new_id(), plan_id=plan.id)
    changed = {
        "form": entry.form.value,
        "target_group": entry.target_group,
        "duration_class": entry.duration_class,
        "people": entry.people,
        "hours_per_week": entry.hours_per_week,
        "starts_in": entry.starts_in,
        "months": entry.months,
        "cost": entry.cost,
    }
    if effort_id and seen_version is not None and effort.version != seen_version:
        raise _stale(session, effort, changed)
    for name, new in {**changed, "value": value, "updated_by": by.id, "updated_at": clock.now()}.items():
        setattr(effort, name, new)
    session.add(effort)
    _efforts_changed(session, plan, contract, by, added=effort_id is None, draft_key=draft_key)
    return effort.id


def remove_effort(session: Session, *, contract: ContractRow, by: Viewer, effort_id: UUID) -> None:
    plan = open_plan(session, contract, by)
    session.delete(_effort(session, plan, effort_id))
    _efforts_changed(session, plan, contract, by, added=False, draft_key=str(effort_id))


def keep_effort_draft(
    session: Session,
    *,
    contract: ContractRow,
    by: Viewer,
    key: str,
    typed: Mapping[str, str],
    effort_id: UUID | None,
    seen_version: int,
) -> None:
    """Keep what is typed on the page of an effort, unchecked, until it is saved or dropped.

    Raises Stale when the effort was changed after the page was opened. It leaves the version of the section alone,
    because it is no answer yet.
    """
    plan = open_plan(session, contract, by)
    row = section_row(session, plan, Section.EFFORTS, by)
    effort = _effort(session, plan, effort_id) if effort_id else None
    if effort is not None and effort.version != seen_version:
        raise _stale(session, effort, {})
    drafts = {**row.answers.get(EFFORT_DRAFTS, {}), key: {"version": seen_version, "typed": dict(typed)}}
    _keep_drafts(session, row, by, drafts)
    plan.last_step = "inzet"
    session.flush()


def drop_effort_draft(session: Session, *, contract: ContractRow, by: Viewer, key: str) -> None:
    plan = open_plan(session, contract, by)
    row = section_row(session, plan, Section.EFFORTS, by)
    drafts = {name: draft for name, draft in row.answers.get(EFFORT_DRAFTS, {}).items() if name != key}
    _keep_drafts(session, row, by, drafts)


def restore_efforts(session: Session, plan: Plan, efforts: list[dict[str, Any]], by: Viewer) -> None:
    """Make the efforts those of a frozen round, under the ids they had."""
    wanted = {UUID(one["id"]): EffortRow.thawed(one) for one in efforts}
    here = {one.id: one for one in session.scalars(sa.select(Effort).where(Effort.plan_id == plan.id))}
    for effort_id, effort in here.items():
        if effort_id not in wanted:
            session.delete(effort)
    for effort_id, values in wanted.items():
        effort = here.get(effort_id) or Effort(id=effort_id, plan_id=plan.id)
        for name, value in {**values, "updated_by": by.id, "updated_at": clock.now()}.items():
            setattr(effort, name, value)
        session.add(effort)
    session.flush()


def _keep_drafts(session: Session, row: PlanSection, by: Viewer, drafts: Mapping[str, Any]) -> None:
    answers = {**row.answers, EFFORT_DRAFTS: drafts}
    if not row.version:
        row.answers = answers
        touch(session, row, by)
        return
    session.execute(
        sa.update(PlanSection)
        .where(PlanSection.plan_id == row.plan_id, PlanSection.section == row.section)
        .values(answers=answers)
        .execution_options(synchronize_session=False)
    )
    session.expire(row)


def _efforts_changed(
    session: Session, plan: Plan, contract: ContractRow, by: Viewer, *, added: bool, draft_key: str
) -> None:
    """The list is asked about again after an addition, and the schedule, which follows from it, after any change."""
    row = section_row(session, plan, Section.EFFORTS, by)
    kept = {name: draft for name, draft in row.answers.get(EFFORT_DRAFTS, {}).items() if name != draft_key}
    done = [slug for slug in row.answers.get(DONE, []) if not (added and slug == "inzet")]
    row.answers = {**row.answers, DONE: done, EFFORT_DRAFTS: kept}
    touch(session, row, by)
    schedule = section_row(session, plan, Section.SCHEDULE, by)
    if schedule.version:
        schedule.answers = {name: value for name, value in schedule.answers.items() if name not in ("correct", DONE)}
        touch(session, schedule, by)
    plan.last_step = "inzet"
    session.flush()
    note_completeness(session, plan, contract)


def _effort(session: Session, plan: Plan, effort_id: UUID) -> Effort:
    effort = session.scalars(
        sa.select(Effort)
        .where(Effort.id == effort_id, Effort.plan_id == plan.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if effort is None:
        raise NotFound
    return effort


def _stale(session: Session, effort: Effort, yours: Mapping[str, Any]) -> Stale:
    """Both versions of the effort, line by line."""
    theirs = {row.label: row.value for row in effort_in_words(_as_text(effort, {}))}
    mine = {row.label: row.value for row in effort_in_words(_as_text(effort, yours))}
    labels = list(dict.fromkeys([*theirs, *mine]))
    rows = [(one, theirs.get(one, ""), mine.get(one, "")) for one in labels if theirs.get(one) != mine.get(one)]
    name = session.scalar(sa.select(User.name).where(User.id == effort.updated_by)) or ""
    return Stale(version=effort.version, by=name, at=effort.updated_at, rows=rows)


def _as_text(effort: Effort, changed: Mapping[str, Any]) -> dict[str, Any]:
    names = ("form", "target_group", "duration_class", "people", "hours_per_week", "starts_in", "months", "cost")
    values = {name: changed.get(name, getattr(effort, name)) for name in names}
    return {
        **values,
        "id": effort.id,
        "form": Form(values["form"]),
        "starts_in": values["starts_in"].isoformat() if values["starts_in"] else None,
    }
