"""A digest per table, by which a restored database proves that it is the one that was backed up."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa


def digests_of(connection: sa.Connection) -> dict[str, str]:
    """SHA-256 of every table: each row as it is stored, in order of its key. In constant memory."""
    inspector = sa.inspect(connection)
    quote = connection.dialect.identifier_preparer.quote
    found = {}
    for table in sorted(inspector.get_table_names()):
        columns = [column["name"] for column in inspector.get_columns(table)]
        order = inspector.get_pk_constraint(table)["constrained_columns"] or columns
        digest = hashlib.sha256()
        names, keys = (", ".join(map(quote, some)) for some in (columns, order))
        statement = f"SELECT {names} FROM {quote(table)} ORDER BY {keys}"  # noqa: S608 - names of our own tables
        rows = connection.execution_options(yield_per=500).exec_driver_sql(statement)
        for row in rows:
            digest.update(json.dumps(list(row), default=_spelled, separators=(",", ":")).encode() + b"\n")
        found[table] = digest.hexdigest()
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(table for table in {*before, *after} if before.get(table) != after.get(table))


def _spelled(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
