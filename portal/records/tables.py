"""Value tables in the database: seeded once from the shipped files, afterwards the rows are the truth."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import ValueTableVersion
from portal.valuation import ValueTable, shipped_tables


def seed_value_tables(session: Session) -> None:
    """Add each shipped table that is not there yet; a row that is there is never touched."""
    known = {
        (code, start)
        for code, start in session.execute(sa.select(ValueTableVersion.code, ValueTableVersion.valid_from))
    }
    for table in shipped_tables():
        if (table.code, table.valid_from or date.min) not in known:
            session.add(
                ValueTableVersion(
                    code=table.code,
                    name=table.name.nl,
                    valid_from=table.valid_from or date.min,
                    content=table.to_json(),
                    published_at=clock.now(),
                )
            )
    session.flush()


def value_table(connection: sa.Connection, table_id: UUID) -> ValueTable:
    """The table of a contract. A published version never changes, so it is parsed once a process."""
    cached = _parsed.get(table_id)
    if cached is None:
        content: dict[str, Any] | None = connection.scalar(
            sa.select(ValueTableVersion.content).where(ValueTableVersion.id == table_id)
        )
        if content is None:
            raise LookupError(f"no value table {table_id}")
        cached = _parsed[table_id] = ValueTable.from_json(content)
    return cached


_parsed: dict[UUID, ValueTable] = {}
