"""What keeps data although their term has passed or somebody asked to erase them (PR-46).

Asked in the transaction that destroys or erases, so that nothing can slip in between. A hold ends by itself after its
review date. Three things hold without a row of their own: a request of the person herself that is open or of which the
decision can still be objected to, a restriction that stands (article 18(2)), and an open data breach for everybody the
view log knows to have been looked at in its days.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.models import (
    ENDED_REQUESTS,
    Breach,
    BreachStatus,
    Candidate,
    Contract,
    Destruction,
    DestructionStatus,
    HoldReason,
    LegalHold,
    Region,
    RightsOutcome,
    RightsRequest,
    User,
)
from portal.privacy.gate import is_in_use
from portal.privacy.seen import seen_among
from portal.valuation.months import add_months

AT_ONCE = 500
OBJECTION_WEEKS = 6  # Awb 6:7
HOLD_MONTHS = 6  # longest time until a hold is looked at again
MAY_STILL_DESTROY = (DestructionStatus.APPROVED, DestructionStatus.EXECUTING)

Key = sa.ColumnElement[Any] | Any  # a column that holds a candidate's id


def stands_on(today: date) -> sa.ColumnElement[bool]:
    """Whether a hold still holds; ``review_on`` is the last day on which it does."""
    return sa.and_(LegalHold.lifted_at.is_(None), LegalHold.review_on >= today)


def is_held(candidate_id: Key, today: date) -> sa.ColumnElement[bool]:
    """A hold on candidate, contract or region stands, or a restriction, or a request about this candidate is open, or
    was not granted in full and can still be objected to."""
    request = RightsRequest
    is_open = sa.and_(request.decided_on.is_(None), request.status.not_in(ENDED_REQUESTS))
    may_object = sa.and_(
        request.outcome != RightsOutcome.GRANTED, request.decided_on >= today - timedelta(weeks=OBJECTION_WEEKS)
    )
    asked = sa.exists().where(request.candidate_id == candidate_id, sa.or_(is_open, may_object))
    return sa.or_(asked, sa.not_(is_in_use(candidate_id)), sa.exists().where(_covers(candidate_id), stands_on(today)))


def held_among(connection: sa.Connection, candidate_ids: Collection[UUID], today: date) -> set[UUID]:
    """Those of ``candidate_ids`` that must stay now."""
    found: set[UUID] = set()
    breaches = holding_breaches(connection, today)
    for some in batched(candidate_ids, AT_ONCE):
        chosen = sa.select(Candidate.id).where(Candidate.id.in_(some), is_held(Candidate.id, today))
        found.update(connection.scalars(chosen))
        for breach in breaches:
            found |= seen_among(connection, breach, some)
    return found


def batched(ids: Collection[UUID], size: int) -> Iterator[list[UUID]]:
    """The same ids, at most ``size`` at a time: a statement takes only so many."""
    left = iter(ids)
    while some := list(islice(left, size)):
        yield some


@dataclass(frozen=True)
class HoldingBreach:
    """An open data breach that holds the dossiers that were looked at, until it is closed or ``review_on`` is over."""

    id: UUID
    number: int
    region: Region
    discovered_at: datetime
    entered_at: datetime
    seen_from: date
    seen_until: date
    account_id: UUID | None
    owner_name: str

    @property
    def reference(self) -> str:
        return f"DL-{self.entered_at.year}-{self.number:04}"

    @property
    def review_on(self) -> date:
        """The last day on which it holds by itself; what must stay longer gets a hold that somebody sets."""
        return latest_review(clock.day_of(self.discovered_at))


def holding_breaches(connection: sa.Connection, today: date, region: Region | None = None) -> list[HoldingBreach]:
    """Of one region or of all, the oldest first. One of which the days are not known yet holds nobody."""
    names = [name for name in HoldingBreach.__dataclass_fields__ if name != "owner_name"]
    query = (
        sa.select(*(Breach.__table__.c[name] for name in names), User.name.label("owner_name"))
        .join(User, User.id == Breach.entered_by)
        .where(Breach.status == BreachStatus.OPEN, Breach.seen_from.is_not(None), Breach.seen_until.is_not(None))
        .order_by(Breach.number)
    )
    if region is not None:
        query = query.where(Breach.region == region)
    found = (HoldingBreach(**row._mapping) for row in connection.execute(query))
    return [one for one in found if one.review_on >= today]


def latest_review(day: date) -> date:
    """The last day on which a hold of that day may be looked at again."""
    return add_months(day, HOLD_MONTHS)


def wait_for_batches(session: Session, region: Region) -> None:
    """A batch that is being destroyed ends first; the next one sees what is written in this transaction."""
    running = sa.select(Destruction.id).where(Destruction.region == region, Destruction.status.in_(MAY_STILL_DESTROY))
    session.execute(running.with_for_update())


def legal_holds_on(connection: sa.Connection, candidate_id: UUID, today: date) -> list[tuple[HoldReason, date]]:
    """Reason and last day of each hold that stands on this candidate, the longest first; requests are not in it."""
    found = (
        sa.select(LegalHold.reason, LegalHold.review_on)
        .where(_covers(sa.literal(candidate_id, sa.Uuid())), stands_on(today))
        .order_by(LegalHold.review_on.desc(), LegalHold.id)
    )
    standing = [(row.reason, row.review_on) for row in connection.execute(found)]
    standing += [
        (HoldReason.BREACH, breach.review_on)
        for breach in holding_breaches(connection, today)
        if seen_among(connection, breach, [candidate_id])
    ]
    return sorted(standing, key=lambda hold: hold[1], reverse=True)


def _covers(candidate_id: Key) -> sa.ColumnElement[bool]:
    person, their = aliased(Candidate), aliased(Contract)
    of_contract = sa.select(person.contract_id).where(person.id == candidate_id).scalar_subquery()
    of_region = (
        sa.select(their.region)
        .join(person, person.contract_id == their.id)
        .where(person.id == candidate_id)
        .scalar_subquery()
    )
    whole_region = sa.and_(LegalHold.contract_id.is_(None), LegalHold.candidate_id.is_(None))
    return sa.or_(
        LegalHold.candidate_id == candidate_id,
        sa.and_(LegalHold.candidate_id.is_(None), LegalHold.contract_id == of_contract),
        sa.and_(whole_region, LegalHold.region == of_region),
    )
