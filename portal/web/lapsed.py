"""Nothing typed is ever lost: a form sent after the session ran out is kept sealed, for a day, for the same person."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from portal import clock, db
from portal.config import Config
from portal.errors import error_page
from portal.models import KeptForm
from portal.privacy.current import vault
from portal.security.access import fragment_or_redirect
from portal.security.sessions import idle_limit
from portal.security.viewer import find_viewer
from portal.web.ids import id_of

KEPT_FOR = timedelta(hours=24)
NOT_KEPT = frozenset({"csrf_token", "form_id", "password", "new_password", "repeat_password", "code", "kept_form"})
OF_THE_PAGE = frozenset({"version", "later"})  # not typed by anybody


def keep_what_was_typed() -> dict[str, str]:
    """Keep the form of this request when its sender is known by a session that ran out.

    Returns what the sign-in page needs to say so: 'bewaard' or 'weg' with the idle minutes, or nothing.
    """
    lapsed = g.get("lapsed_viewer")
    if lapsed is None:
        return {}
    settings: Config = current_app.extensions["config"]
    idle = idle_limit(lapsed.role, minutes=settings.idle_minutes, staff_minutes=settings.idle_minutes_staff)
    what = "bewaard" if _keep(lapsed.id) else "weg"
    return {what: "ja", "minuten": str(int(idle.total_seconds()) // 60)}


def _keep(user_id: UUID) -> bool:
    """Keep what was typed in this request, in place of an older try of the same form. False when it was nothing."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    if request.method != "POST" or not any(value.strip() for name, value in fields if name not in OF_THE_PAGE):
        return False
    path = request.path[:500]
    row = KeptForm(user_id=user_id, path=path, sealed=b"", kept_at=clock.now())
    with db.database().transaction() as session:
        session.execute(sa.delete(KeptForm).where(KeptForm.user_id == user_id, KeptForm.path == path))
        session.add(row)
        session.flush()
        row.sealed = vault().seal_own(f"kept-form:{row.id}", json.dumps(fields).encode())
    return True


def find_kept_form(connection: sa.Connection, user_id: UUID) -> sa.Row[Any] | None:
    """The newest form that is waiting for this person."""
    return connection.execute(
        sa.select(KeptForm.__table__)
        .where(KeptForm.user_id == user_id, KeptForm.kept_at > clock.now() - KEPT_FOR)
        .order_by(KeptForm.kept_at.desc())
        .limit(1)
    ).first()


def read_kept_form(row: sa.Row[Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in json.loads(vault().open_own(f"kept-form:{row.id}", row.sealed))]


def _forged_or_old(_error: CSRFError) -> Response:
    """A form without a right token: of somebody signed in it is kept and offered again, else it is refused."""
    viewer = find_viewer()
    if viewer is None or not _keep(viewer.id):
        return error_page(400, message="")
    return fragment_or_redirect(url_for("accounts.kept_form"))


def _keep_or_drop(response: Response) -> Response:
    """Keep a form that met an unsigned statement; drop a kept one that has been sent again and was read."""
    unsigned, viewer = g.get("unsigned_viewer"), find_viewer()
    if unsigned is not None:
        _keep(unsigned.id)
    used = request.form.get("kept_form", "") if request.method == "POST" else ""
    if viewer is not None and len(used) == 36 and response.status_code < 500:
        with db.appending() as small:
            small.execute(sa.delete(KeptForm).where(KeptForm.user_id == viewer.id, KeptForm.id == id_of(used)))
    return response


def drop_kept_forms(session: Session, user_id: UUID) -> None:
    """Throw away everything that is waiting for this person."""
    session.execute(sa.delete(KeptForm).where(KeptForm.user_id == user_id))


def sweep(database: db.Database) -> None:
    with database.transaction() as session:
        session.execute(sa.delete(KeptForm).where(KeptForm.kept_at < clock.now() - KEPT_FOR))


def init_app(app: Flask) -> None:
    """Call after db.init_app: hooks after a request run in reverse order, so a used form goes in its commit."""
    app.register_error_handler(CSRFError, _forged_or_old)
    app.after_request(_keep_or_drop)
