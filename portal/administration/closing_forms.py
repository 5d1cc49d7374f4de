"""The forms by which a manager closes a contract. What does not fit the figures is said at its field."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal import clock
from portal.models import ClosingOutcome
from portal.records.closing import Assessment, ClosingRow
from portal.web.filters import money
from portal.web.forms import Amount, Choice, Day, Form, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

LIMIT = 1000


def _until(caption: Any) -> Day:
    return Day(caption, [asked(_l("Enter the date."))], name_in_text=_l("The date"))


class _Later(Form):
    until: Any

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        if self.until.data and self.until.data <= clock.today() and not self.until.errors:
            self.until.errors = [_("The date must be after today.")]
        return not self.errors


class RecoveryForm(_Later):
    until = _until(_l("Until which day may the contractor do the rest?"))
    reason = TextArea(_l("What do you ask?"), [asked(_l("Write down what you ask."))], limit=LIMIT)

    def __init__(self, *, default: date) -> None:
        super().__init__()
        if not self.is_submitted():
            self.until.process(None, default)


class IntentionForm(_Later):
    withheld: Any = Amount(_l("What do you want to withhold?"), [asked(_l("Enter the amount."))])
    penalty: Any = Amount(_l("Fine on top of that"), [asked(_l("Enter the amount, or 0."))])
    reason = TextArea(_l("Why?"), [asked(_l("Write down why."))], limit=LIMIT)
    until = _until(_l("Until which day may the contractor give a view?"))

    def __init__(self, found: Assessment, *, default: date) -> None:
        super().__init__()
        self.found = found
        if not self.is_submitted():
            self.withheld.process(None, found.proposal.withheld)
            self.penalty.process(None, found.proposal.penalty)
            self.until.process(None, default)

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        most = self.found.proposal.withheld
        if self.withheld.data is not None and self.withheld.data > most and not self.withheld.errors:
            self.withheld.errors = [_("At most %(amount)s can be withheld: what was not realised.", amount=money(most))]
        return not self.errors


class CloseForm(Form):
    outcome = Choice(_l("How does it end?"), message=_l("Select how it ends."))
    withheld: Any = Amount(_l("What is withheld?"), description=_l("Only when it is settled"))
    penalty: Any = Amount(_l("Fine on top of that"), description=_l("Only when it is settled"))
    reason = TextArea(_l("Why?"), limit=LIMIT, description=_l("The contractor reads this"))

    def __init__(self, found: Assessment, now: ClosingRow) -> None:
        super().__init__()
        self.found, self.now = found, now
        self.outcome.choices = [(one.value, label(one)) for one in self.possible]
        for field in (self.withheld, self.penalty, self.reason):
            field.flags.optional = True
        if not self.is_submitted() and now.may_be_settled(clock.today()):
            self.withheld.process(None, min(now.withheld or Decimal(0), found.proposal.withheld))
            self.penalty.process(None, now.penalty)

    @property
    def possible(self) -> list[ClosingOutcome]:
        if self.found.is_met:
            return [ClosingOutcome.FULFILLED]
        heard = [ClosingOutcome.SETTLED] if self.now.may_be_settled(clock.today()) else []
        return [*heard, ClosingOutcome.WAIVED]

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        if self.outcome.data in (ClosingOutcome.SETTLED, ClosingOutcome.WAIVED) and not self.reason.data:
            self.reason.errors = [_("Write down why.")]
        if self.outcome.data == ClosingOutcome.SETTLED:
            self._check_amount(self.withheld, min(self.now.withheld or Decimal(0), self.found.proposal.withheld))
            self._check_amount(self.penalty, self.now.penalty or Decimal(0))
        return not self.errors

    def _check_amount(self, field: Any, most: Decimal) -> None:
        if field.errors:
            return
        if field.data is None:
            field.errors = [_("Enter the amount, or 0.")]
        elif field.data > most:
            field.errors = [_("At most %(amount)s: you cannot decide on more than you announced.", amount=money(most))]
