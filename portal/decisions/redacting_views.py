"""Removing what a coordination point should not have written: a text of a decision, or a note (PR-10)."""

from uuid import UUID

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.db import reading, writing
from portal.decisions import blueprint, redacting
from portal.decisions.checks import check_may_decide
from portal.decisions.forms import RedactForm
from portal.decisions.pages import contract_page
from portal.decisions.redacting import Written
from portal.errors import NotFound
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.looks import note_look
from portal.web.pages import done


@blueprint.route("/csr/opdrachten/<number>/besluiten/<uuid:decision_id>/tekst-verwijderen", methods=["GET", "POST"])
def redact(number: str, decision_id: UUID) -> BaseResponse:
    found = _there(redacting.written_with(reading(), contract().id, decision_id))
    if found.candidate_id is not None:
        note_look("view", "candidate", found.candidate_id, fields="decision")
    form = RedactForm(found.texts)
    if not form.validate_on_submit():
        return _ask(form, found, back=url_for("review.history", number=number))
    names = form.texts.data or ()
    redacting.redact_decision(writing(), contract=contract(), decision_id=decision_id, names=names, by=viewer())
    done(_("The text has been removed."))
    return redirect(url_for("review.history", number=number), 303)


@blueprint.route("/csr/opdrachten/<number>/notities/<uuid:note_id>/tekst-verwijderen", methods=["GET", "POST"])
def redact_note(number: str, note_id: UUID) -> BaseResponse:
    found = _there(redacting.note_there(reading(), contract().id, note_id))
    form = RedactForm(found.texts)
    if not form.validate_on_submit():
        return _ask(form, found, back=url_for("review.contract", number=number))
    redacting.redact_note(writing(), contract=contract(), note_id=note_id, by=viewer())
    done(_("The text has been removed."))
    return redirect(url_for("review.contract", number=number), 303)


def _there(found: Written | None) -> Written:
    """Raises NotFound, and MayNotDecide for whoever reads along."""
    if found is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    return found


def _ask(form: RedactForm, found: Written, *, back: str) -> Response:
    return contract_page("redact", form, current="history", is_there=bool(found.texts), back=back)
