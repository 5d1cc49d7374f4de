"""What stays of dossiers that go (PR-51): sums per contract, year and target group, counted before they are gone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.models import Candidate, Contract, KeptTotal, Placement, PlacementStatus
from portal.privacy.vault import Purpose, Vault
from portal.records.figures import placed_value
from portal.records.placements import CONFIRMED_TOLD, HOURS_TOLD, read_confirmed, read_hours
from portal.records.tables import value_table
from portal.valuation.months import ONE_DAY

NO_GROUP = "none"  # as in the published results: the group is not in the portal

Key = tuple[UUID, int, str]  # contract, year, target group


@dataclass
class Sum:
    people: int = 0
    placements: int = 0
    value: Decimal = Decimal("0.00")


def open_groups(connection: sa.Connection, vault: Vault, candidate_ids: Collection[UUID]) -> dict[UUID, str]:
    """Target group of each candidate that still has one in the portal. Slow: not inside a write transaction."""
    sealed = sa.select(Candidate.id, Candidate.group_sealed).where(Candidate.id.in_(candidate_ids))
    blobs = {row.id: row.group_sealed for row in connection.execute(sealed)}
    opened = vault.open_many(Purpose.GROUP, blobs)
    return {one: data["target_group"] or NO_GROUP for one, data in opened.items() if data and "target_group" in data}


def totals_of(
    connection: sa.Connection, candidate_ids: Collection[UUID], groups: dict[UUID, str], today: date
) -> dict[Key, Sum]:
    """Approved work of these candidates. A person counts in each year in which her work falls; the euro of a contract
    over all years are exactly what was approved, since every year is the difference of two rounded totals."""
    found: dict[Key, Sum] = defaultdict(Sum)
    rows = connection.execute(_APPROVED, {"ids": list(candidate_ids)}).all()
    for candidate_id, works in groupby(rows, key=lambda row: row.candidate_id):
        counted: set[Key] = set()
        for work in works:
            for year, value in _by_year(connection, work, today):
                key = (work.contract_id, year, groups.get(candidate_id, NO_GROUP))
                found[key].value += value
                found[key].placements += 1
                found[key].people += key not in counted
                counted.add(key)
    return found


def add_totals(connection: sa.Connection, destruction_id: UUID, totals: dict[Key, Sum]) -> None:
    """Add to what earlier batches of the same destruction left."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    for (contract_id, year, group), one in totals.items():
        values = {
            "destruction_id": destruction_id,
            "contract_id": contract_id,
            "year": year,
            "target_group": group,
            "first_day": date(year, 1, 1),
            "last_day": date(year, 12, 31),
            "people": one.people,
            "placements": one.placements,
            "value": one.value,
        }
        statement = insert(KeptTotal).values(values)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["destruction_id", "contract_id", "year", "target_group"],
                set_={
                    "people": KeptTotal.people + statement.excluded.people,
                    "placements": KeptTotal.placements + statement.excluded.placements,
                    "value": KeptTotal.value + statement.excluded.value,
                },
            )
        )


_APPROVED = (
    sa.select(
        Placement.id,
        Placement.candidate_id,
        Placement.contract_id,
        Placement.status,
        Placement.starts_on,
        Placement.counts_until,
        Placement.value,
        Placement.approved_value,
        HOURS_TOLD.label("hours"),
        CONFIRMED_TOLD.label("confirmed"),
        Contract.starts_on.label("contract_starts_on"),
        Contract.value_table_id,
    )
    .join(Contract, Contract.id == Placement.contract_id)
    .where(Placement.candidate_id.in_(sa.bindparam("ids", expanding=True)))
    .where(Placement.status == PlacementStatus.APPROVED)
    .order_by(Placement.candidate_id, Placement.id)
)


def _by_year(connection: sa.Connection, work: Any, today: date) -> list[tuple[int, Decimal]]:
    table = value_table(connection, work.value_table_id)
    placed = placed_value(
        work, read_hours(work.hours), work.contract_starts_on, table, confirmed=read_confirmed(work.confirmed)
    )
    first, last = placed.starts_on, min(placed.counted_until or today, today)
    years: list[tuple[int, Decimal]] = []
    for year in range(first.year, max(first.year, last.year) + 1):
        until = date(year, 12, 31) if year < last.year else today
        years.append((year, placed.realised_on(until) - placed.realised_on(date(year, 1, 1) - ONE_DAY)))
    rest = placed.value - sum((value for _, value in years), Decimal(0))
    newest, value = years[-1]
    return [*years[:-1], (newest, value + rest)]
