"""Consent: the request, the append-only ledger of what happened, and what was on the screen."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token
from portal.models.paper import QuestionChannel
from portal.models.remainder import NewReason
from portal.models.workflow import Workflow


class ConsentStatus(StrEnum):
    REQUESTED = "requested"
    DEFERRED = "deferred"  # 'Ik beslis later'
    GIVEN = "given"  # C1, with or without C2
    REFUSED = "refused"
    EXPIRED = "expired"  # silence is never consent (PR-30)
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"  # 'Ik ken dit niet', or forged
    CANCELLED = "cancelled"  # the contractor took the invitation back
    FROZEN = "frozen"  # asked again about a changed text, and no answer in time (PR-31)


STANDING = frozenset({ConsentStatus.GIVEN, ConsentStatus.FROZEN})  # there are data the candidate can see, and stop
UNANSWERED = frozenset({ConsentStatus.REQUESTED, ConsentStatus.DEFERRED})


class ConsentScope(StrEnum):
    C1 = "c1"  # ordinary data
    C2 = "c2"  # target group


class ConsentRequest(Workflow, Base):
    """One question to one candidate about one contract; the link of the mail leads here."""

    __tablename__ = "consent_request"

    id: Mapped[UUID] = primary_key()
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    status: Mapped[ConsentStatus] = mapped_column(token(ConsentStatus), default=ConsentStatus.REQUESTED)
    c2_given: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[QuestionChannel] = mapped_column(
        token(QuestionChannel), default=QuestionChannel.MAIL, server_default="mail"
    )
    by_representative: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # somebody else decides
    requested_at: Mapped[datetime]
    decide_by: Mapped[date]  # last day to choose
    answered_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    not_delivered_at: Mapped[datetime | None]  # the mail server refused the address
    locked_at: Mapped[datetime | None]  # three wrong dates of birth ended the link
    follows_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("consent_request.id"))  # asked again after that no
    new_reason: Mapped[NewReason | None] = mapped_column(token(NewReason))  # why it might be asked again (PR-24)
    informed_at: Mapped[datetime | None]  # last mail that says how things stand: yearly, or of a changed text
    chain_length: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(short_text(64), default="0" * 64)  # hash of the newest event

    TRANSITIONS: ClassVar = {
        ConsentStatus.REQUESTED: frozenset(
            {
                ConsentStatus.DEFERRED,
                ConsentStatus.GIVEN,
                ConsentStatus.REFUSED,
                ConsentStatus.EXPIRED,
                ConsentStatus.INVALIDATED,
                ConsentStatus.CANCELLED,
            }
        ),
        ConsentStatus.DEFERRED: frozenset(
            {
                ConsentStatus.DEFERRED,
                ConsentStatus.GIVEN,
                ConsentStatus.REFUSED,
                ConsentStatus.EXPIRED,
                ConsentStatus.INVALIDATED,
                ConsentStatus.CANCELLED,
            }
        ),
        ConsentStatus.GIVEN: frozenset(
            {ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED, ConsentStatus.INVALIDATED, ConsentStatus.FROZEN}
        ),
        ConsentStatus.FROZEN: frozenset(
            {ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN, ConsentStatus.INVALIDATED, ConsentStatus.EXPIRED}
        ),
    }

    @property
    def scopes_given(self) -> list[ConsentScope]:
        """What a yes that stands is about."""
        return list(ConsentScope) if self.c2_given else [ConsentScope.C1]


class ConsentEventKind(StrEnum):
    REQUESTED = "requested"
    SERVED = "served"  # the text was on the screen, for the first time in this version and language
    DEFERRED = "deferred"
    GIVEN = "given"
    RENEWED = "renewed"  # yes again, to a changed text
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    CANCELLED = "cancelled"


class ConsentEvent(Base):
    """One line of the ledger (PR-25). A trigger refuses update and delete; a line holds the hash of the one before."""

    __tablename__ = "consent_event"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConsentEventKind] = mapped_column(token(ConsentEventKind))
    scope: Mapped[ConsentScope] = mapped_column(token(ConsentScope))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(short_text(20))  # candidate, contractor, csr, system
    channel: Mapped[str] = mapped_column(short_text(20))  # web, mail, paper, desk, clock
    identity_check: Mapped[str] = mapped_column(short_text(40))
    notice_sha256: Mapped[str] = mapped_column(short_text(64))
    language: Mapped[str] = mapped_column(short_text(5))
    previous_hash: Mapped[str] = mapped_column(short_text(64))
    hash: Mapped[str] = mapped_column(short_text(64), index=True)  # a receipt's code is its beginning


class NoticeServed(Base):
    """What text was on somebody's screen, and when (PR-42); kept apart from what was decided."""

    __tablename__ = "notice_served"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), index=True)
    notice_sha256: Mapped[str] = mapped_column(short_text(64))
    language: Mapped[str] = mapped_column(short_text(5))
    page_version: Mapped[str] = mapped_column(short_text(20))  # checksum of the templates the page was made of
    text_sha256: Mapped[str] = mapped_column(short_text(64), default="")  # of the ServedText
    at: Mapped[datetime]


class InformedBy(StrEnum):
    """How a contractor told the candidate beforehand (PR-39)."""

    TALK = "talk"
    HANDOUT = "handout"
    MAIL = "mail"


class InformationGiven(Base):
    """The contractor says how the candidate was told beforehand (PR-39), and that no may be said (PR-24)."""

    __tablename__ = "information_given"

    id: Mapped[UUID] = primary_key()
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    statement_version: Mapped[str] = mapped_column(short_text(20))
    notice_sha256: Mapped[str] = mapped_column(short_text(64))
    informed_by: Mapped[InformedBy | None] = mapped_column(token(InformedBy))
    informed_on: Mapped[date | None]
    stated_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    stated_at: Mapped[datetime]
