"""What no source decides is a setting of the table: breaks, raises, actual hours, early starts, gaps and zeros.

PORTAL_ROUNDS=10000 pytest tests/unit/valuation/test_table_settings.py
"""

import os
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.valuation import (
    CLASS_NAMES,
    DurationClass,
    Form,
    HoursBasis,
    HoursPeriod,
    LongBreak,
    NotInTable,
    TableInvalid,
    TargetGroup,
    ValueTable,
    Worked,
    shipped_table,
    shipped_tables,
    used_months,
    value_accepted_hours,
    value_effort,
    value_placement,
)
from portal.valuation.completeness import find_gaps, groups_without_row

ROUNDS = settings(max_examples=int(os.environ.get("PORTAL_ROUNDS", "60")), deadline=None)
FRIESLAND, HAGUE, UTRECHT = (shipped_table(code) for code in ("frl-demo", "den-haag", "utrecht"))
PWET: dict[str, Any] = {"group": TargetGroup.PWET, "duration_class": DurationClass.PWET_GT_2Y, "form": Form.EMPLOYMENT}
YEAR_2024 = Worked(date(2024, 1, 1), date(2024, 12, 31), Decimal(12))


def effort(table: ValueTable = FRIESLAND, *, hours: object = 36, months: object = 12, **changes: Any) -> Any:
    facts = {**PWET, "people": 1, "start_month": None, "cost": None, **changes}
    return value_effort(table, hours_per_week=Decimal(str(hours)), months=Decimal(str(months)), **facts)


@pytest.mark.parametrize(
    ("effect", "after_5_months", "after_7_months"),
    [
        (LongBreak.DOES_NOT_COUNT, 12, 12),
        (LongBreak.COUNTS, 12, 19),
        (LongBreak.STARTS_AGAIN, 12, 0),
    ],
)
def test_a_break_of_5_months_does_nothing_and_of_7_what_the_table_says(effect, after_5_months, after_7_months):
    table = replace(FRIESLAND, long_break=effect)
    assert used_months(table, [YEAR_2024], date(2025, 6, 1)).months == after_5_months
    later = used_months(table, [YEAR_2024], date(2025, 8, 1))
    assert later.months == after_7_months
    assert "7 maanden" in later.lines[0].text()


def test_a_break_of_exactly_half_a_year_is_a_long_one():
    table = replace(FRIESLAND, long_break=LongBreak.COUNTS)
    assert used_months(table, [YEAR_2024], date(2025, 7, 1)).months == 18
    assert used_months(table, [YEAR_2024], date(2025, 6, 30)).months == 12


def test_without_a_rule_for_breaks_only_the_work_counts_and_nothing_is_explained():
    used = used_months(replace(FRIESLAND, break_months=None), [YEAR_2024], date(2030, 1, 1))
    assert (used.months, used.lines) == (12, ())


@ROUNDS
@given(order=st.permutations([YEAR_2024, Worked(date(2025, 3, 1), date(2025, 5, 31), Decimal(3)),
                              Worked(date(2026, 1, 1), date(2026, 1, 31), Decimal(1))]),
       effect=st.sampled_from(LongBreak))  # fmt: skip
def test_the_order_of_earlier_work_does_not_matter(order, effect):
    table = replace(FRIESLAND, long_break=effect)
    in_time = sorted(order, key=lambda worked: worked.first)
    assert used_months(table, order, date(2026, 3, 1)) == used_months(table, in_time, date(2026, 3, 1))


def test_a_cap_is_shared_by_two_contracts_of_one_person():
    first = effort(months=18)
    used = used_months(FRIESLAND, [Worked(date(2024, 1, 1), date(2025, 6, 30), first.counted_months)], date(2025, 7, 1))
    second = effort(months=18, used_months=used.months)
    assert (first.amount, second.amount) == (60_000, 20_000)


def test_raises_add_up_over_families_unless_the_table_says_otherwise():
    asked: dict[str, Any] = {"duration_class": None, "age": 57, "raises": ["language", "permanent"]}
    assert effort(UTRECHT, **asked).amount == 70_000
    assert effort(replace(UTRECHT, raises_add_up=False), **asked).amount == 50_000


def test_a_raise_is_pro_rata_unless_the_table_says_once_a_person():
    once = replace(FRIESLAND, raises_pro_rata=False)
    assert effort(hours=18, months=6, age=52).amount == 11_250
    assert effort(once, hours=18, months=6, age=52).amount == 15_000
    assert effort(once, hours=18, months=6, age=52, used_months=Decimal(3)).amount == 10_000
    assert effort(once, hours=18, months=6, age=52, people=2).amount == 30_000
    assert effort(once, hours=8, age=52).amount == 0


def test_an_age_is_enough_where_no_day_of_birth_is_known():
    assert [effort(age=age).amount for age in (49, 50, 55)] == [40_000, 45_000, 47_500]


def test_a_table_of_actual_hours_measures_the_week_in_the_hours_of_the_year():
    actual = replace(FRIESLAND, hours_basis=HoursBasis.ACTUAL, yearly_hours=Decimal(1664))
    assert effort(actual, hours=32).amount == 40_000  # 32 × 52 is a full year there
    assert effort(actual, hours=16).amount == 20_000
    assert effort(actual, hours=40).amount == 40_000
    assert effort(actual, hours=11).amount == 0


def test_accepted_hours_stop_at_the_cap_and_know_no_amount_per_month():
    three_years = value_accepted_hours(FRIESLAND, **PWET, accepted_hours=Decimal(3 * 1872))
    assert (three_years.amount, three_years.counted_months) == (80_000, 24)
    assert three_years.lines[-1].code == "cap"
    used_up = value_accepted_hours(FRIESLAND, **PWET, accepted_hours=Decimal(100), used_months=Decimal(24))
    assert used_up.amount == 0
    east = shipped_table("oost-nederland")
    with pytest.raises(NotInTable, match="does not count"):
        value_accepted_hours(
            east, group=None, duration_class=None, form=Form.WORK_EXPERIENCE, row="work_experience",
            accepted_hours=Decimal(100),
        )  # fmt: skip


def began(starts_on: date, table: ValueTable = HAGUE) -> Any:
    return value_placement(
        table, group=TargetGroup.PWET, duration_class=None, form=Form.EMPLOYMENT,
        hours=[HoursPeriod(starts_on, Decimal(36))], starts_on=starts_on, ends_on=None,
        contract_starts_on=date(2025, 1, 1), contract_ends_on=date(2025, 12, 31), reference_date=date(2024, 12, 1),
        birth_date=None,
    )  # fmt: skip


def test_work_from_up_to_12_months_before_the_contract_counts_in_the_hague_and_older_work_does_not():
    assert began(date(2024, 1, 1)).amount == 40_000
    too_early = began(date(2023, 12, 31))
    assert (too_early.amount, too_early.counted_until) == (0, None)
    assert "meer dan 12 maanden vóór de opdracht" in too_early.lines[0].text()
    assert began(date(2020, 1, 1), replace(HAGUE, early_start_months=None)).amount == 40_000


def test_exactly_two_years_and_exactly_three_months_have_a_class_by_its_words():
    """The sources say < and >; equality is decided by the name of the class that somebody chooses."""
    assert (CLASS_NAMES[DurationClass.PWET_LT_2Y].nl, CLASS_NAMES[DurationClass.PWET_GT_2Y].nl) == (
        "Korter dan 2 jaar", "2 jaar of langer",
    )  # fmt: skip
    assert CLASS_NAMES[DurationClass.WW_3_12M].nl == "3 maanden tot 1 jaar"


@pytest.mark.parametrize(("hours", "expected"), [("12", "0.01"), ("11.99", "0.00"), ("36", "0.01")])
def test_half_a_cent_is_rounded_up_once_at_the_end(hours, expected):
    content = deepcopy(FRIESLAND.to_json())
    content["rows"][1]["amount"] = "0.18" if hours == "12" else "0.06"  # 0.18 × 1/3 × 1/12 = 0.06 × 1/12 = 0.005
    assert str(effort(ValueTable.from_json(content), hours=hours, months=1).amount) == expected


def test_what_is_rounded_is_the_sum_and_not_its_parts():
    content = deepcopy(FRIESLAND.to_json())
    content["rows"][1]["amount"] = "0.06"
    assert str(effort(ValueTable.from_json(content), months=1, people=3).amount) == "0.02"  # not 3 × 0.01


def without(content: dict[str, Any], *codes: str) -> dict[str, Any]:
    return {**content, "rows": [row for row in content["rows"] if row["code"] not in codes]}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda table: without(table, "ww_3_12m"), ("rows", 3, "applies", "gap", "3 maanden tot 1 jaar")),
        (lambda table: without(table, "pwet_lt_2y"), ("rows", 1, "applies", "gap", "Korter dan 2 jaar")),
        (
            lambda table: {**table, "rows": [*table["rows"], {**table["rows"][3], "code": "short",
                                                              "applies": [["ww", "ww_lt_12m"]]}]},
            ("rows", 16, "applies", "overlap", "Korter dan 1 jaar"),
        ),
        (lambda table: {**table, "minimum_hours": "37"}, ("table", None, "minimum_hours", "above_full_time", "37")),
        (lambda table: {**table, "rows": []}, ("table", None, "rows", "missing", "")),
        (lambda table: {**table, "raises_add_up": "ja"}, ("table", None, "raises_add_up", "not_flag", "ja")),
        (lambda table: {**table, "break_months": "0"}, ("table", None, "break_months", "not_above_zero", "0")),
    ],
)  # fmt: skip
def test_a_gap_an_overlap_or_an_impossible_setting_is_one_clear_fault(change, fault):
    with pytest.raises(TableInvalid) as invalid:
        ValueTable.from_json(change(deepcopy(FRIESLAND.to_json())))
    found = invalid.value.faults
    assert [(one.part, one.row, one.column, one.code, one.value) for one in found] == [fault]


def test_a_cap_of_zero_and_a_negative_amount_name_their_row_and_column():
    content = deepcopy(FRIESLAND.to_json())
    content["rows"][0]["cap_months"] = "0"
    content["rows"][4]["amount"] = "-5"
    with pytest.raises(TableInvalid) as invalid:
        ValueTable.from_json(content)
    assert {(one.row, one.column, one.code) for one in invalid.value.faults} == {
        (1, "cap_months", "not_above_zero"), (5, "amount", "not_number"),
    }  # fmt: skip


@pytest.mark.parametrize("table", shipped_tables(), ids=lambda table: table.code)
def test_no_shipped_table_has_a_gap(table):
    assert list(find_gaps(table.rows)) == []


def test_groups_for_which_a_table_has_no_amount_are_named():
    assert groups_without_row(FRIESLAND.rows) == ()  # each can have a work experience place
    assert groups_without_row([row for row in FRIESLAND.rows if row.code != "work_experience"]) == (
        TargetGroup.WSW, TargetGroup.NUO,
    )  # fmt: skip


def test_an_older_content_without_the_newer_settings_means_what_it_meant():
    content = FRIESLAND.to_json()
    for name in ("break_months", "long_break", "raises_add_up", "raises_pro_rata", "hours_basis", "yearly_hours"):
        del content[name]
    older = ValueTable.from_json(content)
    assert effort(older, age=52, hours=24, months=7) == effort(age=52, hours=24, months=7)


person_rows = st.sampled_from(
    [(table, row) for table in shipped_tables() for row in table.rows if row.forms[0].is_for_people]
)


@ROUNDS
@given(chosen=person_rows, hours=st.decimals(0, 60, places=2), more=st.decimals(0, 20, places=2),
       months=st.decimals(0, 60, places=2), longer=st.decimals(0, 12, places=2), age=st.integers(16, 70),
       once=st.booleans(), actual=st.booleans())  # fmt: skip
def test_in_every_table_more_hours_or_months_are_never_worth_less(
    chosen, hours, more, months, longer, age, once, actual
):
    table, row = chosen
    table = replace(table, raises_pro_rata=not once, hours_basis=HoursBasis.ACTUAL if actual else HoursBasis.AGREED)
    facts = {"form": row.forms[0], "row": row.code, "age": age}
    less = effort(table, hours=hours, months=months, **facts).amount
    assert effort(table, hours=hours + more, months=months, **facts).amount >= less
    assert effort(table, hours=hours, months=months + longer, **facts).amount >= less


@ROUNDS
@given(chosen=person_rows, hours=st.decimals(0, 168, places=2), months=st.decimals(0, 600, places=2),
       age=st.integers(16, 70))  # fmt: skip
def test_in_every_table_no_value_exceeds_the_cap(chosen, hours, months, age):
    table, row = chosen
    worth = effort(table, hours=hours, months=months, form=row.forms[0], row=row.code, age=age)
    raised = sum(one.amount for one in table.raises if one.min_age is not None and age >= one.min_age)
    counted = min(months, row.cap_months) if row.cap_months is not None else months
    assert worth.amount <= (row.yearly_amount + raised) * counted / 12 + Decimal("0.01")
    assert worth.counted_months <= counted + Decimal("0.0001")


@ROUNDS
@given(chosen=person_rows, hours=st.integers(0, 40), first=st.integers(0, 30), second=st.integers(0, 30))
def test_in_every_table_two_parts_are_worth_the_whole(chosen, hours, first, second):
    table, row = chosen
    facts: dict[str, Any] = {"hours": hours, "form": row.forms[0], "row": row.code}
    one = effort(table, months=first, **facts)
    two = effort(table, months=second, used_months=one.counted_months, **facts)
    whole = effort(table, months=first + second, **facts)
    assert abs(one.amount + two.amount - whole.amount) <= Decimal("0.01")


def test_days_after_the_cap_are_not_counted_by_a_day_more():
    last = date(2024, 1, 1) + timedelta(days=3000)
    valuation = value_placement(
        FRIESLAND, **PWET, hours=[HoursPeriod(date(2024, 1, 1), Decimal(36))], starts_on=date(2024, 1, 1),
        ends_on=last, contract_starts_on=date(2024, 1, 1), contract_ends_on=last, reference_date=date(2023, 12, 1),
        birth_date=None,
    )  # fmt: skip
    assert (valuation.amount, valuation.counted_until) == (80_000, date(2025, 12, 31))
