"""What staff and the operator see of the outbox: never a recipient, never a word of a mail."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.models import Contract, Message, Region


@dataclass(frozen=True)
class QueueState:
    waiting: int
    planned: int  # with a moment in the future, such as a try again
    sent: int
    oldest_due: datetime | None


@dataclass(frozen=True)
class DeadLetter:
    id: UUID
    kind: str
    contract_number: str | None
    queued_at: datetime
    dead_at: datetime
    tries: int
    error: str


def queue_state(connection: sa.Connection) -> QueueState:
    open_ = sa.and_(Message.sent_at.is_(None), Message.dead_at.is_(None))
    now = clock.now()
    row = connection.execute(
        sa.select(
            sa.func.count().filter(open_, Message.due_at <= now).label("waiting"),
            sa.func.count().filter(open_, Message.due_at > now).label("planned"),
            sa.func.count(Message.sent_at).label("sent"),
            sa.func.min(Message.due_at).filter(open_, Message.due_at <= now).label("oldest_due"),
        )
    ).one()
    return QueueState(row.waiting, row.planned, row.sent, row.oldest_due)


def dead_letters(connection: sa.Connection, *, region: Region | None = None, most: int = 100) -> list[DeadLetter]:
    """Mail that was given up and can still be sent, newest first; of one region, or of the whole portal."""
    in_region = sa.true() if region is None else Contract.region == region
    query = (
        sa.select(
            Message.id,
            Message.kind,
            Contract.number.label("contract_number"),
            Message.queued_at,
            Message.dead_at,
            Message.tries,
            Message.error,
        )
        .outerjoin(Contract, Contract.id == Message.contract_id)
        .where(Message.dead_at.is_not(None), Message.sealed.is_not(None), in_region)
        .order_by(Message.dead_at.desc())
        .limit(most)
    )
    return [DeadLetter(**row) for row in connection.execute(query).mappings()]
