"""What follows from the answers: totals, the schedule, and what a round freezes."""

from datetime import date
from decimal import Decimal

from portal.models import Section
from portal.valuation import Form
from tests.unit.plans.plans import READY, USER, answers, effort, plan


def test_the_shortage_is_never_below_zero():
    assert plan(efforts=[effort(value=Decimal("20000.00"))]).shortage == Decimal("5000.00")
    assert plan(efforts=[effort(value=Decimal("30000.00"))]).shortage == 0
    assert plan().planned == 0


def test_the_schedule_follows_from_the_efforts_and_adds_up():
    made = plan(efforts=[effort(), effort(form=Form.TRAINING, people=None, value=Decimal(500), months=1)])
    rows = made.quarters()
    assert [(row.quarter.year, row.quarter.number, row.people) for row in rows] == [
        (2026, 3, 2),
        (2026, 4, 2),
        (2027, 1, 2),
    ]
    assert rows[-1].planned_until == made.planned
    assert sum(row.quarter.planned for row in rows) == made.planned
    assert plan().quarters() == []
    assert made.first_start == date(2026, 9, 1)


def test_a_round_freezes_only_answers_that_apply():
    sections = {
        **READY,
        Section.FACTS: answers("gegevens", correct="yes", wrong="niet meer"),
        Section.EFFORTS: answers("inzet", forms=["employment"], shortage_reason="was te weinig"),
        Section.SUBCONTRACTORS: answers(
            uses="no", companies=[{"company": "X", "kvk_number": "", "part": "y"}], company="half", risks=""
        ),
    }
    content = plan(sections, [effort()]).content()
    assert content["sections"]["facts"] == {"correct": "yes"}
    assert content["sections"]["efforts"] == {}
    assert content["sections"]["subcontractors"] == {"uses": "no"}
    assert content["efforts"][0]["value"] == "26666.67"
    assert content["efforts"][0]["starts_in"] == "2026-09-01"
    assert "changes" not in content
    assert plan(sections).content("De uren.")["changes"] == "De uren."


def test_a_frozen_effort_thaws_to_the_same_columns():
    one = effort(cost=Decimal("12.50"))
    thawed = one.thawed(one.frozen())
    assert all(getattr(one, name) == value for name, value in thawed.items())


def test_unfinished_efforts_of_others_are_not_mine_to_finish():
    row = effort()
    drafts = {f"{USER}:bbl": {}, "someone-else:training": {}, str(row.id): {}, "gone": {}}
    made = plan({Section.EFFORTS: answers(forms=["bbl", "training"], effort_drafts=drafts)}, [row])
    assert [(draft.effort, draft.form) for draft in made.unfinished_efforts(USER)] == [
        ("nieuw", Form.BBL),
        (str(row.id), Form.EMPLOYMENT),
    ]
    assert [form for form, _ in made.waiting_forms(USER)] == ["training"]
