"""Figures of one contract for its progress page; whoever shows them, they are the same."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.models import Placement
from portal.records.figures import placed_value, standings_of, unregistered_value
from portal.records.placements import SELECTED, PlacementRow, placement_rows
from portal.records.tables import value_table
from portal.records.unregistered import UnregisteredRow, unregistered_work
from portal.security.scope import ContractRow
from portal.valuation.progress import Quarter, quarters
from portal.web.pagination import Page, read_page


class When(StrEnum):
    PAST = "past"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class QuarterLine:
    quarter: Quarter
    when: When

    @property
    def difference(self) -> Decimal:
        """Realised minus planned; below zero is behind."""
        return self.quarter.realised - self.quarter.planned


def progress_context(connection: sa.Connection, contract: ContractRow, today: date) -> dict[str, Any]:
    """What ``progress/_figures.html`` shows: totals only, nobody in them. Three queries."""
    standing = standings_of(connection, [contract.id])[contract.id]
    made = quarters(
        standing.efforts, standing.placements, today, starts_on=contract.starts_on, ends_on=contract.ends_on
    )
    return {
        "contract": contract,
        "on": today,
        "progress": standing.on(today),
        "quarters": [QuarterLine(quarter, _when(quarter, today)) for quarter in made],
        "planned": sum((quarter.planned for quarter in made), Decimal(0)),
        "realised": sum((quarter.realised for quarter in made), Decimal(0)),
    }


def _when(quarter: Quarter, today: date) -> When:
    if quarter.ends_on < today:
        return When.PAST
    return When.NOW if quarter.starts_on <= today else When.LATER


@dataclass(frozen=True)
class UnregisteredLine:
    work: UnregisteredRow
    realised: Decimal


def unregistered_lines(connection: sa.Connection, contract: ContractRow, today: date) -> list[UnregisteredLine]:
    """Work without registration that counts or may come to count; nobody is in it (PR-24)."""
    table = value_table(connection, contract.value_table_id)
    return [
        UnregisteredLine(row, unregistered_value(row, contract.starts_on, table).realised_on(today))
        for row in unregistered_work(connection, contract.id, only_counting=True)
    ]


@dataclass(frozen=True)
class PlacementLine:
    placement: PlacementRow
    realised: Decimal
    """Up to and including the day asked for; the lines of a contract add up to its realised total, to the cent."""
    unconfirmed: Decimal
    """Of days whose hours nobody confirmed yet; beside what is realised, never in it."""


def placement_lines(
    connection: sa.Connection,
    contract: ContractRow,
    today: date,
    *,
    after: str | None = None,
    before: str | None = None,
) -> Page[PlacementLine]:
    """One page of the placements of a contract, without names, in two queries."""
    statement = SELECTED.where(Placement.contract_id == contract.id)
    found = read_page(connection, statement, key=Placement.__table__.c.id, after=after, before=before)
    table = value_table(connection, contract.value_table_id)
    lines = [
        PlacementLine(row, placed.realised_on(today), placed.unconfirmed_on(today))
        for row in placement_rows(found.rows)
        for placed in (placed_value(row, row.hours, contract.starts_on, table, confirmed=row.confirmed),)
    ]
    return Page(lines, found.previous, found.next)
