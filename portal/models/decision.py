"""Approve or return, and notes: all that a coordination point writes about what a contractor entered."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class DecisionSubject(StrEnum):
    PLAN_VERSION = "plan_version"
    PLACEMENT = "placement"
    CONTRIBUTION = "contribution"
    FINAL_ACCOUNT = "final_account"


class Outcome(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class Decision(Base):
    __tablename__ = "decision"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    subject: Mapped[DecisionSubject] = mapped_column(token(DecisionSubject))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    subject_version: Mapped[int]  # the version that was on the screen
    outcome: Mapped[Outcome] = mapped_column(token(Outcome))
    message: Mapped[str] = mapped_column(short_text(500), default="")
    respond_by: Mapped[date | None]
    decided_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]


class Note(Base):
    """Something the coordination point writes down about a contract for itself; no contractor ever reads it."""

    __tablename__ = "note"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    body: Mapped[str] = mapped_column(short_text(500))
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
