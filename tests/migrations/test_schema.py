"""Every migration goes up and down, keeps what it should, and ends at the models, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal import schema
from portal.db import Database
from portal.models import Base
from tests.support.postgres import Postgres

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


def test_each_step_goes_up_down_and_up_to_the_same_schema(empty):
    earlier, here = "base", {}
    for revision in REVISIONS:
        schema.upgrade(empty, revision)
        made = _columns(empty)
        schema.downgrade(empty, earlier)
        left = {name: columns for name, columns in _columns(empty).items() if name != "alembic_version"}
        assert left == here, f"down from {revision}"
        schema.upgrade(empty, revision)
        assert _columns(empty) == made, f"up again to {revision}"
        earlier, here = revision, {name: columns for name, columns in made.items() if name != "alembic_version"}


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
