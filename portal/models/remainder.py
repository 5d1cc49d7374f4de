"""What stays of people who answered or lost their mail: the core of evidence, the memory of a no, a wish for a link."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key


class EvidenceCore(Base):
    """The name of somebody who stopped after her work was approved (PR-28). Only the privacy officer opens it.

    It left ``candidate.name_sealed``, so no list or page can show it by accident; it ends with the key of the name.
    """

    __tablename__ = "evidence_core"

    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), primary_key=True)
    name_sealed: Mapped[bytes | None]
    kept_at: Mapped[datetime]


class Refusal(Base):
    """A no is remembered by keyed hashes alone, so that nobody is asked again (PR-24, PR-29).

    The first no of somebody is forgotten after 30 days; a second one, ``is_final``, when the contract is closed.
    """

    __tablename__ = "refusal"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"))
    address_index: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)  # contract, and mailbox or home
    person_index: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))  # contract, name and day of birth
    refused_on: Mapped[date]
    is_final: Mapped[bool]


class LinkWish(Base):
    """Somebody asked for a new link; known or not, the same row is written and a chore does the rest (T44)."""

    __tablename__ = "link_wish"

    id: Mapped[UUID] = primary_key()
    sealed: Mapped[bytes]  # the address, under the portal's own key; the row is gone within minutes
    asked_at: Mapped[datetime]


class NewReason(StrEnum):
    """Why somebody who said no may be asked once more, after 30 days (PR-24)."""

    CANDIDATE_ASKED = "candidate_asked"  # she wants to say yes after all
    OTHER_WORK = "other_work"  # other work, other hours or another place
    OTHER_EMPLOYER = "other_employer"
    OTHER_TEXT = "other_text"  # the notice was changed
