"""Whom the view log knows to have been looked at in the days of a data breach, with one account or with any (PR-70).

``breach`` is a row or an object with region, seen_from, seen_until and account_id. A look at a list counts for
everybody who was in that contract when it was shown; a look at a request for whom it turned out to be about.
"""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.models import Candidate, Contract, RightsRequest, View

OF_MANY = ("list", "export")  # looks that show everybody of a contract


def looks_during(breach: Any) -> sa.Subquery:
    """The looks of those days: at, action, object_kind, object_id."""
    view = View.__table__.c
    begins = datetime.combine(breach.seen_from, time(), tzinfo=clock.AMSTERDAM)
    query = sa.select(view.at, view.action, view.object_kind, view.object_id).where(
        view.at >= begins, view.at < clock.end_of(breach.seen_until), view.result == "shown"
    )
    if breach.account_id is not None:
        query = query.where(view.actor_id == breach.account_id)
    return query.subquery("looks")


def shows_candidate(looks: Any) -> sa.ColumnElement[bool]:
    """Whether a look showed the candidate of the statement."""
    was_there = sa.and_(looks.c.action.in_(OF_MANY), looks.c.at >= Candidate.created_at)
    asked = sa.select(RightsRequest.id).where(RightsRequest.candidate_id == Candidate.id).correlate(Candidate)
    return sa.or_(
        sa.and_(looks.c.object_kind == "candidate", looks.c.object_id == Candidate.id),
        sa.and_(was_there, looks.c.object_kind == "contract", looks.c.object_id == Candidate.contract_id),
        sa.and_(looks.c.object_kind == "rights_request", looks.c.object_id.in_(asked)),
    )


def count_seen(connection: sa.Connection, breach: Any) -> int:
    """How many people of the region that are; none as long as the days are not known."""
    if breach.seen_from is None or breach.seen_until is None:
        return 0
    looks = looks_during(breach)
    query = (
        sa.select(sa.func.count(sa.distinct(Candidate.id)))
        .join(Contract, Contract.id == Candidate.contract_id)
        .join(looks, shows_candidate(looks))
        .where(Contract.region == breach.region)
    )
    return connection.scalar(query) or 0


def seen_among(connection: sa.Connection, breach: Any, candidate_ids: Collection[UUID]) -> set[UUID]:
    """Those of ``candidate_ids``, at most a few hundred, who were looked at."""
    looks = looks_during(breach)
    query = (
        sa.select(Candidate.id)
        .join(Contract, Contract.id == Candidate.contract_id)
        .where(Candidate.id.in_(candidate_ids), Contract.region == breach.region)
        .where(sa.exists().where(shows_candidate(looks)).select_from(looks))
    )
    return set(connection.scalars(query))
