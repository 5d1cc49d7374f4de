"""Run migrations on the connection that was handed over: each in a transaction of its own, on both databases."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from portal.models import Base
from portal.schema import MIGRATION_LOCK

PLAIN_TYPES = {
    "UtcDateTime": "sa.DateTime(timezone=True)",
    "Money": "sa.BigInteger()",
    "Quantity": "sa.Integer()",
}


def render_item(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Write plain column types into migrations, so that they never import the code of today."""
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return PLAIN_TYPES.get(type(item).__name__, False) if kind == "type" else False


def run(connection: sa.Connection) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        raw: Any = connection.connection.dbapi_connection
        raw.isolation_level = None
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA foreign_keys=OFF")  # outside a transaction: rebuilding a parent must not touch its children
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_item=render_item,
        transactional_ddl=True,
        render_as_batch=on_sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"foreign keys broken by a migration: {broken}")
    connection.commit()


run(context.config.attributes["connection"])
