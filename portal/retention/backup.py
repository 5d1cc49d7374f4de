"""Making a backup while the portal runs (PR-50, T37): a snapshot, a digest per table, one encrypted file.

SQLite through its own backup call, PostgreSQL through pg_dump on an exported snapshot; never a copy of files. The
database comes before the key store, so that no row is without its key.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from portal import clock
from portal.retention.archive import BackupDamaged, Head, read_head, write_archive
from portal.retention.digests import digests_of
from portal.retention.terms import BACKUP_DAYS

DATABASE, KEYS = "database", "keys"
SUFFIX = ".backup"


class BackupFailed(Exception):
    """The message says what was wrong and what to do."""


def back_up(url: str, folder: Path, kek: bytes, what: str) -> Path:
    """One backup of the database at ``url`` into ``folder``. Returns the file. Raises BackupFailed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    address = sa.make_url(url)
    now = clock.now()
    path = folder / f"{what}-{now:%Y%m%dT%H%M%S%f}Z{SUFFIX}"
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as beside:
        content = Path(beside) / "content"
        dump = _dump_sqlite if address.get_backend_name() == "sqlite" else _dump_postgresql
        manifest = dump(address, content)
        head = Head(what, address.get_backend_name(), manifest.pop("revision"), now.isoformat(), os.urandom(16).hex())
        write_archive(path, head, manifest, content, kek)
    return path


def forget_old(folder: Path) -> list[Path]:
    """Delete backups older than their life, whatever else is in the folder. Returns which."""
    edge = clock.now() - timedelta(days=BACKUP_DAYS)
    gone = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            is_old = read_head(path).moment < edge
        except BackupDamaged:
            continue
        if is_old:
            path.unlink()
            gone.append(path)
    return gone


def newest(folder: Path, what: str) -> Path | None:
    return max(folder.glob(f"{what}-*{SUFFIX}"), default=None, key=lambda path: path.name)


def manifest_of(connection: sa.Connection) -> dict[str, Any]:
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    return {"revision": revision, "digests": digests_of(connection)}


def _dump_sqlite(address: sa.URL, content: Path) -> dict[str, Any]:
    if not address.database or not Path(address.database).exists():
        raise BackupFailed("There is no database at the address in the settings.")
    source, copy = sqlite3.connect(address.database, timeout=30), sqlite3.connect(content)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        source.close()
        copy.close()
    engine = sa.create_engine(f"sqlite:///{content}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        return manifest_of(connection)


def _dump_postgresql(address: sa.URL, content: Path) -> dict[str, Any]:
    engine = sa.create_engine(address, poolclass=sa.NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
            f"--file={content}")  # fmt: skip
        return manifest_of(connection)


def run(program: str, address: sa.URL, *arguments: str) -> None:
    """A program of PostgreSQL on this database; the password goes through its environment. Raises BackupFailed."""
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(f"{program} is not installed; it comes with the client programs of PostgreSQL.")
    plain = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": str(address.password)} if address.password else {})}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, without a shell
        [found, f"--dbname={plain}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{program} failed: {done.stderr.strip()[-400:]}")
