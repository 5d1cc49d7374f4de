"""Who read a language through: everything a candidate can meet in it, as it was that day."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text


class LanguageReview(Base):
    """A named person read all pages, mails and the letter of a language; another text than ``digest`` ends it."""

    __tablename__ = "language_review"

    id: Mapped[UUID] = primary_key()
    language: Mapped[str] = mapped_column(short_text(5), index=True)
    notice_version: Mapped[str] = mapped_column(short_text(20))
    digest: Mapped[str] = mapped_column(short_text(64))
    reviewed_by: Mapped[str] = mapped_column(short_text(100))
    reviewed_on: Mapped[date]
    recorded_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
