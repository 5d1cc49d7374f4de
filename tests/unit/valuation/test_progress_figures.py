from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.valuation import HoursPeriod
from portal.valuation.confirmation import CalendarQuarter, ConfirmedHours, expected_hours
from portal.valuation.progress import (
    Level,
    PlacedValue,
    PlannedEffort,
    Stage,
    Thresholds,
    progress,
    quarters,
    realised,
)

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def placement(
    value: str | int, stage: Stage = Stage.APPROVED, *, confirmed: tuple[ConfirmedHours, ...] | None = None
) -> PlacedValue:
    hours = (HoursPeriod(YEAR[0], Decimal(36)),)
    return PlacedValue(stage, Decimal(value), hours, *YEAR, confirmed=confirmed)


def quarter(number: int, hours: int) -> ConfirmedHours:
    whole = CalendarQuarter(2026, number)
    return ConfirmedHours(whole.starts_on, whole.ends_on, Decimal(468), Decimal(hours))


def test_the_example_of_the_progress_page():
    """€ 24,000 should be done and € 18,200 is, of € 40,000: behind by € 5,800."""
    now = progress(
        Decimal(40_000),
        [PlannedEffort(Decimal(48_000), YEAR[0], 12)],
        [placement(36_400), placement(9_000, Stage.SUBMITTED), placement(1, Stage.PLANNED)],
        date(2026, 6, 30),
    )
    assert (now.realised, now.planned_by_now, now.behind_amount) == (18_200, 24_000, 5_800)
    assert (now.planned, now.approved, now.submitted) == (48_000, 36_400, 9_000)
    assert (now.pace, now.level) == (Decimal("-14.5"), Level.BEHIND)


@pytest.mark.parametrize(
    ("done", "level"),
    [
        ("20000", Level.ON_TRACK),
        ("19640", Level.ON_TRACK),  # −0.9
        ("19600", Level.SLIGHTLY_BEHIND),  # −1.0
        ("16000", Level.SLIGHTLY_BEHIND),  # −10.0
        ("15960", Level.BEHIND),  # −10.1
        ("40000", Level.DONE),
    ],
)
def test_the_level_follows_the_pace(done, level):
    ended = PlacedValue(Stage.APPROVED, Decimal(done), (), date(2026, 1, 1), date(2026, 1, 31))
    plan = [PlannedEffort(Decimal(40_000), YEAR[0], 12)]
    assert progress(Decimal(40_000), plan, [ended], date(2026, 6, 30)).level is level


def test_thresholds_are_settings():
    plan = [PlannedEffort(Decimal(40_000), YEAR[0], 12)]
    lenient = Thresholds(slightly=Decimal(-60), behind=Decimal(-80))
    assert progress(Decimal(40_000), plan, [], date(2026, 6, 30), lenient).level is Level.ON_TRACK


def test_nothing_due_and_nothing_done_is_not_started():
    plan = [PlannedEffort(Decimal(40_000), YEAR[0], 12)]
    assert progress(Decimal(40_000), plan, [], date(2025, 12, 31)).level is Level.NOT_STARTED
    assert progress(Decimal(0), [], [], YEAR[0]).level is Level.DONE


def test_only_confirmed_quarters_are_realised_and_the_rest_is_beside_it():
    one = placement(12_000, confirmed=(quarter(1, 468), quarter(3, 234)))
    assert one.realised_on(date(2026, 11, 1)) == 3_000 + 1_500
    assert one.realised_on(date(2026, 2, 28)) == 2_000
    assert one.lost == 1_500
    assert one.unconfirmed_on(date(2026, 6, 30)) == 3_000  # the second quarter
    assert one.unconfirmed_on(date(2026, 10, 31)) == 3_000 + 1_000
    assert placement(12_000, confirmed=()).realised_on(date(2026, 11, 1)) == 0
    assert placement(12_000, Stage.SUBMITTED, confirmed=()).unconfirmed_on(date(2026, 11, 1)) == 0
    assert placement(12_000).unconfirmed_on(date(2026, 11, 1)) == 0


def test_more_hours_add_nothing_and_the_table_says_what_fewer_are_worth():
    assert quarter(1, 500).share(Decimal(36)) == 1
    assert quarter(1, 117).share(Decimal(36)) == Fraction(1, 4)
    assert quarter(1, 117).share(Decimal(36), Decimal(12)) == 0  # 9 hours a week is below the minimum
    over = ConfirmedHours(date(2026, 1, 1), date(2026, 3, 31), Decimal(520), Decimal(468))
    assert over.share(Decimal(36)) == 1  # still a full-time week
    assert over.share(None) == Fraction(9, 10)


def test_expected_hours_follow_the_days_and_the_changes():
    hours = [HoursPeriod(YEAR[0], Decimal(24)), HoursPeriod(date(2026, 11, 16), Decimal(40))]
    assert expected_hours(hours, date(2026, 7, 1), date(2026, 9, 30)) == 312
    assert expected_hours(hours, date(2026, 10, 1), date(2026, 12, 31)) == 416  # 46 days of 24, 46 of 40
    assert expected_hours(hours[:1], date(2026, 10, 1), date(2026, 10, 1)) == 3


@pytest.mark.parametrize("text", ["2026-5", "2026-0", "26-1", "2026", "2026-1-1", "1999-1", "٢٠٢٦-1"])
def test_what_is_no_quarter_is_not_read(text):
    assert CalendarQuarter.read(text) is None
    assert str(CalendarQuarter.read("2026-4")) == "2026-4"


def test_a_quarter_that_just_ended_does_not_make_anybody_late():
    plan = [PlannedEffort(Decimal(12_000), YEAR[0], 12)]
    work = [placement(12_000, confirmed=(quarter(1, 468),))]
    in_july = progress(Decimal(12_000), plan, work, date(2026, 7, 20), ends_on=YEAR[1])
    assert (in_july.realised, in_july.level, in_july.behind_amount) == (3_000, Level.ON_TRACK, 0)
    in_august = progress(Decimal(12_000), plan, work, date(2026, 8, 31), ends_on=YEAR[1])
    assert (in_august.level, in_august.behind_amount, in_august.unconfirmed) == (Level.BEHIND, 3_000, 5_000)


def test_what_is_needed_each_month_and_what_comes_of_it():
    work = [placement(12_000, confirmed=(quarter(1, 234),))]
    now = progress(Decimal(16_000), [], work, date(2026, 6, 30), ends_on=YEAR[1])
    assert (now.realised, now.unconfirmed, now.forecast) == (1_500, 3_000, 10_500)
    assert now.needed_per_month == Decimal("1916.67")  # 11,500 over 6 months
    assert progress(Decimal(16_000), [], work, YEAR[1], ends_on=YEAR[1]).needed_per_month is None


def test_realised_weighs_hours_as_the_table_does():
    hours = [HoursPeriod(YEAR[0], Decimal(48)), HoursPeriod(date(2026, 7, 1), Decimal(18))]
    assert realised(Decimal(300), hours, *YEAR, date(2026, 6, 30), full_time_hours=Decimal(36)) == 200
    short = [HoursPeriod(YEAR[0], Decimal(8)), HoursPeriod(date(2026, 7, 1), Decimal(36))]
    until_june = realised(
        Decimal(300), short, *YEAR, date(2026, 6, 30), full_time_hours=Decimal(36), minimum_hours=Decimal(12)
    )
    assert until_june == 0


def test_a_value_without_days_that_count_is_never_realised():
    assert realised(Decimal(5), [], YEAR[0], None, YEAR[1]) == 0
    assert realised(Decimal(120), [], *YEAR, date(2026, 6, 30)) == 60


def test_quarters_reach_over_everything_and_name_their_days():
    plan = [PlannedEffort(Decimal(1000), date(2026, 11, 1), 4)]
    rows = quarters(plan, [placement(400)], date(2026, 5, 15), starts_on=date(2026, 2, 10), ends_on=date(2026, 12, 31))
    assert [(row.year, row.number) for row in rows] == [(2026, 1), (2026, 2), (2026, 3), (2026, 4), (2027, 1)]
    assert (rows[0].starts_on, rows[0].ends_on) == (date(2026, 1, 1), date(2026, 3, 31))
    assert [row.planned for row in rows] == [0, 0, 0, 500, 500]
    assert rows[2].realised == 0


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
euros = st.decimals(0, 100_000, places=2)
efforts = st.lists(st.builds(PlannedEffort, euros, days, st.integers(0, 48)), max_size=4)


@st.composite
def placements(draw: st.DrawFn) -> PlacedValue:
    starts = draw(days)
    until = date.fromordinal(starts.toordinal() + draw(st.integers(0, 1200)))
    change = date.fromordinal(starts.toordinal() + draw(st.integers(1, 1200)))
    weekly = st.integers(0, 48).map(Decimal)
    periods = (HoursPeriod(starts, draw(weekly)), HoursPeriod(change, draw(weekly)))
    return PlacedValue(draw(st.sampled_from(Stage)), draw(euros), periods, starts, until)


@given(plan=efforts, work=st.lists(placements(), max_size=4), today=days, starts=days)
def test_quarters_add_up_to_the_total_to_the_cent(plan, work, today, starts):
    rows = quarters(plan, work, today, starts_on=starts, ends_on=starts)
    now = progress(Decimal(50_000), plan, work, today)
    assert sum(row.realised for row in rows) == now.realised
    assert sum(row.planned for row in rows) == now.planned
    assert all(row.realised >= 0 and row.planned >= 0 for row in rows)


@given(one=placements(), first=days, second=days)
def test_realised_never_falls_and_ends_at_the_value(one, first, second):
    earlier, later = sorted((first, second))
    facts = (one.value, one.periods, one.starts_on, one.counted_until)
    assert 0 <= realised(*facts, earlier) <= realised(*facts, later) <= one.value
    assert realised(*facts, one.counted_until or later) == one.value
