"""For who has no e-mail (PR-32) or does not decide alone (PR-33): letters to print, and answers that came on paper."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, token


class QuestionChannel(StrEnum):
    """How a question reaches the candidate."""

    MAIL = "mail"
    PAPER = "paper"


class LetterKind(StrEnum):
    QUESTION = "question"
    CONFIRMATION = "confirmation"  # of a yes, with a card to stop
    SAMPLE = "sample"  # 'U staat geregistreerd; klopt dit?'


class Letter(Base):
    """A letter that the coordination point prints and sends; each print has a code of its own, the older one ends."""

    __tablename__ = "letter"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(token(LetterKind))
    queued_at: Mapped[datetime]
    due_on: Mapped[date]  # last day to send it
    printed_at: Mapped[datetime | None]
    printed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("request_id", "kind"),)


class AnswerChannel(StrEnum):
    """How an answer came in that somebody else entered."""

    PAPER = "paper"
    DESK = "desk"  # spoken, to the coordination point


class Capacity(StrEnum):
    """In which capacity somebody decides for another (UAVG article 5)."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    CURATOR = "curator"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"  # bewindvoerder


class EnteredAnswer(Base):
    """An answer on paper or by word, entered by one person and waiting for a second one; gone when sent back."""

    __tablename__ = "entered_answer"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), unique=True)
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

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
