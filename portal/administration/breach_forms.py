"""Forms of the register of breaches. Moments are a day and a time in Amsterdam."""

import re
from datetime import datetime, time
from typing import Any

from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.models import Notifying
from portal.web.forms import Choice, Day, Email, Form, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]?([0-5][0-9])")
NAMELESS = _l("Name nobody.")


class TimeOfDay(Text):
    """'14.30', also typed as 14:30 or 1430."""

    def __init__(self, caption: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(caption, [*validators, _readable], limit=5, **options)

    @property
    def time(self) -> time | None:
        found = _TIME.fullmatch(self.data or "")
        return time(int(found[1]), int(found[2])) if found else None


def _readable(_form: Any, field: TimeOfDay) -> None:
    if field.data and field.time is None:
        raise ValidationError(_("Enter a time, for example 14.30."))


def _moment(day: Day, at: TimeOfDay) -> datetime | None:
    if day.data is None or at.time is None:
        return None
    return datetime.combine(day.data, at.time, tzinfo=clock.AMSTERDAM)


def _not_in_future(field: Any, moment: datetime | None) -> None:
    if moment is not None and moment > clock.now() and not field.errors:
        field.errors = [_("The moment cannot be in the future.")]


class EnterBreachForm(Form):
    facts = TextArea(_l("What happened?"), [asked(_l("Write down what happened."))], limit=2000, description=NAMELESS)
    day = Day(_l("On which day did you find out?"), [asked(_l("Enter the day."))], name_in_text=_l("The day"))
    at = TimeOfDay(_l("At what time?"), [asked(_l("Enter the time."))], description=_l("For example 14.30"))

    @property
    def discovered_at(self) -> datetime | None:
        return _moment(self.day, self.at)

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        _not_in_future(self.day, self.discovered_at)
        return not self.errors


class FactsForm(Form):
    facts = TextArea(_l("What happened?"), [asked(_l("Write down what happened."))], limit=2000, description=NAMELESS)
    effects = TextArea(_l("What can it lead to for the people concerned?"), [Optional()], limit=2000)
    measures = TextArea(_l("What was done about it, and what will be done?"), [Optional()], limit=2000)
    seen_from = Day(_l("First day on which somebody could look"), [Optional()], name_in_text=_l("The first day"))
    seen_until = Day(_l("Last day on which somebody could look"), [Optional()], name_in_text=_l("The last day"))
    account = Email(
        _l("E-mail address of the account with which it was done"),
        [Optional()],
        description=_l("If it was one account. Without it everybody counts who was looked at in those days"),
    )

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        first, last = self.seen_from, self.seen_until
        if (first.data is None) != (last.data is None) and not first.errors and not last.errors:
            (first if first.data is None else last).errors = [_("Enter both days, or none.")]
        if first.data and last.data and last.data < first.data:
            last.errors = [_("The last day is before the first day.")]
        if self.account.data and first.data is None and not first.errors:
            first.errors = [_("Enter the days in which the account was used.")]
        return not self.errors


class _DecideForm(Form):
    notify = Choice(_l("What do you decide?"), message=_l("Choose what you decide."))
    reason = TextArea(_l("Why?"), [asked(_l("Write down why."))], limit=1000, description=NAMELESS)
    told_day = Day(_l("Told on"), [Optional()], name_in_text=_l("The day"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.notify.choices = [(one.value, label(one)) for one in Notifying]

    @property
    def chosen(self) -> Notifying:
        return Notifying(self.notify.data)


class AuthorityForm(_DecideForm):
    told_at = TimeOfDay(_l("At what time?"), [Optional()], description=_l("For example 14.30"))
    reference = Text(_l("Reference of the notification"), [Optional()], limit=100)
    late_reason = TextArea(
        _l("Why is it later than 72 hours?"), [Optional()], limit=1000, description=_l("Only when it is later")
    )

    @property
    def moment(self) -> datetime | None:
        return _moment(self.told_day, self.told_at) if self.notify.data == Notifying.YES else None

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        if self.told_day.data and not self.told_at.data and not self.told_at.errors:
            self.told_at.errors = [_("Enter the time.")]
        if self.told_at.data and self.told_day.data is None and not self.told_day.errors:
            self.told_day.errors = [_("Enter the day.")]
        _not_in_future(self.told_day, self.moment)
        return not self.errors


class PeopleForm(_DecideForm):
    text = TextArea(
        _l("What do the people read?"),
        [Optional()],
        limit=2000,
        description=_l("In plain words: what happened, what it can lead to, what they can do, whom they can call"),
    )

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        if self.notify.data == Notifying.YES and not self.text.data and not self.text.errors:
            self.text.errors = [_("Write down what the people read.")]
        if self.told_day.data and self.told_day.data > clock.today():
            self.told_day.errors = [_("The day cannot be in the future.")]
        return not self.errors
