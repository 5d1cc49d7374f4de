"""Languages for candidates: drafts that only managers see, and who read a language through (PR-35)."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import ValidationError

from portal import clock
from portal.administration import blueprint
from portal.consents import translating
from portal.consents.in_force import in_force
from portal.consents.languages import Standing, TextsMissing, draft_of, missing_texts, record_review, standings
from portal.consents.publishing import NotPublishable, Overtaken, Reviewed, SecondPerson
from portal.db import reading, writing
from portal.errors import NotFound
from portal.security.viewer import viewer
from portal.web.forms import Check, Day, Form, Text, asked
from portal.web.i18n import RIGHT_TO_LEFT
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.pages import done, page

SHOWN = 20  # texts that are missing, on the page


class _ReadForm(Form):
    """Who read something through, and when."""

    reviewed_by = Text(
        _l("Who read everything through?"),
        [asked(_l("Enter who read everything through."))],
        limit=100,
        description=_l("Name of a person who knows that language well"),
    )
    reviewed_on = Day(_l("When was that?"), [asked(_l("Enter the day."))], name_in_text=_l("The day"))

    def validate_reviewed_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(str(_l("The day cannot be in the future.")))


class ReviewForm(_ReadForm):
    read_all = Check(
        _l("This person read the explanation, all pages, all e-mails and the letter."),
        [asked(_l("Tick the box if everything was read."))],
    )


class TranslationForm(_ReadForm):
    """Of the explanation alone; pages and mails come after it was published."""


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
        can_publish=translating.new_text(in_force(reading()), code) is not None,
        missing=missing_texts(code)[:SHOWN],
        direction="rtl" if code in RIGHT_TO_LEFT else "ltr",
    )


@blueprint.route("/beheer/talen/<code>/uitleg", methods=["GET", "POST"])
def translation(code: str) -> BaseResponse:
    """The explanation in this language, for the version that counts: one manager proposes it, another publishes it."""
    standing = _standing(code)
    text = translating.new_text(in_force(reading()), code)
    if text is None:
        raise NotFound
    proposal = translating.proposal_of(reading(), code)
    form = TranslationForm() if proposal is None else Form(data={"version": str(proposal.version)})
    status: int | None = None
    if form.validate_on_submit():
        try:
            said = _act(code, form)
        except (Overtaken, SecondPerson, NotPublishable) as problem:
            form.form_errors.append(_why_not(problem))
            status = 422 if isinstance(problem, NotPublishable) else 409
        else:
            done(said)
            return redirect(url_for("administration.language", code=code), 303)
    answer = page(
        "administration/translation.html",
        form,
        standing=standing,
        text=text,
        proposal=proposal,
        is_own=proposal is not None and proposal.proposed_by == viewer().id,
        direction="rtl" if code in RIGHT_TO_LEFT else "ltr",
    )
    if status is not None:
        answer.status_code = status
    return answer


def _act(code: str, form: Form) -> str:
    if isinstance(form, TranslationForm):
        reviewed = Reviewed(form.reviewed_by.data or "", form.reviewed_on.data)
        translating.propose(writing(), code, reviewed=reviewed, by=viewer())
        return _("The explanation is proposed. Another manager can publish it now.")
    if request.form.get("act") == "back":
        translating.take_back(writing(), code, seen_version=form.seen_version, by=viewer())
        return _("The proposal was taken back.")
    translating.publish(writing(), code, seen_version=form.seen_version, by=viewer())
    return _("The explanation is published in this language.")


def _why_not(problem: Exception) -> str:
    if isinstance(problem, SecondPerson):
        return _("You proposed this yourself. Another manager publishes it.")
    if isinstance(problem, NotPublishable):
        return _("This text is not whole yet. So it cannot be published.")
    return _("Somebody changed this in the meantime. This is how it stands now.")


def _standing(code: str) -> Standing:
    found = next((one for one in standings(reading()) if one.code == code), None)
    if found is None:
        raise NotFound
    return found
