from enum import StrEnum

from wtforms.validators import Optional

from portal.web.forms import Choice, Form, TextArea
from portal.web.i18n import lazy_gettext as _l


class Ask(StrEnum):
    """What a candidate may ask of the coordination point (articles 15, 16, 17 and 21)."""

    ACCESS = "access"
    CORRECT = "correct"
    ERASE = "erase"
    OBJECT = "object"


ASKS = {
    Ask.ACCESS: _l("I want to see my information"),
    Ask.CORRECT: _l("Something is not right"),
    Ask.ERASE: _l("I want information to be deleted"),
    Ask.OBJECT: _l("I do not agree with the use (objection)"),
}


class AskForm(Form):
    kind = Choice(
        _l("What would you like to ask?"),
        message=_l("Select what you would like to ask."),
        choices=[(kind.value, words) for kind, words in ASKS.items()],
    )
    text = TextArea(
        _l("Do you want to explain it?"),
        [Optional()],
        limit=500,
        description=_l("Write nothing about your health here."),
    )
