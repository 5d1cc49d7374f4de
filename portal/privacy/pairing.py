"""The database and the key store that belong together: with another one, everything sealed would be lost unnoticed."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.db import Database
from portal.models import Setting
from portal.privacy.vault import KeystoreUnusable, Vault

NAME = "key_store"


def check_pairing(db: Database, vault: Vault) -> None:
    """Remember the key store at the first start; raises KeystoreUnusable when it is another one later."""
    found = _remembered(db)
    if found is None:
        insert = sqlite.insert if db.is_sqlite else postgresql.insert
        row = {"name": NAME, "region": "", "value": vault.fingerprint, "changed_at": clock.now()}
        with db.transaction() as session:
            session.execute(insert(Setting).values(row).on_conflict_do_nothing(index_elements=["name", "region"]))
        found = _remembered(db)
    if found != vault.fingerprint:
        db.dispose()
        vault.dispose()
        raise KeystoreUnusable(
            "This key store is not the one the database was used with, so nothing sealed could be read. Set "
            "PORTAL_KEYSTORE_URL to the key store of this database, or restore it from its backup."
        )


def _remembered(db: Database) -> str | None:
    with db.reads() as connection:
        return connection.scalar(sa.select(Setting.value).where(Setting.name == NAME, Setting.region == ""))
