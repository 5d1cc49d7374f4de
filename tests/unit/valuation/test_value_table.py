import json
from copy import deepcopy

import pytest

from portal.valuation import (
    CLASS_NAMES,
    FORM_NAMES,
    GROUP_NAMES,
    DurationClass,
    Form,
    TableInvalid,
    TargetGroup,
    ValueTable,
    shipped_table,
    shipped_tables,
)
from portal.valuation.explanation import SENTENCES, euro


def test_the_five_shipped_tables_are_read():
    codes = [table.code for table in shipped_tables()]
    assert codes == ["den-haag", "frl-demo", "leiden", "oost-nederland", "utrecht"]


@pytest.mark.parametrize("table", shipped_tables(), ids=lambda table: table.code)
def test_a_table_survives_the_way_through_json(table):
    assert ValueTable.from_json(json.loads(json.dumps(table.to_json()))) == table


def test_the_groups_are_those_of_the_protocol_pr_07():
    assert [group.value for group in TargetGroup] == ["pwet", "wajong", "ww", "wia", "wsw", "student", "nuo"]


def test_a_table_tells_which_groups_need_a_class():
    table = shipped_table("frl-demo")
    assert table.classes_for(TargetGroup.WIA) == ()
    assert table.classes_for(TargetGroup.WW, Form.EMPLOYMENT) == (
        DurationClass.WW_LT_3M,
        DurationClass.WW_3_12M,
        DurationClass.WW_GT_12M,
    )
    assert table.classes_for(TargetGroup.STUDENT, Form.BBL) == (DurationClass.BBL_NEW, DurationClass.BBL_EXISTING)
    assert table.classes_for(TargetGroup.WW, Form.WORK_EXPERIENCE) == ()
    assert TargetGroup.WSW not in table.groups(Form.EMPLOYMENT)


def test_every_token_has_a_word_in_both_languages():
    assert set(GROUP_NAMES) == set(TargetGroup)
    assert set(CLASS_NAMES) == set(DurationClass)
    assert set(FORM_NAMES) == set(Form)
    for name in (*GROUP_NAMES.values(), *CLASS_NAMES.values(), *FORM_NAMES.values(), *SENTENCES.values()):
        assert name.nl
        assert name.en


def test_a_class_belongs_to_one_group():
    assert {one.group for one in DurationClass} == {TargetGroup.PWET, TargetGroup.WW, TargetGroup.STUDENT}


def test_every_fault_is_reported_with_its_row_and_column():
    content = deepcopy(shipped_table("frl-demo").to_json())
    content["full_time_hours"] = "0"
    content["rows"][1]["amount"] = "veel"
    content["rows"][2]["amount"] = "5"
    content["rows"][3]["applies"] = [["wia", "pwet_lt_2y"], ["zzp", None], "wia"]
    content["rows"][4]["forms"] = ["purchase"]
    content["rows"][5]["code"] = "pwet_lt_2y"
    content["raises"][0]["min_agee"] = "50"
    with pytest.raises(TableInvalid) as invalid:
        ValueTable.from_json(content)
    found = {(fault.part, fault.row, fault.column, fault.code) for fault in invalid.value.faults}
    assert found == {
        ("table", None, "full_time_hours", "not_above_zero"),
        ("rows", 2, "amount", "not_number"),
        ("rows", 3, "amount", "no_amount_here"),
        ("rows", 4, "applies", "other_group"),
        ("rows", 4, "applies", "not_known"),
        ("rows", 4, "applies", "not_list"),
        ("rows", 5, "unit", "other_form"),
        ("rows", 6, "code", "twice"),
        ("raises", 1, "min_agee", "unknown_column"),
    }
    assert "rows regel 2, amount: dit is geen getal van 0 of meer (‘veel’)" in {
        fault.text("nl") for fault in invalid.value.faults
    }


@pytest.mark.parametrize("amount", [1.5, True, "-1", "NaN", "1e30", "1.005", []])
def test_an_amount_is_an_exact_number_of_euro_and_cents(amount):
    content = deepcopy(shipped_table("frl-demo").to_json())
    content["rows"][0]["amount"] = amount
    with pytest.raises(TableInvalid):
        ValueTable.from_json(content)


def test_two_rows_may_not_claim_the_same_group_for_one_form():
    content = deepcopy(shipped_table("frl-demo").to_json())
    content["rows"].append({**content["rows"][0], "code": "again"})
    with pytest.raises(TableInvalid, match="twice"):
        ValueTable.from_json(content)


@pytest.mark.parametrize("content", [{}, {"rows": "x"}, {"rows": [1]}, {"source_date": 5}, {"month_count": []}])
def test_what_is_no_table_is_refused_and_not_crashed_on(content):
    with pytest.raises(TableInvalid):
        ValueTable.from_json(content)


def test_money_is_written_the_dutch_way():
    amount = shipped_table("frl-demo").rows[0].amount
    assert amount is not None
    assert (euro(amount), euro(amount, "en")) == ("€ 35.000,00", "€35,000.00")
