"""What a coordination point must be able to show: reviewed accounts, processors, and what was decided by whom."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token
from portal.models.organisation import Region
from portal.models.user import Role


class ReviewOutcome(StrEnum):
    KEPT = "kept"
    STOPPED = "stopped"


class AccountReview(Base):
    """Somebody looked whether an account is still needed, in this role (PR-65). One row a look, never changed."""

    __tablename__ = "account_review"

    id: Mapped[UUID] = primary_key()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(token(Role))
    outcome: Mapped[ReviewOutcome] = mapped_column(token(ReviewOutcome))
    reviewed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime]


class Processor(Base):
    """A party that processes for one coordination point, by an agreement of article 28 GDPR, in the EEA (PR-73)."""

    __tablename__ = "processor"

    id: Mapped[UUID] = primary_key()
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    name: Mapped[str] = mapped_column(short_text())
    service: Mapped[str] = mapped_column(short_text(300))  # what it does for us
    agreement: Mapped[str] = mapped_column(short_text(100))  # reference
    agreed_on: Mapped[date]
    country: Mapped[str] = mapped_column(short_text(2))  # ISO 3166, one of the EEA
    sub_processors: Mapped[str] = mapped_column(short_text(1000), default="")
    ended_on: Mapped[date | None]
    updated_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SettingChange(Base):
    """A value that one coordination point chose, and why. It counts at once, or when a second person confirmed it."""

    __tablename__ = "setting_change"

    id: Mapped[UUID] = primary_key()
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    name: Mapped[str] = mapped_column(short_text(60))
    value: Mapped[str] = mapped_column(short_text())
    was: Mapped[str] = mapped_column(short_text())
    reason: Mapped[str] = mapped_column(short_text(500))
    proposed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # the second person
    applied_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
