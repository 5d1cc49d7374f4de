"""What lets somebody in: sessions of users, links in mail, and the counters that slow a guesser down."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class UserSession(Base):
    """A browser that signed in. Revoked by row: what is ended here is out at the next request."""

    __tablename__ = "user_session"

    id: Mapped[UUID] = primary_key()
    token_sha256: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]  # empty: password given, code not yet
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None] = mapped_column(short_text(40))
    browser: Mapped[str] = mapped_column(short_text(60), default="")  # family and system, for 'Waar bent u ingelogd'


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a password
    DECIDE = "decide"  # a candidate says yes or no
    MANAGE = "manage"  # a candidate looks, stops or asks
    RIGHTS = "rights"  # somebody follows her own request


class Link(Base):
    """A link in a mail: 256 random bits, kept as SHA-256, for one purpose and one person (PR-18)."""

    __tablename__ = "link"

    id: Mapped[UUID] = primary_key()
    token_sha256: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(token(LinkPurpose))
    subject_id: Mapped[UUID] = mapped_column(index=True)  # invitation, user, or consent request, as the purpose says
    notice_sha256: Mapped[str | None] = mapped_column(short_text(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # empty: as long as the data
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    failed: Mapped[int] = mapped_column(default=0)  # wrong dates of birth
    paused_until: Mapped[datetime | None]


class LimitCounter(Base):
    """Tries in one window of one bucket; the same for every process and after a restart (T12)."""

    __tablename__ = "limit_counter"

    bucket: Mapped[str] = mapped_column(short_text(120), primary_key=True)
    window_starts: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)  # seconds since 1970
    tries: Mapped[int] = mapped_column(default=0)


class FormReceipt(Base):
    """A form that was sent: sent again, it leads to the same place and does nothing (PF-8)."""

    __tablename__ = "form_receipt"

    form_id: Mapped[str] = mapped_column(short_text(43), primary_key=True)
    owner: Mapped[str] = mapped_column(short_text(60))  # session or link the form belongs to
    location: Mapped[str] = mapped_column(short_text(500))
    sent_at: Mapped[datetime] = mapped_column(index=True)


class KeptForm(Base):
    """What somebody typed when the session had run out: sealed, for a day, for the same person only (LI-2)."""

    __tablename__ = "kept_form"

    id: Mapped[UUID] = primary_key()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    path: Mapped[str] = mapped_column(short_text(500))
    sealed: Mapped[bytes]
    kept_at: Mapped[datetime] = mapped_column(index=True)
