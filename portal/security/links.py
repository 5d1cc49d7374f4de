"""Links in mail: random, for one purpose and one person, kept only as a hash (PR-18)."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Link, LinkPurpose
from portal.security.sessions import sha256

TOKEN_LENGTH = 43  # 32 bytes in URL-safe base64


def make_link(
    session: Session,
    *,
    purpose: LinkPurpose,
    subject_id: UUID,
    expires_at: datetime | None,
    notice_sha256: str | None = None,
    keep_older: bool = False,
    token: str = "",
) -> str:
    """Make a link and return its token, which is stored nowhere. Older ones of this purpose and subject are revoked.

    ``token`` is one of 32 bytes that was made before, such as of the code on a letter.
    """
    if not keep_older:
        revoke_links(session, purpose, subject_id=subject_id)
    token = token or secrets.token_urlsafe(32)
    session.add(
        Link(
            token_sha256=sha256(token),
            purpose=purpose,
            subject_id=subject_id,
            notice_sha256=notice_sha256,
            created_at=clock.now(),
            expires_at=expires_at,
        )
    )
    session.flush()
    return token


def revoke_links(session: Session, *purposes: LinkPurpose, subject_id: UUID) -> None:
    revoked = (
        sa.update(Link)
        .where(Link.purpose.in_(purposes), Link.subject_id == subject_id, Link.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    session.execute(revoked.execution_options(synchronize_session=False))


_LINK = sa.select(Link.__table__).where(Link.token_sha256 == sa.bindparam("token_sha256"))


def find_link(connection: sa.Connection, token: str, *purposes: LinkPurpose) -> sa.Row[Any] | None:
    """The link's row, whatever its state; None for a token that was never made or has another purpose."""
    if len(token) != TOKEN_LENGTH:
        return None
    row = connection.execute(_LINK, {"token_sha256": sha256(token)}).first()
    return row if row is not None and row.purpose in purposes else None


def find_link_by_id(connection: sa.Connection, link_id: UUID) -> sa.Row[Any] | None:
    """The link somebody opened before, which a signed cookie remembers by its id."""
    return connection.execute(sa.select(Link.__table__).where(Link.id == link_id)).first()


def is_usable(link: sa.Row[Any]) -> bool:
    """Neither revoked nor expired. Used or not is for the purpose to judge."""
    expires_at = link._mapping["expires_at"]
    return link._mapping["revoked_at"] is None and (expires_at is None or clock.now() < expires_at)
