"""A backup comes back whole, a damaged one never, and nobody who was erased comes back with it (PR-50, T35, T37)."""

import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock, create_app
from portal.consents import ledger
from portal.consents.effects import Change, take_effect
from portal.db import Database
from portal.models import (
    Candidate,
    ConsentEvent,
    ConsentRequest,
    ConsentStatus,
    Declaration,
    Event,
    KeptTotal,
)
from portal.privacy.erasure import finish_endings
from portal.privacy.tombstones import Stone
from portal.privacy.vault import KeyEnded, Purpose, Vault, open_keystore
from portal.retention import restore as putting_back
from portal.retention.archive import BackupDamaged, read_archive
from portal.retention.backup import DATABASE, KEYS, back_up, forget_old, newest
from portal.retention.destroying import destroy_due
from portal.retention.digests import digests_of
from portal.retention.reconciling import NotReconciled, check_reconciled, note_endings
from portal.running import StillRunning, hold_open
from tests.conftest import FIGURES
from tests.support.backups import emptied, put_back
from tests.support.retention import approved_destruction, close_contract, full_dossiers, later

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "2"))


def stop_consent(db, vault, person) -> None:
    with db.transaction() as session:
        request = session.get_one(ConsentRequest, person.request_id)
        request.move_to(ConsentStatus.WITHDRAWN)
        take_effect(session, person.id, Change.STOPPED)
    finish_endings(db, vault)


def sealed(db, person) -> list:
    with db.reads() as connection:
        table = Candidate.__table__
        columns = [table.c[f"{purpose}_sealed"] for purpose in Purpose]
        row = connection.execute(sa.select(*columns).where(table.c.id == person.id)).one()
    return [value for value in row if value is not None]


@pytest.fixture
def config_alone(config, tmp_path):
    """The web pages of the other tests hold the folder of the databases; a restore looks at another."""
    return replace(config, data_dir=tmp_path / "data")


def test_pr50_backup_destroy_withdraw_restore_and_nobody_comes_back(config_alone, db, vault, world, tmp_path):
    config = config_alone
    gone = full_dossiers(db, vault, world, 3)
    stopped, kept = full_dossiers(db, vault, world, 2, contract_id=world.contract_b)
    close_contract(db, world.contract_a)
    made = approved_destruction(db, world)
    with later():
        path = back_up(config.database_url, tmp_path / "b", config.key_encryption_key, DATABASE)
        destroy_due(db, vault)
        stop_consent(db, vault, stopped)
        assert note_endings(db, vault) > 0
        with db.reads() as connection:
            declared = connection.execute(sa.select(Declaration.__table__)).one()
            totals = set(connection.execute(sa.select(KeptTotal.__table__)).all())
        again = put_back(config, db, path).again
        assert again[Stone.DESTROYED] == 3
        assert again[Stone.DECLARED] == 1
        assert again[Stone.ENDING] >= 1
        with db.reads() as connection:
            assert set(connection.scalars(sa.select(Candidate.id))) == {stopped.id, kept.id}
            assert connection.execute(sa.select(Declaration.__table__)).one() == declared
            assert set(connection.execute(sa.select(KeptTotal.__table__)).all()) == totals
            request = connection.scalar(sa.select(ConsentRequest.status).where(ConsentRequest.id == stopped.request_id))
            kinds = connection.scalars(
                sa.select(ConsentEvent.kind).where(ConsentEvent.request_id == stopped.request_id)
            ).all()
            assert ledger.verify(connection) is None
        assert request is ConsentStatus.WITHDRAWN
        assert "withdrawn" in kinds
        assert len(sealed(db, kept)) == 4
        for person in (*gone, stopped):
            with pytest.raises(KeyEnded):
                vault.seal(person.id, Purpose.ADDRESS, {"town": "x"})
        assert destroy_due(db, vault) == 0  # the list of the backup does not run a second time
        check_reconciled(db, vault)
    assert made == declared.destruction_id


def test_pr50_a_database_put_back_by_hand_does_not_open_before_it_is_reconciled(
    config_alone, db, vault, world, tmp_path
):
    config = config_alone
    person, other = full_dossiers(db, vault, world, 2)
    note_endings(db, vault)
    path = back_up(config.database_url, tmp_path / "b", config.key_encryption_key, DATABASE)
    stop_consent(db, vault, person)
    note_endings(db, vault)
    check_reconciled(db, vault)
    content = tmp_path / "content"
    read_archive(path, content, config.key_encryption_key)
    db.dispose()
    with emptied(config):
        putting_back._load(putting_back.read_head(path), content, sa.make_url(config.database_url))
    for rest in ("-wal", "-shm"):
        Path(f"{sa.make_url(config.database_url).database}{rest}").unlink(missing_ok=True)
    with pytest.raises(NotReconciled, match="reconcile"):
        create_app(config)
    from portal.retention.reconciling import reconcile

    assert sum(reconcile(db, vault).values()) >= 1
    check_reconciled(db, vault)
    assert len(sealed(db, other)) == 4
    opened = create_app(config)
    opened.extensions["database"].dispose()
    opened.extensions["vault"].dispose()


def test_pr50_a_lost_key_store_needs_the_kept_tombstones(config_alone, db, vault, world, tmp_path):
    config = replace(config_alone, keystore_url=f"sqlite:///{tmp_path / 'data' / 'other-keys.db'}")
    config.data_dir.mkdir(exist_ok=True)
    person, other = full_dossiers(db, vault, world, 2)
    folder = tmp_path / "b"
    path = back_up(config.database_url, folder, config.key_encryption_key, DATABASE)
    keys = back_up(config_alone.keystore_url, folder, config.key_encryption_key, KEYS)
    stop_consent(db, vault, person)
    note_endings(db, vault)
    stones = putting_back.keep_stones(config, vault)
    with pytest.raises(putting_back.RestoreRefused, match="tombstones"):
        putting_back.restore(config, path, keys=keys)
    with pytest.raises(putting_back.RestoreRefused, match="newer"):
        putting_back.restore(config_alone, path, keys=keys, stones=stones)
    put_back(config, db, path, keys=keys, stones=stones)
    assert str(person.id) not in stones.read_text()
    restored = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
    with pytest.raises(KeyEnded):
        restored.seal(person.id, Purpose.ADDRESS, {"town": "x"})
    assert restored.seal(other.id, Purpose.ADDRESS, {"town": "x"})
    assert sealed(db, person) == []
    restored.dispose()


@pytest.mark.timeout(1800)  # of the full count
def test_t37_backups_under_write_load_are_the_same_and_one_changed_byte_is_refused(config, db, vault, world, tmp_path):
    """PORTAL_ROUNDS=100 for the whole figure."""
    full_dossiers(db, vault, world, 4)
    stop = threading.Event()
    writes = [0]
    writer = threading.Thread(target=_write, args=(db, world, stop, writes))
    writer.start()
    try:
        for round_ in range(ROUNDS):
            path = back_up(config.database_url, tmp_path / "b", config.key_encryption_key, DATABASE)
            putting_back.drill(config, path)
            whole = bytearray(path.read_bytes())
            at = len(whole) * (round_ + 1) // (ROUNDS + 1)
            whole[at] ^= 1
            path.write_bytes(whole)
            with pytest.raises((BackupDamaged, putting_back.RestoreRefused)):
                putting_back.drill(config, path)
            path.unlink()
    finally:
        stop.set()
        writer.join()
    assert writes[0] > ROUNDS
    FIGURES.append(f"backups on {db.url.get_backend_name()}: {ROUNDS} of {ROUNDS} under {writes[0]} writes the same; "
                   f"{ROUNDS} changed bytes refused")  # fmt: skip


def _write(db: Database, world, stop: threading.Event, writes: list[int]) -> None:
    while not stop.wait(0.002):
        with db.transaction() as session:
            session.add(Event(at=clock.now(), action="plan_started", actor_id=world.anna, actor_kind="user",
                              object_kind="plan", contract_id=world.contract_a))  # fmt: skip
        writes[0] += 1


def test_t37_every_cut_and_every_other_key_is_refused(config, db, tmp_path):
    path = back_up(config.database_url, tmp_path / "b", config.key_encryption_key, DATABASE)
    whole = path.read_bytes()
    content = tmp_path / "content"
    for length in (0, 5, 40, len(whole) // 2, len(whole) - 1, len(whole) - 20):
        path.write_bytes(whole[:length])
        with pytest.raises(BackupDamaged):
            read_archive(path, content, config.key_encryption_key)
    path.write_bytes(whole)
    with pytest.raises(BackupDamaged):
        read_archive(path, content, bytes(32))
    assert b"Verdwijnt" not in whole
    read_archive(path, content, config.key_encryption_key)


def test_pr50_an_old_backup_is_refused_and_deleted(config_alone, db, tmp_path):
    config, folder = config_alone, tmp_path / "b"
    path = back_up(config.database_url, folder, config.key_encryption_key, DATABASE)
    with (
        time_machine.travel(clock.now() - timedelta(days=1)),
        pytest.raises(putting_back.RestoreRefused, match="later than now"),
    ):
        putting_back.restore(config, path)
    with time_machine.travel(clock.now() + timedelta(days=36)):
        with pytest.raises(putting_back.RestoreRefused, match="36 days"):
            putting_back.restore(config, path)
        assert forget_old(folder) == [path]
        assert newest(folder, DATABASE) is None


def test_pr50_nothing_is_restored_under_a_running_portal(config_alone, db, vault, tmp_path):
    config = config_alone
    path = back_up(config.database_url, tmp_path / "b", config.key_encryption_key, DATABASE)
    held = hold_open(config.data_dir)
    with pytest.raises(StillRunning, match="Stop"):
        putting_back.restore(config, path)
    held.close()
    if config.database_url.startswith("postgresql"):
        with pytest.raises(putting_back.RestoreRefused, match="not empty"):
            putting_back.restore(config, path)


def test_digests_tell_which_table_changed(config, db, world):
    with db.writer.connect() as connection:
        before = digests_of(connection)
    with db.transaction() as session:
        session.execute(sa.update(Event).values(result="x"))
        session.add(Event(at=clock.now(), action="a", actor_kind="system", object_kind="plan"))
    with db.writer.connect() as connection:
        assert {name for name, one in digests_of(connection).items() if before[name] != one} == {"event"}
