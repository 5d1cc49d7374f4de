"""Which tables the command ``value`` knows: those in force in the database, where there is one."""

import os
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from portal import clock
from portal.db import Database
from portal.records.tables import tables_in_force
from portal.valuation import ValueTable, shipped_tables


def known_tables(on: date | None = None) -> tuple[ValueTable, ...]:
    """In order of code, as they hold on a day, by default today. Without a database that has any: the shipped ones."""
    url = _database_url()
    if url is None:
        return shipped_tables()
    database = Database(url)
    try:
        with database.reads() as connection:
            found = {
                table.code: table
                for day in (date.max, on or clock.today())  # a table that had not begun is shown as it will be
                for table in tables_in_force(connection, day)
            }
    except sa.exc.SQLAlchemyError:  # not there, or not migrated yet
        return shipped_tables()
    finally:
        database.dispose()
    return tuple(sorted(found.values(), key=lambda table: table.code)) or shipped_tables()


def _database_url() -> str | None:
    """As the portal finds it (portal.config), but without making anything."""
    if url := os.environ.get("PORTAL_DATABASE_URL"):
        return url
    file = Path(os.environ.get("PORTAL_DATA_DIR", "instance")) / "portal.db"
    return f"sqlite:///{file}" if file.exists() else None
