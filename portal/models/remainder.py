"""What an answer leaves behind: the core of evidence, the memory of a no, and a letter that must still be sent."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, token


class EvidenceCore(Base):
    """The name of somebody who stopped after her work was approved (PR-28). Only the privacy officer opens it.

    It left ``candidate.name_sealed``, so no list or page can show it by accident; it ends with the key of the name.
    """

    __tablename__ = "evidence_core"

    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), primary_key=True)
    name_sealed: Mapped[bytes | None]
    kept_at: Mapped[datetime]


class Refusal(Base):
    """A no is remembered by a keyed hash of contract and address alone, so that nobody is asked again (PR-24, PR-29).

    The first no of somebody is forgotten after 30 days; a second one, ``is_final``, when the contract is closed.
    """

    __tablename__ = "refusal"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"))
    address_index: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)
    refused_on: Mapped[date]
    is_final: Mapped[bool]


class LetterReason(StrEnum):
    """Why somebody must be informed by letter (article 14, PR-40)."""

    NOT_DELIVERED = "not_delivered"  # her mailbox refuses our mail
    ON_PAPER = "on_paper"  # she answered on paper or spoke


class LetterTask(Base):
    """'Informeer per brief': work of the coordination point, within a month after it got the data."""

    __tablename__ = "letter_task"

    id: Mapped[UUID] = primary_key()
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    reason: Mapped[LetterReason] = mapped_column(token(LetterReason))
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        sa.Index(
            "uq_letter_task_open",
            "candidate_id",
            "reason",
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )


class NewReason(StrEnum):
    """Why somebody who said no may be asked once more, after 30 days (PR-24)."""

    CANDIDATE_ASKED = "candidate_asked"  # she wants to say yes after all
    OTHER_WORK = "other_work"  # other work, other hours or another place
    OTHER_EMPLOYER = "other_employer"
    OTHER_TEXT = "other_text"  # the notice was changed
