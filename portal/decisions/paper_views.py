"""Paper: a letter printed with a fresh code, an answer entered from the form, and a second person who confirms it."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import confirming, entering, paper
from portal.consents.entering import Entered, NotRight
from portal.consents.in_force import notice_in_force
from portal.consents.paper import LetterRow
from portal.consents.queries import (
    Question,
    first_name,
    leaves_core,
    newest_question,
    notice_for,
    question_of,
    receipt_of,
)
from portal.consents.renewing import may_share_group, renew_by
from portal.consents.served import render
from portal.consents.terms import terms
from portal.consents.watching import home_sealed
from portal.db import database, reading, writing
from portal.decisions import blueprint
from portal.decisions.checks import check_may_decide
from portal.decisions.consent_forms import ConfirmForm, EnterForm
from portal.decisions.pages import contract_page
from portal.decisions.printing import PLAIN, TEMPLATES, Case, drawn, letter_of
from portal.decisions.receipts import Receipt
from portal.errors import NotFound, Refused, TooMany
from portal.mail.addresses import address
from portal.models import PARTING, AnswerChannel, Capacity, LetterKind
from portal.privacy.current import vault
from portal.security.limits import Limit, count_try
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking
from portal.web.looks import note_look
from portal.web.pages import base_url, done, page
from portal.web.pdf import NoDocument, pdf_answer, tagged_pdf

PATH = "/csr/opdrachten/<number>/kandidaten/<uuid:candidate_id>/antwoord"
ENTERED = Limit("entered-answer", 10, timedelta(days=1))  # for one candidate: nobody tries out dates of birth


@blueprint.post("/csr/opdrachten/<number>/brieven/<uuid:letter_id>")
def print_letter(number: str, letter_id: UUID) -> BaseResponse:
    """Makes the letter with a new code. The code is in the letter, and nowhere else; who is told goodbye gets none."""
    letter = paper.find_letter(reading(), letter_id, contract_id=contract().id)
    if letter is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    if not letter.may_print:
        raise Refused(_("This letter is not needed any more. The candidate has answered or stopped."))
    question = question_of(reading(), letter.request_id)
    code = None
    if letter.kind not in PARTING:
        code = paper.new_code(vault(), notice_in_force(reading(), question.language).sha256)
    reference = f"{contract().number}-{question.candidate_number}"
    with speaking(question.language):
        case = _case(letter, question)
        content = letter_of(
            case,
            vault(),
            home_sealed=home_sealed(reading(), question.candidate_id),
            code=code,
            base_url=base_url(),
        )
        try:
            document = tagged_pdf(TEMPLATES.get(letter.kind, PLAIN), {**content, "footer": reference})
            answer = pdf_answer(document, reference=f"{reference}-{letter.kind}")
        except NoDocument:  # a page to print says the same
            qr = drawn(content["qr"]) if code is not None else ""
            answer = page("decisions/letter.html", letter=defaultdict(str, content), qr=qr)
    written = render(case.notice, first_name(vault(), question))
    paper.note_printed(writing(), vault(), letter=letter, code=code, by=viewer(), written=written)
    note_look("view", "candidate", question.candidate_id, fields="letter")
    return answer


def _case(letter: LetterRow, question: Question) -> Case:
    connection = reading()
    return Case(
        letter,
        question,
        notice_for(question, terms(connection, question.region), question.language),
        until=paper.last_day(connection, letter, question),
        with_group=letter.kind is not LetterKind.RENEWAL or may_share_group(connection, letter.request_id),
        evidence_kept=leaves_core(connection, question.candidate_id),
        receipt=Receipt(receipt_of(connection, letter.request_id), address(base_url(), "consents.check_receipt")),
    )


@blueprint.route(PATH, methods=["GET", "POST"])
def enter_answer(number: str, candidate_id: UUID) -> BaseResponse:
    """Nobody is named on this page: the form in the hand is."""
    question = _open_question(candidate_id)
    if confirming.waiting_answer(reading(), contract_id=contract().id, candidate_id=candidate_id) is not None:
        return redirect(url_for("decisions.confirm_answer", number=number, candidate_id=candidate_id), 303)
    with_group = question.is_unanswered or may_share_group(reading(), question.request_id)
    form = EnterForm(by_representative=question.by_representative, with_group=with_group)
    if form.validate_on_submit():
        if not count_try(database(), ENTERED, str(candidate_id)):
            raise TooMany
        try:
            entering.enter(
                writing(),
                vault(),
                contract_id=contract().id,
                candidate_id=candidate_id,
                answer=_entered(form),
                by=viewer(),
            )
        except NotRight as problem:
            form[problem.field].errors = [str(problem)]
        else:
            done(_("The answer has been entered. A colleague confirms it."))
            return redirect(url_for("review.letters"), 303)
    read_out = notice_for(question, terms(reading(), question.region), question.language)
    return contract_page("enter_answer", form, question=question, read_out=read_out, with_group=with_group)


@blueprint.route(f"{PATH}/bevestigen", methods=["GET", "POST"])
def confirm_answer(number: str, candidate_id: UUID) -> BaseResponse:
    """The second person compares it with the form, and confirms or sends it back."""
    _open_question(candidate_id)
    waiting = confirming.waiting_answer(reading(), contract_id=contract().id, candidate_id=candidate_id)
    if waiting is None:
        raise NotFound
    form = ConfirmForm()
    if form.validate_on_submit():
        about: dict[str, Any] = {
            "contract_id": contract().id,
            "candidate_id": candidate_id,
            "seen_version": form.seen_version,
            "by": viewer(),
        }
        if request.form.get("act") == "back":
            confirming.send_back(writing(), **about)
            done(_("What was entered has been taken away. Enter the answer again."))
        else:
            confirming.confirm(writing(), vault(), base_url=base_url(), **about)
            done(_("The answer of the candidate counts from now."))
        return redirect(url_for("review.letters"), 303)
    form.version.data = str(waiting.version)
    note_look("view", "candidate", candidate_id, fields="answer")
    representative = waiting.representative(vault(), candidate_id)
    said = representative.get("capacity")
    capacity = Capacity(said) if said else None
    question = _open_question(candidate_id)
    return contract_page(
        "confirm_answer", form, waiting=waiting, question=question, representative=representative, capacity=capacity,
        is_own=waiting.entered_by == viewer().id,
    )  # fmt: skip


def _open_question(candidate_id: UUID) -> Question:
    """Of this contract, waiting for an answer or asked again, and ours to enter. Raises NotFound or MayNotDecide."""
    question = newest_question(reading(), candidate_id)
    if question is None or question.contract_id != contract().id:
        raise NotFound
    if not question.is_unanswered and renew_by(reading(), question) is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    return question


def _entered(form: EnterForm) -> Entered:
    if form.answered_on.data is None or form.born.data is None:
        raise ValueError("a form that was not validated")
    return Entered(
        channel=AnswerChannel(form.channel.data),
        c1=form.c1.data == "ja",
        c2=form.c2.data == "ja",
        answered_on=form.answered_on.data,
        born=form.born.data,
        representative=form.representative.data or "",
        capacity=Capacity(form.capacity.data) if form.capacity.data else None,
    )
