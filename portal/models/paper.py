"""For who has no e-mail (PR-32) or does not decide alone (PR-33): letters to print, and answers that came on paper."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class QuestionChannel(StrEnum):
    """How a question reaches the candidate."""

    MAIL = "mail"
    PAPER = "paper"


class LetterKind(StrEnum):
    QUESTION = "question"
    CONFIRMATION = "confirmation"  # of a yes, with a card to stop
    SAMPLE = "sample"  # 'U staat geregistreerd; klopt dit?'
    RENEWAL = "renewal"  # the question again, after a change of what the notice says (PR-31)
    TEXT_CHANGED = "text_changed"  # only words were improved (PR-43)
    GROUP_STOPPED = "group_stopped"  # receipt of stopping a part; the rest stands
    REFUSED = "refused"
    STOPPED = "stopped"
    ENDED = "ended"  # the coordination point ended what was frozen too long


PARTING = frozenset({LetterKind.REFUSED, LetterKind.STOPPED, LetterKind.ENDED})
"""Receipts to somebody of whom everything is erased: name and address are in the letter alone, until it is printed."""


class Letter(Base):
    """A letter that the coordination point prints and sends; each print has a code of its own, the older one ends."""

    __tablename__ = "letter"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(token(LetterKind))
    queued_at: Mapped[datetime]
    due_on: Mapped[date]  # last day to send it
    sealed: Mapped[bytes | None]  # to whom a parting letter goes, under the key of the contact data
    printed_at: Mapped[datetime | None]
    printed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("request_id", "kind"),)


class AnswerChannel(StrEnum):
    """How an answer came in that somebody else entered."""

    PAPER = "paper"
    DESK = "desk"  # spoken, to the coordination point


class StopChannel(StrEnum):
    """How a wish to stop came in that somebody of the coordination point enters (PR-27)."""

    PAPER = "paper"  # the card, or a letter
    DESK = "desk"  # spoken, by telephone or at the desk
    MAIL = "mail"
    CONTRACTOR = "contractor"  # who passed it on


class Capacity(StrEnum):
    """In which capacity somebody decides for another (UAVG article 5)."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    CURATOR = "curator"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"  # bewindvoerder


class _Entered:
    """An answer on paper or by word, entered by one person and waiting for a second one; gone when sent back."""

    id: Mapped[UUID] = primary_key()
    channel: Mapped[AnswerChannel] = mapped_column(token(AnswerChannel))
    c1: Mapped[bool]
    c2: Mapped[bool]
    answered_on: Mapped[date]  # the day on the form, or of the conversation
    representative_sealed: Mapped[bytes | None]  # name and capacity, under the key of the candidate's name
    entered_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class EnteredAnswer(_Entered, Base):
    """The answer to the question itself; it stays, as the proof of what came in."""

    __tablename__ = "entered_answer"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), unique=True)


class EnteredRenewal(_Entered, Base):
    """The second answer, to the question about a changed text; one for each version that was asked about."""

    __tablename__ = "entered_renewal"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"))
    notice_version: Mapped[str] = mapped_column(short_text(20))

    __table_args__ = (sa.UniqueConstraint("request_id", "notice_version"),)
