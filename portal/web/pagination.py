"""Lists paged by key: previous and next, never an offset and never a count."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa

Row = TypeVar("Row")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    previous: str | None  # key of the first row, to read backwards from
    next: str | None


def read_page(
    connection: sa.Connection,
    statement: sa.Select[Any],
    *,
    key: sa.ColumnElement[Any],
    after: str | None,
    before: str | None,
    size: int = PAGE_SIZE,
) -> Page[Any]:
    """One page of ``statement`` in order of ``key`` (a UUID column, also selected as ``key``), newest last.

    Asks one row more than it shows, so that it knows without counting whether there is a next page.
    """
    backwards = before is not None
    edge = _key(before if backwards else after)
    if edge is not None:
        statement = statement.where(key < edge if backwards else key > edge)
    ordered = statement.order_by(key.desc() if backwards else key.asc()).limit(size + 1)
    rows = list(connection.execute(ordered))
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    first, last = (str(rows[0].key), str(rows[-1].key)) if rows else (None, None)
    return Page(
        rows=rows,
        previous=first if (has_more if backwards else edge is not None) else None,
        next=last if (has_more or backwards) else None,
    )


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
