"""Putting a backup back (PR-50): verified, beside what is there, reconciled, and only then in its place.

Refused while the portal runs, for a backup that is damaged or older than its life, and for a key store beside which a
newer one stands. A drill does the same in a folder or database of its own.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal import clock, schema
from portal.config import Config
from portal.consents import ledger
from portal.db import REMAINS, Damaged, Database
from portal.models import Base
from portal.privacy import tombstones
from portal.privacy.pairing import check_pairing
from portal.privacy.tombstones import Stone, Tombstone
from portal.privacy.vault import Vault, open_keystore
from portal.privacy.viewlog import verify_view_log
from portal.retention.archive import BackupDamaged, Head, read_archive, read_head
from portal.retention.backup import DATABASE, KEYS, BackupFailed, run
from portal.retention.digests import differing, digests_of
from portal.retention.reconciling import note_endings, reconcile
from portal.retention.terms import BACKUP_DAYS
from portal.running import alone

SOME_CLOCKS_DIFFER = timedelta(minutes=5)


class RestoreRefused(Exception):
    """The message says why, and what to do."""


@dataclass(frozen=True)
class Restored:
    """What a restore did. ``again`` counts the endings that were done again, ``seconds`` how long it took."""

    head: Head
    tables: int
    again: dict[Stone, int]
    seconds: float


def restore(config: Config, path: Path, *, keys: Path | None = None, stones: Path | None = None) -> Restored:
    """Put the database of ``path`` in the place of what is there. Raises RestoreRefused, BackupDamaged, StillRunning.

    ``keys`` is a backup of the key store, for when that was lost too; then ``stones`` must be the kept file of
    tombstones, which tells what ended since.
    """
    began = time.monotonic()
    check_head(path, DATABASE)
    with alone(config.data_dir):
        if keys is not None:
            _restore_keys(config, keys, stones)
        vault = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
        if stones is not None:
            tombstones.bury(vault, read_stones(stones))
        _note_what_is_there(config, vault)
        with _restored(config, path) as (head, database):
            again = _finish(database, vault)
            tables = len(Base.metadata.tables)
        vault.dispose()
    return Restored(head, tables, again, time.monotonic() - began)


def drill(config: Config, path: Path) -> Restored:
    """Restore into a place of its own, prove that it is whole, and throw it away. The key store is only read."""
    began = time.monotonic()
    check_head(path, DATABASE)
    with tempfile.TemporaryDirectory(prefix="portal-drill-") as folder:
        elsewhere = replace(config, database_url=f"sqlite:///{folder}/portal.db", data_dir=Path(folder))
        if sa.make_url(config.database_url).get_backend_name() == "sqlite":
            head = _try_out(elsewhere, path)
        else:
            with _database_of_its_own(config) as url:
                head = _try_out(replace(elsewhere, database_url=url), path)
    return Restored(head, len(Base.metadata.tables), {}, time.monotonic() - began)


def check_head(path: Path, what: str) -> Head:
    """Raises BackupDamaged, and RestoreRefused for a backup of something else or one older than its life."""
    head = read_head(path)
    if head.what != what:
        raise RestoreRefused(f"{path.name} is a backup of {head.what}, not of {what}.")
    age = clock.now() - head.moment
    if age > timedelta(days=BACKUP_DAYS):
        raise RestoreRefused(
            f"{path.name} is {age.days} days old. After {BACKUP_DAYS} days a backup may not be used any more: what "
            "ended before then is not known any more. Delete it and use a newer one."
        )
    if age < -SOME_CLOCKS_DIFFER:
        raise RestoreRefused(f"{path.name} was made later than now. Set the clock of this machine right first.")
    return head


def read_stones(path: Path) -> list[Tombstone]:
    try:
        return [Tombstone.from_line(line) for line in path.read_text().splitlines() if line]
    except (ValueError, TypeError) as error:
        raise RestoreRefused(f"{path.name} is not a file of tombstones.") from error


def keep_stones(config: Config, vault: Vault) -> Path:
    """Write all tombstones into one file, for another place: with it a lost key store can be restored safely."""
    path = config.data_dir / "tombstones.jsonl"
    unfinished = path.with_suffix(".part")
    unfinished.write_text("".join(f"{one.to_line()}\n" for one in tombstones.all_stones(vault)))
    unfinished.replace(path)
    return path


def _restore_keys(config: Config, path: Path, stones: Path | None) -> None:
    head = check_head(path, KEYS)
    if stones is None:
        raise RestoreRefused(
            "A key store from a backup has keys of people who were erased since. Give the kept file tombstones.jsonl "
            "with --tombstones, so that they are erased again."
        )
    target = sa.make_url(config.keystore_url)
    if _is_filled(target):
        raise RestoreRefused(
            "There is a key store at PORTAL_KEYSTORE_URL, newer than any backup. Restore without --keys. Only "
            "when it is lost or damaged, move it away first."
        )
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=config.data_dir) as beside:
        content = Path(beside) / "content"
        _head, manifest = read_archive(path, content, config.key_encryption_key)
        _load(head, content, target)
        _compare(target, manifest)


def _note_what_is_there(config: Config, vault: Vault) -> None:
    """Endings that the database to be replaced still tells of, when it can be read."""
    target = sa.make_url(config.database_url)
    if not _is_filled(target):
        return
    database = Database(config.database_url)
    try:
        note_endings(database, vault)
    except (sa.exc.DatabaseError, Damaged):
        pass  # damaged, which is why a backup is put back
    finally:
        database.dispose()


@contextmanager
def _restored(config: Config, path: Path) -> Iterator[tuple[Head, Database]]:
    """The database of the backup, verified and brought to the newest schema. It takes its place when the block ends."""
    target = sa.make_url(config.database_url)
    is_sqlite = target.get_backend_name() == "sqlite"
    folder = Path(target.database or "").parent if is_sqlite else config.data_dir
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as beside:
        content = Path(beside) / "content"
        head, manifest = read_archive(path, content, config.key_encryption_key)
        if head.dialect != target.get_backend_name():
            raise RestoreRefused(f"{path.name} is of {head.dialect}, and PORTAL_DATABASE_URL is not.")
        place = sa.make_url(f"sqlite:///{content}") if is_sqlite else target
        if not is_sqlite:
            if _is_filled(target):
                raise RestoreRefused("The database at PORTAL_DATABASE_URL is not empty. Make a new, empty one for it.")
            _load(head, content, target)
        _compare(place, manifest)
        database = Database(place.render_as_string(hide_password=False))
        schema.upgrade(database)
        yield head, database
        database.forget_remains()
        database.dispose()
        if is_sqlite:
            for rest in REMAINS:
                Path(f"{target.database}{rest}").unlink(missing_ok=True)
            content.replace(str(target.database))


def _finish(database: Database, vault: Vault) -> dict[Stone, int]:
    check_pairing(database, vault)
    again = reconcile(database, vault)
    prove_whole(database)
    return again


def _try_out(config: Config, path: Path) -> Head:
    with _restored(config, path) as (head, database):
        prove_whole(database)
    return head


def prove_whole(database: Database) -> None:
    """Structure, arrows and both chains. Raises BackupDamaged."""
    with database.reads() as connection:
        broken: list[Any] = [verify_view_log(connection), ledger.verify(connection)]
        if database.is_sqlite:
            check = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            broken += [None if check == "ok" else check, connection.exec_driver_sql("PRAGMA foreign_key_check").first()]
    if any(one is not None for one in broken):
        raise BackupDamaged(f"What was restored is not whole: {broken}")


def _compare(place: sa.URL, manifest: dict[str, Any]) -> None:
    engine = sa.create_engine(place, poolclass=sa.NullPool)
    with engine.connect() as connection:
        wrong = differing(manifest["digests"], digests_of(connection))
    if wrong:
        raise BackupDamaged(f"These tables are not what was backed up: {', '.join(wrong)}. Use another backup.")


def _load(head: Head, content: Path, target: sa.URL) -> None:
    if head.dialect != target.get_backend_name():
        raise RestoreRefused(f"This backup is of {head.dialect}, and the address in the settings is not.")
    if head.dialect == "sqlite":
        shutil.copyfile(content, str(target.database))
        Path(str(target.database)).chmod(0o600)
        return
    try:
        run(
            "pg_restore",
            target,
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            str(content),
        )
    except BackupFailed as failed:
        raise RestoreRefused(str(failed)) from failed


def _is_filled(target: sa.URL) -> bool:
    if target.get_backend_name() == "sqlite":
        return bool(target.database) and Path(str(target.database)).exists()
    engine = sa.create_engine(target, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return bool(sa.inspect(connection).get_table_names())


@contextmanager
def _database_of_its_own(config: Config) -> Iterator[str]:
    address = sa.make_url(config.database_url)
    name = f"portal_drill_{clock.now():%Y%m%d%H%M%S%f}"
    admin = sa.create_engine(address, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
