"""What somebody's earlier work, and the time between, has used of the person's cap (domain.md 2.1 and 2.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.valuation.explanation import ExplanationLine
from portal.valuation.money import rounded
from portal.valuation.months import ONE_DAY, months_from
from portal.valuation.table import ValueTable
from portal.valuation.vocabulary import LongBreak


@dataclass(frozen=True)
class Worked:
    """Earlier work as its valuation counted it: ``counted_from``, ``counted_until`` and ``counted_months``."""

    first: date
    last: date
    months: Decimal


@dataclass(frozen=True)
class UsedMonths:
    months: Decimal
    """For ``used_months`` of the next valuation; to four decimals."""
    lines: tuple[ExplanationLine, ...] = ()
    """What each break did, where the table has a rule for breaks."""


def used_months(table: ValueTable, earlier: Iterable[Worked], starts_on: date) -> UsedMonths:
    """Months used before ``starts_on``; the order of ``earlier`` does not matter, work after that day is left out.

    A break as long as the table's number of months is a long one; a shorter one never counts (Harlingen: half a year).
    """
    used, lines = Fraction(0), []
    free_from: date | None = None
    for worked in [*sorted(_before(earlier, starts_on), key=_in_time), Worked(starts_on, starts_on, Decimal(0))]:
        if free_from is not None and worked.first > free_from and table.break_months is not None:
            pause = months_from(free_from, worked.first - ONE_DAY, table.month_count)
            used, line = _after_break(table, used, pause)
            lines.append(line)
        used += Fraction(worked.months)
        free_from = max(free_from or worked.first, worked.last + ONE_DAY)
    return UsedMonths(rounded(used, 4), tuple(lines))


def _before(earlier: Iterable[Worked], starts_on: date) -> list[Worked]:
    return [worked for worked in earlier if worked.first < starts_on and worked.months]


def _in_time(worked: Worked) -> tuple[date, date]:
    return worked.first, worked.last


def _after_break(table: ValueTable, used: Fraction, pause: Fraction) -> tuple[Fraction, ExplanationLine]:
    limit = table.break_months or Decimal(0)
    is_long = pause >= Fraction(limit)
    effect = table.long_break if is_long else LongBreak.DOES_NOT_COUNT
    line = ExplanationLine(f"break_{effect.value}", {"months": rounded(pause, 2), "limit": limit})
    match effect:
        case LongBreak.COUNTS:
            return used + pause, line
        case LongBreak.STARTS_AGAIN:
            return Fraction(0), line
    return used, line
