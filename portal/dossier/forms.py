from typing import Any

from wtforms.validators import ValidationError

from portal.models import Right
from portal.rights.fields import Part
from portal.rights.words import PART_WORDS
from portal.web.forms import Choice, Choices, Form, TextArea
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l

ASKS = {
    Right.ACCESS: _l("I want to see my information"),
    Right.CORRECT: _l("Something is not right"),
    Right.ERASE: _l("I want information to be deleted"),
    Right.RESTRICT: _l("I want my information not to be used for a while"),
    Right.OBJECT: _l("I do not agree with the use (objection)"),
    Right.PORTABILITY: _l("I want to take my information along"),
    Right.COMPLAIN: _l("I have a complaint, or somebody puts me under pressure"),
}


class SometimesEmpty:
    """Shown as not required; the kind of question decides whether it is."""

    field_flags = {"optional": True}  # noqa: RUF012 - how WTForms learns of a flag

    def __call__(self, _form: Any, _field: Any) -> None:
        return


class AskForm(Form):
    """What a candidate may ask of the coordination point (articles 15 to 21)."""

    kind = Choice(
        _l("What would you like to ask?"),
        message=_l("Select what you would like to ask."),
        choices=[(kind.value, words) for kind, words in ASKS.items()],
    )
    parts = Choices(
        _l("If you want information to be deleted: which?"),
        choices=[(part.value, PART_WORDS[part]) for part in Part],
        description=_l("Choose nothing if you mean everything."),
    )
    text = TextArea(
        _l("Do you want to explain it?"),
        [SometimesEmpty()],
        limit=500,
        description=_l("Write nothing about your health here."),
    )

    def validate_parts(self, field: Any) -> None:
        if field.data and self.kind.data and self.kind.data != Right.ERASE:
            raise ValidationError(_("Choose information here only if you want it to be deleted."))

    def validate_text(self, field: Any) -> None:
        if self.kind.data in (Right.CORRECT, Right.COMPLAIN) and not (field.data or "").strip():
            raise ValidationError(
                _("Write down what is not right.")
                if self.kind.data == Right.CORRECT
                else _("Write down what happened.")
            )
