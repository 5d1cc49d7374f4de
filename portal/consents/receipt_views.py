"""The receipt behind the link: to read, to print, to keep (PR-26)."""

from flask import redirect
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import blueprint
from portal.consents.queries import ledger_of
from portal.consents.receipt import Receipt, as_document, make_receipt
from portal.consents.terms import terms
from portal.consents.visit import Visit, behind_link
from portal.db import reading
from portal.errors import NotFound
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.pages import notice
from portal.web.pdf import NoDocument, makes_pdf, pdf_answer, tagged_pdf


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
