"""Closed until opened: before any view runs, one hook holds the request against the policy (design rule 1)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import cast

from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, session, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from portal import clock, db
from portal.config import Config
from portal.extensions import login_manager
from portal.models import Role
from portal.privacy.purposes import For
from portal.security import sessions
from portal.security.scope import find_contract
from portal.security.viewer import Viewer

NOT_SIGNED_IN = "u-was-weg"  # the sign-in page says why it is shown
AFRESH = timedelta(hours=1)


class Scope(StrEnum):
    NONE = "none"
    OWN = "own account"
    ORGANISATION = "own organisation"
    REGION = "own region"
    CONTRACT = "contract of the own organisation or region"
    LINK = "whoever holds the link"


@dataclass(frozen=True)
class Line:
    """Who may open an endpoint, and what for. An empty ``who`` opens it to everybody."""

    who: frozenset[Role] = frozenset()
    scope: Scope = Scope.NONE
    purpose: For | None = None  # None cannot start
    state: str = ""  # what must be the case besides; kept by the service, shown by the command `policy`
    persons: bool = False  # about candidates: a role that may not even know gets 404 instead of 403 (PR-03)
    before_signing: bool = False  # open before the confidentiality statement is signed
    half_signed_in: bool = False  # open between the password and the second factor
    demonstration: bool = False  # exists in a practice environment only
    afresh: bool = False  # the code of the second factor was given within AFRESH: reveal, take along, destroy (PR-65)

    @property
    def is_public(self) -> bool:
        return not self.who


class ViewWithoutPolicy(Exception):
    """A view without a line in the policy, a line without a view or without a purpose: the portal does not start."""


def load_viewer() -> Viewer | None:
    """The person whose session the cookie names, unless it has ended, run out or been idle too long."""
    token = session.get("sid")
    if not token:
        return None
    row = sessions.find_session(db.reading(), token)
    if row is None or row.ended_at is not None or row.disabled_at is not None:
        return None
    found = sessions.viewer_of(row)
    config: Config = current_app.extensions["config"]
    idle = sessions.idle_limit(found.role, minutes=config.idle_minutes, staff_minutes=config.idle_minutes_staff)
    age = clock.now() - found.session_started_at
    if clock.now() - found.last_seen_at > idle or age.total_seconds() > config.session_hours * 3600:
        g.lapsed_viewer = found  # what this person was typing may be kept
        return None
    return found


def _note_seen(viewer: Viewer) -> None:
    if clock.now() - viewer.last_seen_at >= sessions.SEEN_EVERY:
        with db.appending() as small:
            sessions.note_seen(small, viewer.session_id)


def _guard() -> BaseResponse | None:
    if request.endpoint is None:
        return None
    line: Line = current_app.extensions["policy"][request.endpoint]
    g.policy_line = line
    g.viewer = load_viewer() if request.endpoint != "assets.file" else None
    if line.is_public:
        return None
    viewer: Viewer | None = g.viewer
    if viewer is None:
        return cast(BaseResponse, login_manager.unauthorized())
    _note_seen(viewer)
    return _unfinished_sign_in(viewer, line) or _outside(viewer, line) or _too_long_ago(viewer, line)


def _unfinished_sign_in(viewer: Viewer, line: Line) -> BaseResponse | None:
    """Send somebody to the step of signing in that is still open: code, second factor, statement."""
    step = None
    if not viewer.passed_second_factor and not line.half_signed_in:
        step = "accounts.second_factor" if viewer.has_second_factor else "accounts.set_up_code"
    elif not viewer.has_signed and not line.before_signing and not line.half_signed_in:
        step = "accounts.confidentiality"
        g.unsigned_viewer = viewer  # what this person was typing may be kept
    if step is None:
        return None
    where = request.full_path.rstrip("?") if request.method != "POST" and request.path != "/" else None
    return fragment_or_redirect(url_for(step, next=where))


def _too_long_ago(viewer: Viewer, line: Line) -> BaseResponse | None:
    """Ask the code once more before what cannot be taken back, so that a borrowed session is not enough (PR-65)."""
    given_at = viewer.second_factor_at
    if not line.afresh or (given_at is not None and clock.now() - given_at <= AFRESH):
        return None
    g.unsigned_viewer = viewer  # what this person was typing may be kept
    where = request.full_path.rstrip("?") if request.method != "POST" else None
    return fragment_or_redirect(url_for("accounts.code_again", next=where))


def may_open(endpoint: str) -> bool:
    """Whether the role of whoever reads this page may open that one; a link to another is no help."""
    line: Line = current_app.extensions["policy"][endpoint]
    viewer: Viewer | None = g.get("viewer")
    return line.is_public or (viewer is not None and viewer.role in line.who)


def _outside(viewer: Viewer, line: Line) -> BaseResponse | None:
    if viewer.role not in line.who:
        abort(404 if line.persons and viewer.is_client else 403)
    if line.scope is Scope.CONTRACT:
        g.contract = find_contract(db.reading(), viewer, (request.view_args or {})["number"])
        if g.contract is None:
            raise NotFound
    return None


def browser_family() -> str:
    """Family and system of the browser, for the list of sessions; never the whole header."""
    agent = request.user_agent.string
    family = next((name for name in ("Firefox", "Edg", "Chrome", "Safari") if name in agent), "")
    system = next((name for name in ("Android", "iPhone", "Windows", "Mac OS", "Linux") if name in agent), "")
    return " · ".join(part for part in (family.replace("Edg", "Edge"), system) if part)


def network() -> str:
    """The network a request comes from, shortened so that it names no single home (IPv4 /24, IPv6 /48)."""
    address = request.remote_addr or ""
    separator = ":" if ":" in address else "."
    return separator.join(address.split(separator)[:3])


def check_policy(app: Flask, policy: dict[str, Line]) -> None:
    """Raise ViewWithoutPolicy unless every view has a line with a purpose, and every line has a view (PR-01)."""
    views = set(app.view_functions)
    missing, idle = sorted(views - set(policy)), sorted(set(policy) - views)
    if missing:
        raise ViewWithoutPolicy(f"no line in the policy for: {', '.join(missing)}")
    if idle:
        raise ViewWithoutPolicy(f"no view for the policy lines: {', '.join(idle)}")
    aimless = sorted(name for name, line in policy.items() if not isinstance(line.purpose, For))
    if aimless:
        raise ViewWithoutPolicy(f"no purpose in the policy lines: {', '.join(aimless)}")


def init_app(app: Flask, policy: dict[str, Line]) -> None:
    app.extensions["policy"] = policy
    app.before_request(_guard)


def fragment_or_redirect(location: str) -> Response:
    """Send the browser elsewhere; an htmx request is told so, since it would follow a redirect inside the page."""
    if request.headers.get("HX-Request") == "true":
        return make_response("", 401, {"HX-Redirect": location})
    return make_response(redirect(location, 303))
