"""What the clock does to retention: a list each month, and the end of one that nobody signed (PR-47)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.models import Destruction, DestructionItem, DestructionStatus, Event, Region
from portal.retention import listing
from portal.retention.chores import drop_old_lists, list_due
from tests.support.asking import viewer_for
from tests.support.retention import CLOSED, DUE, close_contract, full_dossiers, later

NEXT_MONTH = DUE + timedelta(days=30)  # 1 May 2031


@pytest.fixture
def lists(db, vault, world):
    """What was listed, by status; two dossiers of Friesland are due."""
    full_dossiers(db, vault, world, 2)
    close_contract(db, world.contract_a)

    def read() -> list:
        with db.reads() as connection:
            rows = connection.execute(sa.select(Destruction.__table__).order_by(Destruction.number)).all()
        return [(row.number, row.region, row.status, row.dropped_reason) for row in rows]

    return read


def test_pr47_the_clock_makes_one_list_a_month_of_what_is_due(db, world, lists):
    with later(DUE - timedelta(days=1)):
        assert list_due(db) == 0  # the last day of the term
    with later(DUE):
        assert [list_due(db) for _ in range(3)] == [1, 0, 0]
        with db.reads() as connection:
            listed = connection.execute(
                sa.select(Event.actor_kind, Event.detail).where(Event.action == "destruction_listed")
            ).one()
    assert lists() == [(1, Region.FRIESLAND, DestructionStatus.LISTED, "")]
    assert (listed.actor_kind, listed.detail) == ("system", {"items": 2, "held": 0})
    with later(NEXT_MONTH):
        assert list_due(db) == 0  # the one of last month is not ready yet
    with later(CLOSED):
        assert list_due(db) == 0  # the clock was set back


def test_pr47_a_list_that_two_did_not_sign_in_thirty_days_ends_and_the_next_one_is_made(db, world, lists):
    with later(DUE):
        list_due(db)
        with db.transaction() as session:
            made = session.scalars(sa.select(Destruction.id)).one()
            listing.propose(session, made, seen_version=1, by=viewer_for(db, world.cor))
    with later(DUE + timedelta(days=30)):
        assert drop_old_lists(db) == 0  # the thirtieth day still counts
    with later(DUE + timedelta(days=31)):
        assert [drop_old_lists(db) for _ in range(2)] == [1, 0]
        with db.reads() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(DestructionItem)) == 0
        assert list_due(db) == 1
    assert lists() == [
        (1, Region.FRIESLAND, DestructionStatus.DROPPED, "too_old"),
        (2, Region.FRIESLAND, DestructionStatus.LISTED, ""),
    ]
