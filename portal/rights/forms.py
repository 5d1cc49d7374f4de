"""The forms of the register and of the public page. At intake nothing is asked beyond name and contact (PR-52)."""

from typing import Any

from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.consents.notices import LANGUAGES
from portal.models import Channel, Region, Right, RightsOutcome
from portal.rights.correcting import LEAST_WORDS
from portal.rights.fields import CORRECTABLE, LONGEST, Part
from portal.rights.recipients import MEANS
from portal.rights.words import FIELD_WORDS, PART_WORDS
from portal.web.forms import Choice, Choices, Day, Email, Form, Hidden, Number, Secret, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label
from portal.web.sensitive import about_nobody

UNKNOWN = "unknown"
BY_STAFF = (Channel.MAIL, Channel.LETTER, Channel.PHONE, Channel.DESK, Channel.CONTRACTOR)
MEANS_WORDS = {"letter": _l("By letter"), "file": _l("In a file"), "phone": _l("By telephone")}


class _Request(Form):
    kind = Choice(_l("What is asked?"), message=_l("Choose what is asked."))
    region = Choice(_l("Where is the work?"), message=_l("Choose the province of the work."))
    text = TextArea(_l("In their own words"), [Optional()], limit=1500)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kind.choices = [(kind.value, label(kind)) for kind in Right]
        self.region.choices = [*((one.value, label(one)) for one in Region), (UNKNOWN, _("I do not know"))]

    @property
    def chosen_region(self) -> Region | None:
        return None if self.region.data == UNKNOWN else Region(self.region.data)


class AskForm(_Request):
    """The public page: no account, no link, no identity data."""

    name = Text(_l("Your name"), [asked(_l("Enter your name."))], limit=100)
    email = Email(_l("Your e-mail address"), [asked(_l("Enter your e-mail address."))])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kind.label.text = _("What do you want to ask?")
        self.region.label.text = _("In which province do you work?")
        self.text.label.text = _("Do you want to explain it?")
        self.text.description = _("Write nothing about your health here. Do not send a copy of your passport.")


class EnterForm(_Request):
    """Staff writes down what came by mail, letter, telephone, desk or contractor."""

    channel = Choice(_l("How did it come in?"), message=_l("Choose how it came in."))
    received_on = Day(_l("Received on"), [asked(_l("Enter the day on which it came in."))])
    contract_number = Text(
        _l("Number of the contract"),
        [Optional()],
        limit=20,
        description=_l("If you know it. Then the request goes to the right region."),
    )
    name = Text(_l("Name of who asks"), [asked(_l("Enter the name of who asks."))], limit=100)
    email = Email(_l("E-mail address"), [Optional()])
    address = Text(_l("Postal address"), [Optional()], limit=200)
    language = Choice(_l("Language"), message=_l("Choose the language."))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.channel.choices = [(one.value, label(one)) for one in BY_STAFF]
        self.language.choices = [(code, name) for code, name in LANGUAGES.items()]

    def validate_received_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(_("The day of receipt cannot be in the future."))


class MatchForm(Form):
    contract_number = Text(_l("Number of the contract"), [asked(_l("Enter the number of the contract."))], limit=20)
    candidate_number = Number(
        _l("Number of the candidate"), [asked(_l("Enter the number of the candidate."))], low=1, high=99_999, example=12
    )


class CodeForm(Form):
    code = Secret(_l("Code"), [asked(_l("Enter the code."))])


class ExtendForm(Form):
    reason = TextArea(_l("Why is more time needed?"), [asked(_l("Write down why more time is needed."))], limit=500)


class DecideForm(Form):
    outcome = Choice(_l("Decision"), message=_l("Choose a decision."))
    parts = Choices(_l("What is deleted?"), [Optional()])
    reasons = TextArea(
        _l("Reasons"),
        [Optional()],
        limit=2000,
        description=_l("The person reads this in the letter. Use short sentences. Name nobody."),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.outcome.choices = [(one.value, label(one)) for one in RightsOutcome]
        self.parts.choices = [(part.value, str(PART_WORDS[part])) for part in Part]

    @property
    def chosen_parts(self) -> list[Part]:
        return [Part(one) for one in self.parts.data or ()]


class CorrectForm(Form):
    """The person, or staff for her, says which field is wrong and what it must be."""

    field = Choice(_l("What is not right?"), message=_l("Choose what is not right."))
    wanted = Text(
        _l("What must it be?"),
        [asked(_l("Enter what it must be."))],
        limit=LONGEST,
        description=_l("A date like 27 3 1994. A benefit by its name, like WW or Wajong"),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.field.choices = [(name, str(FIELD_WORDS[name])) for name in CORRECTABLE]


class AnswerForm(Form):
    """The contractor takes the new value over, or says why the old one is right."""

    answer = Choice(_l("What do you do?"), message=_l("Choose what you do."))
    why = TextArea(_l("Why is it right as it is?"), [Optional(), about_nobody], limit=500)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.answer.choices = [("yes", _("I change it as the candidate says")), ("no", _("It is right as it is"))]

    def validate_why(self, field: Any) -> None:
        if self.answer.data == "no" and len(field.data or "") < LEAST_WORDS:
            raise ValidationError(_("Write down in at least 20 characters why it is right."))


class DiscloseForm(Form):
    recipient = Text(_l("Who got the information?"), [asked(_l("Enter who got the information."))], limit=200)
    means = Choice(_l("By what way?"), message=_l("Choose by what way."))
    fields = Choices(_l("Which information?"), message=_l("Choose which information."))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.means.choices = [(one, str(MEANS_WORDS[one])) for one in MEANS]
        self.fields.choices = [(name, str(FIELD_WORDS[name])) for name in CORRECTABLE]


class StepForm(Form):
    """A button that does one thing to the version of the request that was on the screen."""

    do = Hidden()
    region = Hidden()
