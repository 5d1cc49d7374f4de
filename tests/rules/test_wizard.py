"""The wizard is data: every question has one page, and every page what it needs."""

from pathlib import Path

import pytest

from portal.models import Section
from portal.plans.forms import StepForm
from portal.plans.journey import TaskState
from portal.plans.steps import STEPS
from portal.plans.summary import QUESTIONS
from portal.web.labels import LABELS

TEMPLATES = Path(__file__).parents[2] / "templates" / "plans" / "steps"
NOT_A_QUESTION = {  # kept besides the answers: the choice of pages to walk, and a list that grows by one
    Section.EFFORTS: {"forms"},
    Section.SUBCONTRACTORS: {"company", "kvk_number", "part"},
}


def fields_of(form):
    made = [name for name in dir(form) if hasattr(getattr(form, name), "field_class")]
    return {name for name in made if name not in form.NOT_ANSWERS}


@pytest.mark.parametrize("section", list(Section))
def test_each_question_is_asked_on_exactly_one_page(section):
    asked = [name for step in STEPS if step.section is section for name in fields_of(step.form)]
    told = {question.field for question in QUESTIONS[section]}
    assert sorted(set(asked) - NOT_A_QUESTION.get(section, set())) == sorted(told)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("section", list(Section))
def test_each_question_leads_back_to_the_page_that_asks_it(section):
    asks = {name: step.slug for step in STEPS for name in fields_of(step.form) if step.section is section}
    assert all(question.place == asks[question.field] for question in QUESTIONS[section])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_each_page_has_its_template_and_form(step):
    assert (TEMPLATES / f"{step.template}.html").is_file()
    assert issubclass(step.form, StepForm)


def test_no_template_is_left_over_and_no_address_is_used_twice():
    assert {path.stem for path in TEMPLATES.iterdir()} == {step.template for step in STEPS}
    assert len({step.slug for step in STEPS}) == len(STEPS)
    assert [step.section for step in STEPS] == sorted((step.section for step in STEPS), key=list(Section).index)


def test_there_are_at_most_six_words_for_how_far_a_task_is():
    assert len(TaskState) <= 6
    assert all(f"TaskState.{state.value}" in LABELS for state in TaskState)
