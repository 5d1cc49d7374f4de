"""One changed byte anywhere in the ledger is found (PR-25). PORTAL_ROUNDS=1000 runs the full count."""

import os
import random
import uuid
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.consents import ledger
from portal.consents.anchors import anchor_day, verify_anchors
from portal.consents.services import decide_later
from portal.models import AnchoredHead, ConsentEvent, ConsentRequest, LedgerAnchor
from tests.conftest import FIGURES
from tests.support.asking import BASE_URL, approve_plan, ask

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "40"))
LEDGER = {  # every table of the ledger, and which of its columns are the ledger
    ConsentEvent.__table__: ("request_id", "position"),
    LedgerAnchor.__table__: ("day",),
    AnchoredHead.__table__: ("day", "request_id"),
    ConsentRequest.__table__: ("id",),
}
OF_REQUEST = ("chain_length", "chain_head")


@pytest.fixture
def filled(db, vault, world):
    """Five chains of several lines, anchored."""
    approve_plan(db, world)
    for number in range(5):
        ask(db, vault, world, email=f"kandidaat{number}@voorbeeld.example")
    with db.reads() as connection:
        requests = connection.scalars(sa.select(ConsentRequest.id)).all()
    for request_id in requests:
        with db.transaction() as session:
            decide_later(session, request_id=request_id, language="nl")
    assert anchor_day(db, vault, BASE_URL) == 5
    return db


def test_one_changed_byte_anywhere_is_found(filled):
    """A random row, column and byte, written past every trigger and key, and taken back afterwards."""
    chance = random.Random(27560)
    with filled.writer.connect() as connection:
        if filled.is_sqlite:
            triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for name, _sql in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")  # no triggers, no foreign keys
        assert is_whole(connection)
        missed = [what for _ in range(ROUNDS) if (what := change_and_look(connection, chance))]
        assert is_whole(connection)
        connection.rollback()
    FIGURES.append(
        f"one changed byte of the ledger on {filled.url.get_backend_name()}: found {ROUNDS - len(missed)} of {ROUNDS}"
    )
    assert missed == []


def is_whole(connection):
    return ledger.verify(connection) is None and verify_anchors(connection) is None


def change_and_look(connection, chance):
    """Nothing when the change was found, else what was changed."""
    while True:
        with connection.begin_nested() as undo:
            try:
                what = change(connection, chance)
            except sa.exc.IntegrityError:  # a row with that key is there already: nothing was changed
                continue
            whole = is_whole(connection)
            undo.rollback()
        return what if whole else None


def change(connection, chance):
    table = chance.choice(list(LEDGER))
    stored = sa.select(*(sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in table.c))
    row = chance.choice(connection.execute(stored.order_by(*LEDGER[table])).all())
    names = OF_REQUEST if table is ConsentRequest.__table__ else [column.name for column in table.c]
    name = chance.choice(names)
    before = row._mapping[name]
    after = one_byte_of(before, chance)
    same = " AND ".join(f"{key} = :key_{key}" for key in LEDGER[table])
    keys = {f"key_{key}": row._mapping[key] for key in LEDGER[table]}
    changed = connection.execute(
        sa.text(f"UPDATE {table.name} SET {name} = :after WHERE {same}"),
        {"after": after, **keys},
    )
    assert changed.rowcount == 1
    return table.name, name, before, after


def one_byte_of(value, chance):
    """The same value with one byte of what is stored changed to any other that the column can hold."""
    if isinstance(value, str):
        at = chance.randrange(len(value)) if value else 0
        others = [chr(code) for code in range(32, 127) if value[at : at + 1] != chr(code)]
        return value[:at] + chance.choice(others) + value[at + 1 :]
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=value.int ^ (chance.randrange(1, 256) << 8 * chance.randrange(16)))
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.randrange(1, 256) << 8 * chance.randrange(5))
    if isinstance(value, date):
        return value + timedelta(days=chance.randrange(1, 256))
    return value ^ (chance.randrange(1, 256) << 8 * chance.randrange(3))
