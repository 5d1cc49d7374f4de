"""The contractor answers what a candidate calls wrong (PR-56)."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import Correction, CorrectionStatus
from portal.privacy.current import vault
from portal.privacy.queries import RevealReason
from portal.rights import blueprint, correcting, queries
from portal.rights.forms import AnswerForm
from portal.rights.showing import MASKED, correction_line
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.identity import identity
from portal.web.looks import count_reveal, note_look
from portal.web.pages import done, page

OPEN = frozenset({CorrectionStatus.OPEN, CorrectionStatus.ESCALATED})


@blueprint.get("/opdrachten/<number>/correcties")
def corrections(number: str) -> Response:
    """What waits for an answer, and whose data may not be used now; candidates are numbers here."""
    return _page(
        "rights/corrections.html",
        rows=queries.corrections_to_answer(reading(), contract().id),
        restricted=queries.told_not_to_use(reading(), contract().id),
        day_of=clock.day_of,
    )


@blueprint.route("/opdrachten/<number>/correcties/<uuid:correction_id>", methods=["GET", "POST"])
def correction(number: str, correction_id: UUID) -> BaseResponse:
    """What stands there and what it must be, and the contractor's answer."""
    found, form = _find(correction_id), AnswerForm()
    if not form.validate_on_submit():
        return _ask(found, form)
    row = correcting.find_correction(writing(), correction_id, form.seen_version)
    if form.answer.data == "yes":
        correcting.take_over(writing(), vault(), row, by=viewer())
        done(_("It has been changed."))
    else:
        correcting.dispute(writing(), row, form.why.data or "", by=viewer())
        done(_("The coordination point will decide."))
    return redirect(url_for("rights.corrections", number=number), 303)


@blueprint.post("/opdrachten/<number>/correcties/<uuid:correction_id>/tonen")
def correction_shown(number: str, correction_id: UUID) -> BaseResponse:
    """A masked value, once (PR-08)."""
    found = _find(correction_id)
    count_reveal(found.candidate_id, contract().id)
    return _ask(found, AnswerForm(formdata=None), reveal=True)


def _find(correction_id: UUID) -> Any:
    found = queries.correction_of_contract(reading(), contract().id, correction_id)
    if found is None:
        raise NotFound
    return found


def _ask(found: Any, form: AnswerForm, *, reveal: bool = False) -> Response:
    note_look(
        "reveal" if reveal and found.field in MASKED else "view",
        "candidate",
        found.candidate_id,
        fields=found.field,
        reason=RevealReason.CORRECTION.value if reveal else "",
    )
    with Session(reading()) as session:
        line = correction_line(session, vault(), session.get_one(Correction, found.id), reveal=reveal)
    return _page("rights/correction.html", form, line=line, found=found, is_open=found.status in OPEN)


def _page(template: str, form: Any = None, **context: Any) -> Response:
    return page(
        template,
        form,
        identity=identity(contract(), current="candidates"),
        number=contract().number,
        contract=contract(),
        **context,
    )
