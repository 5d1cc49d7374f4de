"""Calendar quarters, the hours that are expected in one, and what confirmed hours do with its value (K-42)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from portal.valuation.hours import hours_factor
from portal.valuation.months import ONE_DAY, add_months
from portal.valuation.placement import HoursPeriod

WEEKS = 13  # a quarter, so that 40 hours a week are 520 (ux.md K-42)


@dataclass(frozen=True, order=True)
class CalendarQuarter:
    year: int
    number: int
    """1 to 4"""

    @classmethod
    def of(cls, day: date) -> "CalendarQuarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "CalendarQuarter | None":
        """'2026-3'; None for anything else."""
        year, _sign, number = text.partition("-")
        if len(year) != 4 or not (year.isascii() and year.isdecimal()) or number not in ("1", "2", "3", "4"):
            return None
        return cls(int(year), int(number)) if 2000 <= int(year) < 2100 else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def starts_on(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def ends_on(self) -> date:
        return add_months(self.starts_on, 3) - ONE_DAY

    @property
    def before(self) -> "CalendarQuarter":
        return CalendarQuarter.of(self.starts_on - ONE_DAY)

    def weeks(self, first: date, last: date) -> Fraction:
        """Weeks of the days from ``first`` to ``last`` within it; the whole quarter is 13."""
        days = (min(last, self.ends_on) - max(first, self.starts_on)).days + 1
        return Fraction(WEEKS * max(days, 0), (self.ends_on - self.starts_on).days + 1)


@dataclass(frozen=True)
class ConfirmedHours:
    """What was confirmed about the days of one placement within one quarter."""

    starts_on: date
    ends_on: date
    expected: Decimal
    """Hours in all, by the hours a week of the placement."""
    hours: Decimal
    """Hours in all that were confirmed."""

    def share(self, full_time_hours: Decimal | None, minimum_hours: Decimal = Decimal(0)) -> Fraction:
        """Which part of the value of these days is realised; never more than all of it.

        More hours than expected change nothing: other hours a week are approved first. Fewer count as the table counts
        them, by the average week: above full-time they cost nothing, below the minimum nothing is left.
        """
        if self.hours >= self.expected:
            return Fraction(1)
        weeks = CalendarQuarter.of(self.starts_on).weeks(self.starts_on, self.ends_on)
        if full_time_hours is None or not weeks:
            return Fraction(self.hours) / Fraction(self.expected)
        asked = hours_factor(_a_week(self.expected, weeks), full_time_hours, minimum_hours)
        done = hours_factor(_a_week(self.hours, weeks), full_time_hours, minimum_hours)
        return min(done / asked, Fraction(1)) if asked else Fraction(self.hours) / Fraction(self.expected)


def expected_hours(periods: Iterable[HoursPeriod], first: date, last: date) -> Decimal:
    """Whole hours from ``first`` to ``last``, two days of one quarter, half up; the first hours also count before."""
    ordered = sorted(periods, key=lambda period: period.from_on)
    quarter, total = CalendarQuarter.of(first), Fraction(0)
    for position, period in enumerate(ordered):
        begin = max(first, period.from_on) if position else first
        end = min(last, ordered[position + 1].from_on - ONE_DAY) if position + 1 < len(ordered) else last
        if begin <= end:
            total += Fraction(period.hours_per_week) * quarter.weeks(begin, end)
    return (Decimal(total.numerator) / Decimal(total.denominator)).quantize(Decimal(1), ROUND_HALF_UP)


def _a_week(hours: Decimal, weeks: Fraction) -> Decimal:
    week = Fraction(hours) / weeks
    return Decimal(week.numerator) / Decimal(week.denominator)
