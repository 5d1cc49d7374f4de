"""The ledger is held to its days, and a destruction is its only door (PR-25)."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner

from portal import clock
from portal.cli import privacy as commands
from portal.cli.context import Services
from portal.consents import ledger
from portal.consents.anchors import ADDRESS, anchor_day, digest_on, newest_anchor, verify_anchors
from portal.errors import Refused
from portal.models import AnchoredHead, ConsentEvent, ConsentRequest, LedgerAnchor, Setting
from tests.integration.consents.test_ledger import append
from tests.support.asking import BASE_URL, mails


@pytest.fixture
def request_id(db, candidate):
    with db.reads() as connection:
        return connection.scalar(sa.select(ConsentRequest.id))


def without_triggers(session, db, statement, **values):
    """What somebody does who may do everything in the database."""
    if db.is_sqlite:
        for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    session.execute(sa.text(statement), values)


def test_a_day_is_anchored_once_and_follows_the_day_before(db, vault, request_id):
    assert anchor_day(db, vault, BASE_URL) == 1
    append(db, request_id)
    assert anchor_day(db, vault, BASE_URL) == 0
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert anchor_day(db, vault, BASE_URL) == 1
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert anchor_day(db, vault, BASE_URL) == 0
    with db.reads() as connection:
        anchors = connection.execute(sa.select(LedgerAnchor.__table__).order_by(LedgerAnchor.day)).all()
        lengths = connection.scalars(sa.select(AnchoredHead.chain_length).order_by(AnchoredHead.day)).all()
        assert verify_anchors(connection) is None
    assert [anchor.chains for anchor in anchors] == [1, 1, 0]
    assert anchors[1].previous_digest == anchors[0].digest
    assert lengths == [2, 3]


def test_the_day_changes_at_midnight_in_amsterdam(db, vault, request_id):
    with time_machine.travel("2026-11-26T22:59:00Z", tick=False):
        anchor_day(db, vault, BASE_URL)
    with time_machine.travel("2026-11-26T23:01:00Z", tick=False):
        anchor_day(db, vault, BASE_URL)
    with db.reads() as connection:
        days = connection.scalars(sa.select(LedgerAnchor.day).order_by(LedgerAnchor.day)).all()
    assert [day.isoformat() for day in days] == ["2026-11-26", "2026-11-27"]


def test_a_whole_chain_written_anew_is_found_by_its_anchor(db, vault, request_id):
    """Right hashes from the first line on, and a head that fits: only the anchored day knows better."""
    anchor_day(db, vault, BASE_URL)
    with db.transaction() as session:
        without_triggers(session, db, "DELETE FROM consent_event")
        session.execute(sa.update(ConsentRequest).values(chain_length=0, chain_head=ledger.BEGINNING))
    append(db, request_id)
    append(db, request_id)
    with db.reads() as connection:
        assert ledger.verify(connection) is None
        assert verify_anchors(connection) == clock.today()


def test_the_digest_goes_to_another_house_when_an_address_is_set(db, vault, request_id):
    anchor_day(db, vault, BASE_URL)
    assert mails(db, vault, "ledger_anchor") == []
    with db.transaction() as session:
        session.add(Setting(name=ADDRESS, region="", value="notaris@elders.example", changed_at=clock.now()))
    append(db, request_id)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        anchor_day(db, vault, BASE_URL)
        anchor_day(db, vault, BASE_URL)
        day = clock.today()
    (mail,) = mails(db, vault, "ledger_anchor")
    with db.reads() as connection:
        assert digest_on(connection, day) in mail.text
    assert mail.recipient == "notaris@elders.example"


@pytest.mark.parametrize("table", ["ledger_anchor", "anchored_head", "released_chain"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_keeps_what_was_anchored(db, vault, request_id, table, statement):
    anchor_day(db, vault, BASE_URL)
    with db.transaction() as session:
        ledger.release(session, request_id, destruction_id=uuid4())
    column = "chains" if table == "ledger_anchor" else "chain_length"
    with pytest.raises(sa.exc.DBAPIError, match=r"kept|append-only"), db.transaction() as session:
        session.execute(sa.text(statement.format(table, column, 9)))


def test_only_a_destruction_opens_the_door(db, vault, request_id):
    """design.md 4: a line goes only for a subject in an executing destruction, and the hash of the head stays."""
    anchor_day(db, vault, BASE_URL)
    lines = sa.delete(ConsentEvent).where(ConsentEvent.request_id == request_id)
    with pytest.raises(sa.exc.DBAPIError, match="kept"), db.transaction() as session:
        session.execute(lines)
    with db.transaction() as session:
        ledger.release(session, request_id, destruction_id=uuid4())
        session.execute(lines)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ConsentEvent)) == 0
        assert ledger.verify(connection) is None
        assert verify_anchors(connection) is None
        assert newest_anchor(connection).chains == 1
    with pytest.raises(Refused), db.transaction() as session:
        ledger.release(session, request_id, destruction_id=uuid4())


def test_half_a_destruction_is_found(db, vault, request_id):
    """The door lets a line go, but a chain is gone whole or it is there whole."""
    with db.transaction() as session:
        ledger.release(session, request_id, destruction_id=uuid4())
        session.execute(sa.delete(ConsentEvent).where(ConsentEvent.position == 2))
    with db.reads() as connection:
        assert ledger.verify(connection) == (request_id, 2)


def test_the_command_names_the_first_broken_link(db, vault, config, request_id, monkeypatch):
    monkeypatch.setattr(commands, "services", lambda: Services(config, db, vault))
    run = CliRunner().invoke
    anchor_day(db, vault, BASE_URL)
    whole = run(commands.verify_ledger)
    assert whole.exit_code == 0
    assert "The consent ledger is whole." in whole.output
    with db.reads() as connection:
        anchor = newest_anchor(connection)
    assert run(commands.verify_ledger, ["--anchor", anchor.day.isoformat(), anchor.digest]).exit_code == 0
    other = run(commands.verify_ledger, ["--anchor", anchor.day.isoformat(), "0" * 64])
    assert other.exit_code == 1
    assert "not the one that was kept" in other.output
    with db.transaction() as session:
        without_triggers(session, db, "UPDATE consent_event SET actor = 'csr' WHERE position = 2")
    broken = run(commands.verify_ledger)
    assert broken.exit_code == 1
    assert f"Broken: request {request_id}, position 2." in broken.output


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "position"), [("at = replace(at, ' ', 'T')", 2), ("request_id = upper(request_id)", 1)]
)
def test_the_same_value_in_another_spelling_is_found(db, request_id, change, position):
    """Where a database keeps moments and identifiers as text, two spellings read as one value."""
    with db.transaction() as session:
        session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        without_triggers(session, db, f"UPDATE consent_event SET {change} WHERE position = 2")
        assert ledger.verify(session.connection()) == (request_id, position)
        session.rollback()
