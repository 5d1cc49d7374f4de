"""Proof that travels: the record a candidate takes along, and the page on which anybody checks a receipt's code."""

import json

from flask import Response, make_response, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import blueprint
from portal.consents.forms import ReceiptCodeForm
from portal.consents.notices import NAMES
from portal.consents.queries import Question, ledger_of
from portal.consents.receipt import reference
from portal.consents.receipt_code import find_genuine
from portal.consents.record import MIME, Around, consent_record, page_versions
from portal.consents.terms import terms
from portal.consents.visit import Visit, behind_link
from portal.db import database, reading
from portal.errors import NotFound, TooMany
from portal.security.access import network
from portal.security.limits import RECEIPT_CODE_NETWORK, count_try
from portal.web.pages import base_url, page


@blueprint.get("/k/<token>/bewijs.jsonld")
@behind_link
def record(visit: Visit) -> BaseResponse:
    """For another system, or a lawyer; the same content as the receipt, in a standard form."""
    if visit.question.is_unanswered:
        raise NotFound
    return record_answer(visit.question)


@blueprint.route("/bewijs", methods=["GET", "POST"])
def check_receipt() -> Response:
    """One shape of answer for a code that is right and one that is not."""
    form = ReceiptCodeForm()
    if not form.validate_on_submit():
        return page("consents/check_receipt.html", form, asked=False, found=None)
    if not count_try(database(), RECEIPT_CODE_NETWORK, network()):
        raise TooMany
    found = find_genuine(reading(), form.code.data or "")
    return page("consents/check_receipt.html", form, asked=True, found=found, names=NAMES)


def record_answer(question: Question) -> Response:
    """The record of a question as a file. Raises NotFound where its lines have been destroyed."""
    around = Around(
        manage_at=base_url().rstrip("/") + url_for("consents.new_link"),
        retention_years=terms(reading(), question.region).retention_years,
        page_versions=page_versions(reading(), question.request_id),
    )
    ledger = ledger_of(reading(), question.request_id)
    if not ledger:
        raise NotFound
    record = consent_record(question, ledger, around)
    answer = make_response(json.dumps(record, ensure_ascii=False, indent=1))
    answer.mimetype = MIME
    answer.headers["Content-Disposition"] = f'attachment; filename="toestemming-{reference(question)}.jsonld"'
    return answer
