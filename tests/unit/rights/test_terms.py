"""PR-54: the last day to answer, with the vectors of the requirement and days counted by hand."""

from datetime import date, timedelta

import pytest

from portal.rights.terms import (
    Clock,
    add_working_days,
    easter,
    holidays,
    is_working_day,
    months_later,
    next_working_day,
    years_later,
)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1961, date(1961, 4, 2)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),  # the latest there is
        (2285, date(2285, 3, 22)),  # the earliest there is
    ],
)
def test_pr54_easter_is_computed(year, sunday):
    assert easter(year) == sunday


def test_pr54_the_holidays_of_2026():
    assert holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 4, 27),  # King's Day
        date(2026, 5, 5),  # Liberation Day, also in a year that is no lustrum
        date(2026, 5, 14),  # Ascension Day
        date(2026, 5, 25),  # Whit Monday
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


def test_pr54_kings_day_on_a_sunday_is_the_saturday_before():
    assert date(2025, 4, 26) in holidays(2025)
    assert date(2025, 4, 27) not in holidays(2025)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 3, 3), date(2026, 4, 7)),  # Good Friday to Easter Monday
        (date(2026, 4, 5), date(2026, 5, 6)),  # 5 May
        (date(2026, 11, 25), date(2026, 12, 28)),  # Christmas and the weekend behind it
        (date(2025, 12, 1), date(2026, 1, 2)),  # New Year's Day
        (date(2028, 1, 29), date(2028, 2, 29)),  # a leap day is there
        (date(2026, 6, 10), date(2026, 7, 10)),
    ],
)
def test_pr54_one_month_and_the_next_working_day(received, due):
    assert Clock(received).due(received) == due


def test_pr54_an_extension_is_three_months_after_receipt():
    assert Clock(date(2026, 3, 3), extended=True).due(date(2026, 3, 3)) == date(2026, 6, 3)


def test_pr54_only_waiting_for_identity_pauses_and_gives_its_days_back():
    clock = Clock(date(2026, 6, 1), identity_asked_on=date(2026, 6, 2))
    assert clock.is_paused
    assert clock.days_used(date(2026, 6, 20)) == 1
    known = Clock(date(2026, 6, 1), identity_asked_on=date(2026, 6, 2), identified_on=date(2026, 6, 9))
    assert not known.is_paused
    assert known.due(date(2026, 6, 9)) == date(2026, 7, 8)
    assert known.target(date(2026, 6, 9)) == date(2026, 7, 6)
    assert known.extension_until(date(2026, 6, 9)) == date(2026, 7, 8)


def test_pr54_asking_late_who_it_is_gives_no_days():
    """Received on a Monday; the week after Monday is a working week later."""
    at_once, late = (Clock(date(2026, 6, 1), identity_asked_on=date(2026, 6, day)) for day in (8, 9))
    assert at_once.is_paused
    assert at_once.paused_days(date(2026, 6, 20)) == 12
    assert not late.is_paused
    assert late.due(date(2026, 6, 20)) == Clock(date(2026, 6, 1)).due(date(2026, 6, 20))


@pytest.mark.parametrize(("after", "alarm"), [(0, 0), (13, 0), (14, 14), (20, 14), (21, 21), (28, 28), (90, 28)])
def test_pr54_alarms_after_14_21_and_28_days(after, alarm):
    received = date(2026, 6, 1)
    assert Clock(received).alarm(received + timedelta(days=after)) == alarm


def test_pr54_overdue_is_the_day_after_the_last_day():
    clock = Clock(date(2026, 1, 31))
    assert not clock.is_overdue(date(2026, 3, 2))
    assert clock.is_overdue(date(2026, 3, 3))


def test_pr56_ten_working_days_skip_weekends_and_holidays():
    assert add_working_days(date(2026, 4, 1), 10) == date(2026, 4, 17)  # over Easter
    assert add_working_days(date(2026, 6, 1), 10) == date(2026, 6, 15)


def test_pr54_every_due_day_of_eight_years_is_a_working_day_a_month_or_a_few_days_more():
    day = date(2024, 1, 1)
    while day < date(2032, 1, 1):
        due = Clock(day).due(day)
        assert is_working_day(due)
        assert next_working_day(months_later(day, 1)) == due
        assert 28 <= (due - day).days <= 36
        day += timedelta(days=1)


def test_a_leap_day_has_its_anniversary_on_28_february():
    assert years_later(date(2024, 2, 29), 5) == date(2029, 2, 28)
