"""Forms about value tables: the file, the two versions to compare, and a press with the version that was seen."""

from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms.validators import Optional

from portal.web.forms import Choice, Form, asked
from portal.web.i18n import lazy_gettext as _l


class TableFileForm(Form):
    file = FileField(
        _l("Excel file"),
        [asked(_l("Choose a file."))],
        description=_l("A file that ends in .xlsx, of at most 1 MB, without formulas and macros"),
    )

    def refuse(self, message: str) -> None:
        self.file.errors = [message]


class ComparisonForm(Form):
    """Names as in the address."""

    oud = Choice(_l("The old one"), [Optional()])
    nieuw = Choice(_l("The new one"), [Optional()])

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(formdata=request.args)
        self.oud.choices = self.nieuw.choices = choices
        for field in (self.oud, self.nieuw):
            if field.data not in dict(choices):
                field.data = choices[0][0] if choices else None

    @property
    def pair(self) -> tuple[Any, Any]:
        return self.oud.data, self.nieuw.data


class PressForm(Form):
    """A page that asks 'are you sure?'; it carries the version of what was on the screen."""
