"""The key store holds keys, loses them for good, and tells plainly when it cannot be used (PR-49, PR-50, T36)."""

import stat
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal import clock
from portal.models import new_id
from portal.privacy.keystore import epoch_key, portal_key, subject_key
from portal.privacy.vault import KeyMissing, KeystoreUnusable, Purpose, Vault, open_keystore, sweep_orphans
from tests.unit.privacy.conftest import KEK


def everything_in(path: Path) -> bytes:
    return b"".join(found.read_bytes() for found in path.parent.iterdir() if found.name.startswith(path.name))


def test_another_kek_is_refused_with_a_clear_message(vault: Vault) -> None:
    with pytest.raises(KeystoreUnusable, match="PORTAL_KEY_ENCRYPTION_KEY"):
        Vault(vault.keystore, bytes(32))


def test_a_key_store_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeystoreUnusable, match="PORTAL_KEYSTORE_URL"):
        open_keystore(f"sqlite:///{tmp_path / 'missing' / 'keys.db'}")


def test_a_file_that_is_no_key_store_is_refused(path: Path) -> None:
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(KeystoreUnusable):
        open_keystore(f"sqlite:///{path}")


def test_a_key_store_without_the_portals_key_is_refused_and_gets_no_new_one(vault: Vault) -> None:
    with vault.keystore.begin() as connection:
        connection.execute(sa.delete(portal_key))
    with pytest.raises(KeystoreUnusable, match="damaged"):
        Vault(vault.keystore, KEK)


def test_a_key_store_without_tables_is_refused(vault: Vault) -> None:
    with vault.keystore.begin() as connection:
        connection.exec_driver_sql("DROP TABLE portal_key")
    with pytest.raises(KeystoreUnusable):
        Vault(vault.keystore, KEK)


def test_two_vaults_on_one_key_store_have_the_same_fingerprint(
    vault: Vault, another_vault: Vault, tmp_path: Path
) -> None:
    elsewhere = Vault(open_keystore(f"sqlite:///{tmp_path / 'other.db'}"), KEK)
    assert vault.fingerprint == another_vault.fingerprint
    assert vault.fingerprint != elsewhere.fingerprint
    elsewhere.dispose()


def test_only_the_owner_may_read_the_file(vault: Vault, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_ended_key_is_in_no_file_any_more_t36(vault: Vault, candidate: UUID, path: Path) -> None:
    with vault.keystore.connect() as connection:
        wrapped = connection.scalars(sa.select(subject_key.c.wrapped)).all()
    assert all(key in everything_in(path) for key in wrapped)
    vault.end(candidate, *Purpose)
    assert not any(key in everything_in(path) for key in wrapped)


def test_an_old_epoch_is_in_no_file_any_more_pr50(vault: Vault, candidate: UUID, path: Path) -> None:
    with vault.keystore.connect() as connection:
        old = connection.scalars(sa.select(epoch_key.c.wrapped)).one()
    vault.epochs.begin()
    assert old not in everything_in(path)


def test_keys_whose_candidate_never_came_are_swept_after_a_while(vault: Vault, candidate: UUID) -> None:
    orphan, young = new_id(), new_id()
    with clock.set_to(clock.now() - timedelta(days=3)):
        vault.create_keys(orphan, Purpose.NAME, Purpose.CONTACT)
    vault.create_keys(young, Purpose.NAME)
    assert sweep_orphans(vault.keystore, {candidate}, clock.now() - timedelta(days=1)) == 2
    with pytest.raises(KeyMissing):
        vault.seal(orphan, Purpose.NAME, {})
    assert vault.seal(young, Purpose.NAME, {})
    assert vault.seal(candidate, Purpose.NAME, {})
