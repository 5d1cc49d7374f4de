"""The way through a plan: what may be visited, what follows, and how far each task is (ux.md 1.4, 2.4)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.models import PlanStatus, Section
from portal.plans.journey import Journey, TaskState
from portal.plans.steps import BY_SLUG
from tests.unit.plans.plans import NOON, READY, answers, effort, plan, remark


def state(section, **made):
    return Journey(plan(**made)).state(section)


def test_an_untouched_plan_has_everything_to_do_and_no_schedule_yet():
    journey = Journey(plan())
    expected = [TaskState.TODO] * 6
    expected[list(Section).index(Section.SCHEDULE)] = TaskState.LOCKED
    assert [task.state for task in journey.tasks()] == expected
    assert journey.resume() is None


def test_a_full_plan_misses_nothing():
    assert Journey(plan(READY, [effort()])).missing() == []


@pytest.mark.parametrize("section", list(Section))
def test_each_task_alone_keeps_the_plan_from_being_sent(section):
    without = {one: kept for one, kept in READY.items() if one is not section}
    missing = Journey(plan(without, [effort()])).missing()
    assert [task.section for task in missing] == [section]


def test_efforts_are_not_ready_while_there_is_none():
    missing = {task.section for task in Journey(plan(READY)).missing()}
    assert Section.EFFORTS in missing


def test_a_shortage_asks_why():
    short = plan(READY, [effort(value=Decimal("100.00"))])
    assert [task.step.slug for task in Journey(short).missing()] == ["tekort"]
    answered = {**READY, Section.EFFORTS: answers("vormen", "inzet", "tekort", shortage_reason="Te klein.")}
    assert Journey(plan(answered, [effort(value=Decimal("100.00"))])).missing() == []


def test_an_answer_opens_the_page_that_follows_from_it():
    journey = Journey(plan({Section.FACTS: answers("gegevens", correct="no")}))
    assert journey.after(BY_SLUG["gegevens"]) is BY_SLUG["wat-klopt-er-niet"]
    assert journey.before(BY_SLUG["wat-klopt-er-niet"]) is BY_SLUG["gegevens"]
    assert Journey(plan({Section.FACTS: answers("gegevens", correct="yes")})).after(BY_SLUG["gegevens"]) is None


def test_pages_of_a_task_are_asked_in_order():
    begun = Journey(plan({Section.SUBCONTRACTORS: answers("onderaannemers", uses="yes")}))
    assert begun.may_visit(BY_SLUG["onderaannemerslijst"])
    assert not begun.may_visit(BY_SLUG["risicos"])
    assert not Journey(plan(READY)).may_visit(BY_SLUG["onderaannemerslijst"])


def test_the_schedule_is_open_once_there_is_an_effort():
    assert not Journey(plan()).may_visit(BY_SLUG["planning"])
    assert Journey(plan(efforts=[effort()])).may_visit(BY_SLUG["planning"])


def test_a_task_opens_at_its_first_open_page_and_reopens_at_its_heart():
    begun = Journey(plan({Section.EFFORTS: answers("vormen", forms=["bbl"])}))
    assert begun.entry(Section.EFFORTS) is BY_SLUG["inzet"]
    finished = Journey(plan(READY, [effort()]))
    assert finished.entry(Section.EFFORTS) is BY_SLUG["inzet"]
    assert finished.entry(Section.RECRUITMENT) is BY_SLUG["werving"]


def test_somebody_continues_where_she_was():
    begun = {Section.RECRUITMENT: answers("werving")}
    assert Journey(plan(begun, last_step="werving")).resume() is BY_SLUG["begeleiding"]
    done = {Section.FACTS: READY[Section.FACTS]}
    assert Journey(plan(done, last_step="gegevens")).resume() is BY_SLUG["contact"]
    all_but_first = {**READY, Section.FACTS: answers(version=0)}
    assert Journey(plan(all_but_first, [effort()], last_step="risicos")).resume() is BY_SLUG["gegevens"]
    assert Journey(plan(READY, [effort()], last_step="risicos")).resume() is None


def test_a_remark_asks_for_a_change_until_the_task_is_saved_again():
    returned = {"status": PlanStatus.RETURNED, "efforts": [effort()]}
    asked = {Section.CONTACT: remark(decided_at=NOON + timedelta(hours=1))}
    assert state(Section.CONTACT, sections=READY, remarks=asked, **returned) is TaskState.CHANGE_NEEDED
    assert state(Section.FACTS, sections=READY, remarks=asked, **returned) is TaskState.FILLED_IN
    answered = {Section.CONTACT: remark(decided_at=NOON - timedelta(hours=1))}
    assert state(Section.CONTACT, sections=READY, remarks=answered, **returned) is TaskState.CHANGED
    drafted = {**READY, Section.CONTACT: answers(name="Anna")}
    assert state(Section.CONTACT, sections=drafted, remarks=answered, **returned) is TaskState.STARTED


def test_after_a_changed_effort_the_schedule_is_the_question_that_follows():
    undone = {**READY, Section.SCHEDULE: answers()}
    assert Journey(plan(undone, [effort()])).follow_up(Section.EFFORTS) is BY_SLUG["planning"]
    assert Journey(plan(READY, [effort()])).follow_up(Section.EFFORTS) is None
    assert Journey(plan(undone, [effort()])).follow_up(Section.CONTACT) is None
