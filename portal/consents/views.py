"""The pages behind the link in a candidate's mail: a GET moves nothing, and shows nothing before the date of birth."""

from datetime import timedelta

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import (
    blueprint,
    change_views,
    code_views,
    proof_views,
    receipt_views,
    renewal_views,
    services,
    wishes,
)
from portal.consents.addresses import mailbox_index
from portal.consents.forms import BirthDateForm, ChoiceForm, NewLinkForm
from portal.consents.receipt_views import chosen_before, show_answer
from portal.consents.renewal_views import show_changed_text
from portal.consents.renewing import renew_by
from portal.consents.served import on_screen, serve_notice
from portal.consents.services import AnsweredBefore, OtherText
from portal.consents.signals import weigh
from portal.consents.surroundings import has_session_of_user, mark_device, surroundings
from portal.consents.visit import Visit, behind_link, find_visit, let_in, speak_from_now_on
from portal.db import database, reading, remember_refusal, writing
from portal.errors import NotFound, TooMany
from portal.extensions import csrf
from portal.models import STANDING
from portal.privacy.current import vault
from portal.security.access import network
from portal.security.limits import BIRTH_DATE_NETWORK, Limit, count_try
from portal.web.i18n import language as spoken
from portal.web.i18n import ngettext
from portal.web.pages import base_url, page

__all__ = ["change_views", "code_views", "proof_views", "receipt_views", "renewal_views"]  # of the same blueprint
NEW_LINK_NETWORK = Limit("new-link-network", 10, timedelta(hours=1))
NEW_LINK_MAILBOX = Limit("new-link-mailbox", 3, timedelta(days=1))


@blueprint.get("/k/<token>")
def link(token: str) -> BaseResponse:
    visit = find_visit(token)
    if not isinstance(visit, Visit):
        return visit
    if not visit.is_known:
        return _ask_birth_date(visit, BirthDateForm(formdata=None))
    if renew_by(reading(), visit.question) is not None:
        return redirect(visit.address("consents.renew"), 303)
    return _question(visit) if visit.question.is_unanswered else show_answer(visit)


@blueprint.post("/k/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
def birth_date(token: str) -> BaseResponse:
    """Needs no token against forgery: whoever has the link and the date may come in (design.md 4)."""
    visit = find_visit(token)
    if not isinstance(visit, Visit):
        return visit
    form = BirthDateForm()
    if not form.validate_on_submit():
        return _ask_birth_date(visit, form)
    if not count_try(database(), BIRTH_DATE_NETWORK, network()):
        raise TooMany
    checked = services.check_birth_date(
        writing(), vault(), link_id=visit.link.id, born=form.born.data, language=spoken(), base_url=base_url()
    )
    if checked.is_right:
        return mark_device(let_in(redirect(visit.address(), 303), visit))
    remember_refusal()
    if not checked.tries_left:
        return _as_it_is_now(visit)
    form.born.errors = [
        ngettext(
            "This date does not match our information. You have %(num)d try left.",
            "This date does not match our information. You have %(num)d tries left.",
            checked.tries_left,
        )
    ]
    form.born.parts = dict.fromkeys(form.born.parts, "")
    return _ask_birth_date(visit, form)


@blueprint.post("/k/<token>/keuze")
@behind_link
def answer(visit: Visit) -> BaseResponse:
    if not visit.question.is_unanswered:
        return chosen_before(visit)
    if not visit.may_decide:
        raise NotFound
    if has_session_of_user():
        return visit.not_alone()
    form = ChoiceForm(visit.notice)
    if not form.validate_on_submit():
        return _question(visit, form)
    weighed = weigh(reading(), visit.question, surroundings())
    try:
        services.answer(
            writing(),
            vault(),
            request_id=visit.question.request_id,
            ordinary=form.c1.data == "ja",
            group=form.c2.data == "ja",
            notice_sha256=form.notice_sha256.data or "",
            language=spoken(),
            base_url=base_url(),
            weighed=weighed,
        )
    except AnsweredBefore:
        return chosen_before(visit)
    except OtherText:
        return show_changed_text(visit, _question)
    return redirect(visit.address(), 303)


@blueprint.get("/k/<token>/later")
@behind_link
def later_said(visit: Visit) -> BaseResponse:
    return visit.page("consents/later.html") if visit.question.is_unanswered else redirect(visit.address(), 303)


@blueprint.post("/k/<token>/later")
@behind_link
def later(visit: Visit) -> BaseResponse:
    if not visit.may_decide:
        return chosen_before(visit)
    services.decide_later(writing(), request_id=visit.question.request_id, language=spoken())
    return redirect(visit.address("consents.later_said"), 303)


@blueprint.post("/k/<token>/onbekend")
@behind_link
def unknown(visit: Visit) -> BaseResponse:
    if not visit.may_decide:
        return chosen_before(visit)
    services.deny(writing(), vault(), request_id=visit.question.request_id, language=spoken(), base_url=base_url())
    return redirect(visit.address(), 303)


@blueprint.get("/k/<token>/stoppen")
@behind_link
def stop_page(visit: Visit) -> BaseResponse:
    if visit.question.status not in STANDING:
        return redirect(visit.address(), 303)
    return visit.page("consents/stop.html")


@blueprint.post("/k/<token>/stoppen")
@behind_link
def stop(visit: Visit) -> BaseResponse:
    """All, or with ``part=c2`` the target group alone."""
    only_group = request.form.get("part") == "c2"
    verb = services.stop_group if only_group else services.stop
    try:
        verb(writing(), vault(), request_id=visit.question.request_id, language=spoken(), base_url=base_url())
    except AnsweredBefore:
        return chosen_before(visit)
    return redirect(visit.address("dossier.data" if only_group else "consents.link"), 303)


@blueprint.post("/k/<token>/taal")
def language(token: str) -> BaseResponse:
    visit = find_visit(token)
    if not isinstance(visit, Visit):
        return visit
    chosen = request.form.get("taal", "")
    if chosen not in visit.languages:
        raise NotFound
    if visit.is_known and (visit.question.is_unanswered or renew_by(reading(), visit.question) is not None):
        serve_notice(writing(), vault(), visit.question, language=chosen)
    return speak_from_now_on(redirect(visit.address(), 303), visit, chosen)


@blueprint.get("/k/<token>/uitleg")
@behind_link
def notice(visit: Visit) -> BaseResponse:
    text = visit.notice
    read = on_screen(reading(), vault(), visit.question, text.sha256)
    return visit.page("consents/notice.html", notice=text, read=read)


@blueprint.route("/nieuwe-link", methods=["GET", "POST"])
def new_link() -> BaseResponse:
    """One answer for an address we know and one we do not, after the same work (PR-27, T44)."""
    form = NewLinkForm()
    if not form.validate_on_submit():
        return page("consents/new_link.html", form)
    address = form.email.data or ""
    mailbox = mailbox_index(vault(), address).hex()
    if not count_try(database(), NEW_LINK_NETWORK, network()):
        raise TooMany
    if count_try(database(), NEW_LINK_MAILBOX, mailbox):
        wishes.wish_for_link(writing(), vault(), email=address)
    return redirect(url_for("consents.new_link_sent"), 303)


@blueprint.get("/nieuwe-link/verstuurd")
def new_link_sent() -> Response:
    return page("consents/new_link_sent.html")


def _ask_birth_date(visit: Visit, form: BirthDateForm) -> Response:
    """Shows nobody's name, not even that of the company."""
    return visit.page("consents/birth_date.html", form)


def _question(visit: Visit, form: ChoiceForm | None = None, *, text_changed: bool = False) -> Response:
    """Shows what was written down when the date of birth was right, and nothing that was not (PR-42)."""
    text = visit.notice
    read = on_screen(reading(), vault(), visit.question, text.sha256)
    if read is None:
        return _ask_birth_date(visit, BirthDateForm(formdata=None))
    return visit.page(
        "consents/question.html", form or ChoiceForm(text), notice=text, read=read, text_changed=text_changed
    )


def _as_it_is_now(visit: Visit) -> Response:
    closed = find_visit(visit.token)
    if isinstance(closed, Visit):
        raise NotFound
    return closed
