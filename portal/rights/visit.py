"""A visit behind the link of a request: its row at every look, and a signed cookie after the right date of birth."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.consents.languages import offered
from portal.db import database, reading
from portal.errors import TooMany
from portal.models import Candidate, LinkPurpose, RightsRequest
from portal.rights.queries import RequestLine
from portal.security.access import network
from portal.security.limits import LINK_GUESS_NETWORK, count_try
from portal.security.links import find_link, is_usable
from portal.web import i18n
from portal.web.pages import page
from portal.web.visits import VisitCookie, answered

COOKIE = VisitCookie("verzoek", salt="rights-visit")
_REQUEST = sa.select(
    *(RightsRequest.__table__.c[name] for name in RequestLine.__dataclass_fields__),
    RightsRequest.candidate_id,
    RightsRequest.language,
    RightsRequest.package_until,
    Candidate.birth_check,
).outerjoin(Candidate, Candidate.id == RightsRequest.candidate_id)


@dataclass(frozen=True)
class Visit:
    token: str
    link: sa.Row[Any]
    line: RequestLine
    row: Any
    is_known: bool  # it is certain who this is

    @property
    def has_package(self) -> bool:
        """Granted, not over, and this is the person: the last day counts in whole (PR-55)."""
        until = self.row.package_until
        return self.is_known and until is not None and clock.today() <= until

    def address(self, endpoint: str = "rights.mine") -> str:
        return url_for(endpoint, token=self.token)

    def page(self, template: str, form: Any = None, **context: Any) -> Response:
        return page(template, form, visit=self, line=self.line, **context)


View = Callable[..., BaseResponse]


def behind_link(view: Callable[[Visit], BaseResponse]) -> View:
    """The view gets a Visit, known or not; a link that leads nowhere has its own page."""

    @wraps(view)
    def shown(token: str) -> BaseResponse:
        found = find_visit(token)
        return view(found) if isinstance(found, Visit) else found

    return shown


def find_visit(token: str) -> Visit | Response:
    link = find_link(reading(), token, LinkPurpose.RIGHTS)
    row = reading().execute(_REQUEST.where(RightsRequest.id == link.subject_id)).first() if link is not None else None
    if link is None or row is None:
        if not count_try(database(), LINK_GUESS_NETWORK, network()):
            raise TooMany
        return answered(page("rights/unknown_link.html"), 404)
    i18n.speak(row.language, among=offered(reading()))
    line = RequestLine(**{name: row._mapping[name] for name in RequestLine.__dataclass_fields__})
    if link.paused_until is not None and clock.now() < link.paused_until:
        return answered(page("rights/paused.html", until=link.paused_until), 429)
    if not is_usable(link):
        return answered(page("rights/unknown_link.html"), 410)
    is_known = line.identified_on is not None and (COOKIE.link_id() == link.id or _has_no_dossier(line, row))
    return Visit(token, link, line, row, is_known)


def _has_no_dossier(line: RequestLine, row: Any) -> bool:
    """Everything is erased and there is no date left to ask for; the letter names nobody."""
    return line.decided_on is not None and row.birth_check is None


def let_in(answer: BaseResponse, visit: Visit) -> BaseResponse:
    return COOKIE.put_on(answer, visit.link.id, path=visit.address())
