"""The value of a placement: one person at work for a contract, with dated hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from portal.valuation.explanation import DataMissing, ExplanationLine, NotInTable
from portal.valuation.months import ONE_DAY, add_months, months_from
from portal.valuation.names import FORM_NAMES
from portal.valuation.rows import Row
from portal.valuation.table import ValueTable
from portal.valuation.vocabulary import DurationClass, Form, MonthCount, TargetGroup
from portal.valuation.work import Stretch, Valuation, value_work


@dataclass(frozen=True)
class HoursPeriod:
    """Hours per week from a day, up to the next period."""

    from_on: date
    hours_per_week: Decimal


def value_placement(
    table: ValueTable,
    *,
    group: TargetGroup | None,
    duration_class: DurationClass | None,
    form: Form,
    hours: Sequence[HoursPeriod],
    starts_on: date,
    ends_on: date | None,
    contract_starts_on: date,
    contract_ends_on: date,
    reference_date: date,
    birth_date: date | None,
    used_months: Decimal = Decimal(0),
    row: str | None = None,
    raises: Iterable[str] = (),
) -> Valuation:
    """Only days within the contract count; ``ends_on`` None is an agreement without end. First and last days count.

    ``used_months`` are the ``counted_months`` of this person's earlier placements. ``row`` and ``raises`` are codes of
    the table for what the protocol's groups cannot tell. Raises ``NotInTable``, ``ClassNeeded``, ``DataMissing``.
    """
    if not form.is_for_people:
        raise NotInTable("not_for_people", form=FORM_NAMES[form])
    block = chosen_row(table, form, group, duration_class, row)
    reached = table.raises_for(form, birth_date=birth_date, reference_date=reference_date, named=raises)
    if starts_too_early(table, starts_on, contract_starts_on):
        early = ExplanationLine("started_too_early", {"first": starts_on, "months": table.early_start_months or 0})
        return Valuation(Decimal("0.00"), (early,))
    first, last = max(starts_on, contract_starts_on), min(ends_on or contract_ends_on, contract_ends_on)
    if last < first:
        return Valuation(Decimal("0.00"), (ExplanationLine("outside_contract"),))
    stretches = stretches_between(hours, first, last, table.month_count)
    valuation = value_work(table, block, stretches, starts_on=first, raises=reached, used_months=used_months)
    if (first, last) == (starts_on, ends_on or last):
        return valuation
    clipped = ExplanationLine("within_contract", {"first": first, "last": last})
    return replace(valuation, lines=(*valuation.lines, clipped))


def starts_too_early(table: ValueTable, starts_on: date, contract_starts_on: date) -> bool:
    """Whether the work began longer before the contract than the table allows (The Hague: 12 months)."""
    if table.early_start_months is None:
        return False
    return starts_on < add_months(contract_starts_on, -int(table.early_start_months))


def chosen_row(
    table: ValueTable, form: Form, group: TargetGroup | None, duration_class: DurationClass | None, row: str | None
) -> Row:
    return table.row_for(form, group, duration_class) if row is None else table.row_named(row, form)


def stretches_between(
    hours: Iterable[HoursPeriod], first: date, last: date, count: MonthCount = MonthCount.MONTHS
) -> tuple[Stretch, ...]:
    """Hours and months of each period from ``first`` to ``last``; their months add up to those of the whole.

    Raises ``DataMissing`` where the hours of the first day are not known or a day has two different hours.
    """
    periods = sorted(set(hours), key=lambda period: period.from_on)
    for earlier, later in pairwise(periods):
        if earlier.from_on == later.from_on:
            raise DataMissing("hours_twice", first=later.from_on)
    if not periods or periods[0].from_on > first:
        raise DataMissing("hours_missing", first=first)
    ends = [min(period.from_on - ONE_DAY, last) for period in periods[1:]] + [last]
    stretches = []
    for period, end in zip(periods, ends, strict=True):
        begin = max(period.from_on, first)
        if begin <= end:
            before = months_from(first, begin - ONE_DAY, count)
            stretches.append(Stretch(period.hours_per_week, months_from(first, end, count) - before))
    return tuple(stretches)
