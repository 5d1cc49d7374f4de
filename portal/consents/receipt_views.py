"""The answer that stands, and its receipt: to read, to print, to keep (PR-26)."""

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import blueprint
from portal.consents.queries import leaves_core, ledger_of
from portal.consents.receipt import Receipt, as_document, make_receipt
from portal.consents.terms import terms
from portal.consents.visit import Visit, behind_link, find_visit
from portal.db import reading
from portal.errors import NotFound
from portal.models import ConsentStatus
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.pages import notice
from portal.web.pdf import NoDocument, makes_pdf, pdf_answer, tagged_pdf
from portal.web.visits import answered

RECEIPTS = {
    ConsentStatus.GIVEN: "consents/said_yes.html",
    ConsentStatus.REFUSED: "consents/said_no.html",
    ConsentStatus.WITHDRAWN: "consents/stopped.html",
    ConsentStatus.INVALIDATED: "consents/denied.html",
}


def show_answer(visit: Visit) -> Response:
    evidence_kept = leaves_core(reading(), visit.question.candidate_id)
    return visit.page(RECEIPTS[visit.question.status], evidence_kept=evidence_kept)


def chosen_before(visit: Visit) -> BaseResponse:
    """A second decision on the same question changes nothing: the answer that stands is shown (409). What is frozen has
    no answer that stands, but a question.
    """
    now = find_visit(visit.token)
    if not isinstance(now, Visit) or now.question.is_unanswered:
        raise NotFound
    if now.question.status is ConsentStatus.FROZEN:
        return redirect(now.address(), 303)
    notice(_("You have already chosen. This is the answer we have."))
    return answered(show_answer(now), 409)


@blueprint.get("/k/<token>/bewijs")
@behind_link
def receipt(visit: Visit) -> BaseResponse:
    return visit.page("consents/receipt.html", receipt=_receipt(visit), makes_pdf=makes_pdf())


@blueprint.get("/k/<token>/bewijs.pdf")
@behind_link
def receipt_pdf(visit: Visit) -> BaseResponse:
    """The page in its place where no PDF can be made."""
    found = _receipt(visit)
    try:
        document = tagged_pdf("receipt", as_document(found, language()))
    except NoDocument:
        notice(_("The PDF could not be made. You can print this page."))
        return redirect(visit.address("consents.receipt"), 303)
    return pdf_answer(document, reference=found.reference)


def _receipt(visit: Visit) -> Receipt:
    if visit.question.is_unanswered:
        raise NotFound
    ledger = ledger_of(reading(), visit.question.request_id)
    return make_receipt(visit.question, ledger, terms(reading(), visit.question.region))
