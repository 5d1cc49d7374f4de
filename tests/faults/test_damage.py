"""A file of SQLite that rots is noticed, and from then on nothing is written to it (T38, F21)."""

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import create_app
from portal.db import Damaged, Database
from portal.privacy.keystore import KeystoreUnusable, open_keystore
from portal.retention.backup import DATABASE, back_up
from portal.retention.reconciling import note_endings
from tests.conftest import FIGURES
from tests.support.backups import put_back

PAGES = int(os.environ.get("PORTAL_ROUNDS", "10"))
PAGE = 4096
ON_FILES = pytest.mark.parametrize("config", ["sqlite"], indirect=True)  # PostgreSQL checks its own pages


def file_of(db: Database) -> Path:
    db.forget_remains()
    db.dispose()
    return Path(str(db.url.database))


def spoil(path: Path, page: int) -> None:
    """The first bytes of a page say what it holds; these say what no page of SQLite can be."""
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(b"\xff" * 16)


@ON_FILES
def test_t38_a_damaged_file_is_not_written_to_until_a_backup_takes_its_place(
    config, db, vault, client, world, tmp_path
):
    client.sign_in_as(world.anna)
    note_endings(db, vault)
    backup = back_up(config.database_url, tmp_path / "backups", config.key_encryption_key, DATABASE)
    path = file_of(db)
    db.check_whole(thorough=True)
    spoil(path, page=path.stat().st_size // PAGE // 2)
    with pytest.raises(Damaged, match="restore FILE"):
        db.check_whole(thorough=True)
    client.post("accounts.sign_out", status=503)
    with pytest.raises(Damaged), db.transaction() as session:
        session.execute(sa.text("DELETE FROM limit_counter"))
    with pytest.raises(Damaged):
        create_app(replace(config, data_dir=tmp_path))
    put_back(replace(config, data_dir=tmp_path / "stopped"), db, backup)
    db.check_whole(thorough=True)
    client.post("accounts.sign_out")


@ON_FILES
def test_t38_what_sqlite_meets_while_it_works_closes_the_door_too(db, client, world):
    client.sign_in_as(world.anna)
    path = file_of(db)
    for page in range(1, path.stat().st_size // PAGE):
        spoil(path, page)
    client.get("contracts.dashboard", status=503)
    assert path.with_name(f"{path.name}.damaged").exists()


@ON_FILES
def test_t38_a_spoiled_page_is_found_wherever_it_is(db, tmp_path):
    """A letter in the middle of a text SQLite cannot know; that a page is no page any more it can."""
    db.compact()  # a free page holds nothing
    whole, copy = file_of(db), tmp_path / "copy.db"
    for page in random.sample(range(whole.stat().st_size // PAGE), PAGES):
        shutil.copy(whole, copy)
        spoil(copy, page)
        with pytest.raises(Damaged):
            Database(f"sqlite:///{copy}").check_whole()
        copy.with_name(f"{copy.name}.damaged").unlink()
    FIGURES.append(f"damage on sqlite: {PAGES} of {PAGES} spoiled pages found")


@ON_FILES
def test_t38_a_damaged_key_store_is_refused(vault, config):
    path = Path(str(vault.keystore.url.database))
    vault.dispose()
    spoil(path, page=1)
    with pytest.raises(KeystoreUnusable):
        open_keystore(config.keystore_url)
