"""What a contractor may say of a person, and nothing else: an extra field is refused, not dropped (PR-06)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import request
from wtforms.validators import Optional, ValidationError

from portal.candidates.queries import Work
from portal.models import ConsentStatus
from portal.records.tasks import PersonTask
from portal.valuation import CLASS_NAMES, GROUP_NAMES, TargetGroup, ValueTable
from portal.web.filters import day
from portal.web.forms import Choice, Day, Form, Text, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

FURNITURE = frozenset({"csrf_token", "form_id", "version"})


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
        if field.data:
            field.data = as_postcode(field.data)
        else:
            self._needed(_("Enter the postcode."))

    def validate_town(self, field: Any) -> None:
        if not field.data:
            self._needed(_("Enter the town."))

    def validate_born(self, field: Any) -> None:
        if field.data is None and not field.errors:
            self._needed(_("Enter the date of birth."))

    def _needed(self, message: str) -> None:
        if self.is_first:
            raise ValidationError(message)


def as_postcode(typed: str) -> str:
    """'8911 AB', however it was typed. Raises ValidationError."""
    compact = typed.replace(" ", "").upper()
    if not (len(compact) == 6 and compact[:4].isdecimal() and compact[0] != "0" and compact[4:].isalpha()):
        raise ValidationError(_("A postcode has 4 digits and 2 letters, like 8911 AB."))
    return f"{compact[:4]} {compact[4:]}"


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
    task = Choice(_l("To do"))
    consent = Choice(_l("Consent"))
    work = Choice(_l("Work"))

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        everything = [("", _("All"))]
        self.task.choices = everything + [(task.value, label(task)) for task in PersonTask]
        self.consent.choices = everything + [(status.value, label(status)) for status in ConsentStatus]
        self.work.choices = everything + [(state.value, label(state)) for state in Work]


class SearchForm(ClosedForm):
    search = Text(_l("Search by name"), [asked(_l("Enter a name."))], limit=100)
