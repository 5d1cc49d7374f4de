"""A destruction that is killed at any point ends the same: the right dossiers gone, one declaration (T34, F18)."""

import os
import resource
import signal
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from portal.db import Database
from portal.models import Candidate, Declaration, DestructionItem, DestructionStatus, KeptTotal
from portal.privacy.vault import KeyEnded, Purpose, Vault, open_keystore
from portal.retention.destroying import destroy_due
from tests.conftest import FIGURES
from tests.support.moments import Moment
from tests.support.retention import WORTH, approved_destruction, close_contract, full_dossiers, later, status_of

POINTS = int(os.environ.get("PORTAL_ROUNDS", "2"))  # PORTAL_ROUNDS=60 for the whole figure


class Counter:
    """Counts statements and commits on both databases; kills its own process at the chosen one."""

    def __init__(self, at: int | None) -> None:
        self.at, self.count = at, 0

    def note(self, *_: Any) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, *engines: sa.Engine) -> None:
        for engine in engines:
            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(engine, name, self.note)


def in_a_child(config, act: Callable[[Database, Vault], object]) -> int:
    """Fork, do it on engines of its own, and return the status of the wait. No test code runs after it in the child."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act(Database(config.database_url), Vault(open_keystore(config.keystore_url), config.key_encryption_key))
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def destroyed_until(config, at: int | None, told=None) -> int:
    def act(db: Database, vault: Vault) -> None:
        counter = Counter(at)
        counter.watch(db.writer, db.reader, vault.keystore)
        with later():
            destroy_due(db, vault)
        if told:
            told.write_text(str(counter.count))

    return in_a_child(config, act)


ON_FILES = pytest.mark.parametrize("config", ["sqlite"], indirect=True)  # whose disk can be full for one process


@pytest.fixture
def ready(config, db, vault, world):
    """Seven dossiers that are due, two that are not; everything closed, so that it can be copied and put back."""
    gone = full_dossiers(db, vault, world, 7)
    kept = full_dossiers(db, vault, world, 2, contract_id=world.contract_b)
    close_contract(db, world.contract_a)
    made = approved_destruction(db, world)
    db.dispose()
    vault.dispose()
    return gone, kept, made


def end_state(db: Database) -> tuple[Any, ...]:
    with db.reads() as connection:
        people = frozenset(connection.scalars(sa.select(Candidate.id)))
        said = connection.execute(sa.select(Declaration.destroyed, Declaration.held, Declaration.list_sha256)).all()
        kept = sa.select(KeptTotal.year, KeptTotal.target_group, KeptTotal.people, KeptTotal.value)
        totals = connection.execute(kept.order_by(KeptTotal.year, KeptTotal.target_group)).all()
        lines = connection.scalar(sa.select(sa.func.count()).select_from(DestructionItem))
    return people, tuple(said), tuple(map(tuple, totals)), lines


@pytest.fixture
def before(config, ready, tmp_path):
    moment = Moment(config, tmp_path / "before")
    yield moment
    moment.close()


@pytest.mark.timeout(3400)  # of the full count
def test_t34_killed_at_any_point_it_ends_the_same(config, db, vault, ready, before, tmp_path):
    gone, kept, made = ready
    counted = tmp_path / "count"
    assert destroyed_until(config, None, counted) == 0
    whole = end_state(db)
    everything = int(counted.read_text())
    ends = set()
    for point in range(POINTS):
        db.dispose()
        vault.dispose()
        before.put_back()
        at = 1 + point * everything // POINTS
        assert os.WTERMSIG(destroyed_until(config, at)) == signal.SIGKILL, f"point {at} of {everything} was not reached"
        assert destroyed_until(config, None) == 0
        assert end_state(db) == whole, f"killed at {at} of {everything}"
        ends.add(status_of(db, made))
        fresh = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
        for person in gone:
            with pytest.raises(KeyEnded):
                fresh.seal(person.id, Purpose.NAME, {"first_name": "x"})
        assert all(fresh.seal(person.id, Purpose.NAME, {"first_name": "x"}) for person in kept)
        fresh.dispose()
    people, said, totals, lines = whole
    assert ends == {DestructionStatus.DONE}
    assert people == {person.id for person in kept}
    assert [row[0] for row in said] == [7]
    assert sum(row[3] for row in totals) == WORTH * 7
    assert lines == 0
    FIGURES.append(
        f"destruction on {db.url.get_backend_name()} killed at {POINTS} of {everything} points: the same end each "
        "time, one declaration"
    )


def test_t34_killed_on_both_databases_and_finished_by_two_at_once(config, db, vault, world):
    gone = full_dossiers(db, vault, world, 7)
    close_contract(db, world.contract_a)
    made = approved_destruction(db, world)
    db.dispose()
    vault.dispose()
    assert os.WTERMSIG(destroyed_until(config, 60)) == signal.SIGKILL
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                fresh = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
                with later():
                    destroy_due(Database(config.database_url), fresh)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    people, said, totals, lines = end_state(db)
    assert not people & {person.id for person in gone}
    assert [row[0] for row in said] == [7]
    assert (sum(row[3] for row in totals), lines, status_of(db, made)) == (WORTH * 7, 0, DestructionStatus.DONE)


@ON_FILES
def test_t34_a_full_disk_stops_it_and_it_goes_on_when_there_is_room(config, db, vault, ready):
    """No file of this process may grow beyond what it is: to SQLite that is a disk without room."""
    gone, kept, made = ready

    def without_room(own: Database, keys: Vault) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
        with later(), pytest.raises(sa.exc.OperationalError):
            destroy_due(own, keys)

    assert in_a_child(config, without_room) == 0
    with db.reads() as connection:
        assert set(connection.scalars(sa.select(Candidate.id))) >= {person.id for person in kept}
        assert connection.scalar(sa.select(sa.func.count()).select_from(Declaration)) == 0
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    db.dispose()
    assert destroyed_until(config, None) == 0
    assert end_state(db)[0] == {person.id for person in kept}
    assert status_of(db, made) is DestructionStatus.DONE
    assert len(gone) == 7
