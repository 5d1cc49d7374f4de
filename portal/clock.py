"""The only clock: moments are UTC and aware, days are calendar days in Amsterdam."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """This moment in UTC, to the microsecond."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Amsterdam, which every deadline and period is counted in."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def end_of(day: date) -> datetime:
    """The first moment that is no longer this day in Amsterdam, also on the two days without 24 hours."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=AMSTERDAM)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Tell a story about the past: the demonstration data is made by the real services at the moments it shows."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
