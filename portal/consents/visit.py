"""A visit behind a link: the link's row at every request, and a signed cookie after the right date of birth."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, wraps
from typing import Any, cast

import sqlalchemy as sa
from flask import Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.config import Config
from portal.consents.forms import CodeForm
from portal.consents.languages import offered
from portal.consents.notices import Notice
from portal.consents.queries import Question, notice_for, question_of
from portal.consents.terms import terms
from portal.db import database, reading
from portal.errors import TooMany
from portal.models import ConsentStatus, LinkPurpose
from portal.security.access import network
from portal.security.limits import LINK_GUESS_NETWORK, count_try
from portal.security.links import find_link, is_usable
from portal.web import i18n
from portal.web.labels import label
from portal.web.pages import page
from portal.web.visits import VisitCookie, answered

COOKIE = VisitCookie("kandidaat", salt="candidate-visit")
LANGUAGE_COOKIE = "kandidaat-taal"
ENDED = frozenset(
    {ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN, ConsentStatus.INVALIDATED}
)  # nothing left but a receipt


@dataclass(frozen=True)
class Visit:
    token: str
    link: sa.Row[Any]
    question: Question
    is_known: bool  # the date of birth was right, less than 30 minutes ago

    @cached_property
    def languages(self) -> dict[str, str]:
        """Those this candidate can choose, each in its own name."""
        return offered(reading())

    @property
    def may_decide(self) -> bool:
        return self.link.purpose is LinkPurpose.DECIDE and self.question.is_unanswered

    @property
    def notice(self) -> Notice:
        return notice_for(self.question, terms(reading(), self.question.region), i18n.language())

    def address(self, endpoint: str = "consents.link") -> str:
        return url_for(endpoint, token=self.token)

    def page(self, template: str, form: Any = None, **context: Any) -> Response:
        """A page behind this link; the help at its end is the coordination point of the contract."""
        question = self.question
        contact = None
        if question.office_phone and question.office_email:
            contact = {
                "name": label(question.region),
                "phone": question.office_phone,
                "hours": question.office_hours,
                "email": question.office_email,
            }
        return page(template, form, visit=self, question=question, region_contact=contact, **context)

    def not_alone(self) -> Response:
        """Nobody answers for a candidate in a browser in which a user is signed in (T05)."""
        return answered(self.page("consents/not_alone.html"), 403)


View = Callable[..., BaseResponse]


def behind_link(view: Callable[[Visit], BaseResponse]) -> View:
    """The view gets a Visit of somebody who typed the right date of birth; others are sent to the first page."""

    @wraps(view)
    def shown(token: str) -> BaseResponse:
        found = find_visit(token)
        if not isinstance(found, Visit):
            return found
        return view(found) if found.is_known else redirect(found.address(), 303)

    return shown


def find_visit(token: str) -> Visit | Response:
    """What the link leads to, or the page that says why it leads nowhere."""
    link = find_link(reading(), token, LinkPurpose.DECIDE, LinkPurpose.MANAGE)
    if link is None:
        if not count_try(database(), LINK_GUESS_NETWORK, network()):
            raise TooMany
        return answered(page("consents/unknown_link.html", CodeForm(formdata=None)), 404)
    question = question_of(reading(), link.subject_id)
    found = Visit(token, link, question, is_known=COOKIE.link_id() == link.id)
    i18n.speak(request.cookies.get(LANGUAGE_COOKIE) or question.language, among=found.languages)
    if link.paused_until is not None and clock.now() < link.paused_until:
        return answered(found.page("consents/paused.html", until=link.paused_until), 429)
    if question.status in ENDED:
        return found if found.is_known else _ended(found)
    return found if is_usable(link) else _ended(found)


def _ended(visit: Visit) -> Response:
    """Who let the time pass hears so, and from which day the company may ask anew: no new link helps any more."""
    question, again_from = visit.question, None
    if question.answered_at is None and clock.today() > question.decide_by:
        days = terms(reading(), question.region).draft_days
        again_from = clock.day_of(question.requested_at) + timedelta(days=days)
    return answered(visit.page("consents/ended_link.html", again_from=again_from), 410)


def let_in(answer: BaseResponse, visit: Visit) -> BaseResponse:
    """Put the cookie of a visit on this answer."""
    return COOKIE.put_on(answer, visit.link.id, path="/k/")


def speak_from_now_on(answer: BaseResponse, visit: Visit, language: str) -> BaseResponse:
    """Keep the chosen language for this link alone: a phone may be shared."""
    if language in visit.languages:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            path=f"/k/{visit.token}",
            secure=cast(Config, current_app.extensions["config"]).over_tls,
            httponly=True,
            samesite="Lax",
        )
    return answer
