"""Sessions in the database: a random token in the signed cookie, its SHA-256 in a row that can be ended."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import ConfidentialityAcceptance, Organisation, Role, User, UserSession
from portal.security.confidentiality import STATEMENT_VERSION, VALID_FOR
from portal.security.viewer import COORDINATORS, Viewer

SEEN_EVERY = timedelta(minutes=1)  # last-seen is written at most once a minute


def sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def start_session(session: Session, *, user_id: UUID, browser: str, second_factor_at: datetime | None) -> str:
    """Make a new session row and return its token; the caller puts it in the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_sha256=sha256(token),
            user_id=user_id,
            started_at=clock.now(),
            last_seen_at=clock.now(),
            second_factor_at=second_factor_at,
            browser=browser,
        )
    )
    session.flush()
    return token


def end_session(session: Session, session_id: UUID, *, reason: str) -> None:
    _end(session, UserSession.id == session_id, reason)


def end_sessions_of(session: Session, user_id: UUID, *, reason: str, but: UUID | None = None) -> None:
    """End every session of a user: password, role or second factor changed, or access stopped (design rule 11)."""
    _end(session, sa.and_(UserSession.user_id == user_id, UserSession.id != but), reason)


def _end(session: Session, which: sa.ColumnElement[bool], reason: str) -> None:
    session.execute(
        sa.update(UserSession)
        .where(which, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_reason=reason)
    )


_SIGNED = (
    sa.select(sa.func.max(ConfidentialityAcceptance.accepted_at))
    .where(
        ConfidentialityAcceptance.user_id == User.id,
        ConfidentialityAcceptance.role == User.role,
        ConfidentialityAcceptance.statement_version == STATEMENT_VERSION,
    )
    .scalar_subquery()
)
_VIEWER = (
    sa.select(
        User.id,
        User.name,
        User.email,
        User.role,
        User.language,
        User.second_factor_at.label("set_up_at"),
        User.disabled_at,
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation_name"),
        Organisation.kind.label("organisation_kind"),
        Organisation.region,
        UserSession.id.label("session_id"),
        UserSession.started_at,
        UserSession.last_seen_at,
        UserSession.second_factor_at,
        UserSession.ended_at,
        _SIGNED.label("signed_at"),
    )
    .join(User, User.id == UserSession.user_id)
    .join(Organisation, Organisation.id == User.organisation_id)
    .where(UserSession.token_sha256 == sa.bindparam("token_sha256"))
)


def idle_limit(role: Role, *, minutes: int, staff_minutes: int) -> timedelta:
    return timedelta(minutes=staff_minutes if role in COORDINATORS else minutes)


def find_session(connection: sa.Connection, token: str) -> Any:
    """The row of _VIEWER, or None."""
    return connection.execute(_VIEWER, {"token_sha256": sha256(token)}).first()


def viewer_of(row: sa.Row[Any]) -> Viewer:
    found = row._mapping
    signed_at = found["signed_at"]
    return Viewer(
        id=found["id"],
        name=found["name"],
        email=found["email"],
        role=found["role"],
        language=found["language"],
        organisation_id=found["organisation_id"],
        organisation_name=found["organisation_name"],
        organisation_kind=found["organisation_kind"],
        region=found["region"],
        session_id=found["session_id"],
        session_started_at=found["started_at"],
        last_seen_at=found["last_seen_at"],
        has_second_factor=found["set_up_at"] is not None,
        passed_second_factor=found["second_factor_at"] is not None,
        has_signed=signed_at is not None and clock.now() - signed_at < VALID_FOR,
        second_factor_at=found["second_factor_at"],
    )


def note_second_factor(session: Session, session_id: UUID) -> None:
    """Its code was given once more in this session, whose end stays where it was."""
    session.execute(sa.update(UserSession).where(UserSession.id == session_id).values(second_factor_at=clock.now()))


def note_seen(session: Session, session_id: UUID) -> None:
    session.execute(sa.update(UserSession).where(UserSession.id == session_id).values(last_seen_at=clock.now()))
