"""What a reviewer writes beside a decision: remarks that are drafts until one is sent, and notes for colleagues."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.decisions import queries
from portal.decisions.checks import Overtaken, check_may_decide
from portal.errors import NotFound, Stale
from portal.models import Note, Plan, PlanVersion, Remark, Section, User, VersionOutcome
from portal.plans.queries import drafts_of
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.labels import label


def save_remarks(
    session: Session,
    *,
    contract: ContractRow,
    version_id: UUID,
    seen_version: int,
    bodies: Mapping[Section, str],
    by: Viewer,
) -> int:
    """Keep remarks as drafts and return the version they are now; they are sent with a decision, or never.

    Raises Overtaken for a round that is not open, and Stale where this would replace what a colleague wrote.
    """
    check_may_decide(contract, by)
    session.execute(sa.select(Plan.id).where(Plan.contract_id == contract.id).with_for_update())
    version = session.get(PlanVersion, version_id, populate_existing=True)
    if version is None:
        raise NotFound
    if version.outcome is not VersionOutcome.OPEN:
        raise Overtaken(queries.what_overtook_plan(session.connection(), version_id, version.outcome, by.id))
    rows = {row.section: row for row in session.scalars(_drafts(version_id))}
    now = sum(row.version for row in rows.values())
    theirs = [row for row in rows.values() if row.author_id != by.id and row.body != bodies.get(row.section, row.body)]
    if theirs and seen_version != now:
        name = session.scalar(sa.select(User.name).where(User.id == theirs[0].author_id)) or ""
        changed = [(label(row.section), row.body, bodies[row.section]) for row in theirs]
        raise Stale(version=now, by=name, at=max(row.updated_at for row in theirs), rows=changed)
    for section, body in bodies.items():
        row = rows.get(section)
        if row is None and body:
            session.add(remark(version_id, section, body, by))
        elif row is not None and row.body != body:
            row.body, row.author_id, row.updated_at = body, by.id, clock.now()
    session.flush()
    return drafts_of(session.connection(), version_id).version


def write_note(session: Session, *, contract: ContractRow, body: str, by: Viewer) -> None:
    """Something for the coordination point alone."""
    check_may_decide(contract, by)
    session.add(Note(contract_id=contract.id, body=body, author_id=by.id, written_at=clock.now()))
    session.flush()


def _drafts(version_id: UUID) -> sa.Select[Any]:
    return sa.select(Remark).where(Remark.plan_version_id == version_id, Remark.decision_id.is_(None))


def remark(version_id: UUID, section: Section, body: str, by: Viewer) -> Remark:
    return Remark(plan_version_id=version_id, section=section, body=body, author_id=by.id, updated_at=clock.now())
