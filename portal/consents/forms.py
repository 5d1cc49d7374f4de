from typing import Any

from wtforms.validators import ValidationError

from portal.consents.notices import Notice
from portal.web.forms import Choice, Day, Email, Form, Hidden, Secret, Text, asked
from portal.web.i18n import lazy_gettext as _l


class BirthDateForm(Form):
    born = Day(
        _l("Your date of birth"),
        [asked(_l("Enter your date of birth."))],
        name_in_text=_l("The date of birth"),
        description=_l("For example: 27 3 1994"),
    )


class ChoiceForm(Form):
    """Two questions of the same shape; the statements and the answers come from the notice."""

    c1 = Choice("", message=_l("Choose yes or no for your ordinary information."))
    c2 = Choice("")
    notice_sha256 = Hidden()

    def __init__(self, text: Notice) -> None:
        super().__init__()
        answers = [("ja", text["yes"].text), ("nee", text["no"].text)]
        for field, statement in ((self.c1, text["C1"].text), (self.c2, text["C2"].text)):
            field.choices = answers
            field.label.text = statement
        if not self.is_submitted():
            self.notice_sha256.data = text.sha256

    def validate_c2(self, field: Any) -> None:
        if self.c1.data == "ja" and not field.data:
            raise ValidationError(str(_l("Choose yes or no for your benefit or group.")))
        if self.c1.data == "nee" and field.data == "ja":
            raise ValidationError(
                str(_l("If your ordinary information may not be passed on, your benefit or group may not either."))
            )


class RenewalForm(ChoiceForm):
    """The same two questions again; without the second for who stopped that part before."""

    def __init__(self, text: Notice, *, with_group: bool) -> None:
        super().__init__(text)
        if not with_group:
            self.c2.data = "nee"


class NewLinkForm(Form):
    email = Email(
        _l("Your e-mail address"),
        [asked(_l("Enter your e-mail address."))],
        description=_l("The address on which you got our e-mail"),
    )


class ReceiptCodeForm(Form):
    code = Text(
        _l("Code on the proof"),
        [asked(_l("Enter the code."))],
        limit=40,
        description=_l("16 letters and digits, for example 4K7M-0QXT-9ZDE-R2VB"),
    )


class CodeForm(Form):
    code = Secret(_l("Code"), [asked(_l("Enter the code."))], description=_l("8 letters and digits, such as K7PM-4XQD"))
