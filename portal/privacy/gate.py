"""The gate before everything about a candidate that a coordination point reads, counts or decides on (PR-15, PR-59).

Every query that shows or counts people asks ``is_open`` here, so that a consent that ends and a dossier that is
restricted close all of them in the same transaction.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import Candidate, ConsentRequest, ConsentStatus, Correction, Restriction

Key = sa.ColumnElement[Any] | Any  # a column that holds a candidate's id


def is_open(candidate_id: Key, *, with_group: bool = False) -> sa.ColumnElement[bool]:
    """C1, and with ``with_group`` C2 too, is given and holds now, and nobody has taken the dossier out of use."""
    said_yes = sa.exists().where(
        ConsentRequest.candidate_id == candidate_id, ConsentRequest.status == ConsentStatus.GIVEN
    )
    if with_group:
        said_yes = said_yes.where(ConsentRequest.c2_given.is_(True))
    return sa.and_(said_yes, is_in_use(candidate_id))


def is_in_use(candidate_id: Key) -> sa.ColumnElement[bool]:
    """No restriction stands (article 18). Besides keeping it, nothing is done with a restricted dossier."""
    return sa.not_(sa.exists().where(Restriction.candidate_id == candidate_id, Restriction.lifted_at.is_(None)))


def is_restricted(connection: sa.Connection, candidate_id: UUID) -> bool:
    return not connection.scalar(sa.select(is_in_use(sa.literal(candidate_id, sa.Uuid()))))


def is_blocked(connection: sa.Connection, contract_id: UUID) -> bool:
    """Whether the coordination point lets no work of this contract be sent until a correction is answered (PR-56)."""

    blocking = (
        sa.exists()
        .where(Correction.candidate_id == Candidate.id, Correction.blocked_at.is_not(None))
        .where(Correction.answered_at.is_(None), Candidate.contract_id == contract_id)
    )
    return bool(connection.scalar(sa.select(blocking)))
