"""The monthly change of keys is finished after any crash, and opens everything that did not end (PR-50, T36)."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal.models import new_id
from portal.privacy import epochs as turning
from portal.privacy.keystore import compact, epoch_key, subject_key
from portal.privacy.vault import KeyEnded, Purpose, Vault, open_keystore
from tests.conftest import FIGURES
from tests.unit.privacy.conftest import KEK

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("PORTAL_ROUNDS", "2"))
PEOPLE = 150
TURNER = """
import sys
from portal.privacy.vault import Vault, open_keystore
from portal.privacy import epochs
epochs.BATCH = 20
found = Vault(open_keystore(sys.argv[1]), bytes(range(32)))
print("ready", flush=True)
while True:
    found.epochs.begin()
"""


def epochs(vault: Vault) -> tuple[set[int], set[int]]:
    """Epochs that have a key, and epochs under which a data key is wrapped."""
    with vault.keystore.connect() as connection:
        return (
            set(connection.scalars(sa.select(epoch_key.c.epoch))),
            set(connection.scalars(sa.select(subject_key.c.epoch))),
        )


def test_a_change_that_was_broken_off_is_finished(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "BATCH", 2)
    people = [new_id() for _ in range(5)]
    for one in people:
        vault.create_keys(one, Purpose.NAME)
    blobs = {one: vault.seal(one, Purpose.NAME, {"surname": str(one)}) for one in people}
    rewrap, turns = vault.epochs._rewrap_some, iter(range(9))

    def broken() -> int:
        if next(turns) == 1:
            raise RuntimeError("power cut")
        return rewrap()

    monkeypatch.setattr(vault.epochs, "_rewrap_some", broken)
    with pytest.raises(RuntimeError):
        vault.epochs.begin()
    assert epochs(vault) == ({1, 2}, {1, 2})
    vault.create_keys(new_id(), Purpose.NAME)
    assert vault.open_many(Purpose.NAME, blobs)[people[4]] == {"surname": str(people[4])}
    assert vault.epochs.finish() == 3
    assert epochs(vault) == ({2}, {2})
    assert all(vault.open(one, Purpose.NAME, blob) == {"surname": str(one)} for one, blob in blobs.items())
    assert vault.epochs.finish() == 0


def test_killed_at_any_moment_everything_opens_and_what_ended_stays_ended(vault: Vault, path: Path) -> None:
    people = [new_id() for _ in range(PEOPLE)]
    for one in people:
        vault.create_keys(one, Purpose.NAME)
    blobs: dict[UUID, bytes | None] = {one: vault.seal(one, Purpose.NAME, {"surname": str(one)}) for one in people}
    forgotten = people[::10]
    for one in forgotten:
        vault.end(one, Purpose.NAME)
    chance, halfway = random.Random(5), 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", TURNER, f"sqlite:///{path}"], cwd=ROOT, stdout=subprocess.PIPE
        ) as turner:
            assert turner.stdout is not None
            assert turner.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.4))
            turner.kill()
        halfway += len(epochs(vault)[0]) > 1
        again = Vault(open_keystore(f"sqlite:///{path}"), KEK)
        opened = again.open_many(Purpose.NAME, blobs)
        again.epochs.finish()
        assert opened == again.open_many(Purpose.NAME, blobs)
        assert {one for one, data in opened.items() if data is None} == set(forgotten)
        with_key, in_use = epochs(again)
        assert with_key == in_use
        assert len(with_key) == 1
        again.dispose()
    for one in forgotten:
        with pytest.raises(KeyEnded):
            vault.create_keys(one, Purpose.NAME)
    FIGURES.append(f"change of keys killed {KILLS} times, {halfway} times half-way: all keys open, none came back")


def test_a_store_written_anew_keeps_its_keys(vault: Vault, candidate: UUID) -> None:
    blob = vault.seal(candidate, Purpose.NAME, {"surname": "Vinkenoog"})
    vault.epochs.begin()
    compact(vault.keystore)
    assert vault.open(candidate, Purpose.NAME, blob) == {"surname": "Vinkenoog"}
