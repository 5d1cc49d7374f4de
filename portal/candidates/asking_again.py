"""After a no: when one new question may be asked, and why (PR-24, PR-29)."""

from datetime import date
from uuid import UUID

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.candidates import answers, blueprint
from portal.candidates.asking_forms import AgainForm
from portal.candidates.seen import found_candidate, our_page
from portal.consents.in_force import notice_in_force
from portal.consents.queries import newest_question
from portal.consents.refusals import Again, may_ask_again
from portal.db import reading
from portal.errors import NotFound
from portal.models import ConsentStatus, NewReason
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import language


@blueprint.route("/opdrachten/<number>/kandidaten/<uuid:candidate_id>/opnieuw", methods=["GET", "POST"])
def ask_again(number: str, candidate_id: UUID) -> BaseResponse:
    """Gives the reason; who it is must be filled in again, since nothing of the earlier question was kept."""
    found_candidate(candidate_id)
    question = newest_question(reading(), candidate_id)
    if question is None or question.status is not ConsentStatus.REFUSED:
        raise NotFound
    until = may_ask_again(reading(), contract_id=contract().id, request_id=question.request_id)
    if until is None or clock.today() < until:
        return refused_before(until)
    form = AgainForm()
    text = notice_in_force(reading(), language())
    form.agreed.label.text = text["statement"].text
    if form.validate_on_submit():
        again = Again(question.request_id, NewReason(form.reason.data))
        told = answers.sign_statement(viewer().id, contract().id, answers.told_of(form), again)
        return redirect(url_for("candidates.new", number=number, besproken=told), 303)
    return our_page("candidates/ask_again.html", form, candidate_id=candidate_id, told=text["told"])


def refused_before(until: date | None) -> Response:
    """Nobody is asked twice without end: the day from which one new question may be asked, or never (409)."""
    answer = our_page("candidates/refused_before.html", until=until)
    answer.status_code = 409
    return answer
