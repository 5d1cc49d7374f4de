"""What a coordination point writes down of work it saw: closed fields only, so that nothing about a person fits."""

from datetime import date
from typing import Any

from portal import clock, valuation
from portal.decisions.unregistered import Seen
from portal.valuation import FORM_NAMES, ValueTable
from portal.web.filters import day
from portal.web.forms import Amount, Choice, Day, Form, Hours, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))


class UnregisteredForm(Form):
    form = Choice(_l("What kind of work?"), message=_l("Select what kind of work it is."))
    starts_on = Day(_l("Start date"), [asked(_l("Enter the start date."))], name_in_text=_l("The start date"))
    ends_on = Day(_l("End date"), [asked(_l("Enter the end date."))], name_in_text=_l("The end date"))
    hours_per_week: Any = Hours(_l("Hours per week"), [asked(_l("Enter the hours per week."))])
    value: Any = Amount(
        _l("Value over the whole period"),
        [asked(_l("Enter the value."))],
        low=1,
        description=_l("Compute it with the value table of this contract."),
    )
    group_checked = Choice(
        _l("Have you checked that this person belongs to a target group?"), message=_l("Select yes or no.")
    )
    seen_on = Day(
        _l("On which day did you see the evidence?"),
        [asked(_l("Enter the day on which you saw it."))],
        name_in_text=_l("The day"),
    )

    def offer(self, table: ValueTable) -> None:
        """Fill the choices; call it before validating."""
        people = [form for form in table.forms() if form.is_for_people]
        self.form.choices = [(form.value, FORM_NAMES[form].in_language(language())) for form in people]
        self.group_checked.choices = [(token, str(text)) for token, text in YES_NO]

    def accept(self, starts_on: date, ends_on: date) -> bool:
        """Hold the days against each other and against the contract's period; call it after validating."""
        begin, end, seen = self.starts_on.data, self.ends_on.data, self.seen_on.data
        if begin is None or end is None or seen is None:
            return False
        if end < begin:
            self.ends_on.errors = [_("The end date must be after the start date.")]
        elif begin > ends_on or end < starts_on:
            self.starts_on.errors = [
                _(
                    "The work must be within the contract: %(start)s to %(end)s.",
                    start=day(starts_on),
                    end=day(ends_on),
                )
            ]
        if seen > clock.today():
            self.seen_on.errors = [_("The day cannot be in the future.")]
        return not self.errors

    @property
    def seen(self) -> Seen:
        read: Any = self  # the stubs of WTForms take every typed field for text
        return Seen(
            form=valuation.Form(self.form.data),
            starts_on=read.starts_on.data,
            ends_on=read.ends_on.data,
            hours_per_week=read.hours_per_week.data,
            value=read.value.data,
            group_checked=self.group_checked.data == "yes",
            seen_on=read.seen_on.data,
        )


class UnregisteredDecisionForm(Form):
    outcome = Choice(_l("What is your decision about this work?"), message=_l("Select a decision."))

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = [("approved", _("Approve")), ("refused", _("Do not approve"))]
