"""The question again, behind the link of who said yes before (PR-31); and the text she chose on, to read again."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import blueprint, renewing
from portal.consents.forms import BirthDateForm, ChoiceForm, RenewalForm
from portal.consents.notices import notice_of
from portal.consents.receipt_views import chosen_before
from portal.consents.renewing import may_share_group, renew_by
from portal.consents.served import on_screen, read_again, serve_notice, served_before
from portal.consents.services import AnsweredBefore, OtherText
from portal.consents.signals import weigh
from portal.consents.surroundings import has_session_of_user, surroundings
from portal.consents.visit import Visit, behind_link, find_visit
from portal.db import reading, remember_refusal, writing
from portal.errors import NotFound
from portal.privacy.current import vault
from portal.web.i18n import language as spoken
from portal.web.pages import base_url


@blueprint.get("/k/<token>/opnieuw")
@behind_link
def renew(visit: Visit) -> BaseResponse:
    if renew_by(reading(), visit.question) is None:
        return redirect(visit.address(), 303)
    return _question(visit)


@blueprint.post("/k/<token>/opnieuw")
@behind_link
def renewed(visit: Visit) -> BaseResponse:
    if renew_by(reading(), visit.question) is None:
        return chosen_before(visit)
    if has_session_of_user():
        return visit.not_alone()
    form = _form(visit)
    if not form.validate_on_submit():
        return _question(visit, form)
    weighed = weigh(reading(), visit.question, surroundings())
    try:
        renewing.renew(
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
    except AnsweredBefore:  # in another window, a moment ago
        return chosen_before(visit)
    except OtherText:
        return show_changed_text(visit, _question)
    return redirect(visit.address(), 303)


@blueprint.get("/k/<token>/gelezen")
@behind_link
def text_read(visit: Visit) -> BaseResponse:
    """What was on the screen when the answer was given, byte for byte (PR-42)."""
    question = visit.question
    found = served_before(reading(), question.request_id, question.answered_at) if question.answered_at else None
    read = read_again(reading(), vault(), question, found.text_sha256) if found is not None else None
    if found is None or read is None:
        raise NotFound
    return visit.page("consents/text_read.html", read=read, notice=notice_of(found.notice_sha256))


def show_changed_text(visit: Visit, show: Callable[..., Response]) -> Response:
    """The text changed between the page and the answer: it is served and written down anew, and nothing is decided."""
    serve_notice(writing(), vault(), visit.question, language=spoken())
    remember_refusal()
    now = find_visit(visit.token)
    answer = show(now if isinstance(now, Visit) else visit, text_changed=True)
    answer.status_code = 409
    return answer


def _form(visit: Visit) -> ChoiceForm:
    return RenewalForm(visit.notice, with_group=may_share_group(reading(), visit.question.request_id))


def _question(visit: Visit, form: ChoiceForm | None = None, *, text_changed: bool = False) -> Response:
    text, last_day = visit.notice, renew_by(reading(), visit.question)
    read: Any = on_screen(reading(), vault(), visit.question, text.sha256)
    if read is None:
        return visit.page("consents/birth_date.html", BirthDateForm(formdata=None))
    return visit.page(
        "consents/renew.html",
        form or _form(visit),
        notice=text,
        read=read,
        last_day=last_day,
        with_group=may_share_group(reading(), visit.question.request_id),
        text_changed=text_changed,
    )
