"""Asking a candidate, step by step: tell it yourself, who is it, check, sent (K-10 to K-13); and mending a question."""

from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.candidates import answers, blueprint
from portal.candidates.asking_again import refused_before
from portal.candidates.asking_forms import ConfirmForm, CorrectForm, InviteForm, ToldForm
from portal.candidates.seen import found_candidate, our_page
from portal.candidates.words import card_field
from portal.consents import asking, signals
from portal.consents.addresses import AddressRefused, mailbox_index
from portal.consents.asking import NotReady
from portal.consents.in_force import notice_in_force, text_of
from portal.consents.invitee import Invitee
from portal.consents.languages import offered, spoken_to
from portal.consents.notices import NAMES, Notice
from portal.consents.queries import OfficeCard, email_of, first_name, newest_question, notice_values
from portal.consents.refusals import RefusedBefore
from portal.consents.terms import terms
from portal.db import database, reading, writing
from portal.errors import NotFound, Refused, TooMany
from portal.privacy.current import vault
from portal.privacy.masks import DOTS
from portal.records.desks import cards
from portal.security.access import network
from portal.security.limits import INVITATION_CONTRACTOR, INVITATION_MAILBOX, count_try
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.i18n import language, speaking
from portal.web.looks import note_look
from portal.web.pages import base_url, done


@blueprint.route("/opdrachten/<number>/kandidaten/uitleg", methods=["GET", "POST"])
def explain(number: str) -> BaseResponse:
    missing = asking.what_is_missing(reading(), contract().id)
    if missing:
        return _not_ready(missing)
    text = notice_in_force(reading(), language())
    form = ToldForm()
    form.agreed.label.text = text["statement"].text
    if form.validate_on_submit():
        told = answers.sign_statement(viewer().id, contract().id, answers.told_of(form))
        return redirect(url_for("candidates.new", number=number, besproken=told), 303)
    return our_page("candidates/explain.html", form, told=text["told"], languages=offered(reading()))


@blueprint.get("/opdrachten/<number>/kandidaten/uitleg/tekst")
def handout(number: str) -> Response:
    """What the candidate will read, to show or print beforehand (PR-39)."""
    if asking.what_is_missing(reading(), contract().id):
        raise NotFound
    chosen = spoken_to(reading(), request.args.get("taal", "nl"))
    with speaking(chosen):
        return our_page("candidates/handout.html", notice=_handout(chosen))


@blueprint.get("/opdrachten/<number>/kandidaten/nieuw")
def new(number: str) -> BaseResponse:
    told = request.args.get("besproken", "")
    if not _has_told(told):
        return redirect(url_for("candidates.explain", number=number), 303)
    form = InviteForm(contract(), formdata=None)
    form.told.data = told
    return our_page("candidates/new.html", form)


@blueprint.route("/opdrachten/<number>/kandidaten/controleren", methods=["GET", "POST"])
def check(number: str) -> BaseResponse:
    """The answers of K-11 come in, or come back sealed: to be changed (``act=change``) or sent (``act=send``)."""
    if request.method != "POST":
        return redirect(url_for("candidates.explain", number=number), 303)
    act = request.form.get("act", "")
    if not act:
        return _checked(InviteForm(contract()))
    fields = answers.open_answers(request.form.get("answers", ""), viewer().id, contract().id)
    if fields is None or set(request.form) - {"act", "answers", "csrf_token", "form_id"}:
        return redirect(url_for("candidates.explain", number=number), 303)
    form = InviteForm(contract(), formdata=MultiDict(fields))
    if act == "change":
        return our_page("candidates/new.html", form)
    return _send(form) if form.validate() else our_page("candidates/new.html", form)


@blueprint.get("/opdrachten/<number>/kandidaten/verstuurd")
def sent(number: str) -> Response:
    try:
        candidate_id = UUID(request.args.get("kandidaat", ""))
    except ValueError:
        raise NotFound from None
    found_candidate(candidate_id)
    question = newest_question(reading(), candidate_id)
    if question is None or not question.is_unanswered:
        raise NotFound
    note_look("view", "candidate", candidate_id)
    return our_page(
        "candidates/sent.html",
        question=question,
        first_name=first_name(vault(), question),
        email=email_of(vault(), question),
        days=terms(reading(), contract().region).decide_days,
    )


@blueprint.route("/opdrachten/<number>/kandidaten/<uuid:candidate_id>/adres", methods=["GET", "POST"])
def correct_address(number: str, candidate_id: UUID) -> BaseResponse:
    found = found_candidate(candidate_id)
    question = newest_question(reading(), candidate_id)
    if question is None or not asking.may_correct(reading(), question):
        raise Refused(_("This can no longer be changed. The candidate has opened the question or has answered it."))
    form = CorrectForm(found.starts_on or clock.today())
    if form.validate_on_submit() and (form.email.data or form.born.data):
        _count(form.email.data or email_of(vault(), question))
        note_whereabouts()
        try:
            asking.correct_request(
                writing(),
                vault(),
                candidate_id=candidate_id,
                email=form.email.data or "",
                born=form.born.data,
                by=viewer(),
                base_url=base_url(),
            )
            done(_("The question has been sent again. The old link no longer works."))
            return _to_candidate(candidate_id)
        except RefusedBefore as refused:
            return refused_before(refused.until)
        except AddressRefused as refused:
            form.email.errors = [_refusal(refused)]
    elif form.is_submitted() and not form.errors:
        form.form_errors.append(_("Fill in what must change."))
    note_look("view", "candidate", candidate_id)
    return our_page("candidates/correct_address.html", form, candidate_id=candidate_id, question=question)


@blueprint.route("/opdrachten/<number>/kandidaten/<uuid:candidate_id>/intrekken", methods=["GET", "POST"])
def cancel(number: str, candidate_id: UUID) -> BaseResponse:
    found = found_candidate(candidate_id)
    question = newest_question(reading(), candidate_id)
    if question is None or not question.is_unanswered:
        raise Refused(_("This candidate has already answered."))
    form = ConfirmForm()
    if form.validate_on_submit():
        asking.cancel_request(writing(), vault(), candidate_id=candidate_id, by=viewer(), base_url=base_url())
        done(_("The invitation has been taken back. The information has been deleted."))
        return _to_candidate(candidate_id)
    note_look("view", "candidate", candidate_id)
    return our_page("candidates/cancel.html", form, candidate_id=candidate_id, name=found.full_name(vault()))


def _checked(form: InviteForm) -> BaseResponse:
    if not form.validate_on_submit():
        return our_page("candidates/new.html", form)
    if not _has_told(form.told.data or ""):
        return redirect(url_for("candidates.explain", number=contract().number), 303)
    invitee = answers.invitee_of(form, own_company=contract().contractor_name)
    sealed = answers.seal_answers(invitee, form.told.data or "", viewer().id, contract().id)
    return our_page(
        "candidates/check.html", invitee=invitee, sealed=sealed, language_name=NAMES[invitee.language], dots=DOTS
    )


def _send(form: InviteForm) -> BaseResponse:
    if not _has_told(form.told.data or ""):
        return redirect(url_for("candidates.explain", number=contract().number), 303)
    invitee: Invitee = answers.invitee_of(form, own_company=contract().contractor_name)
    _count(invitee.email)
    note_whereabouts()
    try:
        candidate_id = asking.request_consent(
            writing(),
            vault(),
            contract_id=contract().id,
            invitee=invitee,
            by=viewer(),
            base_url=base_url(),
            again=answers.again_in(form.told.data or ""),
        )
    except RefusedBefore as refused:
        return refused_before(refused.until)
    except NotReady as refused:
        return _not_ready(refused.missing)
    except AddressRefused as refused:
        form.email.errors = [_refusal(refused)]
        return our_page("candidates/new.html", form)
    return redirect(url_for("candidates.sent", number=contract().number, kandidaat=candidate_id), 303)


def note_whereabouts() -> None:
    """The network of whoever asks, for a day: an answer from the same place is a sign (T05)."""
    signals.note_user(writing(), vault(), viewer=viewer(), network=network())


def _count(email: str) -> None:
    """Before the transaction: nobody's mailbox is flooded, and no contractor sends without end.

    Counted for each contractor by itself, since a shared count would tell one that another asks (PR-05).
    """
    who = str(viewer().organisation_id)
    within = count_try(database(), INVITATION_CONTRACTOR, who)
    mailbox = f"{who}:{mailbox_index(vault(), email).hex()}" if email else ""
    if not within or (mailbox and not count_try(database(), INVITATION_MAILBOX, mailbox)):
        raise TooMany


def _has_told(text: str) -> bool:
    return answers.is_statement(text, viewer().id, contract().id)


def _refusal(refused: AddressRefused) -> str:
    if refused.why == "own":
        return _("This is an address of your own company. Use the candidate's own address.")
    return _("This e-mail address already belongs to another candidate of this contract.")


def _not_ready(missing: list[str]) -> Response:
    fields = [card_field(name) for name in missing if name not in ("closed", "plan")]
    answer = our_page("candidates/not_ready.html", missing=missing, fields=fields)
    answer.status_code = 409
    return answer


def _to_candidate(candidate_id: UUID) -> BaseResponse:
    return redirect(url_for("candidates.candidate", number=contract().number, candidate_id=candidate_id), 303)


def _handout(chosen: str) -> Notice:
    row = contract()
    card = cards(database())[row.region]
    its_terms = terms(reading(), row.region)
    text = text_of(its_terms.notice, chosen)
    return text.filled(
        notice_values(
            contractor=row.contractor_name,
            employer=row.contractor_name,
            client=row.client_name,
            region=row.region,
            contact_email=viewer().email,
            card=OfficeCard(card.name, card.postal_address, card.email, card.phone, card.officer, card.officer_email),
            terms=its_terms,
            text=text,
        )
    )
