"""What keeps data although their term has passed or somebody asked to erase them (PR-46).

Asked in the transaction that destroys or erases, so that nothing can slip in between. A hold ends by itself after its
review date; an open request of the person herself holds without a row of its own.
"""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import ENDED_REQUESTS, Candidate, Contract, HoldReason, LegalHold, RightsRequest

AT_ONCE = 500

Key = sa.ColumnElement[Any] | Any  # a column that holds a candidate's id


def stands_on(today: date) -> sa.ColumnElement[bool]:
    """Whether a hold still holds; ``review_on`` is the last day on which it does."""
    return sa.and_(LegalHold.lifted_at.is_(None), LegalHold.review_on >= today)


def is_held(candidate_id: Key, today: date) -> sa.ColumnElement[bool]:
    """A hold on the candidate, the contract or the region stands, or a request about this candidate is open."""
    asked = sa.exists().where(
        RightsRequest.candidate_id == candidate_id,
        RightsRequest.decided_on.is_(None),
        RightsRequest.status.not_in(ENDED_REQUESTS),
    )
    return sa.or_(asked, sa.exists().where(_covers(candidate_id), stands_on(today)))


def held_among(connection: sa.Connection, candidate_ids: Collection[UUID], today: date) -> set[UUID]:
    """Those of ``candidate_ids`` that must stay now."""
    found: set[UUID] = set()
    for some in batched(candidate_ids, AT_ONCE):
        chosen = sa.select(Candidate.id).where(Candidate.id.in_(some), is_held(Candidate.id, today))
        found.update(connection.scalars(chosen))
    return found


def batched(ids: Collection[UUID], size: int) -> Iterator[list[UUID]]:
    """The same ids, at most ``size`` at a time: a statement takes only so many."""
    left = iter(ids)
    while some := list(islice(left, size)):
        yield some


def legal_holds_on(connection: sa.Connection, candidate_id: UUID, today: date) -> list[tuple[HoldReason, date]]:
    """Reason and last day of each hold that stands on this candidate, the longest first; requests are not in it."""
    found = (
        sa.select(LegalHold.reason, LegalHold.review_on)
        .where(_covers(sa.literal(candidate_id, sa.Uuid())), stands_on(today))
        .order_by(LegalHold.review_on.desc(), LegalHold.id)
    )
    return [(row.reason, row.review_on) for row in connection.execute(found)]


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
