"""Who looked is written down in a chain that nobody changes unseen (PR-66), on both databases."""

from dataclasses import dataclass
from threading import Thread
from typing import cast
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.db import Database
from portal.models import ChainHead, ConsentEvent, ConsentEventKind, ConsentRequest, ConsentScope, Role, View
from portal.privacy.viewlog import record_view, verify_view_log
from portal.security.viewer import Viewer
from tests.support.world import World


@dataclass
class Looker:
    id: UUID
    organisation_id: UUID
    role: Role = Role.CSR_REVIEWER


@pytest.fixture
def carla(world: World) -> Viewer:
    return cast(Viewer, Looker(world.carla, world.contractor_a))


def look(db: Database, viewer: Viewer, world: World, **details: object) -> None:
    with db.transaction() as session:
        record_view(
            session, viewer=viewer, action="view", object_kind="candidate", object_id=world.contract_a, **details
        )  # type: ignore[arg-type]


def broken_at(db: Database) -> int | None:
    with db.reads() as connection:
        return verify_view_log(connection)


def without_triggers(db: Database, *statements: str) -> None:
    """What somebody with the database in hand could do."""
    with db.writer.begin() as connection:
        if db.is_sqlite:
            for name in ("no_update", "no_delete", "no_replace"):
                connection.exec_driver_sql(f"DROP TRIGGER view_log_{name}")
        else:
            connection.exec_driver_sql("DROP TRIGGER view_log_no_change ON view_log")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_one_look_is_one_row_pr66(db: Database, world: World, carla: Viewer) -> None:
    assert broken_at(db) is None
    look(db, carla, world, fields="birth_date", reason="correctie", purpose="P2", origin="privacy.reveal_to_csr")
    look(db, carla, world, count=25)
    with db.reads() as connection:
        rows = connection.execute(sa.select(View.__table__).order_by(View.position)).all()
    assert [(row.position, row.actor_id, row.actor_role, row.count) for row in rows] == [
        (1, world.carla, "csr_reviewer", 1),
        (2, world.carla, "csr_reviewer", 25),
    ]
    assert rows[1].previous_hash == rows[0].hash
    assert broken_at(db) is None


def test_a_look_is_undone_with_its_transaction(db: Database, world: World, carla: Viewer) -> None:
    look(db, carla, world)
    with db.transaction() as session:
        record_view(session, viewer=carla, action="view", object_kind="candidate", object_id=world.contract_a)
        session.rollback()
    look(db, carla, world)
    assert broken_at(db) is None


def test_many_that_look_at_once_make_one_chain(db: Database, world: World, carla: Viewer) -> None:
    def look_often() -> None:
        for _ in range(5):
            look(db, carla, world)

    threads = [Thread(target=look_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.reads() as connection:
        assert connection.scalar(sa.select(ChainHead.position)) == 20
    assert broken_at(db) is None


@pytest.mark.parametrize(
    ("tampering", "position"),
    [
        ("UPDATE view_log SET reason = 'correctie' WHERE position = 2", 2),
        ("DELETE FROM view_log WHERE position = 2", 2),
        ("DELETE FROM view_log WHERE position = 1", 1),
        ("DELETE FROM view_log WHERE position = 4", 4),
        ("DELETE FROM view_log", 1),
        ("UPDATE view_log SET hash = previous_hash WHERE position = 3", 3),
    ],
)
def test_tampering_is_found_pr66(db: Database, world: World, carla: Viewer, tampering: str, position: int) -> None:
    for _ in range(4):
        look(db, carla, world)
    without_triggers(db, tampering)
    assert broken_at(db) == position


def add_consent_event(db: Database, world: World, candidate: UUID) -> None:
    with db.transaction() as session:
        request_id = session.scalars(sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate)).one()
        session.add(
            ConsentEvent(
                request_id=request_id,
                position=1,
                kind=ConsentEventKind.GIVEN,
                scope=ConsentScope.C1,
                at=clock.now(),
                actor="candidate",
                channel="web",
                identity_check="date_of_birth",
                notice_sha256="0" * 64,
                language="nl",
                previous_hash="0" * 64,
                hash="1" * 64,
            )
        )


@pytest.mark.parametrize("table", ["view_log", "consent_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_happened_pr25(
    db: Database, world: World, carla: Viewer, candidate: UUID, table: str, change: str
) -> None:
    look(db, carla, world)
    add_consent_event(db, world, candidate)
    with pytest.raises(DBAPIError, match=r"append-only|is kept"), db.writer.begin() as connection:
        connection.exec_driver_sql(change.format(table))


def test_the_database_refuses_to_replace_or_empty_what_happened_pr25(db: Database, world: World, carla: Viewer) -> None:
    look(db, carla, world)
    change = "REPLACE INTO view_log SELECT * FROM view_log" if db.is_sqlite else "TRUNCATE view_log"
    with pytest.raises(DBAPIError, match="append-only"), db.writer.begin() as connection:
        connection.exec_driver_sql(change)
    assert broken_at(db) is None
