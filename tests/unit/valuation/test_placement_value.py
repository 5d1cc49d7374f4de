"""A placement has days, hours that change, a contract around it and a person whose months run out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.valuation import (
    CapBasis,
    ClassNeeded,
    DataMissing,
    DurationClass,
    Form,
    HoursPeriod,
    MonthCount,
    NotInTable,
    TargetGroup,
    Valuation,
    shipped_table,
    texts,
    value_placement,
)
from portal.valuation.months import add_months, age_on, last_day, months_from

TABLE = shipped_table("frl-demo")
START = date(2024, 1, 1)


def placed(
    *periods: tuple[date, int | str], starts: date = START, ends: date | None = date(2024, 12, 31), **changes: Any
) -> Valuation:
    given_facts: dict[str, Any] = {
        "group": TargetGroup.PWET,
        "duration_class": DurationClass.PWET_GT_2Y,
        "form": Form.EMPLOYMENT,
        "contract_starts_on": date(2020, 1, 1),
        "contract_ends_on": date(2035, 12, 31),
        "reference_date": date(2023, 12, 1),
        "birth_date": None,
    }
    hours = [HoursPeriod(day, Decimal(number)) for day, number in periods or [(starts, 36)]]
    table = changes.pop("table", TABLE)
    return value_placement(table, hours=hours, starts_on=starts, ends_on=ends, **(given_facts | changes))


def test_a_full_year_counts_from_its_first_to_its_last_day():
    valuation = placed()
    assert (valuation.amount, valuation.counted_months) == (40_000, 12)
    assert (valuation.counted_from, valuation.counted_until) == (START, date(2024, 12, 31))


def test_only_the_time_within_the_contract_counts():
    early = placed(starts=date(2023, 7, 1), contract_starts_on=START)
    late = placed(ends=date(2025, 6, 30), contract_ends_on=date(2024, 12, 31))
    assert early.amount == late.amount == 40_000
    assert (early.counted_from, late.counted_until) == (START, date(2024, 12, 31))
    assert early.lines[-1].code == late.lines[-1].code == "within_contract"


def test_hours_from_before_the_contract_leave_no_line():
    valuation = placed((date(2023, 7, 1), 8), (START, 36), starts=date(2023, 7, 1), contract_starts_on=START)
    assert [line.code for line in valuation.lines] == ["block_year", "stretch", "within_contract"]
    assert not valuation.below_minimum


def test_an_agreement_without_end_counts_to_the_end_of_the_contract():
    assert placed(ends=None, contract_ends_on=date(2024, 6, 30)).amount == 20_000


def test_a_placement_outside_the_contract_is_worth_nothing():
    valuation = placed(contract_starts_on=date(2025, 1, 1))
    assert (valuation.amount, valuation.counted_until) == (0, None)


def test_days_over_are_counted_over_the_days_of_that_month():
    valuation = placed(ends=date(2024, 2, 10))
    assert valuation.counted_months == Decimal("1.3448")  # 1 + 10/29
    assert str(valuation.amount) == "4482.76"


def test_half_a_year_from_the_middle_of_a_month_is_six_months():
    assert placed(starts=date(2024, 3, 15), ends=date(2024, 9, 14)).amount == 20_000


def test_days_can_be_counted_over_the_year_when_the_table_says_so():
    by_days = replace(TABLE, month_count=MonthCount.DAYS)
    assert placed(starts=date(2023, 1, 1), ends=date(2023, 12, 31), table=by_days).amount == 40_000
    assert str(placed(ends=date(2024, 1, 10), table=by_days).amount) == "1095.89"  # 40,000 × 10/365


def test_hours_that_change_are_worth_their_own_part():
    valuation = placed((START, 36), (date(2024, 7, 1), 18))
    assert valuation.amount == 30_000


def test_exactly_twelve_hours_counts_and_less_does_not():
    assert str(placed((START, 12)).amount) == "13333.33"
    assert placed((START, "11.99")).amount == 0


def test_a_person_stops_counting_after_24_months():
    valuation = placed(ends=date(2026, 6, 30))
    assert (valuation.amount, valuation.counted_until) == (80_000, date(2025, 12, 31))


def test_months_used_before_shorten_what_counts():
    valuation = placed(used_months=Decimal("23.5"))
    assert (valuation.counted_months, valuation.counted_until) == (Decimal("0.5"), date(2024, 1, 16))
    assert str(valuation.amount) == "1666.67"
    nothing = placed(used_months=Decimal(24))
    assert (nothing.amount, nothing.counted_until) == (0, None)


def test_wajong_counts_without_end():
    valuation = placed(ends=date(2028, 12, 31), group=TargetGroup.WAJONG, duration_class=None)
    assert (valuation.amount, valuation.counted_months) == (200_000, 60)


def test_a_table_may_let_the_cap_run_by_full_time_months():
    by_hours = replace(TABLE, cap_basis=CapBasis.FULL_TIME_MONTHS)
    valuation = placed((START, 18), ends=date(2028, 12, 31), table=by_hours)
    assert (valuation.amount, valuation.counted_months) == (80_000, 24)
    assert valuation.counted_until == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1973, 12, 1), 45_000),  # the fiftieth birthday on the reference date counts
        (date(1973, 12, 2), 40_000),
        (date(1968, 12, 1), 47_500),  # from 55 the higher raise replaces the other
        (date(1968, 12, 2), 45_000),
    ],
)
def test_the_raise_goes_by_age_on_the_reference_date(born, expected):
    assert placed(birth_date=born).amount == expected


def test_who_was_born_on_29_february_has_the_birthday_on_1_march_in_other_years():
    born = date(1972, 2, 29)
    assert (age_on(date(2022, 2, 28), born), age_on(date(2022, 3, 1), born)) == (49, 50)
    assert (age_on(date(2024, 2, 28), born), age_on(date(2024, 2, 29), born)) == (51, 52)


def test_raises_of_different_families_add_up_and_are_reached_by_name():
    utrecht = shipped_table("utrecht")
    facts: dict[str, Any] = {"table": utrecht, "duration_class": None, "birth_date": date(1970, 1, 1)}
    assert placed(**facts, raises=["permanent"]).amount == 60_000
    with pytest.raises(NotInTable):
        placed(**facts, raises=["unheard of"])


def test_a_row_beyond_the_seven_groups_is_reached_by_name_only():
    east = shipped_table("oost-nederland")
    valuation = placed(table=east, row="pwet_register", ends=date(2026, 12, 31))
    assert valuation.amount == 120_000
    with pytest.raises(NotInTable):
        placed(table=east, row="no such row")


def test_what_cannot_be_valued_is_refused_with_a_reason():
    with pytest.raises(ClassNeeded) as choice:
        placed(duration_class=None)
    assert "‘Korter dan 2 jaar’, ‘2 jaar of langer’" in choice.value.text("nl")
    with pytest.raises(NotInTable):
        placed(form=Form.BBL)
    with pytest.raises(NotInTable):
        placed(form=Form.PURCHASE)
    with pytest.raises(DataMissing):
        placed((date(2024, 2, 1), 36))
    with pytest.raises(DataMissing):
        placed((START, 36), (START, 24))


def test_an_explanation_without_the_reveal_tells_neither_group_nor_block_amount():
    valuation = placed(ends=date(2026, 12, 31), birth_date=date(1960, 1, 1))
    masked = " ".join(texts(valuation.lines, reveal=False))
    assert "Participatiewet" in " ".join(texts(valuation.lines, reveal=True))
    for told in ("Participatiewet", "40.000", "24"):
        assert told not in masked
    assert "7.500" in masked


def test_every_line_has_its_sentence_in_both_languages():
    valuation = placed((START, 40), (date(2024, 6, 1), 8), ends=date(2027, 1, 1), birth_date=date(1960, 1, 1))
    assert {line.code for line in valuation.lines} >= {"block_year", "raise", "stretch", "full_time", "below_minimum"}
    for line in valuation.lines:
        assert "{" not in line.text("nl") + line.text("en")


days = st.dates(date(2021, 1, 1), date(2030, 12, 31))
hours = st.integers(0, 48)
groups = st.sampled_from(
    [
        (TargetGroup.PWET, DurationClass.PWET_LT_2Y),
        (TargetGroup.WAJONG, None),
        (TargetGroup.WW, DurationClass.WW_GT_12M),
    ]
)


@given(
    starts=days, length=st.integers(0, 1500), first=hours, later=hours, more=hours, at=st.integers(1, 1500), who=groups
)
def test_more_hours_are_never_worth_less(starts, length, first, later, more, at, who):
    ends, change = date.fromordinal(starts.toordinal() + length), date.fromordinal(starts.toordinal() + at)
    facts: dict[str, Any] = {"starts": starts, "ends": ends, "group": who[0], "duration_class": who[1]}
    less = placed((starts, first), (change, later), **facts)
    assert placed((starts, first + more), (change, later), **facts).amount >= less.amount
    assert placed((starts, first), (change, later + more), **facts).amount >= less.amount


@given(starts=days, months=st.integers(2, 60), split=st.integers(1, 59), weekly=hours, who=groups)
def test_a_period_split_at_a_month_is_worth_the_same(starts, months, split, weekly, who):
    ends, middle = add_months(starts, months), add_months(starts, split)
    facts: dict[str, Any] = {"starts": starts, "ends": ends, "group": who[0], "duration_class": who[1]}
    whole = placed((starts, weekly), **facts)
    parts = placed((starts, weekly), (middle, weekly), **facts)
    assert (parts.amount, parts.counted_until) == (whole.amount, whole.counted_until)


@given(starts=days, split=st.integers(1, 23), weekly=st.integers(12, 48))
def test_two_placements_of_one_person_are_worth_what_one_is(starts, split, weekly):
    begin = starts.replace(day=1)
    middle = add_months(begin, split)
    before = date.fromordinal(middle.toordinal() - 1)
    end = date.fromordinal(add_months(begin, 30).toordinal() - 1)
    first = placed((begin, weekly), starts=begin, ends=before)
    second = placed((middle, weekly), starts=middle, ends=end, used_months=first.counted_months)
    whole = placed((begin, weekly), starts=begin, ends=end)
    assert abs(first.amount + second.amount - whole.amount) <= Decimal("0.01")
    assert first.counted_months + second.counted_months == whole.counted_months == 24


@given(starts=days, length=st.integers(0, 3000), weekly=st.integers(0, 168), used=st.integers(0, 30))
def test_a_value_never_exceeds_the_cap(starts, length, weekly, used):
    ends = date.fromordinal(starts.toordinal() + length)
    valuation = placed((starts, weekly), starts=starts, ends=ends, used_months=Decimal(used))
    assert 0 <= valuation.amount <= 80_000
    assert valuation.counted_months + used <= max(24, used)


@given(order=st.permutations([(START, 36), (date(2024, 3, 1), 20), (date(2024, 5, 17), 8), (date(2024, 9, 1), 30)]))
def test_the_order_in_which_hours_were_entered_does_not_matter(order):
    assert placed(*order) == placed(*sorted(order))


@given(first=days, length=st.integers(0, 2000), count=st.sampled_from(MonthCount))
def test_the_last_day_of_a_number_of_months_is_the_day_they_came_from(first, length, count):
    last = date.fromordinal(first.toordinal() + length)
    assert last_day(first, months_from(first, last, count), count) == last
