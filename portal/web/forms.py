"""A form of one page, and the fields it is made of. Templates write the fields themselves."""

from flask_wtf import FlaskForm
from wtforms import HiddenField

from portal.web.checks import asked, in_range, longest, looks_like_bsn, no_bsn
from portal.web.day import Day
from portal.web.fields import Check, Choice, Choices, Email, Hidden, Password, Phone, Secret, Text, TextArea
from portal.web.numbers import Amount, Hours, Number

__all__ = [
    "Amount", "Check", "Choice", "Choices", "Day", "Email", "Form", "Hidden", "Hours", "Number", "Password", "Phone",
    "Secret", "Text", "TextArea", "asked", "in_range", "longest", "looks_like_bsn", "no_bsn",
]  # fmt: skip


class Form(FlaskForm):
    """A form of one page. CSRF is checked for every request before a view runs, so no form carries its own token."""

    class Meta(FlaskForm.Meta):
        csrf = False

    version = HiddenField()  # of the row that was on the screen; empty for something new

    @property
    def seen_version(self) -> int:
        """Version of the row when the form was opened; 0 for something new or a changed field."""
        typed = self.version.raw_data[0] if self.version.raw_data else ""  # what came in, never what was filled in here
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
