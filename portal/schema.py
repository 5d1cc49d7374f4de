"""The schema of the database: brought up to date, or refused when this code does not know it."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.db import Database

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
MIGRATION_LOCK = 7_340_021  # PostgreSQL advisory lock: two starting portals do not migrate at once


class UnknownSchema(Exception):
    """The database is at a revision that this code does not know, or was never migrated."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to ``revision``; safe when several processes start at once."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    _run(database, lambda config: command.downgrade(config, revision))


def check(database: Database) -> None:
    """Raise UnknownSchema unless the database is at the newest revision of this code."""
    with database.reads() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if current != newest:
        raise UnknownSchema(
            f"The database is at revision {current}, this code needs {newest}: run the command `migrate`."
        )


def _config() -> AlembicConfig:
    return AlembicConfig(toml_file=PYPROJECT)


def _run(database: Database, action: object) -> None:
    # An engine of its own: SQLite needs foreign keys off outside a transaction, and no BEGIN IMMEDIATE of ours.
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        action(config)  # type: ignore[operator]
    engine.dispose()
