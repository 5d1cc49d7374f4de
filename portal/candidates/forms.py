"""What a contractor may say of a person, and nothing else: an extra field is refused, not dropped (PR-06)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import request
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.candidates.queries import Work
from portal.consents.notices import LANGUAGES
from portal.models import Agreement, ConsentStatus, EmployerKind
from portal.privacy.masks import age_on
from portal.security.scope import ContractRow
from portal.valuation import CLASS_NAMES, GROUP_NAMES, TargetGroup, ValueTable
from portal.web.filters import day
from portal.web.forms import Check, Choice, Day, Email, Form, Hidden, Text, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

FURNITURE = frozenset({"csrf_token", "form_id", "version"})
YOUNGEST, OLDEST, DECIDES_ALONE = 13, 100, 16  # PR-11; below 16 a representative decides (UAVG 5)


class SometimesEmpty:
    """Shown as not required; another answer decides whether it is."""

    field_flags = {"optional": True}  # noqa: RUF012 - how WTForms learns of a flag

    def __call__(self, _form: Any, _field: Any) -> None:
        return


class ClosedForm(Form):
    """Takes its own fields and no other."""

    sent: Collection[str] = ()  # names that came in

    def process(self, formdata: Any = None, *others: Any, **options: Any) -> None:
        self.sent = list(self.meta.wrap_formdata(self, formdata) or ())
        super().process(formdata, *others, **options)

    def own_names(self) -> set[str]:
        names = set(FURNITURE)
        for field in self:
            names |= {f"{field.name}-{part}" for part in field.parts} if isinstance(field, Day) else {field.name}
        return names

    def validate(self, extra_validators: Any = None) -> bool:
        if set(self.sent) - self.own_names():
            self.form_errors.append(_("You sent information that we may not keep. Use only the fields on this page."))
            return False
        return bool(super().validate(extra_validators))


class ToldForm(ClosedForm):
    agreed = Check("", [asked(_l("First talk to the candidate. Then tick the box."))])

    def validate_agreed(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("First talk to the candidate. Then tick the box."))


class InviteForm(ClosedForm):
    """Everything that is asked before the candidate says yes."""

    first_name = Text(_l("First name"), [asked(_l("Enter the first name."))], limit=100)
    surname = Text(_l("Surname"), [asked(_l("Enter the surname."))], limit=100)
    email = Email(
        _l("Candidate's e-mail address"),
        [asked(_l("Enter the candidate's e-mail address."))],
        description=_l("Use the candidate's own address"),
    )
    language = Choice(_l("In which language?"), message=_l("Select a language."), default="nl")
    agreement = Choice(_l("What kind of agreement is it?"), message=_l("Select the kind of agreement."))
    employer_kind = Choice(_l("Who is the employer?"), message=_l("Select who the employer is."))
    employer_name = Text(
        _l("Name of the other company"),
        [SometimesEmpty()],
        description=_l("Only if the employer is not your own company"),
    )
    starts_on = Day(_l("Expected start date"), [asked(_l("Enter the start date."))], name_in_text=_l("The start date"))
    born = Day(
        _l("Candidate's date of birth"),
        [asked(_l("Enter the date of birth."))],
        name_in_text=_l("The date of birth"),
        description=_l("With this the candidate opens the question. We do not keep the date."),
    )
    told = Hidden()  # the signed statement of the page before

    def __init__(self, contract: ContractRow, **options: Any) -> None:
        super().__init__(**options)
        self.contract = contract
        self.language.choices = list(LANGUAGES.items())
        self.agreement.choices = [(kind.value, label(kind)) for kind in Agreement]
        self.employer_kind.choices = [(kind.value, label(kind)) for kind in EmployerKind]

    def validate_employer_name(self, field: Any) -> None:
        if self.employer_kind.data in (EmployerKind.SUBCONTRACTOR, EmployerKind.LENDER) and not field.data:
            raise ValidationError(_("Enter the name of the other company."))

    def validate_starts_on(self, field: Any) -> None:
        if field.data is None:
            return
        if field.data < self.contract.starts_on:
            raise ValidationError(
                _(
                    "The start date must be on or after %(day)s, the start of the contract.",
                    day=day(self.contract.starts_on),
                )
            )
        if field.data > self.contract.ends_on:
            raise ValidationError(
                _(
                    "The start date must be on or before %(day)s, the end of the contract.",
                    day=day(self.contract.ends_on),
                )
            )

    def validate_born(self, field: Any) -> None:
        if field.data is not None:
            problem = birth_date_problem(field.data, self.starts_on.data or clock.today())
            if problem:
                raise ValidationError(problem)


def birth_date_problem(born: date, starts_on: date) -> str:
    """What is wrong with a date of birth, in a sentence; empty when it is a grown-up's or a worker's (PR-11, PR-33)."""
    if born >= clock.today():
        return _("The date of birth must be in the past.")
    if age_on(born, starts_on) < YOUNGEST:
        return _("The candidate must be at least %(age)s on the start date. Check the year.", age=YOUNGEST)
    if age_on(born, starts_on) > OLDEST:
        return _("The candidate may be at most %(age)s. Check the year.", age=OLDEST)
    if age_on(born, clock.today()) < DECIDES_ALONE:
        return _(
            "The candidate is younger than 16. A parent or guardian decides, on paper. Call the coordination point."
        )
    return ""


class CorrectForm(ClosedForm):
    """Empty stays as it was."""

    email = Email(_l("New e-mail address"), [Optional()], description=_l("Use the candidate's own address"))
    born = Day(
        _l("Right date of birth"),
        [Optional()],
        name_in_text=_l("The date of birth"),
        description=_l("We do not keep the date."),
    )

    def __init__(self, starts_on: date) -> None:
        super().__init__()
        self.starts_on = starts_on

    def validate_born(self, field: Any) -> None:
        problem = birth_date_problem(field.data, self.starts_on) if field.data else ""
        if problem:
            raise ValidationError(problem)


class ConfirmForm(ClosedForm):
    """A button and nothing else."""


class DetailsForm(ClosedForm):
    """Empty stays as it was, once something is kept."""

    street = Text(_l("Street and house number"), [Optional()], limit=200)
    postcode = Text(_l("Postcode"), limit=12, description=_l("For example: 8911 AB"))
    town = Text(_l("Town"), limit=100)
    born = Day(_l("Date of birth"), name_in_text=_l("The date of birth"))

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self.is_first = is_first

    def validate_postcode(self, field: Any) -> None:
        compact = (field.data or "").replace(" ", "").upper()
        if not compact:
            self._needed(_("Enter the postcode."))
        elif not (len(compact) == 6 and compact[:4].isdecimal() and compact[0] != "0" and compact[4:].isalpha()):
            raise ValidationError(_("A postcode has 4 digits and 2 letters, like 8911 AB."))
        else:
            field.data = f"{compact[:4]} {compact[4:]}"

    def validate_town(self, field: Any) -> None:
        if not field.data:
            self._needed(_("Enter the town."))

    def validate_born(self, field: Any) -> None:
        if field.data is None and not field.errors:
            self._needed(_("Enter the date of birth."))

    def _needed(self, message: str) -> None:
        if self.is_first:
            raise ValidationError(message)


class GroupForm(ClosedForm):
    """One of the seven groups, with its class where the table of the contract has one (PR-07)."""

    group = Choice("", message=_l("Select a situation. Not sure? Fill this in later."))

    def __init__(self, table: ValueTable, reference_date: date) -> None:
        super().__init__()
        self.group.label.text = _(
            "Which benefit or situation did the candidate have on %(day)s (reference date)?", day=day(reference_date)
        )
        self.group.choices = group_choices(table)


def group_choices(table: ValueTable) -> list[tuple[str, str]]:
    """('pwet.pwet_lt_2y', 'Bijstand (Participatiewet), korter dan 2 jaar'): group and class in one answer."""
    choices = []
    for group in TargetGroup:
        name = GROUP_NAMES[group].in_language(language())
        classes = table.classes_for(group)
        if not classes:
            choices.append((group.value, name))
        for one in classes:
            words = CLASS_NAMES[one].in_language(language())
            choices.append((f"{group}.{one}", f"{name}: {words[0].lower()}{words[1:]}"))
    return choices


class FilterForm(Form):
    consent = Choice(_l("Consent"))
    work = Choice(_l("Work"))

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        everything = [("", _("All"))]
        self.consent.choices = everything + [(status.value, label(status)) for status in ConsentStatus]
        self.work.choices = everything + [(state.value, label(state)) for state in Work]


class SearchForm(ClosedForm):
    search = Text(_l("Search by name"), [asked(_l("Enter a name."))], limit=100)
