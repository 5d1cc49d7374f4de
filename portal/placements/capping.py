"""What a placement is worth when the person also works elsewhere: a proposal for whoever decides (PR-05).

The months of a person count once over all contracts, and so does an hour of a week. What was approved first has
counted first: whatever the order of deciding, nobody counts longer than the table allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa

from portal.placements.queries import candidate_at_work
from portal.placements.valuing import earlier_work, open_dossier, valuation_of
from portal.privacy.vault import Vault
from portal.records.elsewhere import Elsewhere, elsewhere, mark_of
from portal.records.placements import PlacementRow, placements_of
from portal.records.tables import value_table
from portal.security.scope import ContractRow
from portal.valuation import HoursPeriod, ValuationRefused, ValueTable, Worked, used_months

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Proposal:
    found: list[Elsewhere]
    mark: str
    """Goes with the decision, which is refused when it is no longer so."""
    amount: Decimal | None = None
    """Within the cap and the full-time week; None where the table gives no value."""
    counts_until: date | None = None
    used_months: Decimal = Decimal(0)
    """Of the person's cap, elsewhere and earlier."""
    is_more_than_full_time: bool = False
    """Together with approved work elsewhere."""

    def lowers(self, value: Decimal | None) -> bool:
        return self.amount is not None and value is not None and self.amount < value


def propose(connection: sa.Connection, vault: Vault, contract: ContractRow, row: PlacementRow) -> Proposal:
    """Call it before the write transaction begins: the target group is opened here, and goes no further."""
    found = elsewhere(connection, row.candidate_id)
    mark = mark_of(found)
    candidate = candidate_at_work(connection, contract.id, row.candidate_id)
    if not found or candidate is None or row.value is None:
        return Proposal(found, mark)
    table, dossier = value_table(connection, contract.value_table_id), open_dossier(vault, candidate)
    approved = [one for one in found if one.is_approved]
    own = [one for one in placements_of(connection, candidate.id) if one.id != row.id]
    counted = [*earlier_work(table, contract, dossier, own), *_counted(connection, vault, approved)]
    hours = hours_left(row, [one.placement for one in approved], contract, table)
    used = used_months(table, counted, row.starts_on).months + _used_later(table, counted, row)
    try:
        valued = valuation_of(table, contract, dossier, row, hours=hours, used=used)
    except ValuationRefused:
        return Proposal(found, mark, row.value, row.counts_until, used)
    amount = min(valued.amount, row.value)
    return Proposal(found, mark, amount, valued.counted_until, used, is_more_than_full_time=hours != row.hours)


def hours_left(
    row: PlacementRow, others: Sequence[PlacementRow], contract: ContractRow, table: ValueTable
) -> tuple[HoursPeriod, ...]:
    """The hours of ``row``, less where together with the others they are more than a full-time week."""
    last = min(row.ends_on or contract.ends_on, contract.ends_on)
    starts = {period.from_on for one in (row, *others) for period in one.hours}
    ends = {one.ends_on + ONE_DAY for one in others if one.ends_on}
    days = sorted(day for day in {row.starts_on, *starts, *ends} if row.starts_on <= day <= last)
    left: list[HoursPeriod] = []
    for day in days:
        elsewhere = sum((one.hours_on(day) for one in others if _works_on(one, day)), Decimal(0))
        own = row.hours_on(day)
        room = max(table.full_time_hours - elsewhere, Decimal(0)) if elsewhere else own
        if not left or left[-1].hours_per_week != min(own, room):
            left.append(HoursPeriod(day, min(own, room)))
    return tuple(left) if any(period.hours_per_week != row.hours_on(period.from_on) for period in left) else row.hours


def _works_on(row: PlacementRow, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


def _counted(connection: sa.Connection, vault: Vault, approved: Sequence[Elsewhere]) -> list[Worked]:
    """What approved work elsewhere used, by the table of its own contract and the dossier there."""
    worked = []
    for one in approved:
        candidate = candidate_at_work(connection, one.contract.id, one.placement.candidate_id)
        if candidate is None:
            continue
        table = value_table(connection, one.contract.value_table_id)
        worked += earlier_work(table, one.contract, open_dossier(vault, candidate), [one.placement])
    return worked


def _used_later(table: ValueTable, counted: Sequence[Worked], row: PlacementRow) -> Decimal:
    """Approved work that begins on the same day or later, unless the time between lets the person begin again."""
    last = row.ends_on or row.starts_on
    this = Worked(row.starts_on, last, Decimal(1))
    later = [one for one in counted if one.first >= row.starts_on]
    return sum(
        (one.months for one in later if one.first <= last or used_months(table, [this], one.first).months), Decimal(0)
    )
