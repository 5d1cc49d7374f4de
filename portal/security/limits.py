"""Counters that slow a guesser down, exact over several processes and after a restart (T12)."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.models import LimitCounter


@dataclass(frozen=True)
class Limit:
    """At most ``tries`` in a window; ``name`` is the first part of the bucket."""

    name: str
    tries: int
    window: timedelta


SIGN_IN_ACCOUNT = Limit("sign-in-account", 8, timedelta(minutes=15))
SIGN_IN_NETWORK = Limit("sign-in-network", 60, timedelta(minutes=15))
SECOND_FACTOR = Limit("second-factor", 6, timedelta(minutes=15))
PASSWORD_RESET = Limit("password-reset", 5, timedelta(days=1))
INVITATION_MAILBOX = Limit("invitation-mailbox", 3, timedelta(days=1))
INVITATION_CONTRACTOR = Limit("invitation-contractor", 30, timedelta(hours=1))
LINK_GUESS_NETWORK = Limit("link-network", 60, timedelta(minutes=15))
BIRTH_DATE_NETWORK = Limit("birth-date-network", 30, timedelta(hours=1))
RECEIPT_CODE_NETWORK = Limit("receipt-code-network", 30, timedelta(hours=1))
REVEALS = Limit("reveals", 20, timedelta(hours=1))
EXPORTS = Limit("exports", 30, timedelta(hours=1))


def count_try(db: Database, limit: Limit, who: str) -> bool:
    """Count one try in its own transaction. True while it is within the limit."""
    seconds = int(limit.window.total_seconds())
    now = int(clock.now().timestamp())
    values = {"bucket": f"{limit.name}:{who}"[:120], "window_starts": now - now % seconds, "tries": 1}
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    statement = (
        insert(LimitCounter)
        .values(values)
        .on_conflict_do_update(index_elements=["bucket", "window_starts"], set_={"tries": LimitCounter.tries + 1})
        .returning(LimitCounter.tries)
    )
    with db.transaction() as session:
        return (session.scalar(statement) or 0) <= limit.tries


def tries_of(connection: sa.Connection, limit: Limit, who: str) -> int:
    """Tries in the window of this moment; for a check that does not itself count."""
    seconds = int(limit.window.total_seconds())
    now = int(clock.now().timestamp())
    found = connection.scalar(
        sa.select(LimitCounter.tries).where(
            LimitCounter.bucket == f"{limit.name}:{who}"[:120], LimitCounter.window_starts == now - now % seconds
        )
    )
    return found or 0


def forget_tries(session: Session, limit: Limit, who: str) -> None:
    """The guesser was its owner: start counting anew."""
    session.execute(sa.delete(LimitCounter).where(LimitCounter.bucket == f"{limit.name}:{who}"[:120]))


def forgive_try(session: Session, limit: Limit, who: str) -> None:
    """Take one try back: it was right, so it says nothing about a guesser on this network."""
    seconds = int(limit.window.total_seconds())
    now = int(clock.now().timestamp())
    session.execute(
        sa.update(LimitCounter)
        .where(LimitCounter.bucket == f"{limit.name}:{who}"[:120], LimitCounter.window_starts == now - now % seconds)
        .values(tries=LimitCounter.tries - 1)
    )


def minutes_left(limit: Limit) -> int:
    """Minutes until the window of this moment ends, rounded up: when somebody may try again."""
    seconds = int(limit.window.total_seconds())
    return -(-(seconds - int(clock.now().timestamp()) % seconds) // 60)


def sweep(db: Database) -> None:
    """Drop windows older than two days; nothing counts that long."""
    with db.transaction() as session:
        session.execute(
            sa.delete(LimitCounter).where(LimitCounter.window_starts < clock.now().timestamp() - 2 * 86_400)
        )
