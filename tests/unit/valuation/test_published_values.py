"""The worked values of the trade: rows A and B and the sample placements P-01 to P-15, exact to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.valuation import (
    DataMissing,
    DurationClass,
    Form,
    Name,
    NotInTable,
    Row,
    TargetGroup,
    Unit,
    Valuation,
    shipped_table,
    value_accepted_hours,
    value_effort,
)
from portal.valuation.obligation import (
    LabourShareRule,
    coverage_percentage,
    hours_per_month,
    hours_per_year,
    obligation_amount,
    withholding,
)

FRIESLAND = shipped_table("frl-demo")
PWET, WW, WIA, STUDENT = TargetGroup.PWET, TargetGroup.WW, TargetGroup.WIA, TargetGroup.STUDENT
WORK = Form.EMPLOYMENT


def worth(
    table: str,
    form: Form,
    group: TargetGroup | None = None,
    duration: str | None = None,
    *,
    hours: int = 36,
    months: int = 12,
    people: int = 1,
    cost: str | None = None,
    row: str | None = None,
    age: int | None = None,
) -> Valuation:
    return value_effort(
        shipped_table(table),
        group=group,
        duration_class=DurationClass(duration) if duration else None,
        form=form,
        people=people,
        hours_per_week=Decimal(hours),
        months=months,
        start_month=date(2024, 1, 1),
        cost=Decimal(cost) if cost else None,
        row=row,
        birth_date=date(2024 - age, 1, 1) if age else None,
        reference_date=date(2024, 6, 1),
    )


@pytest.mark.parametrize(
    ("name", "form", "group", "duration", "hours", "months", "age", "expected"),
    [
        ("A10", WORK, PWET, "pwet_gt_2y", 36, 12, None, "40000.00"),
        ("B1", WORK, PWET, "pwet_lt_2y", 24, 12, None, "23333.33"),
        ("B3", WORK, WW, "ww_3_12m", 18, 6, None, "3750.00"),
        ("B4", WORK, PWET, "pwet_gt_2y", 10, 12, None, "0.00"),
        ("B5", WORK, WW, "ww_lt_3m", 36, 12, None, "0.00"),
        ("B8", WORK, PWET, "pwet_gt_2y", 36, 30, None, "80000.00"),
        ("B9 new", Form.BBL, STUDENT, "bbl_new", 36, 10, None, "12500.00"),
        ("B9 existing", Form.BBL, STUDENT, "bbl_existing", 36, 12, None, "10000.00"),
        ("B10", Form.INTERNSHIP, STUDENT, "mbo_1_2", 36, 5, None, "2083.33"),
        ("B12", Form.WORK_EXPERIENCE, None, None, 24, 3, None, "1250.00"),
        ("P-01", WORK, PWET, "pwet_gt_2y", 32, 12, None, "35555.56"),
        ("P-02", WORK, PWET, "pwet_lt_2y", 24, 9, None, "17500.00"),
        ("P-03", WORK, WW, "ww_gt_12m", 36, 8, None, "13333.33"),
        ("P-04", Form.SECONDMENT, WW, "ww_3_12m", 28, 6, None, "5833.33"),
        ("P-05", WORK, WIA, None, 20, 12, 52, "22222.22"),
        ("P-06", WORK, TargetGroup.WAJONG, None, 24, 18, None, "40000.00"),
        ("P-07", Form.BBL, STUDENT, "bbl_new", 32, 10, None, "11111.11"),
        ("P-08", Form.BBL, STUDENT, "bbl_existing", 36, 10, None, "8333.33"),
        ("P-09", Form.INTERNSHIP, STUDENT, "mbo_1_2", 24, 5, None, "1388.89"),
        ("P-10", Form.INTERNSHIP, STUDENT, "mbo_3_4", 32, 5, None, "925.93"),
        ("P-11", Form.WORK_EXPERIENCE, PWET, None, 24, 3, None, "1250.00"),
        ("P-12", WORK, TargetGroup.WAJONG, None, 28, 12, 57, "36944.44"),
        ("P-13", WORK, WW, "ww_gt_12m", 40, 12, None, "20000.00"),
        ("P-14", WORK, PWET, "pwet_gt_2y", 36, 30, None, "80000.00"),
        ("P-15", WORK, PWET, "pwet_gt_2y", 10, 6, None, "0.00"),
    ],
)
def test_the_frisian_table_gives_the_worked_value(name, form, group, duration, hours, months, age, expected):
    valuation = worth("frl-demo", form, group, duration, hours=hours, months=months, age=age)
    assert str(valuation.amount) == expected, name
    assert not valuation.estimated


def test_a8_a_month_of_work_experience_in_the_east_is_750():
    assert worth("oost-nederland", Form.WORK_EXPERIENCE, PWET, months=1).amount == 750
    assert worth("oost-nederland", Form.WORK_EXPERIENCE, PWET, months=1, hours=24).amount == 750


def test_a9_and_b20_knowledge_in_utrecht_is_100_per_employee_per_hour():
    assert worth("utrecht", Form.KNOWLEDGE_HOURS, hours=1).amount == 100
    assert str(worth("utrecht", Form.KNOWLEDGE_HOURS, people=2, hours=6).amount) == "1200.00"


def test_b22_purchase_counts_by_the_recognition_of_the_supplier():
    def purchase(row: str | None) -> Valuation:
        return worth("oost-nederland", Form.PURCHASE, cost="10000", row=row)

    assert purchase("purchase_code_register").amount == 10000
    assert purchase("purchase_se_nl").amount == 5000
    assert purchase(None).amount == 5000
    assert purchase(None).estimated


def test_training_and_tailored_work_count_at_cost():
    assert str(worth("frl-demo", Form.TRAINING, cost="1234.50").amount) == "1234.50"
    assert worth("frl-demo", Form.TAILORED, cost="800").amount == 800


def test_b4_and_p15_say_that_the_hours_are_below_the_minimum():
    valuation = worth("frl-demo", WORK, PWET, "pwet_gt_2y", hours=10)
    assert valuation.below_minimum
    assert valuation.counted_months == 0
    assert "below_minimum" in {line.code for line in valuation.lines}


def test_b5_two_months_of_ww_is_explained_as_not_counting():
    valuation = worth("frl-demo", WORK, WW, "ww_lt_3m")
    assert [line.code for line in valuation.lines] == ["not_eligible"]


def test_wsw_in_employment_has_no_amount_in_the_frisian_table():
    with pytest.raises(NotInTable) as refusal:
        worth("frl-demo", WORK, TargetGroup.WSW)
    assert "WSW" in refusal.value.text("nl")
    assert refusal.value.text("nl").startswith("De waardetabel ‘Voorbeeld Friesland’ heeft geen bedrag")


def test_a_group_not_known_yet_is_estimated_at_the_lowest_amount():
    valuation = worth("frl-demo", WORK, None)
    assert (valuation.amount, valuation.estimated) == (15000, True)
    assert worth("leiden", Form.BBL, None).estimated
    assert not worth("frl-demo", Form.WORK_EXPERIENCE, None).estimated


def test_a_class_left_open_in_a_plan_is_estimated_at_the_lowest_amount_of_the_group():
    valuation = worth("frl-demo", WORK, PWET)
    assert (valuation.amount, valuation.estimated) == (35000, True)


def test_people_multiply_before_rounding():
    assert str(worth("frl-demo", Form.INTERNSHIP, STUDENT, "mbo_3_4", hours=32, months=5, people=2).amount) == "1851.85"


@pytest.mark.parametrize("name", ["A1", "A2"])
def test_five_percent_of_800_000_is_40_000(name):
    assert obligation_amount(basis_amount=Decimal(800_000), percentage=Decimal(5)) == 40_000


def test_a5_realised_over_imposed_is_112_percent():
    assert coverage_percentage(Decimal(25_200_000), Decimal(22_500_000)) == 112


def test_a7_a_table_may_count_the_wage_itself():
    wage = Row(
        code="ww_wage",
        name=Name("WW, loonkosten", "WW, wage cost"),
        forms=(WORK,),
        applies=((WW, DurationClass.WW_GT_12M),),
        unit=Unit.COST,
        amount=None,
        factor=Decimal(1),
        cap_months=None,
        note="",
    )
    table = replace(FRIESLAND, rows=(wage, *(row for row in FRIESLAND.rows if row.code != "ww_gt_12m")))
    facts: dict[str, Any] = {"group": WW, "duration_class": DurationClass.WW_GT_12M, "form": WORK, "people": 1}
    times: dict[str, Any] = {"hours_per_week": Decimal(36), "months": 12, "start_month": None}
    assert value_effort(table, **facts, **times, cost=Decimal(32_000)).amount == 32_000
    with pytest.raises(DataMissing):
        value_effort(table, **facts, **times, cost=None)
    assert value_effort(table, **{**facts, "group": None, "duration_class": None}, **times, cost=None).estimated


@pytest.mark.parametrize("yearly", [None, Decimal(1872)])
def test_b13_actual_hours_are_over_the_hours_of_a_full_time_year(yearly):
    valuation = value_accepted_hours(
        FRIESLAND,
        group=PWET,
        duration_class=DurationClass.PWET_GT_2Y,
        form=WORK,
        accepted_hours=Decimal(1040),
        yearly_hours=yearly,
    )
    assert str(valuation.amount) == "22222.22"
    assert valuation.lines[-1].text() == "Goedgekeurde uren: 1040, van 1872 uur in een jaar."


def test_b24_a_fine_of_half_comes_on_top_of_what_is_withheld():
    shortfall = withholding(Decimal(40_000), Decimal(30_000))
    fine = obligation_amount(basis_amount=Decimal(40_000), percentage=Decimal(50))
    assert (shortfall.amount, fine) == (10_000, 20_000)


def test_a6_forty_hours_a_week_is_173_33_a_month_and_2080_a_year():
    assert hours_per_month(Decimal(40)) == Decimal("173.33")
    assert hours_per_year(Decimal(40)) == 2080


@pytest.mark.parametrize(("basis", "expected"), [(1_250_000, 25_000), (15_000_000, 300_000), (22_500_000, 300_000)])
def test_b14_the_frisian_clause_is_two_percent_and_at_most_300_000(basis, expected):
    amount = obligation_amount(basis_amount=Decimal(basis), percentage=Decimal(2), cap=Decimal(300_000))
    assert amount == expected


def test_b15_withholding_is_pro_rata_of_what_was_not_realised():
    shortfall = withholding(Decimal(25_000), Decimal(18_750))
    assert (shortfall.amount, shortfall.percentage) == (6_250, 25)
    assert withholding(Decimal(25_000), Decimal(26_000)).amount == 0


def test_b23_a_low_labour_share_lowers_the_percentage():
    def amount(share: int) -> Decimal:
        return obligation_amount(
            basis_amount=Decimal(1_000_000),
            percentage=Decimal(5),
            labour_share=Decimal(share),
            labour_share_rule=LabourShareRule(),
        )

    assert (amount(25), amount(30)) == (20_000, 50_000)


def test_an_obligation_is_fixed_or_a_percentage_and_not_both():
    assert str(obligation_amount(fixed=Decimal(9000))) == "9000.00"
    with pytest.raises(ValueError, match="Either"):
        obligation_amount(fixed=Decimal(9000), basis_amount=Decimal(1), percentage=Decimal(2))
    with pytest.raises(ValueError, match="Either"):
        obligation_amount(basis_amount=Decimal(1))
