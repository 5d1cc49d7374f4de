"""Whose term has passed: each dossier with the day its term counts from (PR-45)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.models import (
    AWAITING_DECISION,
    Candidate,
    Contract,
    ContractStatus,
    Decision,
    DecisionSubject,
    Placement,
    RecordKind,
    Region,
    Restriction,
    RightsRequest,
    Trigger,
)
from portal.retention import terms
from portal.retention.terms import Rule
from portal.valuation.months import ONE_DAY, add_months


@dataclass(frozen=True)
class Due:
    """One dossier or request of which the term has passed. ``due_on`` is the first day on which it may go."""

    subject_id: UUID
    contract_id: UUID | None
    number: int
    counted_from: date
    due_on: date


def due_in(
    connection: sa.Connection, region: Region, rule: Rule, today: date, *, among: Collection[UUID] | None = None
) -> list[Due]:
    """What is due in a region by this rule, in order of contract and number; with ``among`` only of these ids."""
    if rule.kind is RecordKind.RIGHTS_REQUEST:
        return _requests(connection, region, today, among)
    found = []
    for row in connection.execute(_dossiers(region, rule, today, among)):
        counted_from = _counted_from(row, rule.counts_from)
        if counted_from is None:
            continue
        day = terms.due_on(counted_from, rule.term)
        if day <= today:
            found.append(Due(row.id, row.contract_id, row.number, counted_from, day))
    return found


_work = Placement.candidate_id == Candidate.id
_ENDS = sa.select(sa.func.max(Placement.ends_on)).where(_work).scalar_subquery()
_ENDLESS = sa.exists().where(_work, Placement.ends_on.is_(None))
_WAITING = sa.exists().where(_work, Placement.status.in_(AWAITING_DECISION))
_DECIDED = (
    sa.select(sa.func.max(Decision.decided_at))
    .join(Placement, sa.and_(Decision.subject == DecisionSubject.PLACEMENT, Decision.subject_id == Placement.id))
    .where(_work)
    .correlate(Candidate)
    .scalar_subquery()
)


def _dossiers(region: Region, rule: Rule, today: date, among: Collection[UUID] | None) -> sa.Select[Any]:
    query = (
        sa.select(
            Candidate.id,
            Candidate.contract_id,
            Candidate.number,
            Contract.status,
            Contract.closed_at,
            _ENDS.label("ends_on"),
            _ENDLESS.label("is_endless"),
            _WAITING.label("is_waiting"),
            sa.type_coerce(_DECIDED, Contract.__table__.c.closed_at.type).label("decided_at"),
        )
        .join(Contract, Contract.id == Candidate.contract_id)
        .where(Contract.region == region)
        .order_by(Contract.number, Candidate.number)
    )
    if rule.counts_from is Trigger.CONTRACT_CLOSED:
        query = query.where(
            Contract.status == ContractStatus.CLOSED,
            Contract.closed_at < clock.end_of(terms.latest_start(today, rule.term)),
        )
    return query if among is None else query.where(Candidate.id.in_(among))


def _counted_from(row: Any, trigger: Trigger) -> date | None:
    """Where work has no end or waits for a decision, nothing counts yet; without work the closing counts."""
    closed_on = clock.day_of(row.closed_at) if row.status is ContractStatus.CLOSED and row.closed_at else None
    if trigger is Trigger.CONTRACT_CLOSED or (row.ends_on is None and not row.is_endless):
        return closed_on
    if row.is_waiting:
        return None
    if trigger is Trigger.WORK_ENDED:
        ends_on: date | None = row.ends_on
        return None if row.is_endless else ends_on
    return clock.day_of(row.decided_at) if row.decided_at else closed_on


def _requests(connection: sa.Connection, region: Region, today: date, among: Collection[UUID] | None) -> list[Due]:
    """Lines of the register of requests, which carry the last day they are kept themselves. One whose restriction still
    stands stays: with it the dossier would be in use again."""
    request = RightsRequest
    restricts = sa.exists().where(Restriction.request_id == request.id, Restriction.lifted_at.is_(None))
    query = (
        sa.select(request.id, request.number, request.closed_on, request.keep_until)
        .where(request.region == region, request.closed_on.is_not(None), request.keep_until < today)
        .where(sa.not_(restricts))
        .order_by(request.number)
    )
    if among is not None:
        query = query.where(request.id.in_(among))
    return [Due(row.id, None, row.number, row.closed_on, row.keep_until + ONE_DAY) for row in connection.execute(query)]


def never_closed(connection: sa.Connection, region: Region, today: date) -> list[Any]:
    """Contracts whose end was more than six months ago and that nobody closed: number, name, ends_on; oldest first."""
    late = add_months(today, -terms.WARN_MONTHS)
    return list(
        connection.execute(
            sa.select(Contract.number, Contract.name, Contract.ends_on)
            .where(Contract.region == region, Contract.status == ContractStatus.RUNNING, Contract.ends_on < late)
            .order_by(Contract.ends_on, Contract.number)
        )
    )
