"""What every command works with: settings, database and vault, opened once."""

import sys
from dataclasses import dataclass

from portal.config import Config, SettingMissing
from portal.db import Damaged, Database
from portal.privacy.pairing import WrongMode, check_age, check_mode, check_pairing
from portal.privacy.vault import KeystoreUnusable, Vault, open_keystore
from portal.retention.reconciling import NotReconciled, check_reconciled


@dataclass(frozen=True)
class Services:
    config: Config
    db: Database
    vault: Vault


def settings() -> Config:
    """Settings of this environment; ends the command with one clear line when one is missing."""
    try:
        return Config.from_env()
    except SettingMissing as missing:
        sys.exit(f"The portal cannot start. {missing}")


def services(*, check: bool = True) -> Services:
    """Ends the command with one clear line when the key store cannot be used; ``check=False`` is for mending it."""
    config = settings()
    db = Database(config.database_url)
    try:
        db.check_whole()
        check_mode(db, config.mode)
        vault = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
        if check:
            check_pairing(db, vault)
            check_age(db, vault)
            check_reconciled(db, vault)
    except (Damaged, KeystoreUnusable, NotReconciled, WrongMode) as unusable:
        sys.exit(f"The portal cannot start. {unusable}")
    return Services(config, db, vault)
