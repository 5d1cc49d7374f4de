"""What a database belongs with, remembered at its first start: its key store, without which everything sealed would be
lost unnoticed, and whether it holds real people or invented ones (PR-72)."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.config import Mode
from portal.db import Database
from portal.models import Candidate, Ending, Setting
from portal.privacy.erasure import begin_ending, finish_endings
from portal.privacy.keystore import keys_known
from portal.privacy.vault import KeystoreUnusable, Purpose, Vault

KEY_STORE, MODE = "key_store", "mode"


class WrongMode(Exception):
    """A practice environment on real people, or real work on invented ones. The message says what to do."""


def check_mode(db: Database, mode: Mode) -> None:
    """Remember at the first start whether people are real; raises WrongMode when it is otherwise later.

    A test leaves no mark, and may not run on production. A database without tables passes: nobody is in it.
    """
    with db.reads() as connection:
        if not sa.inspect(connection).has_table(Setting.__tablename__):
            return
    found = _remembered(db, MODE) if mode is Mode.TEST else _remember(db, MODE, mode.value)
    if found in (None, mode.value) or (mode is Mode.TEST and found != Mode.PRODUCTION):
        return
    db.dispose()
    raise WrongMode(
        f"This database belongs to the mode '{found}', and the portal was started in the mode '{mode}'. Real and "
        "invented people never stand in one database. Set PORTAL_MODE, or give another PORTAL_DATABASE_URL or data "
        "folder."
    )


def check_pairing(db: Database, vault: Vault) -> None:
    """Remember the key store at the first start; raises KeystoreUnusable when it is another one later."""
    found = _remember(db, KEY_STORE, vault.fingerprint)
    if found != vault.fingerprint:
        db.dispose()
        vault.dispose()
        raise KeystoreUnusable(
            "This key store is not the one the database was used with, so nothing sealed could be read. Set "
            "PORTAL_KEYSTORE_URL to the key store of this database, or restore it from its backup."
        )


def check_age(db: Database, vault: Vault) -> None:
    """Raise KeystoreUnusable when the key store is older than the database: restored from a backup, it lacks keys of
    newer people and still has keys that were destroyed since (PR-50)."""
    again, lost = _behind(db, vault)
    if not again and not lost:
        return
    raise KeystoreUnusable(
        f"The key store is older than the database: {len(again)} ended keys are back and {len(lost)} keys are missing. "
        "Restore the newest backup of the key store, and then run: python3 manage.py mend-keys"
    )


def mend(db: Database, vault: Vault, *, give_up: bool = False) -> tuple[int, int]:
    """End again what had ended; with ``give_up`` also end what no key opens. Returns how many of each there were."""
    again, lost = _behind(db, vault)
    for candidate_id, purpose in sorted(again):
        vault.end(candidate_id, Purpose(purpose))
    if give_up and lost:
        with db.transaction() as session:
            for candidate_id, purpose in sorted(lost):
                begin_ending(session, candidate_id, Purpose(purpose), reason="key_lost")
        finish_endings(db, vault)
    return len(again), len(lost)


Keys = set[tuple[UUID, str]]


def _behind(db: Database, vault: Vault) -> tuple[Keys, Keys]:
    """Keys that should have ended, and keys that something sealed needs and that are not there."""
    alive, ended = keys_known(vault.keystore)
    with db.reads() as connection:
        finished = connection.execute(
            sa.select(Ending.candidate_id, Ending.purposes).where(Ending.finished_at.is_not(None))
        ).all()
        sealed = connection.execute(
            sa.select(Candidate.id, *(Candidate.__table__.c[column].is_not(None) for column in SEALED.values())).where(
                Candidate.erased_at.is_(None)
            )
        ).all()
    should_be_gone = {(row.candidate_id, purpose) for row in finished for purpose in row.purposes.split()}
    needed = {
        (row[0], purpose.value) for row in sealed for purpose, there in zip(SEALED, row[1:], strict=True) if there
    }
    return should_be_gone - ended, needed - alive - ended


SEALED = {
    Purpose.NAME: "name_sealed",
    Purpose.ADDRESS: "address_sealed",
    Purpose.CONTACT: "contact_sealed",
    Purpose.GROUP: "group_sealed",
}


def _remember(db: Database, name: str, value: str) -> str | None:
    """What was written down first; that is ``value`` when nothing was."""
    found = _remembered(db, name)
    if found is None:
        insert = sqlite.insert if db.is_sqlite else postgresql.insert
        row = {"name": name, "region": "", "value": value, "changed_at": clock.now()}
        with db.transaction() as session:
            session.execute(insert(Setting).values(row).on_conflict_do_nothing(index_elements=["name", "region"]))
        found = _remembered(db, name)
    return found


def _remembered(db: Database, name: str) -> str | None:
    with db.reads() as connection:
        return connection.scalar(sa.select(Setting.value).where(Setting.name == name, Setting.region == ""))
