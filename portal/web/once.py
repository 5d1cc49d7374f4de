"""A form counts once: sent again, by a double click or a second tab, it leads to where the first one led (PF-8)."""

import secrets

import sqlalchemy as sa
from flask import Flask, Response, g, make_response, redirect, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError

from portal import clock, db
from portal.models import FormReceipt
from portal.security.headers import LINK_PATHS


def form_guard() -> Markup:
    """The two hidden fields of every POST form: against forgery, and against being sent twice."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="form_id" value="{}">'
    ).format(generate_csrf(), secrets.token_urlsafe(32))


def _owner() -> str:
    viewer = g.get("viewer")
    return str(viewer.session_id) if viewer is not None else str(g.get("link_id", ""))


def _sent_before() -> Response | None:
    form_id = _form_id()
    if form_id is None:
        return None
    location = db.reading().scalar(
        sa.select(FormReceipt.location).where(FormReceipt.form_id == form_id, FormReceipt.owner == _owner())
    )
    return make_response(redirect(location, 303)) if location else None


def _keep_receipt(response: Response) -> Response:
    """A receipt holds an address, and one behind a link holds its token: there the link itself counts once."""
    if response.status_code == 409 and _form_id() is not None:  # perhaps the twin was faster, and this one came late
        if "writing" in g:
            db.writing().rollback()
        return _sent_before() or response
    form_id = _form_id()
    if form_id is None or response.status_code not in (302, 303) or "writing" not in g:
        return response
    if request.path.startswith(LINK_PATHS):
        return response
    session = db.writing()
    session.add(FormReceipt(form_id=form_id, owner=_owner(), location=response.location, sent_at=clock.now()))
    try:
        session.flush()
    except IntegrityError:  # the twin was faster: what this one did is rolled back
        session.rollback()
        return _sent_before() or response
    return response


def _form_id() -> str | None:
    if request.method != "POST":
        return None
    form_id = request.form.get("form_id", "")
    return form_id if len(form_id) == 43 else None


def init_app(app: Flask) -> None:
    """Call after db.init_app: hooks after a request run in reverse order, so the receipt is in the commit."""
    app.jinja_env.globals["form_guard"] = form_guard
    app.before_request(_sent_before)
    app.after_request(_keep_receipt)
