"""The key store: a second database that holds keys and nothing else, so that a key can go where a backup cannot.

A data key is wrapped by the key of its epoch, an epoch key by the key-encryption key from the configuration. At the
change of an epoch the survivors are wrapped again and the old epoch key goes, so that what is left of a destroyed key
in a log or a backup opens nothing (PR-50).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event

from portal.models.base import UtcDateTime

metadata = sa.MetaData()

subject_key = sa.Table(
    "subject_key",
    metadata,
    sa.Column("candidate_id", sa.Uuid(), primary_key=True),
    sa.Column("purpose", sa.String(20), primary_key=True),
    sa.Column("epoch", sa.ForeignKey("epoch_key.epoch"), nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("made_at", UtcDateTime(), nullable=False),
)
ended_key = sa.Table(
    "ended_key",
    metadata,
    sa.Column("candidate_id", sa.Uuid(), primary_key=True),
    sa.Column("purpose", sa.String(20), primary_key=True),
    sa.Column("ended_at", UtcDateTime(), nullable=False),
)
epoch_key = sa.Table(
    "epoch_key",
    metadata,
    sa.Column("epoch", sa.Integer, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("made_at", UtcDateTime(), nullable=False),
)
portal_key = sa.Table(
    "portal_key",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
)

ONE_WRITER = 5_702_416_233  # number of the PostgreSQL advisory lock that every writer of a key store takes


class KeystoreUnusable(Exception):
    """The key store is missing, damaged, or belongs to another key-encryption key. The message says what to do."""


def open_keystore(url: str) -> sa.Engine:
    """Connect to the key store and make its tables if they are not there. Raises KeystoreUnusable."""
    address = sa.make_url(url)
    engine = _sqlite_engine(address) if address.get_backend_name() == "sqlite" else sa.create_engine(address)
    try:
        with writing(engine) as connection:
            metadata.create_all(connection)
            _check_whole(connection)
    except KeystoreUnusable:
        engine.dispose()
        raise
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise KeystoreUnusable(
            f"The key store cannot be opened ({type(error.orig).__name__}). Check PORTAL_KEYSTORE_URL, the folder it "
            "names and the rights on it. Without the key store no personal data can be read."
        ) from error
    return engine


def _sqlite_engine(address: sa.URL) -> sa.Engine:
    if address.database and Path(address.database).parent.is_dir():
        Path(address.database).touch(mode=0o600)
    engine = sa.create_engine(address, connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _check_whole(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise KeystoreUnusable(
            "The key store is damaged. Keep a copy of the file, and put the newest backup of the key store in its "
            "place; after that run: python3 manage.py mend-keys"
        )


@contextmanager
def writing(keystore: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that no other writer of the key store runs beside: making and ending a key cannot cross."""
    with keystore.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_WRITER)))
        yield connection


def forget_remains(keystore: sa.Engine) -> None:
    """Empty SQLite's write-ahead log, in which a deleted key would otherwise live on for a while."""
    if keystore.dialect.name == "sqlite":
        _run(keystore, "PRAGMA wal_checkpoint(TRUNCATE)")


def compact(keystore: sa.Engine) -> None:
    """Write the store anew without what was deleted: the whole file on SQLite, dead rows on PostgreSQL."""
    if keystore.dialect.name == "sqlite":
        _run(keystore, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with keystore.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM subject_key, epoch_key, ended_key")


def _run(keystore: sa.Engine, *statements: str) -> None:
    connection = keystore.raw_connection()
    try:
        for statement in statements:
            connection.cursor().execute(statement).fetchall()
    finally:
        connection.close()


def keys_known(keystore: sa.Engine) -> tuple[set[tuple[UUID, str]], set[tuple[UUID, str]]]:
    """Candidate and purpose of every key that exists, and of every one that has ended."""
    with keystore.connect() as connection:
        alive = {
            (row[0], row[1]) for row in connection.execute(sa.select(subject_key.c.candidate_id, subject_key.c.purpose))
        }
        ended = {
            (row[0], row[1]) for row in connection.execute(sa.select(ended_key.c.candidate_id, ended_key.c.purpose))
        }
    return alive, ended


def sweep_orphans(keystore: sa.Engine, known_ids: Collection[UUID], older_than: datetime) -> int:
    """Delete keys made before ``older_than`` for candidates whose row never came. Returns how many."""
    known = set(known_ids)
    old = sa.select(subject_key.c.candidate_id).where(subject_key.c.made_at < older_than).distinct()
    with writing(keystore) as connection:
        orphans = [found for found in connection.scalars(old) if found not in known]
        count = 0
        for orphan in orphans:
            count += connection.execute(sa.delete(subject_key).where(subject_key.c.candidate_id == orphan)).rowcount
    if count:
        forget_remains(keystore)
    return count
