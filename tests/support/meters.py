"""Meters on a database under test: how many statements a page asks, how long a write transaction lasts."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from portal.db import Database


@contextmanager
def counted_queries(db: Database) -> Iterator[list[str]]:
    """The statements asked through both doors, without BEGIN, COMMIT and pragmas."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            asked.append(statement)

    for engine in (db.reader, db.writer):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in (db.reader, db.writer):
            event.remove(engine, "before_cursor_execute", note)


@contextmanager
def timed_writes(db: Database) -> Iterator[list[float]]:
    """Seconds of each write transaction, from its begin to its commit or rollback."""
    lasted: list[float] = []
    begun: dict[int, float] = {}

    def begin(connection: sa.Connection) -> None:
        begun[id(connection.connection.dbapi_connection)] = time.perf_counter()

    def end(connection: sa.Connection) -> None:
        started = begun.pop(id(connection.connection.dbapi_connection), None)
        if started is not None:
            lasted.append(time.perf_counter() - started)

    event.listen(db.writer, "begin", begin)
    event.listen(db.writer, "commit", end)
    event.listen(db.writer, "rollback", end)
    try:
        yield lasted
    finally:
        event.remove(db.writer, "begin", begin)
        event.remove(db.writer, "commit", end)
        event.remove(db.writer, "rollback", end)


# What a GET may add to or move, and only through the small writer (design rule 3).
MAY_MOVE = {
    "view_log": None,
    "chain_head": None,
    "limit_counter": None,
    "user_session": {"last_seen_at"},
}


def digest(db: Database) -> dict[str, int]:
    """A hash per table of all rows, without what a GET may move."""
    found = {}
    with db.reads() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            skipped = MAY_MOVE.get(table.name, set())
            if skipped is None:
                continue
            columns = [column for column in table.columns if column.name not in skipped]
            rows = connection.execute(sa.select(*columns)).all()
            found[table.name] = hash(frozenset(map(repr, rows)))
    return found
