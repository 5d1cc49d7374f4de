"""Lists paged by key: previous and next, never an offset and never a count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
    newest_first: bool = False,
    by: sa.ColumnElement[Any] | None = None,
) -> Page[Any]:
    """One page of ``statement`` in order of ``key`` (a UUID column, also selected as ``key``), newest last or first.

    ``by`` is a date or moment, also selected as ``by``, that comes before the key in that order.
    Asks one row more than it shows, so that it knows without counting whether there is a next page.
    """
    backwards = before is not None
    edge = _edge(before if backwards else after, by)
    downwards = backwards is not newest_first
    columns = [key] if by is None else [by, key]
    if edge is not None:
        statement = statement.where(_beyond(columns, edge, downwards=downwards))
    ordered = statement.order_by(*(column.desc() if downwards else column.asc() for column in columns)).limit(size + 1)
    rows = list(connection.execute(ordered))
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    first, last = (_text(rows[0], by), _text(rows[-1], by)) if rows else (None, None)
    return Page(
        rows=rows,
        previous=first if (has_more if backwards else edge is not None) else None,
        next=last if (has_more or backwards) else None,
    )


def _beyond(columns: list[sa.ColumnElement[Any]], edge: list[Any], *, downwards: bool) -> sa.ColumnElement[bool]:
    first, *others = columns
    further: sa.ColumnElement[bool] = first < edge[0] if downwards else first > edge[0]
    if not others:
        return further
    return sa.or_(further, sa.and_(first == edge[0], _beyond(others, edge[1:], downwards=downwards)))


def _text(row: Any, by: sa.ColumnElement[Any] | None) -> str:
    return str(row.key) if by is None else f"{row.by.isoformat()}~{row.key}"


def slice_page(rows: Sequence[Any], keys: Sequence[str], *, after: str | None, before: str | None) -> Page[Any]:
    """One page of rows that are all read already; each has a key, and an unknown page is the first."""
    start = keys.index(after) + 1 if after in keys else 0
    if before in keys:
        start = max(keys.index(before) - PAGE_SIZE, 0)
    end = start + PAGE_SIZE
    return Page(
        rows=list(rows[start:end]),
        previous=keys[start] if 0 < start < len(keys) else None,
        next=keys[end - 1] if end < len(keys) else None,
    )


def _edge(text: str | None, by: sa.ColumnElement[Any] | None) -> list[Any] | None:
    """What ``_text`` wrote; None for anything else, so that an unknown page is the first page."""
    moment, _sign, key = (text or "").rpartition("~")
    try:
        if by is None:
            return [UUID(key)]
        if isinstance(by.type, sa.Date):
            return [date.fromisoformat(moment), UUID(key)]
        at = datetime.fromisoformat(moment)
        return [at, UUID(key)] if at.tzinfo else None
    except ValueError:
        return None
