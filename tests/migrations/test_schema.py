"""Every migration goes up and down, keeps what it should, and ends at the models, on both databases."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from portal import schema
from portal.db import Database
from portal.models import Base
from tests.conftest import FIGURES
from tests.support.postgres import Postgres

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "0"))  # more than the statements of any migration for all of them
REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(schema._config()).walk_revisions()))
]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = f"empty_{tmp_path.name.replace('-', '_')}"
        admin = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        admin.dispose()
        database = Database(server.url(name))
    yield database
    database.dispose()


class Stopped(Exception):
    """Something went wrong in the middle of a migration."""


def stopping_points() -> Iterator[int]:
    """Every statement when the whole programme runs, else one near the beginning of some migrations."""
    if ROUNDS:
        return iter(range(1, ROUNDS))
    return iter([random.randrange(2, 12)] if random.random() < 0.4 else [])


@contextmanager
def stopped_at(number: int) -> Iterator[list[str]]:
    """Fail before the ``number``th statement of any engine; that statement is then in what is yielded."""
    count, stopped = 0, []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal count
        count += 1
        if count == number:
            stopped.append(statement)
            raise Stopped

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with suppress(Stopped):
            yield stopped
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)


def _revision(database: Database) -> str | None:
    with database.reads() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def tables(database: Database) -> set[str]:
    with database.reads() as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_newest_schema_is_what_the_models_say(empty):
    schema.upgrade(empty)
    with empty.reads() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )
    assert not differences


def test_a_database_that_was_not_migrated_is_refused(empty):
    with pytest.raises(schema.UnknownSchema, match="migrate"):
        schema.check(empty)
    schema.upgrade(empty)
    schema.check(empty)


@pytest.mark.timeout(3400)  # of the full count
def test_each_step_goes_up_down_and_up_to_the_same_schema(empty):
    """Stopped at a statement it has not begun: old or new, never between (T33)."""
    earlier, here, stops = "base", {}, 0
    for revision in REVISIONS:
        for statement in stopping_points():
            with stopped_at(statement) as stopped:
                schema.upgrade(empty, revision)
            if not stopped:
                break  # that was more than there are
            stops += 1
            left = {name: columns for name, columns in _columns(empty).items() if name != "alembic_version"}
            assert left == here, f"stopped at statement {statement} of {revision}"
            assert _revision(empty) == (None if earlier == "base" else earlier)
        schema.upgrade(empty, revision)
        made = _columns(empty)
        schema.downgrade(empty, earlier)
        left = {name: columns for name, columns in _columns(empty).items() if name != "alembic_version"}
        assert left == here, f"down from {revision}"
        schema.upgrade(empty, revision)
        assert _columns(empty) == made, f"up again to {revision}"
        earlier, here = revision, {name: columns for name, columns in made.items() if name != "alembic_version"}
    FIGURES.append(f"migrations on {empty.url.get_backend_name()}: {stops} stopped half-way, none of them half done")


def test_down_to_nothing_leaves_nothing(empty):
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert not tables(empty)


def _columns(database: Database) -> dict[str, list[tuple[str, str]]]:
    with database.reads() as connection:
        inspector = sa.inspect(connection)
        return {
            table: [(column["name"], str(column["type"])) for column in inspector.get_columns(table)]
            for table in sorted(inspector.get_table_names())
        }
