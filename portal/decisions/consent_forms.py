"""Doubt about a consent, permission for an address, and answers on paper: what a coordination point fills in."""

from enum import StrEnum
from typing import Any

from wtforms.validators import ValidationError

from portal.decisions.forms import LIMIT, Careful
from portal.models import AnswerChannel, Capacity, SampleOutcome, StopChannel
from portal.web.forms import Check, Choice, Day, Form, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label


class Verdict(StrEnum):
    IN_ORDER = "in_order"
    NOT_VALID = "not_valid"


class DoubtForm(Careful):
    """Signs are cleared with a reason; or the consent is declared invalid, which cannot be undone."""

    verdict = Choice(_l("What is your decision about this consent?"), message=_l("Select a decision."))
    reason = TextArea(_l("Why?"), [asked(_l("Write down why."))], limit=LIMIT)
    certain = Check(_l("I know that everything about this candidate is deleted."))

    def __init__(self) -> None:
        super().__init__()
        self.verdict.choices = [
            (Verdict.IN_ORDER.value, _("The candidate answered. The consent counts.")),
            (Verdict.NOT_VALID.value, _("Somebody else answered. The consent is not valid.")),
        ]

    @property
    def is_in_order(self) -> bool:
        return bool(self.verdict.data == Verdict.IN_ORDER)

    def validate_certain(self, field: Any) -> None:
        if self.verdict.data == Verdict.NOT_VALID and not field.data:
            raise ValidationError(_("Tick the box if you are certain."))

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) & self.check_words(self.reason)


class PermissionForm(Careful):
    reason = TextArea(
        _l("Why may a candidate use an address of the contractor?"), [asked(_l("Write down why."))], limit=LIMIT
    )

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) & self.check_words(self.reason)


class EnterForm(Form):
    """What stands on the form that came back, or what was said at the desk."""

    channel = Choice(_l("How did the answer come in?"), message=_l("Select how the answer came in."))
    answered_on = Day(
        _l("Which day is on the form?"), [asked(_l("Enter the day."))], name_in_text=_l("The day"),
        description=_l("Spoken: the day of the conversation"),
    )  # fmt: skip
    born = Day(
        _l("Which date of birth is on the form?"),
        [asked(_l("Enter the date of birth."))],
        name_in_text=_l("The date of birth"),
        description=_l("With this we check that the form is of this candidate. We do not keep it."),
    )
    c1 = Choice(
        _l("May the ordinary information be passed on?"), message=_l("Select yes or no for the ordinary information.")
    )
    c2 = Choice(_l("May the benefit or group be passed on?"), message=_l("Select yes or no for the benefit or group."))
    representative = Text(_l("Name of the representative on the form"), limit=200)
    capacity = Choice(_l("In which capacity does the representative decide?"))
    script_read = Check(_l("Spoken: I have read the text out loud as it stands here."))

    def __init__(self, *, by_representative: bool, with_group: bool = True) -> None:
        super().__init__()
        self.by_representative = by_representative
        if not with_group and self.is_submitted():
            self.c2.data = "nee"  # was stopped before, and is not on the form
        self.channel.choices = [(one.value, label(one)) for one in AnswerChannel]
        self.capacity.choices = [(one.value, label(one)) for one in Capacity]
        for field in (self.c1, self.c2):
            field.choices = [("ja", _("Yes")), ("nee", _("No"))]

    def validate_script_read(self, field: Any) -> None:
        if self.channel.data == AnswerChannel.DESK and not field.data:
            raise ValidationError(_("First read the text out loud. Then tick the box."))


class StopForm(Form):
    """A wish to stop that came in otherwise than by the link; no reason is asked (PR-27)."""

    channel = Choice(_l("How did it come in?"), message=_l("Select how it came in."))
    born = Day(
        _l("Date of birth of the candidate, as given"),
        [asked(_l("Enter the date of birth."))],
        name_in_text=_l("The date of birth"),
        description=_l("With this we check that it is this candidate. We do not keep it."),
    )
    part = Choice(_l("What does the candidate stop?"), message=_l("Select what the candidate stops."))

    def __init__(self, *, with_group: bool) -> None:
        super().__init__()
        self.channel.choices = [(one.value, label(one)) for one in StopChannel]
        parts = [("all", _("Everything"))]
        if with_group:
            parts.append(("group", _("Only passing on the benefit or group")))
        self.part.choices = parts


class FrozenForm(Form):
    """Ask once more, or end what nobody renewed."""

    act = Choice(_l("What do you do?"), message=_l("Select what you do."))
    certain = Check(_l("I know that everything about this candidate is deleted."))

    def __init__(self, *, may_end: bool) -> None:
        super().__init__()
        self.may_end = may_end
        self.act.choices = [("ask", _("Ask once more, by letter or e-mail"))]
        if may_end:
            self.act.choices.append(("end", _("End the consent and delete the information")))

    @property
    def ends(self) -> bool:
        return bool(self.act.data == "end")

    def validate_certain(self, field: Any) -> None:
        if self.ends and not field.data:
            raise ValidationError(_("Tick the box if you are certain."))


class ConfirmForm(Form):
    """``act`` confirm or back; the button says which."""


class SampleForm(Form):
    outcome = Choice(_l("What came back on the letter?"), message=_l("Select what came back."))
    certain = Check(_l("I know that everything about this candidate is deleted."))

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = [(one.value, label(one)) for one in SampleOutcome]

    def validate_certain(self, field: Any) -> None:
        if self.outcome.data == SampleOutcome.UNKNOWN and not field.data:
            raise ValidationError(_("Tick the box if you are certain."))
