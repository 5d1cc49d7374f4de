"""Putting a backup back, as an operator does it: everything stopped, and on PostgreSQL an empty database."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.config import Config
from portal.db import Database
from portal.retention import restore as putting_back
from portal.retention.restore import Restored


@contextmanager
def emptied(config: Config) -> Any:
    """On PostgreSQL a backup goes into an empty database; afterwards the tables of the test are made anew."""
    if config.database_url.startswith("postgresql"):
        engine = sa.create_engine(config.database_url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    yield


def put_back(config: Config, db: Database, path: Path, **more: Any) -> Restored:
    db.dispose()
    with emptied(config):
        return putting_back.restore(config, path, **more)
