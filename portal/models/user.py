"""People who sign in: their role, what they know and have, and what they signed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class Role(StrEnum):
    CONTRACTOR_USER = "contractor_user"  # fills in
    CONTRACTOR_ADMIN = "contractor_admin"  # fills in, sends, and invites colleagues
    CSR_REVIEWER = "csr_reviewer"  # reads everything of the region, decides
    CSR_MANAGER = "csr_manager"  # a reviewer who also sets up contracts and people
    CLIENT = "client"  # totals of the own contracts, never a person
    PRIVACY_OFFICER = "privacy_officer"


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[UUID] = primary_key()
    organisation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(token(Role))
    name: Mapped[str] = mapped_column(short_text(100))
    email: Mapped[str] = mapped_column(short_text(254))
    email_key: Mapped[str] = mapped_column(short_text(254), unique=True)  # the address in one spelling
    password_hash: Mapped[str | None] = mapped_column(short_text())
    totp_secret: Mapped[bytes | None]  # sealed under the portal's own key
    totp_last_step: Mapped[int | None] = mapped_column(sa.BigInteger)  # a code counts once (RFC 6238, 5.2)
    second_factor_at: Mapped[datetime | None]  # when the second factor was set up
    language: Mapped[str] = mapped_column(short_text(5), default="nl")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    inactive_asked_at: Mapped[datetime | None]  # whether it is still needed, after 90 days of no use
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @classmethod
    def may_send_for(cls, contractor_id: Any) -> sa.ColumnElement[bool]:
        """Whoever sends in the name of this contractor and has access; the id, or a column that holds it."""
        return sa.and_(
            cls.organisation_id == contractor_id, cls.role == Role.CONTRACTOR_ADMIN, cls.disabled_at.is_(None)
        )


class RecoveryCode(Base):
    """One of eight codes for a lost phone; kept as SHA-256, used once."""

    __tablename__ = "recovery_code"

    id: Mapped[UUID] = primary_key()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    code_sha256: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    used_at: Mapped[datetime | None]


class ConfidentialityAcceptance(Base):
    """A signed statement of confidentiality (PR-63): who, which text, when, in which role."""

    __tablename__ = "confidentiality_acceptance"

    id: Mapped[UUID] = primary_key()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    statement_version: Mapped[str] = mapped_column(short_text(20))
    statement_sha256: Mapped[str] = mapped_column(short_text(64))
    role: Mapped[Role] = mapped_column(token(Role))
    accepted_at: Mapped[datetime]


class Invitation(Base):
    """Somebody may make an account: once, for one address, within seven days."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = primary_key()
    organisation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(token(Role))
    name: Mapped[str] = mapped_column(short_text(100))
    email: Mapped[str] = mapped_column(short_text(254))
    message: Mapped[str] = mapped_column(short_text(500), default="")
    invited_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # empty: by the operator
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
