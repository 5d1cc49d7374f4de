"""The wizard as data: one line a page, in the order people walk.

A new question is a field in a form, a line in ``summary.QUESTIONS`` and, on a page of its own, a ``Step`` here with
its template ``templates/plans/steps/<template>.html``. There is no view or route to add.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.models import Section
from portal.plans import forms
from portal.plans.forms import StepForm
from portal.plans.working import WorkingPlan


def _always(_plan: WorkingPlan) -> bool:
    return True


def _says(section: Section, field: str, answer: str) -> Callable[[WorkingPlan], bool]:
    return lambda plan: plan.of(section).fields.get(field) == answer


@dataclass(frozen=True)
class Step:
    slug: str  # in the address, so Dutch
    section: Section
    form: type[StepForm]
    template: str
    applies: Callable[[WorkingPlan], bool] = _always
    reopens: bool = False  # where a finished section opens, instead of at its first step


STEPS = (
    Step("gegevens", Section.FACTS, forms.FactsForm, "facts"),
    Step(
        "wat-klopt-er-niet",
        Section.FACTS,
        forms.WrongFactsForm,
        "wrong_facts",
        applies=_says(Section.FACTS, "correct", "no"),
    ),
    Step("contact", Section.CONTACT, forms.ContactForm, "contact"),
    Step("vormen", Section.EFFORTS, forms.WaysForm, "ways"),
    Step("inzet", Section.EFFORTS, forms.EffortsForm, "efforts", reopens=True),
    Step("tekort", Section.EFFORTS, forms.ShortageForm, "shortage", applies=lambda plan: plan.shortage > 0),
    Step("planning", Section.SCHEDULE, forms.ScheduleForm, "schedule"),
    Step("werving", Section.RECRUITMENT, forms.RecruitmentForm, "recruitment"),
    Step("begeleiding", Section.RECRUITMENT, forms.GuidanceForm, "guidance"),
    Step("onderaannemers", Section.SUBCONTRACTORS, forms.SubcontractorsForm, "subcontractors"),
    Step(
        "onderaannemerslijst",
        Section.SUBCONTRACTORS,
        forms.CompaniesForm,
        "companies",
        applies=_says(Section.SUBCONTRACTORS, "uses", "yes"),
    ),
    Step("risicos", Section.SUBCONTRACTORS, forms.RisksForm, "risks"),
)
BY_SLUG = {step.slug: step for step in STEPS}
