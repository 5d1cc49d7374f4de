"""The view log is held to its days, and looks end after their term and not before (PR-66, T40), on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.administration.chores import check_records
from portal.cli import privacy as commands
from portal.cli.context import Services
from portal.models import ChainHead, ReleasedViews, Setting, View, ViewAnchor
from portal.privacy.viewdays import YEARS, end_old_views, verify_view_days, view_digest_on
from portal.privacy.viewlog import BEGINNING, verify_view_log
from portal.rights.chores import ANCHOR_ADDRESS, mail_view_anchor
from tests.conftest import FIGURES
from tests.integration.privacy.test_viewlog import carla, look
from tests.support.asking import BASE_URL, mails

__all__ = ["carla"]


def anchor(db, vault):
    return mail_view_anchor(db, vault, BASE_URL)


def found(db):
    with db.reads() as connection:
        return verify_view_log(connection), verify_view_days(connection)


def tamper(db, *statements):
    """What somebody does who may do everything in the database."""
    with db.writer.begin() as connection:
        if db.is_sqlite:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)


def positions(db):
    with db.reads() as connection:
        return connection.scalars(sa.select(View.position).order_by(View.position)).all()


TAMPERINGS = {
    "a row is changed": ("UPDATE view_log SET reason = 'correctie' WHERE position = 2",),
    "a row is gone": ("DELETE FROM view_log WHERE position = 2",),
    "the end is cut off and the head put back": (
        "DELETE FROM view_log WHERE position = 3",
        "UPDATE chain_head SET position = 2, hash = (SELECT hash FROM view_log WHERE position = 2)",
    ),
    "the whole log is written anew with right hashes": (
        "DELETE FROM view_log",
        f"UPDATE chain_head SET position = 0, hash = '{BEGINNING}'",
    ),
}


def test_four_of_four_tamperings_are_found_t40(db, vault, world, carla):
    """The last two leave a chain that follows from its first row to its head: only the anchored day knows better."""
    caught = []
    for name, statements in TAMPERINGS.items():
        tamper(db, "DELETE FROM view_log", "DELETE FROM view_anchor", "DELETE FROM chain_head")
        for _ in range(3):
            look(db, carla, world)
        assert anchor(db, vault) == 3
        assert found(db) == (None, None)
        assert check_records(db, vault, BASE_URL) == 0
        tamper(db, *statements)
        if name.startswith("the whole log"):
            for _ in range(4):
                look(db, carla, world)
            assert found(db)[0] is None
        caught.append(found(db) != (None, None))
        assert check_records(db, vault, BASE_URL) == 1
    told = mails(db, vault, "officer_records_broken")
    assert len(told) == len({draft.recipient for draft in told}) == 6  # officer and desk of each region, once
    assert "Wie wie heeft ingezien" in told[0].text
    FIGURES.append(f"view log on {db.url.get_backend_name()}: {sum(caught)} of {len(caught)} tamperings found")
    assert caught == [True] * 4


def test_an_anchor_written_anew_is_not_the_one_that_was_mailed_t40(config, db, vault, world, carla, monkeypatch):
    with db.transaction() as session:
        session.add(Setting(name=ANCHOR_ADDRESS, region="", value="notaris@elders.example", changed_at=clock.now()))
    look(db, carla, world)
    anchor(db, vault)
    assert anchor(db, vault) == 0
    (mail,) = mails(db, vault, "view_anchor")
    with db.reads() as connection:
        digest = view_digest_on(connection, clock.today())
    assert digest in mail.text
    assert mail.recipient == "notaris@elders.example"
    monkeypatch.setattr(commands, "services", lambda: Services(config, db, vault))
    day = clock.today().isoformat()
    assert CliRunner().invoke(commands.verify_views, ["--anchor", day, digest]).exit_code == 0
    tamper(db, "DELETE FROM view_log", "DELETE FROM view_anchor", "DELETE FROM chain_head")
    look(db, carla, world, reason="correctie")
    anchor(db, vault)
    assert found(db) == (None, None)
    answer = CliRunner().invoke(commands.verify_views, ["--anchor", day, digest])
    assert answer.exit_code == 1
    assert "not the one that was kept" in answer.output


def test_looks_end_after_two_years_and_the_rest_still_follows_pr66(db, vault, world, carla):
    begun = clock.now()
    for days in (0, 1, 400):
        with time_machine.travel(begun + timedelta(days=days), tick=False):
            look(db, carla, world)
            look(db, carla, world)
            anchor(db, vault)
    with time_machine.travel(begun + timedelta(days=729), tick=False):
        assert end_old_views(db) == 0
    with time_machine.travel(begun + timedelta(days=731), tick=False):
        assert end_old_views(db) == 4
        assert end_old_views(db) == 0
        look(db, carla, world)
        assert positions(db) == [5, 6, 7]
        assert found(db) == (None, None)
        tamper(db, "UPDATE view_log SET count = 9 WHERE position = 6")
        assert found(db)[0] == 6


def test_another_term_is_a_setting_and_a_year_is_the_least(db, vault, world, carla):
    with db.transaction() as session:
        session.add(Setting(name=YEARS, region="", value="0", changed_at=clock.now()))
    begun = clock.now()
    look(db, carla, world)
    anchor(db, vault)
    with time_machine.travel(begun + timedelta(days=364), tick=False):
        assert end_old_views(db) == 0
    with time_machine.travel(begun + timedelta(days=366), tick=False):
        assert end_old_views(db) == 1
        assert found(db) == (None, None)


def test_looks_let_go_before_their_time_are_found(db, vault, world, carla):
    look(db, carla, world)
    anchor(db, vault)
    with db.transaction() as session:
        newest = session.scalars(sa.select(ViewAnchor)).one()
        session.add(ReleasedViews(day=newest.day, position=1, head=newest.head, released_at=clock.now()))
        session.execute(sa.delete(View))
    assert found(db) == (None, clock.today())


def test_a_crash_between_release_and_deletion_is_finished_later(db, vault, world, carla):
    begun = clock.now()
    look(db, carla, world)
    anchor(db, vault)
    with time_machine.travel(begun + timedelta(days=731), tick=False):
        with db.transaction() as session:
            newest = session.scalars(sa.select(ViewAnchor)).one()
            session.add(ReleasedViews(day=newest.day, position=1, head=newest.head, released_at=clock.now()))
        assert end_old_views(db) == 1
        assert positions(db) == []
        assert found(db) == (None, None)
        look(db, carla, world)
        assert found(db) == (None, None)
    with db.reads() as connection:
        assert connection.scalar(sa.select(ChainHead.position)) == 2


@pytest.mark.parametrize("table", ["view_anchor", "released_views"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET position = 9", "DELETE FROM {}"])
def test_the_database_keeps_what_was_anchored_and_released(db, vault, world, carla, table, statement):
    look(db, carla, world)
    anchor(db, vault)
    with db.transaction() as session:
        newest = session.scalars(sa.select(ViewAnchor)).one()
        session.add(ReleasedViews(day=newest.day, position=0, head=newest.head, released_at=clock.now()))
    with pytest.raises(DBAPIError, match="kept"), db.writer.begin() as connection:
        connection.exec_driver_sql(statement.format(table))
