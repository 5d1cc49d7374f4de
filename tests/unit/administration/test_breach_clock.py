"""PR-70: 72 hours from knowing, weekends and the night of summer time included; alarms at 24, 48 and 66 hours."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from portal.administration.breach_clock import BreachClock
from portal.administration.breaches import AuthorityDecision, needs_late_reason
from portal.models import Notifying

FRIDAY = datetime(2026, 11, 27, 16, 30, tzinfo=clock.AMSTERDAM)


def test_a_friday_afternoon_ends_on_monday_afternoon():
    assert BreachClock(FRIDAY).due == datetime(2026, 11, 30, 16, 30, tzinfo=clock.AMSTERDAM)


@pytest.mark.parametrize(
    ("discovered", "due"),
    [
        ((2026, 10, 24, 12), (2026, 10, 27, 11)),  # an hour is lived twice
        ((2026, 3, 28, 12), (2026, 3, 31, 13)),  # an hour is left out
    ],
)
def test_hours_are_hours_when_the_clock_is_changed(discovered, due):
    begun = datetime(*discovered, tzinfo=clock.AMSTERDAM).astimezone(UTC)
    assert BreachClock(begun).due == datetime(*due, tzinfo=clock.AMSTERDAM).astimezone(UTC)


def test_each_alarm_begins_with_its_hour_and_not_a_second_sooner():
    since = BreachClock(FRIDAY)
    for before, hour in ((0, 24), (24, 48), (48, 66)):
        at = FRIDAY + timedelta(hours=hour)
        assert (since.alarm(at - timedelta(seconds=1)), since.alarm(at)) == (before, hour)


def test_hours_left_reach_nought_and_stay_there():
    since = BreachClock(FRIDAY)
    assert [since.hours_left(FRIDAY + timedelta(hours=used)) for used in (0, 1, 71, 72, 100)] == [72, 71, 1, 0, 0]


@pytest.mark.parametrize(
    ("notify", "told_after", "now_after", "needed"),
    [
        (Notifying.YES, 71.9, 100, False),  # told in time, written down later
        (Notifying.YES, 72, 72, True),
        (Notifying.YES, None, 71, False),
        (Notifying.YES, None, 73, True),  # still to be told, and late already
        (Notifying.NO, None, 200, False),
    ],
)
def test_only_a_late_notification_needs_a_reason(notify, told_after, now_after, needed):
    told_at = FRIDAY + timedelta(hours=told_after) if told_after is not None else None
    decision = AuthorityDecision(notify, "reden", told_at)
    assert needs_late_reason(FRIDAY, decision, FRIDAY + timedelta(hours=now_after)) is needed
