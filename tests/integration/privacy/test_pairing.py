"""A database starts with its own key store only (PR-49)."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal import create_app
from portal.config import Config
from portal.db import Database
from portal.privacy.pairing import check_pairing
from portal.privacy.vault import KeystoreUnusable, Vault, open_keystore
from tests.conftest import KEY


def test_the_key_store_of_the_first_start_is_accepted_again(db: Database, vault: Vault) -> None:
    check_pairing(db, vault)
    vault.begin_epoch()
    check_pairing(db, vault)


def test_another_key_store_is_refused(db: Database, vault: Vault, tmp_path: Path) -> None:
    check_pairing(db, vault)
    other = Vault(open_keystore(f"sqlite:///{tmp_path / 'other.db'}"), KEY)
    with pytest.raises(KeystoreUnusable, match="not the one"):
        check_pairing(db, other)
    other.dispose()


def test_the_portal_does_not_start_with_another_key_store(db: Database, config: Config, tmp_path: Path) -> None:
    with pytest.raises(KeystoreUnusable, match="not the one"):
        create_app(replace(config, keystore_url=f"sqlite:///{tmp_path / 'other.db'}"))
