"""The view log held to its days, and ended after its term (PR-66, T40).

Whoever may write the database could write the whole log anew with right hashes, or cut off its end. The digest of a
day that was mailed to another house does not change with it. Looks end up to an anchored day, so that what stays can
still be held against that day's digest.
"""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.models import ChainHead, ReleasedViews, Setting, View, ViewAnchor
from portal.privacy.viewlog import BEGINNING, CHAIN, digest_of

YEARS = "view_log_years"  # setting: how long looks are kept
KEPT_YEARS, LEAST_YEARS = 2, 1
A_YEAR = timedelta(days=365)
BATCH = 5_000  # rows deleted in one transaction


def anchor_views(session: Session) -> ViewAnchor | None:
    """Anchor today in Amsterdam, once; None when that was done. Two at once: the second raises IntegrityError."""
    day, at = clock.today(), clock.now()
    if session.get(ViewAnchor, day) is not None:
        return None
    last = newest_view_anchor(session.connection())
    head = session.execute(sa.select(ChainHead.position, ChainHead.hash).where(ChainHead.name == CHAIN)).first()
    position, newest = (head.position, head.hash) if head is not None else (0, BEGINNING)
    previous = last.digest if last is not None else BEGINNING
    anchor = ViewAnchor(
        day=day,
        at=at,
        position=position,
        head=newest,
        previous_digest=previous,
        digest=_digest(day, at, position, newest, previous),
    )
    session.add(anchor)
    session.flush()
    return anchor


def end_old_views(db: Database) -> int:
    """Release and delete looks whose term is over, up to the newest anchored day that old. Returns how many went.

    A crash in between leaves looks behind a door that stays open: the next turn deletes them.
    """
    with db.reads() as connection:
        before = clock.now() - A_YEAR * _years(connection)
        due = connection.execute(
            sa.select(ViewAnchor.day, ViewAnchor.position, ViewAnchor.head)
            .where(ViewAnchor.at <= before, ViewAnchor.position > 0)
            .order_by(ViewAnchor.day.desc())
            .limit(1)
        ).first()
        door = connection.execute(_NEWEST_RELEASE).first()
    up_to = door.position if door is not None else 0
    if due is not None and due.position > up_to:
        try:
            with db.transaction() as session:
                session.add(ReleasedViews(**due._mapping, released_at=clock.now()))
        except IntegrityError:  # another worker was first
            pass
        up_to = due.position
    return _delete_up_to(db, up_to) if up_to else 0


def verify_view_days(connection: sa.Connection) -> date | None:
    """The first day that was changed, whose newest look is no longer in the log, or up to which looks were let go
    before their time; None when all days hold."""
    door = connection.execute(_NEWEST_RELEASE).first()
    gone = door.position if door is not None else 0
    days: dict[date, Any] = {}
    previous = BEGINNING
    for anchor in connection.execute(sa.select(ViewAnchor.__table__).order_by(ViewAnchor.day)):
        expected = _digest(anchor.day, anchor.at, anchor.position, anchor.head, previous)
        if (anchor.previous_digest, anchor.digest) != (previous, expected):
            return anchor.day  # type: ignore[no-any-return]
        if anchor.position > gone and anchor.head != _hash_at(connection, anchor.position):
            return anchor.day  # type: ignore[no-any-return]
        days[anchor.day], previous = anchor, anchor.digest
    for release in connection.execute(sa.select(ReleasedViews.__table__).order_by(ReleasedViews.day)):
        of = days.get(release.day)
        if of is None or (release.position, release.head) != (of.position, of.head):
            return release.day  # type: ignore[no-any-return]
        if not of.at + A_YEAR * LEAST_YEARS <= release.released_at <= clock.now():
            return release.day  # type: ignore[no-any-return]
    return None


def newest_view_anchor(connection: sa.Connection) -> sa.Row[Any] | None:
    return connection.execute(sa.select(ViewAnchor.__table__).order_by(ViewAnchor.day.desc()).limit(1)).first()


def view_digest_on(connection: sa.Connection, day: date) -> str | None:
    """The digest of a day, to compare with the one that was mailed; None when that day was not anchored."""
    return connection.scalar(sa.select(ViewAnchor.digest).where(ViewAnchor.day == day))


_NEWEST_RELEASE = sa.select(ReleasedViews.position, ReleasedViews.head).order_by(ReleasedViews.position.desc()).limit(1)


def _years(connection: sa.Connection) -> int:
    value = connection.scalar(sa.select(Setting.value).where(Setting.name == YEARS, Setting.region == ""))
    return max(int(value), LEAST_YEARS) if value else KEPT_YEARS


def _delete_up_to(db: Database, position: int) -> int:
    count = 0
    while True:
        with db.transaction() as session:
            oldest = sa.select(View.position).where(View.position <= position).order_by(View.position).limit(BATCH)
            last = session.scalar(sa.select(sa.func.max(oldest.subquery().c.position)))
            if last is None:
                return count
            gone = sa.delete(View).where(View.position <= last).execution_options(synchronize_session=False)
            count += session.execute(gone).rowcount  # type: ignore[attr-defined]


def _hash_at(connection: sa.Connection, position: int) -> str | None:
    return connection.scalar(sa.select(View.hash).where(View.position == position))


def _digest(day: date, at: datetime, position: int, head: str, previous: str) -> str:
    return digest_of([day, at, position, head, previous])
