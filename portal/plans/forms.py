"""The question pages of the plan, one form a page. What a page does besides asking is on its form."""

import re
from typing import Any

from wtforms.validators import Optional, StopValidation, ValidationError

from portal.models import Section
from portal.plans.choices import CHANNELS, FINISHED, HELP, SCHEDULE, SUBCONTRACTORS, YES_NO, pairs
from portal.plans.working import WorkingPlan
from portal.security.viewer import Viewer
from portal.valuation import FORM_NAMES
from portal.web.forms import Check, Choice, Choices, Email, Form, Hidden, Phone, Text, TextArea, asked, looks_like_bsn
from portal.web.i18n import gettext, language
from portal.web.i18n import lazy_gettext as _l


class StepForm(Form):
    """A page of the wizard. ``detour`` names the page that follows where that is not simply the next step."""

    NOT_ANSWERS = frozenset({"version"})
    plan: WorkingPlan

    def prepare(self, plan: WorkingPlan) -> None:
        """Fill in what depends on the contract, before validation."""
        self.plan = plan

    def answers(self) -> dict[str, Any]:
        return {field.name: field.data for field in self if field.name not in self.NOT_ANSWERS}

    def draft(self) -> dict[str, Any]:
        """The answers as typed, unchecked; only a citizen service number is left out, also here (PR-09)."""
        typed = {field.name: field.data for field in self if field.name not in self.NOT_ANSWERS}
        return {
            name: "" if isinstance(value, str) and looks_like_bsn(value) else value for name, value in typed.items()
        }

    def fill(self, by: Viewer) -> None:
        """Show the details of who is signed in, where that is what is asked."""

    @property
    def stays(self) -> bool:
        """Whether the same page is shown again after saving."""
        return False

    @property
    def is_done(self) -> bool:
        return True

    @property
    def detour(self) -> dict[str, str] | None:
        return None


class FactsForm(StepForm):
    correct = Choice(
        _l("Is this information correct?"),
        choices=pairs(YES_NO),
        message=_l("Select whether the information is correct."),
    )


class WrongFactsForm(StepForm):
    wrong = TextArea(
        _l("What is not correct?"),
        [asked(_l("Write down what is not correct."))],
        description=_l("The coordination point corrects it and lets you know"),
    )


class ContactForm(StepForm):
    name = Text(_l("Name"), [asked(_l("Enter the name of the contact person."))], limit=100)
    job_title = Text(_l("Job title"), [Optional()], limit=100)
    email = Email(
        _l("E-mail address"),
        [asked(_l("Enter an e-mail address."))],
        description=_l("We send messages about the plan to this address"),
    )
    phone = Phone(
        _l("Phone number"),
        [asked(_l("Enter a phone number."))],
        description=_l("A number on which we can reach you during the day"),
    )

    def fill(self, by: Viewer) -> None:
        self.name.data, self.email.data = by.name, by.email


class WaysForm(StepForm):
    forms = Choices(_l("How will you deliver Social Return?"), choices=[], message=_l("Select at least one way."))

    def prepare(self, plan: WorkingPlan) -> None:
        super().prepare(plan)
        self.forms.choices = [(form.value, FORM_NAMES[form].in_language(language())) for form in plan.table.forms()]

    @property
    def detour(self) -> dict[str, str] | None:
        used = {effort.form.value for effort in self.plan.efforts}
        return next(({"effort": "nieuw", "vorm": form} for form in self.forms.data or [] if form not in used), None)


class EffortsForm(StepForm):
    """The question under the list of efforts; it is asked anew each time, so no answer is kept."""

    NOT_ANSWERS = frozenset({"version", "more"})
    more = Choice(
        _l("Would you like to add another activity?"),
        choices=pairs(YES_NO),
        message=_l("Select whether you want to add another activity."),
    )

    def validate_more(self, field: Any) -> None:
        if field.data == "no" and not self.plan.efforts:
            raise ValidationError(gettext("Add at least one activity."))

    @property
    def is_done(self) -> bool:
        return bool(self.more.data == "no")

    @property
    def detour(self) -> dict[str, str] | None:
        return {"effort": "nieuw"} if self.more.data == "yes" else None


class ShortageForm(StepForm):
    shortage_reason = TextArea(
        _l("Why can it not be otherwise?"),
        [asked(_l("Write down why you plan less."))],
    )


class ScheduleForm(StepForm):
    correct = Choice(
        _l("Is this schedule correct?"), choices=pairs(SCHEDULE), message=_l("Select whether the schedule is correct.")
    )
    note = TextArea(_l("Would you like to explain something about the schedule?"), [Optional()])

    @property
    def is_done(self) -> bool:
        return bool(self.correct.data == "yes")

    @property
    def detour(self) -> dict[str, str] | None:
        return {"step": "inzet"} if self.correct.data == "no" else None


class RecruitmentForm(StepForm):
    channels = Choices(
        _l("How will you find candidates?"), choices=pairs(CHANNELS), message=_l("Select at least one answer.")
    )
    help = Choice(
        _l("Would you like help from the coordination point?"),
        choices=pairs(HELP),
        message=_l("Select whether you want help."),
    )


def _asked_when_finished(form: Any, field: Any) -> None:
    if not field.data and form.finished.data != "no":
        raise StopValidation(gettext("Write down who will support people."))


class GuidanceForm(StepForm):
    NOT_ANSWERS = frozenset({"version", "finished"})
    guidance = TextArea(
        _l("Who supports the people at work? And how?"),
        [_asked_when_finished],
        description=_l("Name functions, no names of candidates"),
    )
    finished = Choice(
        _l("Have you finished this part?"),
        choices=pairs(FINISHED),
        message=_l("Select whether you have finished this part."),
    )

    @property
    def is_done(self) -> bool:
        return bool(self.finished.data == "yes")


class SubcontractorsForm(StepForm):
    uses = Choice(
        _l("Do you work with subcontractors?"),
        choices=pairs(SUBCONTRACTORS),
        message=_l("Select whether you use subcontractors."),
    )


class CompaniesForm(StepForm):
    """A list that grows by one: 'add' and 'remove' keep the page, the main button goes on."""

    NOT_ANSWERS = frozenset({"version", "act"})
    company = Text(_l("Name of the company"))
    kvk_number = Text(_l("KvK number"), [Optional()], limit=20)
    part = Text(_l("Which part of Social Return does this company do?"))
    act = Hidden()

    def prepare(self, plan: WorkingPlan) -> None:
        super().prepare(plan)
        self.companies: list[dict[str, str]] = list(plan.of(Section.SUBCONTRACTORS).fields.get("companies", []))

    @property
    def _removes(self) -> int | None:
        act, _, place = (self.act.data or "").partition(":")
        return int(place) if act == "remove" and place.isdecimal() and len(place) < 4 else None

    @property
    def stays(self) -> bool:
        return self.act.data == "add" or self._removes is not None

    @property
    def is_done(self) -> bool:
        return not self.stays and bool(self.answers()["companies"])

    def validate_company(self, field: Any) -> None:
        goes_on = self.act.data != "add" and self.companies and not self.kvk_number.data and not self.part.data
        if self._removes is None and not field.data and not goes_on:
            raise ValidationError(gettext("Enter the name of the company."))

    def validate_kvk_number(self, field: Any) -> None:
        field.data = field.data.replace(" ", "")
        if self._removes is None and not re.fullmatch(r"[0-9]{8}", field.data):
            raise ValidationError(gettext("A KvK number has 8 digits."))

    def validate_part(self, field: Any) -> None:
        if self._removes is None and self.company.data and not field.data:
            raise ValidationError(gettext("Write down what this company does."))

    def answers(self) -> dict[str, Any]:
        removed = self._removes
        if removed is not None:
            kept = [one for position, one in enumerate(self.companies) if position != removed]
            return {"companies": kept, **self.draft()}
        typed = {"company": self.company.data, "kvk_number": self.kvk_number.data, "part": self.part.data}
        added = [typed] if self.company.data else []
        return {"companies": self.companies + added, "company": "", "kvk_number": "", "part": ""}


class RisksForm(StepForm):
    risks = TextArea(_l("What could go wrong? And what will you do then?"), [Optional()])


class SubmitForm(Form):
    """The statement above the button that sends. ``seen`` is the digest of what was on the page."""

    authorised = Check(_l("I may send this plan"))
    changes = TextArea(_l("What did you change?"), [Optional()])
    seen = Hidden()

    def validate_authorised(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(gettext("Tick the box if you may send this plan."))
