"""What work is worth: ``(block + raises) × hours / full-time hours × months / 12``, within the person's cap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.valuation.explanation import DataMissing, ExplanationLine, Figure
from portal.valuation.money import cents, rounded
from portal.valuation.months import last_day
from portal.valuation.rows import Raise, Row
from portal.valuation.table import ValueTable
from portal.valuation.vocabulary import CapBasis, Unit


@dataclass(frozen=True)
class Valuation:
    amount: Decimal
    """Euro and cents."""
    lines: tuple[ExplanationLine, ...]
    counted_months: Decimal = Decimal(0)
    """Months of one person that use up the cap, to four decimals; 0 when nothing counts."""
    counted_from: date | None = None
    counted_until: date | None = None
    """The last day that counts: the end of the placement, of the contract or of the cap. None when no day counts."""
    below_minimum: bool = False
    """Some of the hours are below the minimum of the table and are worth nothing."""
    estimated: bool = False
    """Group, class or row was not known; the lowest amount was taken."""


@dataclass(frozen=True)
class Stretch:
    """Months with the same hours per week."""

    hours_per_week: Decimal
    months: Fraction


@dataclass(frozen=True)
class Counted:
    """What remains of the stretches within the cap."""

    months: Fraction
    """Time until counting stops."""
    used: Fraction
    """What it uses of the cap, in the cap's own measure."""
    weight: Fraction
    """Months × hours factor."""
    stopped: bool


def value_work(
    table: ValueTable,
    row: Row,
    stretches: Sequence[Stretch],
    *,
    starts_on: date | None,
    people: int = 1,
    raises: Sequence[Raise] = (),
    used_months: Decimal = Decimal(0),
    estimated: bool = False,
) -> Valuation:
    """The value of work from ``starts_on``, the first day that can count; None where the days do not matter.

    The cap runs through every month of a placement that counts, also through one below the minimum hours: otherwise
    more hours could be worth less. A placement that never reaches the minimum uses nothing of the cap.
    Raises ``DataMissing`` for a row that counts the wage: no placement holds an amount.
    """
    if row.unit is Unit.NOT_ELIGIBLE:
        return not_eligible(row)
    if row.unit is Unit.COST:
        raise DataMissing("cost_missing")
    counted = _count(table, row, stretches, used_months)
    counts = counted.weight > 0
    per_month, once = valued_raises(table, row, raises, first_time=counts and not used_months)
    until = last_day(starts_on, counted.months, table.month_count) if counts and starts_on else None
    lines = [
        *block_lines(table, row, raises if row.unit is Unit.YEAR else ()),
        *_stretch_lines(table, row, stretches),
        *_cap_lines(row, used_months, counted, until),
    ]
    if people != 1:
        lines.append(ExplanationLine("people", {"people": people}))
    if estimated:
        lines.append(ExplanationLine("estimate"))
    return Valuation(
        amount=cents(people * (per_month * counted.weight + once)),
        lines=tuple(lines),
        counted_months=rounded(counted.used, 4) if counts else Decimal(0),
        counted_from=starts_on if counts else None,
        counted_until=until,
        below_minimum=any(stretch.hours_per_week < table.minimum_hours for stretch in stretches),
        estimated=estimated,
    )


def valued_raises(
    table: ValueTable, row: Row, raises: Sequence[Raise], *, first_time: bool
) -> tuple[Fraction, Fraction]:
    """Euro for a full-time month with its raises, and what is added once, with the first work of a person."""
    per_month = Fraction(row.amount or 0)
    if row.unit is not Unit.YEAR:
        return per_month, Fraction(0)
    raised = sum((Fraction(one.amount) for one in raises), Fraction(0))
    if table.raises_pro_rata:
        return (per_month + raised) / 12, Fraction(0)
    return per_month / 12, raised if first_time else Fraction(0)


def not_eligible(row: Row) -> Valuation:
    return Valuation(Decimal("0.00"), (ExplanationLine("not_eligible", {"name": row.name}, row.reveals_group),))


def _count(table: ValueTable, row: Row, stretches: Sequence[Stretch], used_months: Decimal) -> Counted:
    left = None if row.cap_months is None else max(Fraction(row.cap_months) - Fraction(used_months), Fraction(0))
    months = used = weight = Fraction(0)
    for stretch in stretches:
        hours = table.part_of_full_time(stretch.hours_per_week)
        use = hours if table.cap_basis is CapBasis.FULL_TIME_MONTHS else Fraction(1)
        part = stretch.months
        if left is not None and use:
            part = min(part, (left - used) / use)
        months += part
        used += part * use
        weight += part * (hours if row.unit is Unit.YEAR else Fraction(hours > 0))
        if part < stretch.months:
            return Counted(months, used, weight, stopped=True)
    return Counted(months, used, weight, stopped=False)


def block_lines(table: ValueTable, row: Row, raises: Sequence[Raise]) -> Iterator[ExplanationLine]:
    figures: dict[str, Figure] = {
        "name": row.name,
        "amount": row.amount or Decimal(0),
        "full_time": table.full_time_hours,
    }
    yield ExplanationLine(f"block_{row.unit.value}", figures, row.reveals_group)
    for one in raises:
        yield ExplanationLine(
            "raise" if table.raises_pro_rata else "raise_once", {"name": one.name, "amount": one.amount}
        )


def _stretch_lines(table: ValueTable, row: Row, stretches: Sequence[Stretch]) -> Iterator[ExplanationLine]:
    for stretch in stretches:
        hours = stretch.hours_per_week
        yield ExplanationLine("stretch", {"months": rounded(stretch.months, 4), "hours": hours})
        if hours < table.minimum_hours:
            yield ExplanationLine("below_minimum", {"hours": hours, "minimum": table.minimum_hours})
        elif hours > table.full_time_hours and row.unit is Unit.YEAR:
            yield ExplanationLine("full_time", {"full_time": table.full_time_hours})


def _cap_lines(row: Row, used_months: Decimal, counted: Counted, until: date | None) -> Iterator[ExplanationLine]:
    if row.cap_months is None or not counted.stopped:
        return
    figures = {"cap": row.cap_months, "used": used_months, "counted": rounded(counted.used, 4)}
    yield ExplanationLine("cap", figures, reveals_group=True)
    if until is not None:
        yield ExplanationLine("cap_end", {"last": until}, reveals_group=True)
