"""Moments are UTC, days are days in Amsterdam: nights of 23 and 25 hours, leap days, the new year (T39)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock

A_MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("midnight", "day"),
    [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), date(2026, 3, 29)),  # to summer time this night
        (datetime(2026, 3, 29, 22, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), date(2026, 10, 25)),  # and back
        (datetime(2026, 10, 25, 23, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 23, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 23, tzinfo=UTC), date(2028, 3, 1)),
        (datetime(2027, 2, 28, 23, tzinfo=UTC), date(2027, 3, 1)),
    ],
)
def test_t39_a_day_begins_at_midnight_in_amsterdam(midnight, day):
    assert clock.day_of(midnight) == day
    assert clock.day_of(midnight - A_MICROSECOND) == day - timedelta(days=1)
    assert clock.end_of(day - timedelta(days=1)) == midnight
    with clock.set_to(midnight):
        assert clock.today() == day


def test_t39_each_day_of_ten_years_ends_once_and_the_next_begins_there():
    day, lengths = date(2024, 1, 1), []
    while day < date(2034, 1, 1):
        begins, ends = (clock.end_of(day - timedelta(days=back)).astimezone(UTC) for back in (1, 0))
        assert clock.day_of(begins) == clock.day_of(ends - A_MICROSECOND) == day
        lengths.append(ends - begins)
        day += timedelta(days=1)
    hours = [length / timedelta(hours=1) for length in lengths]
    assert (hours.count(23), hours.count(25), hours.count(24)) == (10, 10, len(hours) - 20)
