"""What a coordination point has before it, contract by contract: to review, returned, behind, all. Nobody is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    AWAITING_DECISION,
    Contract,
    ContractStatus,
    Decision,
    DecisionSubject,
    Organisation,
    Outcome,
    Placement,
    PlacementStatus,
    Plan,
    PlanStatus,
    PlanVersion,
    VersionOutcome,
)
from portal.privacy.gate import is_open
from portal.records.figures import Standing, progress_of, standings_of
from portal.records.recovery import BEHIND, RecoveryRow, behind_since, last_contacts, notes_of
from portal.security.scope import CONTRACT_ROWS, ContractRow, in_scope
from portal.security.viewer import Viewer
from portal.valuation.progress import Progress
from portal.web.pagination import Page, read_page, slice_page


@dataclass(frozen=True)
class Where:
    """Which part of a list: what was asked in the address."""

    search: str = ""
    client_id: UUID | None = None
    plan: frozenset[PlanStatus | None] = frozenset()  # None: not begun; empty: every status

    def conditions(self, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
        asked = [in_scope(viewer)]
        if self.search:
            named = sa.select(Organisation.id).where(Organisation.name.icontains(self.search, autoescape=True))
            asked.append(
                sa.or_(
                    Contract.name.icontains(self.search, autoescape=True),
                    Contract.number.icontains(self.search, autoescape=True),
                    Contract.contractor_id.in_(named),
                )
            )
        if self.client_id is not None:
            asked.append(Contract.client_id == self.client_id)
        if self.plan:
            is_one = Plan.status.in_(sorted(status for status in self.plan if status is not None))
            asked.append(sa.or_(is_one, Plan.id.is_(None)) if None in self.plan else is_one)
        return asked


def clients(connection: sa.Connection, viewer: Viewer) -> list[tuple[UUID, str]]:
    """Clients of the contracts the viewer may know of, by name."""
    known = sa.select(Contract.client_id).where(in_scope(viewer))
    found = sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(known)).order_by(Organisation.name)
    return [(row.id, row.name) for row in connection.execute(found)]


_contractor = aliased(Organisation, name="contractor")
SAYS_YES = is_open(Placement.candidate_id)
WAITS = sa.and_(Placement.status.in_(AWAITING_DECISION), SAYS_YES)
IS_BACK = sa.and_(Placement.status == PlacementStatus.RETURNED, SAYS_YES)
OPEN_ROUND = sa.and_(PlanVersion.plan_id == Plan.id, PlanVersion.outcome == VersionOutcome.OPEN)


def _lines(*columns: Any) -> sa.Select[Any]:
    """These columns beside what names a contract in a list."""
    named = (Contract.number, Contract.name, Contract.region, _contractor.name.label("contractor_name"))
    return sa.select(*columns, *named).select_from(Contract).join(_contractor, _contractor.id == Contract.contractor_id)


def plans_to_review(
    connection: sa.Connection, viewer: Viewer, where: Where, *, after: str | None, before: str | None
) -> Page[Any]:
    """Rounds without an answer, by the day on which it is due."""
    statement = (
        _lines(
            PlanVersion.id.label("key"),
            PlanVersion.answer_due_on.label("by"),
            PlanVersion.number.label("round"),
            PlanVersion.kind,
            PlanVersion.submitted_at,
            PlanVersion.answer_due_on,
        )
        .join(Plan, Plan.contract_id == Contract.id)
        .join(PlanVersion, OPEN_ROUND)
        .where(*where.conditions(viewer))
    )
    columns = PlanVersion.__table__.c
    return read_page(connection, statement, key=columns.id, by=columns.answer_due_on, after=after, before=before)


def placements_to_review(
    connection: sa.Connection, viewer: Viewer, where: Where, *, after: str | None, before: str | None
) -> Page[Any]:
    """Contracts with placements without an answer, the one that waits longest first; only of who said yes (PR-15)."""
    found = (
        sa.select(
            Placement.contract_id,
            sa.func.count().label("placements"),
            sa.func.min(Placement.submitted_at).label("since"),
        )
        .where(WAITS)
        .group_by(Placement.contract_id)
        .subquery()
    )
    return _by_contract(connection, viewer, where, found, found.c.since, after=after, before=before)


def plans_returned(
    connection: sa.Connection, viewer: Viewer, where: Where, *, after: str | None, before: str | None
) -> Page[Any]:
    """Plans that lie with their contractor, by the day on which they are expected back."""
    is_newest = sa.and_(PlanVersion.plan_id == Plan.id, PlanVersion.number == Plan.rounds)
    about_it = sa.and_(Decision.subject == DecisionSubject.PLAN_VERSION, Decision.subject_id == PlanVersion.id)
    statement = (
        _lines(
            Decision.id.label("key"),
            Decision.respond_by.label("by"),
            PlanVersion.number.label("round"),
            Decision.decided_at,
            Decision.respond_by,
        )
        .join(Plan, Plan.contract_id == Contract.id)
        .join(PlanVersion, is_newest)
        .join(Decision, about_it)
        .where(Plan.status == PlanStatus.RETURNED, *where.conditions(viewer))
    )
    columns = Decision.__table__.c
    return read_page(connection, statement, key=columns.id, by=columns.respond_by, after=after, before=before)


def placements_returned(
    connection: sa.Connection, viewer: Viewer, where: Where, *, after: str | None, before: str | None
) -> Page[Any]:
    """Contracts with placements that lie with their contractor, by the first day on which one is expected back."""
    newest = (
        sa.select(Decision.respond_by)
        .where(
            Decision.subject == DecisionSubject.PLACEMENT,
            Decision.subject_id == Placement.id,
            Decision.outcome == Outcome.RETURNED,
        )
        .order_by(Decision.decided_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    back = sa.select(Placement.contract_id, newest.label("respond_by")).where(IS_BACK).subquery()
    found = (
        sa.select(
            back.c.contract_id, sa.func.count().label("placements"), sa.func.min(back.c.respond_by).label("since")
        )
        .group_by(back.c.contract_id)
        .having(sa.func.min(back.c.respond_by).is_not(None))
        .subquery()
    )
    return _by_contract(connection, viewer, where, found, found.c.since, after=after, before=before)


def _by_contract(
    connection: sa.Connection,
    viewer: Viewer,
    where: Where,
    found: sa.Subquery,
    by: sa.ColumnElement[Any],
    *,
    after: str | None,
    before: str | None,
) -> Page[Any]:
    statement = (
        _lines(Contract.id.label("key"), by.label("by"), found.c.placements, found.c.since)
        .join(found, found.c.contract_id == Contract.id)
        .where(*where.conditions(viewer))
    )
    return read_page(connection, statement, key=Contract.__table__.c.id, by=by, after=after, before=before)


@dataclass(frozen=True)
class ContractLine:
    contract: ContractRow
    progress: Progress


def contracts(
    connection: sa.Connection, viewer: Viewer, where: Where, today: date, *, after: str | None, before: str | None
) -> Page[ContractLine]:
    """Every awarded contract of the region and those it reads along on, newest first, in four queries (PR-02)."""
    statement = CONTRACT_ROWS.add_columns(Contract.id.label("key")).where(*where.conditions(viewer))
    found = read_page(connection, statement, key=Contract.__table__.c.id, after=after, before=before, newest_first=True)
    return Page(_with_progress(connection, found.rows, today), found.previous, found.next)


@dataclass(frozen=True)
class BehindLine:
    contract: ContractRow
    progress: Progress
    since: date
    last_contact: date | None
    note: RecoveryRow | None
    """The newest question or explanation about being behind."""


def behind_schedule(
    connection: sa.Connection, viewer: Viewer, where: Where, today: date, *, after: str | None, before: str | None
) -> tuple[Page[BehindLine], int]:
    """Running contracts that are behind, the worst first, and how many there are. ``after`` is a contract's number.

    The level is computed, not stored, so all running contracts are read, in six queries.
    """
    rows = connection.execute(
        CONTRACT_ROWS.where(Contract.status == ContractStatus.RUNNING, *where.conditions(viewer))
    ).all()
    standings = standings_of(connection, [row.id for row in rows])
    behind = [(row, now) for row in rows for now in (standings[row.id].on(today),) if now.level in BEHIND]
    behind.sort(key=lambda one: (one[1].pace, one[0].number))
    found = slice_page(behind, [row.number for row, _now in behind], after=after, before=before)
    return Page(_told(connection, found.rows, standings, today), found.previous, found.next), len(behind)


def _told(
    connection: sa.Connection, rows: Sequence[Any], standings: dict[UUID, Standing], today: date
) -> list[BehindLine]:
    """The lines of one page; what costs more than a sum is read for these alone."""
    ids = [row.id for row, _now in rows]
    notes = notes_of(connection, ids)
    contacts = last_contacts(connection, ids, notes)
    return [
        BehindLine(
            ContractRow(**row._mapping),
            now,
            behind_since(standings[row.id], today),
            contacts.get(row.id),
            next(iter(notes.get(row.id, ())), None),
        )
        for row, now in rows
    ]


def _with_progress(connection: sa.Connection, rows: Sequence[Any], today: date) -> list[ContractLine]:
    figures = progress_of(connection, [row.id for row in rows], today)
    return [
        ContractLine(
            ContractRow(**{name: value for name, value in row._mapping.items() if name != "key"}), figures[row.id]
        )
        for row in rows
    ]
