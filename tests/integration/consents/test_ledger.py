"""The ledger cannot be rewritten unseen, and many writers never fork it (PR-25)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from portal.consents import ledger
from portal.consents.ledger import BEGINNING
from portal.consents.notices import notice
from portal.models import ConsentEvent, ConsentEventKind, ConsentRequest, ConsentScope


def append(db, request_id, kind=ConsentEventKind.DEFERRED):
    with db.transaction() as session:
        request = session.get_one(ConsentRequest, request_id)
        ledger.append(session, request, (kind, ConsentScope.C1), text=notice("nl"), how=ledger.BY_LINK)


@pytest.fixture
def request_id(db, candidate):
    with db.reads() as connection:
        return connection.scalar(sa.select(ConsentRequest.id))


def test_a_request_begins_with_a_line_for_each_question(db, request_id):
    with db.reads() as connection:
        lines = connection.execute(sa.select(ConsentEvent.__table__).order_by(ConsentEvent.position)).all()
        assert ledger.verify(connection) is None
    assert [(line.kind, line.scope, line.actor) for line in lines] == [
        ("requested", "c1", "contractor"),
        ("requested", "c2", "contractor"),
    ]
    assert lines[0].previous_hash == BEGINNING
    assert lines[1].previous_hash == lines[0].hash


@pytest.mark.parametrize(
    "statement", ["UPDATE consent_event SET kind = 'given'", "DELETE FROM consent_event WHERE position = 1"]
)
def test_the_database_refuses_to_change_a_line(db, request_id, statement):
    """PR-25: also by raw SQL."""
    with pytest.raises(sa.exc.DBAPIError), db.transaction() as session:
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("change", "position"),
    [
        ("UPDATE consent_event SET kind = 'given' WHERE position = 2", 2),
        ("UPDATE consent_event SET language = 'en' WHERE position = 1", 1),
        ("DELETE FROM consent_event WHERE position = 2", 2),
        ("DELETE FROM consent_event WHERE position = 1", 1),
        ("UPDATE consent_request SET chain_length = 3", 3),
    ],
)
def test_tampering_is_found_at_its_place(db, request_id, change, position):
    """PR-25: somebody who removes the triggers first is still found out."""
    with db.transaction() as session:
        if db.is_sqlite:
            names = session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                session.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        session.execute(sa.text(change))
    with db.reads() as connection:
        assert ledger.verify(connection) == (request_id, position)


def test_four_writers_at_once_make_one_chain(db, request_id):
    """PR-25: twenty lines by four writers, no fork and no gap."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: append(db, request_id), range(20)))
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ConsentEvent)) == 22
        assert connection.scalar(sa.select(ConsentRequest.chain_length)) == 22
        assert ledger.verify(connection) is None


def test_a_chain_belongs_to_one_request(db, vault, world, request_id):
    """Two candidates have two chains, each from its own beginning."""
    from tests.support.asking import ask

    ask(db, vault, world, email="b@voorbeeld.example")
    append(db, request_id)
    with db.reads() as connection:
        assert sorted(connection.scalars(sa.select(ConsentRequest.chain_length))) == [2, 3]
        assert ledger.verify(connection) is None
