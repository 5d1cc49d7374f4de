"""The 72 hours of article 33(1) GDPR: from knowing, in hours on end, weekends and holidays included (PR-70)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TERM = timedelta(hours=72)
ALARM_HOURS = (24, 48, 66)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class BreachClock:
    """Counts in UTC, so that the night in which the clock is put back has its extra hour."""

    discovered_at: datetime

    @property
    def due(self) -> datetime:
        """From this moment on a notification is late."""
        return self.discovered_at + TERM

    def hours_used(self, now: datetime) -> int:
        return max(0, (now - self.discovered_at) // HOUR)

    def hours_left(self, now: datetime) -> int:
        """Whole hours that remain; 0 in the last hour and after it."""
        return max(0, (self.due - now) // HOUR)

    def alarm(self, now: datetime) -> int:
        """The newest alarm hour that has been reached; 0 before the first."""
        return max((hour for hour in ALARM_HOURS if self.hours_used(now) >= hour), default=0)

    def is_late(self, moment: datetime) -> bool:
        return moment >= self.due
