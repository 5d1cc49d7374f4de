"""What the accounts pages take from the running application and from the request."""

from typing import cast
from uuid import UUID

from flask import current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import db
from portal.config import Config
from portal.models import Role
from portal.security.passwords import Passwords
from portal.security.viewer import COORDINATORS
from portal.web import lapsed
from portal.web.own_path import own_path

NEW_PHONE = "new_phone"  # in the cookie of a session that proved itself by a recovery code or its password


def passwords() -> Passwords:
    return cast(Passwords, current_app.extensions["passwords"])


def config() -> Config:
    return cast(Config, current_app.extensions["config"])


def base_url() -> str:
    return config().base_url


def home_of(role: Role) -> str:
    """Where somebody in this role begins."""
    if role in COORDINATORS or role is Role.PRIVACY_OFFICER:
        return url_for("review.queue")
    return url_for("contracts.dashboard")


def wanted() -> str | None:
    """The page that was asked for before signing in, when it is one of ours."""
    return own_path(request.args.get("next"))


def enter(token: str, *, new_phone: bool = False) -> None:
    """Put a new session in an empty cookie: nothing of before lives on in it (T13).

    ``new_phone`` lets this session set up another app although one is set up already.
    """
    session.clear()
    session["sid"] = token
    if new_phone:
        session[NEW_PHONE] = True


def go_on(user_id: UUID, role: Role) -> BaseResponse:
    """After the last step of signing in: to what was kept, to the page that was asked for, or home."""
    if lapsed.find_kept_form(db.reading(), user_id) is not None:
        return redirect(url_for("accounts.kept_form"), 303)
    return redirect(wanted() or home_of(role), 303)


def leave(to: str) -> BaseResponse:
    """Away from here: the cookie is emptied and the browser told to forget what it kept."""
    session.clear()
    answer = redirect(to, 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
