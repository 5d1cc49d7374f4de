"""Forms of the manager. What a contract must add up to is checked here, before anything is written."""

import re
from datetime import date
from typing import Any

from wtforms.validators import Optional, ValidationError

from portal.administration.obligation_forms import LabourShareForm, Percentage, above_zero, sensible
from portal.models import ObligationBasis, Region
from portal.web.filters import day
from portal.web.forms import (
    Amount,
    Choice,
    Choices,
    Day,
    Email,
    Form,
    Hidden,
    Phone,
    Text,
    TextArea,
    asked,
)
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z._-]*")


def as_address(_form: Any, field: Any) -> None:
    """The number stands in addresses of pages."""
    if field.data and not NUMBER.fullmatch(field.data):
        raise ValidationError(_("Use digits, letters, dots and dashes, like 2026-0147."))


class Kvk(Text):
    """A number of the chamber of commerce: 8 digits, however they are spaced."""

    def __init__(self, caption: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(caption, [*validators, _eight_digits], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = re.sub(r"[ .]", "", self.data or "")


def _eight_digits(_form: Any, field: Any) -> None:
    if field.data and not re.fullmatch(r"[0-9]{8}", field.data):
        raise ValidationError(_("A KvK number has 8 digits."))


def _day(caption: Any, name: Any, message: Any) -> Day:
    return Day(caption, [asked(message), sensible], name_in_text=name)


def _name() -> Text:
    return Text(_l("Name of the contract"), [asked(_l("Enter the name of the contract."))])


def _starts_on() -> Day:
    return _day(_l("Starts on"), _l("The start date"), _l("Enter the day on which the contract starts."))


def _ends_on() -> Day:
    return _day(_l("Ends on"), _l("The end date"), _l("Enter the day on which the contract ends."))


class PeriodForm(Form):
    """Days that must fit each other."""

    name = _name()
    starts_on = _starts_on()
    ends_on = _ends_on()

    def check_days(self, awarded_on: date | None, plan_due: Day) -> bool:
        """After the fields: the end after the start, the plan between award and end."""
        if self.starts_on.data and self.ends_on.data and self.ends_on.data <= self.starts_on.data:
            _add(self.ends_on, _("The end date must be after the start date."))
        if plan_due.data and awarded_on and plan_due.data < awarded_on:
            _add(plan_due, _("The plan cannot be due before the day of the award."))
        if plan_due.data and self.ends_on.data and plan_due.data > self.ends_on.data:
            _add(plan_due, _("The plan must be due before the end of the contract."))
        return not self.errors


def _add(field: Any, message: str) -> None:
    if not field.errors:
        field.errors = [message]


class ContractForm(PeriodForm, LabourShareForm):
    number = Text(
        _l("Number of the contract"),
        [asked(_l("Enter the number of the contract.")), as_address],
        limit=20,
        description=_l("It stands in the address of each page, for example 2026-0147"),
    )
    name = _name()
    awarded_on = Day(
        _l("Award date"),
        [asked(_l("Enter the day on which the contract was awarded.")), sensible],
        name_in_text=_l("The award date"),
        description=_l("This is also the reference date: on this day we look at which group somebody belongs to"),
    )
    starts_on = _starts_on()
    ends_on = _ends_on()
    client = Choice(_l("Client"), description=_l("Is it not in the list? Then enter the name below"))
    new_client = Text(_l("Name of the new client"), [Optional()])
    contractor = Choice(
        _l("Contractor"), description=_l("Is it not in the list? Then enter the name and KvK number below")
    )
    new_contractor = Text(_l("Name of the new company"), [Optional()])
    kvk_number = Kvk(_l("KvK number of the new company"), [Optional()], description=_l("8 digits"))
    value = Amount(_l("Contract value, without VAT"), [asked(_l("Enter the contract value.")), above_zero])
    percentage = Percentage(_l("Social Return percentage"), [Optional()])
    basis = Choice(_l("Of which amount is it a percentage?"), description=_l("Choose nothing for the contract value"))
    basis_amount = Amount(_l("How much is that amount?"), [Optional(), above_zero],
                          description=_l("Only with turnover or wages, without VAT"))  # fmt: skip
    cap = Amount(_l("Highest Social Return amount"), [Optional(), above_zero], description=_l("Only with a percentage"))
    amount = Amount(_l("Or a fixed amount"), [Optional(), above_zero])
    reason = Text(
        _l("Where is this agreed?"),
        [asked(_l("Enter where this is agreed."))],
        limit=500,
        description=_l("For example: tender document, article 4.2"),
    )
    table = Choice(_l("Value table"), message=_l("Select a value table."))
    plan_due_on = Day(_l("Plan no later than"), [Optional(), sensible], name_in_text=_l("The date"))
    confirmed = Hidden()
    back = Hidden()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        percentages = [basis for basis in ObligationBasis if basis is not ObligationBasis.AMOUNT]
        self.basis.choices = [(basis.value, label(basis)) for basis in percentages]

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        _one_of(self.client, self.new_client, _("Select a client, or enter the name of a new client."))
        _one_of(
            self.contractor,
            self.new_contractor,
            _("Select a contractor, or enter the name and KvK number of a new one."),
        )
        if self.new_contractor.data and not self.kvk_number.data:
            _add(self.kvk_number, _("Enter the KvK number."))
        if self.kvk_number.data and not self.new_contractor.data and not self.contractor.data:
            _add(self.new_contractor, _("Enter the company name."))
        self._check_obligation()
        return self.check_days(self.awarded_on.data, self.plan_due_on)

    def _check_obligation(self) -> None:
        if self.percentage.errors or self.amount.errors:
            return
        if self.percentage.data is not None and self.amount.data is not None:
            _add(self.amount, _("Enter a percentage or an amount, not both."))
        elif self.percentage.data is None and self.amount.data is None:
            _add(self.percentage, _("Enter a percentage or an amount."))
        elif self.cap.data is not None and self.percentage.data is None:
            _add(self.cap, _("Enter this only with a percentage."))
        elif self.percentage.data is None and (self.basis.data or self.labour_share.data is not None):
            _add(self.percentage, _("Enter the percentage."))
        elif self.basis.data in (ObligationBasis.INVOICED_TURNOVER, ObligationBasis.WAGE_SUM):
            if self.basis_amount.data is None:
                _add(self.basis_amount, _("Enter of which amount."))
        elif self.basis_amount.data is not None:
            _add(self.basis_amount, _("Enter this only with turnover or wages."))

    def refuse(self, *, number_is_taken: bool, owner: str | None) -> bool:
        """What only the records know: a number in use, a KvK number that belongs to ``owner``."""
        if number_is_taken:
            text = _("Number %(number)s already exists. Choose another.", number=self.number.data)
            _add(self.number, text)
        if owner is not None:
            text = _("This KvK number belongs to %(name)s. Select that company in the list.", name=owner)
            _add(self.kvk_number, text)
        return bool(self.errors)

    def refuse_table(self, begins: date) -> None:
        text = _("This value table holds from %(day)s. The contract was awarded before that. Choose another one.",
                 day=day(begins))  # fmt: skip
        _add(self.table, text)


def _one_of(chosen: Any, typed: Any, message: str) -> None:
    if chosen.errors or typed.errors:
        return
    if not chosen.data and not typed.data:
        _add(chosen, message)
    elif chosen.data and typed.data:
        _add(typed, _("Select one in the list, or enter a new one, not both."))


class ContractEditForm(PeriodForm):
    plan_due_on = _day(_l("Plan no later than"), _l("The date"), _l("Enter the last day for the plan."))


class CoReadersForm(Form):
    regions = Choices(_l("Which coordination points read along?"), [Optional()])

    def offer(self, own: Region) -> None:
        self.regions.choices = [(region.value, label(region)) for region in Region if region is not own]


class CardForm(Form):
    """The controller card; each field may wait, but no consent request is sent while one is missing (PR-36)."""

    name = Text(_l("Name of the coordination point"))
    postal_address = Text(_l("Postal address"))
    email = Email(_l("E-mail address"))
    phone = Phone(_l("Phone number"))
    opening_hours = Text(
        _l("Opening hours"), [Optional()], limit=100, description=_l("For example: Monday to Friday, 9:00 to 17:00")
    )
    officer = Text(_l("Data protection officer"), description=_l("A name or a desk"))
    officer_email = Email(_l("E-mail address of the data protection officer"))
    dpia_reference = Text(
        _l("Reference of the DPIA"),
        limit=100,
        description=_l("The privacy examination that must be done before the portal is used"),
    )
    dpia_on = Day(_l("Date of the DPIA"), [Optional(), sensible], name_in_text=_l("The date"))

    FIELDS = (
        "name", "postal_address", "email", "phone", "opening_hours", "officer", "officer_email", "dpia_reference",
        "dpia_on",
    )  # fmt: skip


class PersonForm(Form):
    person = Text(_l("Name of the contact person"), [asked(_l("Enter the name."))], limit=100)
    email = Email(_l("E-mail address"), [asked(_l("Enter the e-mail address."))])
    message = TextArea(_l("Message"), [Optional()], limit=500, description=_l("This text is added to the e-mail"))
    confirmed = Hidden()
    back = Hidden()


class InviteContractorForm(PersonForm):
    kvk_number = Kvk(_l("KvK number"), [asked(_l("Enter the KvK number."))], description=_l("8 digits"))
    company = Text(_l("Company name"), [asked(_l("Enter the company name."))])


class InviteClientForm(PersonForm):
    client = Choice(_l("Client"), message=_l("Select a client."))
