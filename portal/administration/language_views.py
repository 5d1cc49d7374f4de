"""Languages for candidates: drafts that only managers see, and who read a language through (PR-35)."""

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import ValidationError

from portal import clock
from portal.administration import blueprint
from portal.consents.languages import Standing, TextsMissing, draft_of, missing_texts, record_review, standings
from portal.db import reading, writing
from portal.errors import NotFound
from portal.security.viewer import viewer
from portal.web.forms import Check, Day, Form, Text, asked
from portal.web.i18n import RIGHT_TO_LEFT
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.pages import done, page

SHOWN = 20  # texts that are missing, on the page


class ReviewForm(Form):
    reviewed_by = Text(
        _l("Who read everything through?"),
        [asked(_l("Enter who read everything through."))],
        limit=100,
        description=_l("Name of a person who knows that language well"),
    )
    reviewed_on = Day(_l("When was that?"), [asked(_l("Enter the day."))], name_in_text=_l("The day"))
    read_all = Check(
        _l("This person read the explanation, all pages, all e-mails and the letter."),
        [asked(_l("Tick the box if everything was read."))],
    )

    def validate_reviewed_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(str(_l("The day cannot be in the future.")))


@blueprint.get("/beheer/talen")
def languages() -> BaseResponse:
    return page("administration/languages.html", languages=standings(reading()))


@blueprint.route("/beheer/talen/<code>", methods=["GET", "POST"])
def language(code: str) -> BaseResponse:
    """The draft, what is missing, and the form for whoever read it all."""
    standing = _standing(code)
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            record_review(
                writing(),
                code,
                reviewed_by=form.reviewed_by.data or "",
                reviewed_on=form.reviewed_on.data,
                by=viewer(),
            )
        except TextsMissing:
            form.form_errors.append(_("Not everything is translated yet. So it cannot be offered."))
        else:
            done(_("Candidates can choose %(language)s now.", language=standing.name))
            return redirect(url_for("administration.languages"), 303)
    return page(
        "administration/language.html",
        form,
        standing=standing,
        draft=draft_of(code),
        missing=missing_texts(code)[:SHOWN],
        direction="rtl" if code in RIGHT_TO_LEFT else "ltr",
    )


def _standing(code: str) -> Standing:
    found = next((one for one in standings(reading()) if one.code == code), None)
    if found is None:
        raise NotFound
    return found
