"""The value of work by the contract's table. The target group is opened here, used, and goes no further."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from portal.placements.queries import CandidateAtWork
from portal.placements.work import Work
from portal.privacy.vault import Purpose, Vault
from portal.records.placements import PlacementRow, placements_of
from portal.records.tables import value_table
from portal.security.scope import ContractRow
from portal.valuation import (
    ClassNeeded,
    DurationClass,
    ExplanationLine,
    Form,
    HoursPeriod,
    TargetGroup,
    Valuation,
    ValuationRefused,
    ValueTable,
    Worked,
    used_months,
    value_placement,
)
from portal.valuation.months import add_months


class NoValue(StrEnum):
    """Why the table gives no value; the coordination point then agrees on an amount."""

    GROUP_NOT_SHARED = "group_not_shared"  # no consent to the target group (C2)
    GROUP_UNKNOWN = "group_unknown"
    CLASS_NEEDED = "class_needed"
    NOT_IN_TABLE = "not_in_table"


@dataclass(frozen=True)
class Dossier:
    """The part of a candidate's data that a value is computed from, opened."""

    has_town: bool
    born: date | None
    c2_given: bool
    group_answered: bool
    group: TargetGroup | None
    duration_class: DurationClass | None

    @property
    def is_filled_in(self) -> bool:
        return self.has_town and self.born is not None and (self.group_answered or not self.c2_given)


@dataclass(frozen=True)
class Valued:
    value: Decimal | None
    """Over the whole period, by this contract's table and this contractor's own placements alone."""
    counts_until: date | None
    candidate_version: int
    """Of the dossier it was computed from."""
    lines: tuple[ExplanationLine, ...] = ()
    no_value: NoValue | None = None
    below_minimum: bool = False
    is_cut_off: bool = False
    """The end of the contract took something off: with a longer one the same work is worth more."""


def open_dossier(vault: Vault, candidate: CandidateAtWork) -> Dossier:
    address = vault.open(candidate.id, Purpose.ADDRESS, candidate.address_sealed) or {}
    group = (vault.open(candidate.id, Purpose.GROUP, candidate.group_sealed) or {}) if candidate.c2_given else {}
    born, token, duration = address.get("birth_date"), group.get("target_group"), group.get("duration_class")
    return Dossier(
        has_town=bool(address.get("town")),
        born=date.fromisoformat(born) if born else None,
        c2_given=candidate.c2_given,
        group_answered=bool(group),
        group=TargetGroup(token) if token in set(TargetGroup) else None,
        duration_class=DurationClass(duration) if duration in set(DurationClass) else None,
    )


def value_work(
    connection: sa.Connection,
    vault: Vault,
    *,
    contract: ContractRow,
    candidate: CandidateAtWork,
    work: Work,
    hours: Sequence[HoursPeriod] = (),
    placement_id: UUID | None = None,
) -> Valued:
    """Call it before the write transaction begins. ``hours`` only where they change after the first day.

    ``placement_id`` is the row that ``work`` describes, if there is one; earlier work uses up the person's months.
    """
    dossier = open_dossier(vault, candidate)
    table = value_table(connection, contract.value_table_id)
    last = min(work.ends_on or contract.ends_on, contract.ends_on)
    if dossier.group is None:
        reason = NoValue.GROUP_UNKNOWN if dossier.c2_given else NoValue.GROUP_NOT_SHARED
        return Valued(None, last, candidate.version, no_value=reason)
    others = [other for other in placements_of(connection, candidate.id) if other.id != placement_id]
    periods = tuple(hours) or (HoursPeriod(work.starts_on, work.hours_per_week),)
    worked = earlier_work(table, contract, dossier, [one for one in others if one.starts_on < work.starts_on])
    used = used_months(table, worked, work.starts_on)

    def within(last_day: date) -> Valuation:
        longer = replace(contract, ends_on=last_day)
        return _value(table, longer, dossier, work.form, work.starts_on, work.ends_on, periods, used.months)

    try:
        found, later = within(contract.ends_on), within(add_months(contract.ends_on, 1))
    except ClassNeeded:
        return Valued(None, last, candidate.version, no_value=NoValue.CLASS_NEEDED)
    except ValuationRefused:
        return Valued(None, last, candidate.version, no_value=NoValue.NOT_IN_TABLE)
    lines = (*found.lines, *used.lines)
    return Valued(
        found.amount,
        found.counted_until,
        candidate.version,
        lines,
        below_minimum=found.below_minimum,
        is_cut_off=later.amount > found.amount,
    )


def earlier_work(
    table: ValueTable, contract: ContractRow, dossier: Dossier, placements: Sequence[PlacementRow]
) -> list[Worked]:
    """What these placements used of the person's cap, each after those before it (domain.md 2.1)."""
    worked: list[Worked] = []
    for one in sorted(placements, key=lambda placement: placement.starts_on):
        before = used_months(table, worked, one.starts_on).months
        try:
            found = valuation_of(table, contract, dossier, one, hours=one.hours, used=before)
        except ValuationRefused:
            continue  # valued by agreement: the table's cap does not know it
        if found.counted_from and found.counted_until:
            worked.append(Worked(found.counted_from, found.counted_until, found.counted_months))
    return worked


def valuation_of(
    table: ValueTable,
    contract: ContractRow,
    dossier: Dossier,
    row: PlacementRow,
    *,
    hours: Sequence[HoursPeriod],
    used: Decimal,
) -> Valuation:
    """A placement as it stands, after ``used`` months. Raises ValuationRefused."""
    return _value(table, contract, dossier, row.form, row.starts_on, row.ends_on, hours, used)


def _value(
    table: ValueTable,
    contract: ContractRow,
    dossier: Dossier,
    form: Form,
    starts_on: date,
    ends_on: date | None,
    hours: Sequence[HoursPeriod],
    used: Decimal,
) -> Valuation:
    return value_placement(
        table,
        group=dossier.group,
        duration_class=dossier.duration_class,
        form=form,
        hours=hours,
        starts_on=starts_on,
        ends_on=ends_on,
        contract_starts_on=contract.starts_on,
        contract_ends_on=contract.ends_on,
        reference_date=contract.awarded_on,
        birth_date=dossier.born,
        used_months=used,
    )
