"""A database starts with its own key store only (PR-49)."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal import create_app
from portal.cli import context
from portal.config import Config, Mode
from portal.db import Database
from portal.models import Candidate, Setting
from portal.privacy.erasure import begin_ending, finish_endings
from portal.privacy.keystore import subject_key
from portal.privacy.keystore import writing as keys_written
from portal.privacy.pairing import WrongMode, check_age, check_mode, check_pairing, mend
from portal.privacy.vault import KeyEnded, KeystoreUnusable, Purpose, Vault, open_keystore
from tests.conftest import KEY


def test_the_key_store_of_the_first_start_is_accepted_again(db: Database, vault: Vault) -> None:
    check_pairing(db, vault)
    vault.epochs.begin()
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


def test_pr72_real_and_invented_people_never_stand_in_one_database(config: Config, db: Database) -> None:
    """A dump of production does not open in a practice or test environment, nor the reverse; a test leaves no mark."""
    for first, *others in ((Mode.TEST, Mode.TEST), (Mode.PRODUCTION, Mode.DEMONSTRATION, Mode.TEST)):
        check_mode(db, first)
        for other in others:
            if first is Mode.PRODUCTION:
                with pytest.raises(WrongMode, match=f"mode '{first}'.*PORTAL_MODE"):
                    check_mode(db, other)
            else:
                check_mode(db, other)
        check_mode(db, first)
    with pytest.raises(WrongMode, match="production"):
        create_app(config)
    with db.transaction() as session:
        session.execute(sa.update(Setting).where(Setting.name == "mode").values(value="demonstration"))
    with pytest.raises(WrongMode, match="demonstration"):
        check_mode(db, Mode.PRODUCTION)
    check_mode(db, Mode.TEST)


@pytest.fixture
def older(config: Config, vault: Vault, candidate: UUID, tmp_path: Path) -> Path:
    """A backup of the key store, made when the candidate had all keys."""
    path = tmp_path / "backup.db"
    with closing(sqlite3.connect(Path(config.data_dir) / "keys.db")) as now, closing(sqlite3.connect(path)) as backup:
        now.backup(backup)
    return path


def test_a_key_store_in_which_ended_keys_are_back_is_refused_and_mended_pr50(
    config: Config, db: Database, vault: Vault, candidate: UUID, older: Path
) -> None:
    with db.transaction() as session:
        begin_ending(session, candidate, Purpose.GROUP, reason="withdrawn")
    finish_endings(db, vault)
    check_age(db, vault)
    restored = replace(config, keystore_url=f"sqlite:///{older}")
    with pytest.raises(KeystoreUnusable, match="1 ended keys are back"):
        create_app(restored)
    behind = Vault(open_keystore(restored.keystore_url), KEY)
    assert mend(db, behind) == (1, 0)
    check_age(db, behind)
    with pytest.raises(KeyEnded):
        behind.seal(candidate, Purpose.GROUP, {})
    behind.dispose()


def test_a_key_store_without_the_keys_of_newer_people_is_refused_until_they_are_given_up_pr50(
    db: Database, vault: Vault, candidate: UUID
) -> None:
    with keys_written(vault.keystore) as connection:
        connection.execute(sa.delete(subject_key).where(subject_key.c.purpose != "contact"))
    with pytest.raises(KeystoreUnusable, match="3 keys are missing"):
        check_age(db, vault)
    assert mend(db, vault) == (0, 3)
    with pytest.raises(KeystoreUnusable):
        check_age(db, vault)
    assert mend(db, vault, give_up=True) == (0, 3)
    check_age(db, vault)
    with db.reads() as connection:
        row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate)).one()
    assert (row.name_sealed, row.group_sealed) == (None, None)
    assert vault.open(candidate, Purpose.CONTACT, row.contact_sealed)


def test_a_command_with_another_key_store_ends_with_one_line(
    config: Config, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "settings", lambda: replace(config, keystore_url=f"sqlite:///{tmp_path / 'new.db'}"))
    with pytest.raises(SystemExit, match=r"The portal cannot start\. This key store is not the one"):
        context.services()
