"""The databases of a test as they are at one moment, to be put back as often as a test likes."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from portal.config import Config

KEPT = "moment"  # the schema in which PostgreSQL keeps the rows


class Moment:
    """Files are copied; on PostgreSQL rows are, because a database of its own for each time costs a checkpoint."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.files, self.copy = Path(config.data_dir), folder
        shutil.copytree(self.files, folder)
        self.server = None
        if config.database_url.startswith("postgresql"):
            self.server = sa.create_engine(
                config.database_url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT"
            ).connect()
            self.names = [name for name in sa.inspect(self.server).get_table_names() if name != "alembic_version"]
            self.server.exec_driver_sql(f"CREATE SCHEMA {KEPT}")
            for name in self.names:
                self.server.exec_driver_sql(f'CREATE TABLE {KEPT}."{name}" AS TABLE public."{name}"')

    def put_back(self) -> None:
        """Nothing may be connected to the files meanwhile."""
        shutil.rmtree(self.files)
        shutil.copytree(self.copy, self.files)
        if self.server is not None:
            self.server.exec_driver_sql(
                "; ".join(
                    [
                        "SET session_replication_role = replica",  # no foreign keys, no append-only triggers
                        *(f'DELETE FROM public."{name}"' for name in self.names),
                        *(f'INSERT INTO public."{name}" SELECT * FROM {KEPT}."{name}"' for name in self.names),
                    ]
                )
            )

    def close(self) -> None:
        if self.server is not None:
            self.server.exec_driver_sql(f"DROP SCHEMA {KEPT} CASCADE")
            self.server.close()
