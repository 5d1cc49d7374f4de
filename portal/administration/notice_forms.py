from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal import clock
from portal.consents.publishing import Reviewed
from portal.web.forms import Choice, Day, Form, Text, asked
from portal.web.i18n import lazy_gettext as _l


class ProposeForm(Form):
    """B-03: whether candidates choose again, and who read the translation through."""

    material = Choice(
        _l("Must candidates choose again?"),
        choices=[
            ("ja", _l("Yes. The text says something else about what happens with the information")),
            ("nee", _l("No. Only the words are better")),
        ],
        message=_l("Choose whether candidates must choose again."),
    )
    reviewed_by = Text(
        _l("Who read the translation through?"),
        [asked(_l("Enter who reviewed this translation."))],
        limit=100,
        description=_l("Name of a person who knows that language well"),
    )
    reviewed_on = Day(
        _l("When was that?"),
        [asked(_l("Enter the day on which the translation was reviewed."))],
        name_in_text=_l("The day of the review"),
    )

    def validate_reviewed_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(str(_l("The day of the review cannot be in the future.")))

    def reviewed(self, languages: list[str]) -> dict[str, Reviewed]:
        """For every translation of a valid form."""
        on: date = self.reviewed_on.data or clock.today()
        by = self.reviewed_by.data or ""
        return {language: Reviewed(by, on) for language in languages if language != "nl"}
