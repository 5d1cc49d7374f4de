"""Reads about contracts of one organisation: a fixed number of queries, however many contracts there are."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.models import Contract, ContractStatus
from portal.records.figures import progress_of
from portal.records.tables import value_table
from portal.security.scope import CONTRACT_ROWS, ContractRow, in_scope
from portal.security.viewer import Viewer
from portal.valuation.obligation import coverage_percentage
from portal.valuation.progress import Progress
from portal.web.pagination import Page, read_page


@dataclass(frozen=True)
class Card:
    """One contract on the dashboard."""

    contract: ContractRow
    progress: Progress

    @property
    def approved_percentage(self) -> Decimal:
        return coverage_percentage(self.progress.approved, self.progress.obligation)


@dataclass(frozen=True)
class Shelf:
    """A page of cards with the keys of its neighbours."""

    cards: list[Card]
    previous: str | None
    next: str | None


def shelves(
    connection: sa.Connection, viewer: Viewer, *, running: dict[str, str | None], finished: dict[str, str | None]
) -> tuple[Shelf, Shelf]:
    """Running and finished contracts of the viewer, oldest first; both pages share the queries of their progress."""
    pages = [
        _page(connection, viewer, ContractStatus.RUNNING, running),
        _page(connection, viewer, ContractStatus.CLOSED, finished),
    ]
    figures = progress_of(connection, [row.id for page in pages for row in page.rows], clock.today())
    now, done = (
        Shelf([Card(_row(row), figures[row.id]) for row in page.rows], page.previous, page.next) for page in pages
    )
    return now, done


def _page(connection: sa.Connection, viewer: Viewer, status: ContractStatus, keys: dict[str, str | None]) -> Page[Any]:
    statement = CONTRACT_ROWS.add_columns(Contract.id.label("key")).where(in_scope(viewer), Contract.status == status)
    return read_page(
        connection, statement, key=Contract.__table__.c.id, after=keys.get("after"), before=keys.get("before")
    )


def _row(row: Any) -> ContractRow:
    return ContractRow(**{name: value for name, value in row._mapping.items() if name != "key"})


def value_table_name(connection: sa.Connection, table_id: UUID) -> str:
    return value_table(connection, table_id).name.nl
