"""How days, moments, money and tokens read; the same in pages and in mail."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from portal import clock
from portal.web.i18n import gettext, language, ngettext
from portal.web.labels import csr_label, label, onlooker, tone

NO_BREAK = "\N{NO-BREAK SPACE}"


def money(amount: Decimal) -> str:
    """'€ 18.200', with cents only where there are any."""
    return _euro(amount, "¤\xa0#,##0" if amount == amount.to_integral_value() else "¤\xa0#,##0.00")


def money_exact(amount: Decimal) -> str:
    return _euro(amount, "¤\xa0#,##0.00")


def _euro(amount: Decimal, pattern: str) -> str:
    shown = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(format_currency(shown, "EUR", pattern + ";-" + pattern, locale=_locale(), currency_digits=False))


def number(value: Decimal | int) -> str:
    return str(format_decimal(value, locale=_locale()))


def percent(value: Decimal | int) -> str:
    """'46%' for a table; a sentence writes 'procent' itself."""
    return f"{format_decimal(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP), locale=_locale())}%"


def day(value: date) -> str:
    """'4 december 2026'"""
    return str(format_date(value, "d MMMM y", locale=_locale()))


def weekday(value: date) -> str:
    """'vrijdag 4 december 2026'"""
    return str(format_date(value, "EEEE d MMMM y", locale=_locale()))


def month(value: date) -> str:
    """'september 2026'"""
    return str(format_date(value, "MMMM y", locale=_locale()))


def moment(value: datetime) -> str:
    """'23 november 2026, 14.32 uur', in Amsterdam"""
    here = value.astimezone(clock.AMSTERDAM)
    return f"{day(here.date())}, {time_of_day(value)}"


def time_of_day(value: datetime) -> str:
    here = value.astimezone(clock.AMSTERDAM)
    if language() == "nl":
        return str(format_time(here, "HH.mm", locale="nl")) + " uur"
    return str(format_time(here, "HH:mm", locale="en"))


def deadline(due: date) -> str:
    """A last day in words and date, with the days left when they are few (ux.md 2.0), to stand after a verb.

    Who is late may be the reader or another, so a day that is over stays part of the same sentence.
    """
    left = (due - clock.today()).days
    if left == 0:
        return gettext("today before 23:59")
    if left == 1:
        return gettext("no later than tomorrow, %(day)s", day=weekday(due))
    before = gettext("before %(day)s", day=weekday(due))
    if left < 0:
        return before + " " + ngettext("(%(num)d day late)", "(%(num)d days late)", -left)
    if left <= 14:
        return before + " " + ngettext("(%(num)d day left)", "(%(num)d days left)", left)
    return before


def _locale() -> str:
    return "nl" if language() == "nl" else "en_GB"


FILTERS: dict[str, Callable[..., Any]] = {
    "money": money,
    "money_exact": money_exact,
    "number": number,
    "percent": percent,
    "day": day,
    "weekday": weekday,
    "month": month,
    "moment": moment,
    "time_of_day": time_of_day,
    "deadline": deadline,
    "label": label,
    "csr_label": csr_label,
    "onlooker": onlooker,
    "tone": tone,
}
