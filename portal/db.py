"""Two doors to the database: one that can only read, one that writes; and the transaction of a request.

A GET reads through a connection on which the database itself refuses to write. An unsafe request opens its writing
session late, at the first ``writing()``, so that hashing, parsing and rendering happen outside the transaction.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class WriteOnSafeMethod(Exception):
    """A GET tried to change something; links in mail are opened by scanners, so this is a programming error."""


class Damaged(Exception):
    """The file of the database is not whole (T38). The message says what to do."""


BROKEN_FILE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
CANNOT_LOOK = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN})  # says nothing of it
REMAINS = ("-wal", "-shm", ".damaged")  # what stands beside a file of SQLite and goes with it


class Database:
    """Engines for one database. ``reader`` refuses every write; ``writer`` takes the write lock when it begins.

    Once SQLite finds its file damaged, that is marked beside it, and no process writes to it any more.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._mark = Path(f"{self.url.database}.damaged")
        if self.is_sqlite:
            self.writer = self._sqlite_engine("BEGIN IMMEDIATE", read_only=False)
            self.reader = self._sqlite_engine("BEGIN", read_only=True)
        else:
            self.writer = sa.create_engine(self.url, pool_pre_ping=True, pool_size=10, hide_parameters=True)
            self.reader = sa.create_engine(
                self.url,
                pool_pre_ping=True,
                pool_size=10,
                hide_parameters=True,
                isolation_level="AUTOCOMMIT",
                connect_args={"options": "-c default_transaction_read_only=on"},
            )

    def _sqlite_engine(self, begin: str, *, read_only: bool) -> sa.Engine:
        engine = sa.create_engine(self.url, pool_size=10, hide_parameters=True, connect_args={"timeout": 10})

        @event.listens_for(engine, "connect")
        def _connected(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # the driver must not begin by itself: that loses updates
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")

        @event.listens_for(engine, "begin")
        def _begun(connection: sa.Connection) -> None:
            if not read_only and self._mark.exists():
                raise self._damaged()
            connection.exec_driver_sql(begin)

        @event.listens_for(engine, "handle_error")
        def _failed(context: sa.engine.ExceptionContext) -> None:
            code = getattr(context.original_exception, "sqlite_errorcode", 0)
            if code & 0xFF in BROKEN_FILE:  # the low byte, without the extension that says where
                self._mark.touch()

        return engine

    def check_whole(self, *, thorough: bool = False) -> None:
        """Raise Damaged when SQLite finds its file damaged; ``thorough`` also holds every index against its table. A
        file that was marked and has been mended since is in use again. PostgreSQL checks its own pages.

        The connection is a new one: another may still have the page in memory as it was.
        """
        if not self.is_sqlite:
            return
        was_marked = self._mark.exists()
        how = "integrity_check" if thorough or was_marked else "quick_check"
        try:
            with closing(sqlite3.connect(str(self.url.database), timeout=10)) as connection:
                connection.text_factory = bytes  # what is said may hold what is broken
                found = connection.execute(f"PRAGMA {how}(1)").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in CANNOT_LOOK:
                raise
            found = None
        if found != (b"ok",):
            self._mark.touch()
            raise self._damaged()
        self._mark.unlink(missing_ok=True)

    def _damaged(self) -> Damaged:
        return Damaged(
            f"The database {self.url.database} is damaged, and nothing is written to it any more. Stop web pages and "
            "worker, keep a copy of the file, and put the newest backup back: python3 manage.py restore FILE"
        )

    @contextmanager
    def reads(self) -> Iterator[sa.Connection]:
        with self.reader.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Reads that all see one moment, whatever is written meanwhile; on SQLite every reading is that."""
        with self.reads() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One writing transaction outside a request: worker, command line, demonstration data."""
        with Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    def forget_remains(self) -> None:
        """Empty SQLite's write-ahead log, in which deleted rows would otherwise live on for a while (T36)."""
        if self.is_sqlite:
            self._run("PRAGMA busy_timeout=500", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout=10000")

    def compact(self) -> None:
        """Write the database anew without what was deleted: the whole file on SQLite, dead rows on PostgreSQL."""
        if self.is_sqlite:
            self._run("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")

    def _run(self, *statements: str) -> None:
        connection = self.writer.raw_connection()
        try:
            for statement in statements:
                connection.cursor().execute(statement).fetchall()
        finally:
            connection.close()

    def dispose(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def database() -> Database:
    return cast(Database, current_app.extensions["database"])


def reading() -> sa.Connection:
    """This request's connection for queries; after the first ``writing()`` it sees what was written."""
    if "writing" in g:
        return cast(Session, g.writing).connection()
    if "reading" not in g:
        g.reading = database().reader.connect()
    return cast(sa.Connection, g.reading)


def writing() -> Session:
    """This request's writing session, begun at the first call. Raises WriteOnSafeMethod in a GET."""
    if request.method in SAFE_METHODS:
        raise WriteOnSafeMethod(request.endpoint)
    if "writing" not in g:
        _close_reading()
        g.writing = Session(database().writer, expire_on_commit=False)
    return cast(Session, g.writing)


def is_writing() -> bool:
    """Whether this request holds a write transaction, so that nothing slow may be done now."""
    return has_request_context() and "writing" in g and cast(Session, g.writing).in_transaction()


@contextmanager
def appending() -> Iterator[Session]:
    """The small writer of design rule 3: view log, last-seen and counters, in a transaction of its own.

    Inside an unsafe request that already writes, it is that request's transaction.
    """
    if "writing" in g:
        yield cast(Session, g.writing)
    else:
        with database().transaction() as session:
            yield session


def append(write: Callable[[Session], None]) -> None:
    """Write a look down through the small writer. One that is in the request's own transaction is written again when
    that is rolled back: the page that says what was wrong shows the same people (PR-66)."""
    with appending() as small:
        write(small)
    if "writing" in g:
        g.setdefault("appended", []).append(write)


def remember_refusal() -> None:
    """Commit what this request wrote although it is refused: a wrong code counts."""
    g.remember_refusal = True


def _finish(response: Response) -> Response:
    session: Session | None = g.pop("writing", None)
    appended: list[Callable[[Session], None]] = g.pop("appended", [])
    if session is None:
        return response
    with session:
        if response.status_code < 400 or g.pop("remember_refusal", False):
            session.commit()
            return response
        session.rollback()
    for write in appended:
        with database().transaction() as small:
            write(small)
    return response


def _close_reading() -> None:
    connection: sa.Connection | None = g.pop("reading", None)
    if connection is not None:
        connection.close()


def _close(_error: BaseException | None) -> None:
    _close_reading()
    session: Session | None = g.pop("writing", None)
    if session is not None:
        session.close()  # rolls back what nobody committed


def init_app(app: Flask, db: Database) -> None:
    app.extensions["database"] = db
    app.after_request(_finish)
    app.teardown_appcontext(_close)
