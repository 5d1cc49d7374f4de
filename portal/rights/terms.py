"""When an answer is due (PR-54): article 12(3) GDPR counted as Regulation 1182/71 counts, with Dutch holidays.

The day of receipt does not count. A term ends on the same day of a later month, or on its last day where that day is
missing; a Saturday, Sunday or holiday moves it to the next working day. We steer on our own target of 28 days.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

TARGET_DAYS = 28
ALARM_DAYS = (14, 21, 28)
CORRECTION_WORKING_DAYS = 10
ASKED_AT_ONCE = 5  # working days after receipt in which asking who somebody is stops the clock; later it runs on
PACKAGE_DAYS = 14
KEPT_YEARS = {"granted": 5, "partly": 5, "refused": 1}  # Selectielijst 2020, 6.1 to 6.3; broken off as refused


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the computation of Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, odd = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    weekday = (32 + 2 * odd + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Days that the Algemene termijnenwet (article 3) treats as a Sunday; 5 May in every year."""
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= timedelta(days=1)
    moving = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension Day, Whit Monday
    fixed = (date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26))
    return frozenset({*(sunday + timedelta(days=days) for days in moving), *fixed})


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def next_working_day(day: date) -> date:
    """``day`` itself when somebody works then."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The last of ``count`` working days after ``day``."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1))
    return day


def months_later(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def years_later(day: date, years: int) -> date:
    return months_later(day, 12 * years)


@dataclass(frozen=True)
class Clock:
    """The days of one request. A pause lasts from asking who somebody is until we know, when that was asked without
    delay; nothing else pauses."""

    received_on: date
    extended: bool = False
    identity_asked_on: date | None = None
    identified_on: date | None = None

    def paused_days(self, today: date) -> int:
        if self.identity_asked_on is None or not self._asked_at_once:
            return 0
        return max(0, ((self.identified_on or today) - self.identity_asked_on).days)

    @property
    def is_paused(self) -> bool:
        return self._asked_at_once and self.identified_on is None

    @property
    def _asked_at_once(self) -> bool:
        asked_on = self.identity_asked_on
        return asked_on is not None and asked_on <= add_working_days(self.received_on, ASKED_AT_ONCE)

    def due(self, today: date) -> date:
        """The last day of the legal term, on a working day."""
        plain = months_later(self.received_on, 3 if self.extended else 1)
        return next_working_day(plain + timedelta(days=self.paused_days(today)))

    def extension_until(self, today: date) -> date:
        """The last day on which a longer term can still be told: within the first month."""
        plain = months_later(self.received_on, 1)
        return next_working_day(plain + timedelta(days=self.paused_days(today)))

    def target(self, today: date) -> date:
        """Our own last day."""
        return self.received_on + timedelta(days=TARGET_DAYS + self.paused_days(today))

    def days_used(self, today: date) -> int:
        return max(0, (today - self.received_on).days - self.paused_days(today))

    def alarm(self, today: date) -> int:
        """The newest alarm day that has been reached; 0 before the first."""
        used = self.days_used(today)
        return max((day for day in ALARM_DAYS if used >= day), default=0)

    def is_overdue(self, today: date) -> bool:
        return today > self.due(today)
