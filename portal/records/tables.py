"""Value tables in the database: seeded once from the shipped files, afterwards the rows are the truth."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Contract, ValueTableVersion
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


def value_tables(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, ValueTable]:
    """Several tables by their id; those that were not read before are read in one query."""
    wanted = set(ids)
    unread = [one for one in wanted if one not in _parsed]
    if unread:
        contents = sa.select(ValueTableVersion.id, ValueTableVersion.content).where(ValueTableVersion.id.in_(unread))
        _parsed.update({row.id: ValueTable.from_json(row.content) for row in connection.execute(contents)})
    return {one: _parsed[one] for one in wanted}


def versions_in_force(connection: sa.Connection, on: date) -> list[Any]:
    """The newest version of each code that had begun on this day, by name: id, code, name, valid_from."""
    columns = sa.select(
        ValueTableVersion.id, ValueTableVersion.code, ValueTableVersion.name, ValueTableVersion.valid_from
    )
    in_force = columns.where(ValueTableVersion.valid_from <= on).order_by(ValueTableVersion.valid_from)
    newest = {row.code: row for row in connection.execute(in_force)}
    return sorted(newest.values(), key=lambda row: (row.name, row.code))


def tables_in_force(connection: sa.Connection, on: date) -> list[ValueTable]:
    """The tables themselves, in the same order."""
    ids = [row.id for row in versions_in_force(connection, on)]
    tables = value_tables(connection, ids)
    return [tables[one] for one in ids]


def most_used(connection: sa.Connection) -> str | None:
    """Code of the table that most contracts are pinned to, in any version."""
    return connection.scalar(
        sa.select(ValueTableVersion.code)
        .join(Contract, Contract.value_table_id == ValueTableVersion.id)
        .group_by(ValueTableVersion.code)
        .order_by(sa.func.count().desc(), ValueTableVersion.code)
        .limit(1)
    )


def version_for_award(connection: sa.Connection, code: str, awarded_on: date) -> UUID | None:
    """The version a contract is pinned to: the newest that had begun on the award date. None when none had."""
    rows = {row.code: row.id for row in versions_in_force(connection, awarded_on)}
    return rows.get(code)
