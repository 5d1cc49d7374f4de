"""Meters on a database under test: how many statements a page asks, how long a write transaction lasts."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
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
def timed_writes(db: Database) -> Iterator[list[tuple[float, str]]]:
    """Each write transaction of a request, from its begin to its commit or rollback: seconds of work, and its endpoint.

    Work is what this thread computes (hashing, parsing, rendering), which a busy machine does not stretch.
    """
    lasted: list[tuple[float, str]] = []
    begun: dict[int, float] = {}

    def begin(connection: sa.Connection) -> None:
        if has_request_context():
            begun[id(connection.connection.dbapi_connection)] = time.thread_time()

    def end(connection: sa.Connection) -> None:
        started = begun.pop(id(connection.connection.dbapi_connection), None)
        if started is not None and has_request_context():
            lasted.append((time.thread_time() - started, str(request.endpoint)))

    listeners = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in listeners:
        event.listen(db.writer, name, listener)
    try:
        yield lasted
    finally:
        for name, listener in listeners:
            event.remove(db.writer, name, listener)


LONGEST_WRITE = 0.05  # seconds of work inside a write transaction (design rule 5), on a machine of which
REFERENCE = 0.012  # seconds is the fastest of a few times the work of ``slowness``
TRIES = 20  # the first of a process also compile statements and pages


def slowness() -> float:
    """How many times slower than that machine this one computes now, at least 1: cores differ, and are shared."""

    def once() -> float:
        began = time.thread_time()
        sorted({str(number): number * number for number in range(25_000)}.items())
        return time.thread_time() - began

    return max(1.0, min(once() for _ in range(5)) / REFERENCE)


class Writes:
    """The write transactions of all tests of this process, by endpoint and database."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str], list[float]] = {}

    def note(self, kind: str, lasted: list[tuple[float, str]]) -> None:
        """Raises AssertionError for an endpoint that was too long at each of at least TRIES tries."""
        for seconds, endpoint in lasted:
            tries = self.seconds.setdefault((endpoint, kind), [])
            tries.append(seconds)
            if len(tries) >= TRIES and min(tries) > LONGEST_WRITE:
                assert min(tries) < LONGEST_WRITE * slowness(), f"{endpoint} writes for {min(tries):.3f} s"

    def figures(self) -> list[str]:
        medians = {key: statistics.median(tries) for key, tries in self.seconds.items() if len(tries) >= 5}
        if not medians:
            return []
        longest = max(medians, key=lambda key: medians[key])
        count = sum(map(len, self.seconds.values()))
        return [
            f"write transactions of {len(medians)} endpoints, {count} in all: "
            f"longest median {medians[longest] * 1000:.0f} ms of work ({longest[0]} on {longest[1]})"
        ]


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
