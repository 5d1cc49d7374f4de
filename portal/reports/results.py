"""Who found work: people by target group and form, with hours and euro, of one region in one year; other efforts apart.

The one place where groups of many people are unsealed together: one pass, in the worker, that keeps only sums. Each
person stands in one cell, of the form of the work that began last, so that cells add up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    Candidate,
    Contract,
    Contribution,
    Placement,
    PlacementStatus,
    Region,
    UnregisteredStatus,
    UnregisteredWork,
)
from portal.privacy.gate import is_open
from portal.privacy.vault import Purpose, Vault
from portal.protection import Cell
from portal.records.figures import placed_value
from portal.records.placements import CONFIRMED_TOLD, HOURS_TOLD, read_confirmed, read_hours
from portal.records.tables import value_table
from portal.reports.staying import STILL_TOLD, Parts, Told, read_told, still_at_work
from portal.valuation import Form, HoursPeriod, TargetGroup, ValueTable
from portal.valuation.months import ONE_DAY, add_months
from portal.valuation.progress import PlacedValue, Stage

BATCH = 200  # contracts, or people whose group is unsealed, at a time
WEEKS = 52  # a year of full time is 52 weeks (domain.md 5: 1,872 hours at 36 a week)
FULL_TIME = Decimal(36)  # hours a week where a value table names none
NO_GROUP = "none"  # the group is not in the portal: no C2, consent ended, or work without registration
GROUPS = (*(group.value for group in TargetGroup), NO_GROUP)
FORMS = tuple(form.value for form in Form)


@dataclass(frozen=True)
class Work:
    form: str
    is_permanent: bool
    starts_on: date
    ends_on: date | None
    placed: PlacedValue
    full_time: Decimal
    told: tuple[Told, ...] = ()

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass
class Sums:
    """Of one cell, or of several together."""

    people: int = 0
    placements: int = 0
    hours: Fraction = Fraction(0)
    fte: Fraction = Fraction(0)
    euro: Decimal = Decimal("0.00")
    largest: Decimal = Decimal("0.00")

    @property
    def cell(self) -> Cell:
        return Cell(self.people, self.euro, self.largest)

    def add(self, other: "Sums") -> None:
        self.people += other.people
        self.placements += other.placements
        self.hours += other.hours
        self.fte += other.fte
        self.euro += other.euro
        self.largest = max(self.largest, other.largest)


@dataclass
class Results:
    """Exact sums, which never leave the worker; ``parts`` by target group.

    ``other`` is euro of efforts without a person, such as purchase. What destroyed dossiers left is not in here: a year
    is published long before the term of its dossiers.
    """

    region: Region
    year: int
    on: date
    cells: dict[tuple[str, str], Sums] = field(default_factory=dict)
    other: Decimal = Decimal("0.00")
    parts: dict[str, Parts] = field(default_factory=dict)

    @property
    def starts_on(self) -> date:
        return date(self.year, 1, 1)

    def cell(self, group: str, form: str) -> Sums:
        return self.cells.get((group, form), Sums())

    def parts_of(self, group: str) -> Parts:
        return self.parts.get(group, Parts())

    def count(self, group: str, works: list[Work]) -> None:
        """One person, with all work for one contract."""
        current = [work for work in works if work.starts_on <= self.on and (work.ends_on or self.on) >= self.starts_on]
        one = Sums(people=1, placements=len(current))
        one.euro = sum((self.within(work.placed) for work in works), Decimal("0.00"))
        for work in current:
            hours = _hours_within(work, self.starts_on, self.on)
            one.hours += hours
            one.fte += hours / Fraction(work.full_time * WEEKS)
        if current or one.euro:
            one.largest = one.euro
            newest = max(current or works, key=lambda work: (work.starts_on, work.form))
            self.cells.setdefault((group, newest.form), Sums()).add(one)
        parts = self.parts.setdefault(group, Parts())
        if current:
            parts.permanent.count(any(work.is_permanent for work in current))
        began = min(work.starts_on for work in works)
        for part, months in ((parts.after_6_months, 6), (parts.after_12_months, 12)):
            day = add_months(began, months)
            if self.starts_on <= day <= self.on:
                part.count(still_at_work(works, day))

    def within(self, placed: PlacedValue) -> Decimal:
        """Euro that were realised in the year, so that years add up to what the progress page says."""
        return placed.realised_on(self.on) - placed.realised_on(self.starts_on - ONE_DAY)


def results_of(connection: sa.Connection, vault: Vault, region: Region, year: int, on: date) -> Results:
    """Approved work up to and including ``on``, the last day that is counted. Constant memory, a batch at a time."""
    results = Results(region, year, on)
    contracts = connection.execute(
        sa.select(Contract.id, Contract.starts_on, Contract.value_table_id)
        .where(Contract.region == region)
        .order_by(Contract.id)
    ).all()
    for start in range(0, len(contracts), BATCH):
        some = {row.id: row for row in contracts[start : start + BATCH]}
        for group, works in _people(connection, vault, some):
            results.count(group, works)
        for row in connection.execute(_UNREGISTERED, {"ids": list(some)}):
            contract, periods = some[row.contract_id], (HoursPeriod(row.starts_on, row.hours_per_week),)
            table = value_table(connection, contract.value_table_id)
            results.count(NO_GROUP, [_work(row, periods, contract, table)])
        for given in connection.execute(_CONTRIBUTED, {"ids": list(some)}):
            contract = some[given.contract_id]
            table = value_table(connection, contract.value_table_id)
            results.other += results.within(placed_value(given, (), contract.starts_on, table, confirmed=None))
    return results


_PLACEMENTS = (
    sa.select(
        Placement.candidate_id,
        Placement.contract_id,
        Placement.status,
        Placement.form,
        Placement.is_permanent,
        Placement.starts_on,
        Placement.ends_on,
        Placement.counts_until,
        Placement.value,
        Placement.approved_value,
        HOURS_TOLD.label("hours"),
        CONFIRMED_TOLD.label("confirmed"),
        STILL_TOLD.label("still"),
        sa.case((is_open(Candidate.id, with_group=True), Candidate.group_sealed)).label("sealed"),
    )
    .join(Candidate, Candidate.id == Placement.candidate_id)
    .where(Placement.contract_id.in_(sa.bindparam("ids", expanding=True)))
    .where(Placement.status == PlacementStatus.APPROVED)
    .order_by(Placement.candidate_id, Placement.id)
)
_UNREGISTERED = sa.select(
    UnregisteredWork.contract_id,
    sa.literal(PlacementStatus.APPROVED).label("status"),
    UnregisteredWork.form,
    sa.false().label("is_permanent"),
    UnregisteredWork.starts_on,
    UnregisteredWork.ends_on,
    UnregisteredWork.ends_on.label("counts_until"),
    UnregisteredWork.value,
    UnregisteredWork.value.label("approved_value"),
    UnregisteredWork.hours_per_week,
    sa.cast(sa.null(), sa.Text).label("confirmed"),
    sa.cast(sa.null(), sa.Text).label("still"),
).where(
    UnregisteredWork.contract_id.in_(sa.bindparam("ids", expanding=True)),
    UnregisteredWork.status == UnregisteredStatus.APPROVED,
)

_CONTRIBUTED = sa.select(
    Contribution.contract_id,
    Contribution.status,
    Contribution.starts_on,
    Contribution.ends_on.label("counts_until"),
    Contribution.value,
    Contribution.approved_value,
).where(
    Contribution.contract_id.in_(sa.bindparam("ids", expanding=True)), Contribution.status == PlacementStatus.APPROVED
)


def _people(connection: sa.Connection, vault: Vault, contracts: dict[UUID, Any]) -> Iterator[tuple[str, list[Work]]]:
    people = [
        (candidate, list(rows))
        for candidate, rows in groupby(
            connection.execute(_PLACEMENTS, {"ids": list(contracts)}), key=lambda row: row.candidate_id
        )
    ]
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        groups = vault.open_many(Purpose.GROUP, {candidate: rows[0].sealed for candidate, rows in some})
        for candidate, rows in some:
            opened = groups[candidate]
            yield (
                (opened or {}).get("target_group") or NO_GROUP,
                [
                    _work(row, read_hours(row.hours), contract, value_table(connection, contract.value_table_id))
                    for row in rows
                    for contract in (contracts[row.contract_id],)
                ],
            )


def _work(row: Any, periods: tuple[HoursPeriod, ...], contract: Any, table: ValueTable) -> Work:
    placed = placed_value(row, periods, contract.starts_on, table, confirmed=read_confirmed(row.confirmed))
    assert placed.stage is Stage.APPROVED  # noqa: S101 - the queries ask for nothing else
    return Work(
        row.form, bool(row.is_permanent), row.starts_on, row.ends_on, placed, table.full_time_hours or FULL_TIME,
        read_told(row.still),
    )  # fmt: skip


def _hours_within(work: Work, first: date, last: date) -> Fraction:
    """Hours a week times the weeks of the days that lie within the period."""
    end = min(last, work.ends_on or last)
    total = Fraction(0)
    periods = work.placed.periods
    for position, period in enumerate(periods):
        begin = max(first, work.starts_on, period.from_on) if position else max(first, work.starts_on)
        until = min(end, periods[position + 1].from_on - ONE_DAY) if position + 1 < len(periods) else end
        if begin <= until:
            total += Fraction(period.hours_per_week) * ((until - begin).days + 1) / 7
    return total
