"""Sign in as one of the invented people with one button; and the page of every mail."""

from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock, db
from portal.demonstration import blueprint, mailbox_views
from portal.demonstration.people import PASSWORD, PEOPLE, party
from portal.models import User
from portal.security import sessions
from portal.security.access import browser_family
from portal.web.pages import page

__all__ = ["mailbox_views"]


@blueprint.get("/oefenen")
def people() -> ResponseReturnValue:
    groups: dict[str, list[Any]] = {}
    for person in PEOPLE:
        groups.setdefault(party(person.party).shown_name, []).append(person)
    return page("demonstration/people.html", groups=groups, password=PASSWORD)


@blueprint.post("/oefenen")
def sign_in_as() -> ResponseReturnValue:
    email = request.form.get("person", "")
    if email not in {person.email for person in PEOPLE}:
        abort(404)
    user_id = db.reading().scalar(sa.select(User.id).where(User.email_key == email, User.disabled_at.is_(None)))
    if user_id is None:
        abort(404)
    token = sessions.start_session(
        db.writing(), user_id=user_id, browser=browser_family(), second_factor_at=clock.now()
    )
    session.clear()
    session["sid"] = token
    return redirect(url_for("contracts.dashboard"), 303)
