"""Refusals name a fact; here each fact gets its status and its page."""

from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from portal import db
from portal.models import InvalidTransition


class Refused(Exception):
    """A request that cannot be done. ``message`` is a text for the reader; a subclass sets the status."""

    status = 409
    remembered = False  # True: what was written until here is kept, such as a counted wrong try

    def __init__(self, message: object = "") -> None:
        super().__init__(str(message))
        self.message = message


class NotFound(Refused):
    status = 404


class Gone(Refused):
    status = 410


class TooMany(Refused):
    status = 429
    remembered = True


class Stale(Refused):
    """Somebody else saved this form after it was opened. Holds both versions, label by label."""

    def __init__(self, *, version: int, by: str, at: Any, rows: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.version = version
        self.by = by
        self.at = at
        self.rows = rows  # (label, theirs, yours)


def error_page(status: int, **context: Any) -> Response:
    """The page of a status; a failing page never hides the failure it reports."""
    return make_response(render_template(f"errors/{status}.html", **context), status)


PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 429, 500, 503})


def _refused(error: Refused) -> Response:
    if error.remembered:
        db.remember_refusal()
    return error_page(error.status, message=error.message)


def _stale(error: Stale) -> Response:
    kept = [(name, value) for name in request.form for value in request.form.getlist(name) if name not in _FRESH]
    return make_response(render_template("errors/stale.html", stale=error, kept=kept, path=request.path), 409)


_FRESH = frozenset({"csrf_token", "form_id", "version"})


def _moved_on(_error: Exception) -> Response:
    return error_page(409, message="")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response(request.environ))
    return error_page(status if status in PAGES else 400 if status < 500 else 500, message="")


def _failed(error: InternalServerError) -> Response:
    """Not our intention: log it with a number the reader can tell the desk, show neither trace nor values."""
    original = error.original_exception
    if isinstance(original, OperationalError | db.Damaged) or type(original) is DatabaseError:
        kind = type(getattr(original, "orig", original)).__name__
        current_app.logger.error("database unavailable", extra={"error_kind": kind})
        return error_page(503)
    return error_page(500, reference=g.get("request_id", ""))


def init_app(app: Flask) -> None:
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(InvalidTransition, _moved_on)
    app.register_error_handler(StaleDataError, _moved_on)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _failed)
