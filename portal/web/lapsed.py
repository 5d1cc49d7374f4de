"""Nothing typed is ever lost: a form sent after the session ran out is kept sealed, for a day, for the same person."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, Response, g, request, url_for
from flask_wtf.csrf import CSRFError

from portal import clock, db
from portal.errors import error_page
from portal.models import KeptForm
from portal.privacy.current import vault
from portal.security.access import fragment_or_redirect
from portal.security.viewer import find_viewer

KEPT_FOR = timedelta(hours=24)
NOT_KEPT = frozenset({"csrf_token", "form_id", "password", "new_password", "repeat_password", "code"})


def keep_what_was_typed() -> dict[str, str]:
    """Keep the form of this request when its sender is known by a session that ran out.

    Returns what the sign-in page needs to say so: ``{'bewaard': 'ja'}`` or ``{'weg': 'ja'}`` or nothing.
    """
    lapsed = g.get("lapsed_viewer")
    if lapsed is None:
        return {}
    if request.method != "POST":
        return {"weg": "ja"}
    _keep(lapsed.id)
    return {"bewaard": "ja"}


def _keep(user_id: UUID) -> UUID:
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    row = KeptForm(user_id=user_id, path=request.path[:500], sealed=b"", kept_at=clock.now())
    with db.database().transaction() as session:
        session.add(row)
        session.flush()
        row.sealed = vault().seal_own(f"kept-form:{row.id}", json.dumps(fields).encode())
    return row.id


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
    if viewer is None:
        return error_page(400, message="")
    _keep(viewer.id)
    return fragment_or_redirect(url_for("accounts.kept_form"))


def sweep(database: db.Database) -> None:
    with database.transaction() as session:
        session.execute(sa.delete(KeptForm).where(KeptForm.kept_at < clock.now() - KEPT_FOR))


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _forged_or_old)
