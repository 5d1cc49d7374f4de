"""Text fields and choices: liberal in what they read, in one spelling afterwards."""

import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, Field, HiddenField, PasswordField, RadioField, SelectMultipleField, StringField
from wtforms import TextAreaField as WtfTextArea
from wtforms.validators import StopValidation, ValidationError

from portal.web.checks import asked, longest, no_bsn
from portal.web.i18n import gettext, lazy_gettext


class Text(StringField):
    """One line: trimmed, in NFC, without control characters, never a citizen service number."""

    def __init__(self, label: Any, validators: Any = (), *, limit: int = 200, **options: Any) -> None:
        super().__init__(label, [*validators, longest(limit), no_bsn], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = one_line(valuelist[0]) if valuelist else ""


class TextArea(WtfTextArea):
    """Several lines, trimmed, in NFC; the limit is said, never cut."""

    def __init__(self, label: Any, validators: Any = (), *, limit: int = 1500, **options: Any) -> None:
        super().__init__(label, [*validators, longest(limit), no_bsn], **options)
        self.limit = limit

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = unicodedata.normalize("NFC", valuelist[0]) if valuelist else ""
        self.data = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def one_line(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in normal).split())


class Email(StringField):
    """One address, checked for its form and not looked up; ``data`` is its normalised spelling."""

    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, [*validators, longest(254)], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        if not self.data:
            return
        try:
            found = validate_email(self.data, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValueError(gettext("Enter an e-mail address with an @, like name@company.nl.")) from None
        self.data = found.normalized


class Phone(Text):
    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, [*validators, _ten_digits], limit=40, **options)


def _ten_digits(_form: Any, field: Any) -> None:
    if field.data and sum(sign.isdecimal() for sign in field.data) < 10:
        raise ValidationError(gettext("Phone number must have at least 10 digits."))


class Password(PasswordField):
    """Read as it is typed: nothing is trimmed, everything may be pasted."""


class Secret(StringField):
    """A code that people copy with spaces: digits and letters only, in capitals."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = "".join(sign for sign in (valuelist[0] if valuelist else "") if sign.isalnum()).upper()


class Hidden(HiddenField):
    pass


class Check(BooleanField):
    """One box, never ticked beforehand."""


UNKNOWN = lazy_gettext("Select one of the answers.")


class Offered(Field):
    """A field whose checks count on what was offered: they are not asked about anything else."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError as unknown:
            raise StopValidation(str(unknown)) from None


class Choice(Offered, RadioField):
    """Radios with nothing chosen; ``choices`` are (token, text) pairs, an unknown token is refused."""

    def __init__(self, label: Any, validators: Any = (), *, message: Any = None, **options: Any) -> None:
        choices = options.pop("choices", None)
        super().__init__(label, [asked(message), *validators] if message else list(validators), **options)
        self.choices = choices  # set afterwards: WTForms 3.3 wants no pairs in its constructor
        self.invalid_choice_message = message or UNKNOWN

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else str(value)

    def pre_validate(self, form: Any) -> None:
        if self.data is None or self.data == "":
            self.data = None
            return
        super().pre_validate(form)


class Choices(Offered, SelectMultipleField):
    """Boxes of which at least one is ticked."""

    def __init__(self, label: Any, validators: Any = (), *, message: Any = None, **options: Any) -> None:
        choices = options.pop("choices", None)
        super().__init__(label, [asked(message), *validators] if message else list(validators), **options)
        self.choices = choices
        self.invalid_choice_message = message or UNKNOWN
