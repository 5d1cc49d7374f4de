"""What every command works with: settings, database and vault, opened once."""

import sys
from dataclasses import dataclass

from portal.config import Config, SettingMissing
from portal.db import Database
from portal.privacy.vault import Vault, open_keystore


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


def services() -> Services:
    config = settings()
    return Services(
        config, Database(config.database_url), Vault(open_keystore(config.keystore_url), config.key_encryption_key)
    )
