"""Forms about retention: another term, a hold, a line to leave out, and a press with the version that was seen."""

from datetime import date
from typing import Any

from wtforms.validators import Optional

from portal import clock
from portal.models import HoldReason, RecordKind, Trigger
from portal.privacy.holds import latest_review
from portal.retention.terms import LONGEST_YEARS, Rule, months_of
from portal.valuation.months import add_months
from portal.web.forms import Choice, Day, Form, Number, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

OF_DOSSIERS = (Trigger.CONTRACT_CLOSED, Trigger.WORK_ENDED, Trigger.WORK_DECIDED)
WHY = _l("Write down why.")


class PressForm(Form):
    """A page that asks 'are you sure?'; it carries the version of what was on the screen."""


class StopForm(Form):
    reason = TextArea(_l("Why do you stop it?"), [asked(WHY)], limit=500)


class ExcludeForm(Form):
    reason = TextArea(
        _l("Why must this stay?"),
        [asked(WHY)],
        limit=500,
        description=_l("Do not write names. The declaration says how many were left out."),
    )


class TermForm(Form):
    """Another term for dossiers. Register lines of requests carry their own last day."""

    years: Any = Number(
        _l("How many years?"), [asked(_l("Enter the number of years."))], low=1, high=LONGEST_YEARS, example=5
    )
    counts_from = Choice(_l("From when?"), message=_l("Select from when the term counts."))
    edition = Text(_l("Which selection list?"), [asked(_l("Enter the name of the list."))], limit=120)
    result = Text(_l("Which number in that list?"), [asked(_l("Enter the number."))], limit=20)
    legal_text = Text(_l("What does the list call it?"), [asked(_l("Enter what the list calls it."))], limit=300)
    reason = TextArea(_l("Why this term?"), [asked(WHY)], limit=500)

    def __init__(self, now: Rule) -> None:
        super().__init__()
        self.counts_from.choices = [(one.value, label(one)) for one in OF_DOSSIERS]
        if not self.is_submitted():
            self.edition.data, self.result.data, self.legal_text.data = now.edition, now.result, now.legal_text
            self.counts_from.data = now.counts_from.value
            self.years.process(None, months_of(now.term) // 12)

    @property
    def rule(self) -> Rule:
        read: Any = self
        return Rule(
            RecordKind.DOSSIER,
            read.edition.data,
            read.result.data,
            f"P{int(read.years.data)}Y",
            Trigger(read.counts_from.data),
            read.legal_text.data,
            clock.today(),
        )


class _Reviewed(Form):
    review_on: Any

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        chosen: date | None = self.review_on.data
        today = clock.today()
        if chosen and not today <= chosen <= latest_review(today) and not self.review_on.errors:
            self.review_on.errors = [_("Look at it again within 6 months.")]
        return not self.errors


def _review_day() -> Day:
    return Day(
        _l("When do you look at it again?"),
        [asked(_l("Enter the date."))],
        name_in_text=_l("The date"),
        description=_l("At most 6 months from now. After that day it holds no more."),
    )


class HoldForm(_Reviewed):
    reason = Choice(_l("Why must it stay?"), message=_l("Select why it must stay."))
    contract_number = Text(
        _l("Contract number"), [Optional()], limit=20, description=_l("Leave it empty for everything of your region.")
    )
    candidate_number: Any = Number(
        _l("Number of the candidate"),
        [Optional()],
        low=1,
        high=99_999,
        description=_l("Leave it empty for the whole contract."),
    )
    explanation = TextArea(_l("Explain"), [asked(WHY)], limit=500, description=_l("Do not write names."))
    review_on = _review_day()

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = [(one.value, label(one)) for one in HoldReason]
        for field in (self.contract_number, self.candidate_number):
            field.flags.optional = True
        if not self.is_submitted():
            self.review_on.process(None, add_months(clock.today(), 3))

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        if self.candidate_number.data is not None and not self.contract_number.data:
            self.contract_number.errors = [_("Enter the contract of this candidate.")]
        return not self.errors


class ProlongForm(_Reviewed):
    review_on = _review_day()
