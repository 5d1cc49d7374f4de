"""Months between days, days after months, and age; both ends of a period count."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from portal.valuation.vocabulary import MonthCount

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = day.day if day.day <= 28 else min(day.day, monthrange(year, month + 1)[1])  # reports ask this very often
    return date(year, month + 1, last)


def months_from(first: date, last: date, count: MonthCount = MonthCount.MONTHS) -> Fraction:
    """Months of the period from ``first`` up to and including ``last``; 0 when it is empty.

    A part of a period is the difference of two of these from the same first day, so parts always add up to the whole.
    """
    if last < first:
        return Fraction(0)
    if count is MonthCount.DAYS:
        return Fraction(((last - first).days + 1) * 12, 365)
    after = last + ONE_DAY
    whole = (after.year - first.year) * 12 + after.month - first.month
    if add_months(first, whole) > after:
        whole -= 1
    begun = add_months(first, whole)
    length = (add_months(first, whole + 1) - begun).days
    return Fraction(whole * length + (after - begun).days, length)


def last_day(first: date, months: Fraction, count: MonthCount = MonthCount.MONTHS) -> date:
    """The last day, whole or in part, of so many months (more than 0) from ``first``: ``months_from`` turned around."""
    if count is MonthCount.DAYS:
        return first + timedelta(days=ceil(months * 365 / 12) - 1)
    whole, part = divmod(months, 1)
    begun = add_months(first, int(whole))
    length = (add_months(first, int(whole) + 1) - begun).days
    return begun + timedelta(days=ceil(part * length) - 1)


def age_on(day: date, born: date) -> int:
    """Age in years; the birthday itself counts as reached. Born on 29 February: 1 March in years without that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
