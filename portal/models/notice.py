"""Texts that were published and shown, who was told of them, and what holds the ledger to the day it was written."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, short_text


class NoticePublication(Base):
    """One version of the notice: proposed by one manager, published by another. A trigger keeps a published one.

    The texts are files; this row says which of them count and since when. Without a row the first version counts.
    """

    __tablename__ = "notice_publication"

    notice_version: Mapped[str] = mapped_column(short_text(20), primary_key=True)  # 1.1
    material: Mapped[bool]  # whoever said yes is asked again (PR-31)
    protocol_edition: Mapped[str] = mapped_column(short_text(20))  # 2021-10
    grounds_sha256: Mapped[str] = mapped_column(short_text(64))  # of the grounds this version tells (PR-13)
    proposed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the mapper reads it once, and nothing changes it


class NoticeText(Base):
    """The text of a version in one language, by its checksum; a translation names the person who read it through."""

    __tablename__ = "notice_text"

    notice_version: Mapped[str] = mapped_column(sa.ForeignKey("notice_publication.notice_version"), primary_key=True)
    language: Mapped[str] = mapped_column(short_text(5), primary_key=True)
    sha256: Mapped[str] = mapped_column(short_text(64))
    reviewed_by: Mapped[str] = mapped_column(short_text(100), default="")  # empty for Dutch, the text itself
    reviewed_on: Mapped[date | None]


class NoticeTranslation(Base):
    """A language that came to a version after it was published: proposed by one manager, published by another.

    The text is a new file beside those that are there, which stay as they are. A trigger keeps a published one.
    """

    __tablename__ = "notice_translation"

    notice_version: Mapped[str] = mapped_column(short_text(20), primary_key=True)
    language: Mapped[str] = mapped_column(short_text(5), primary_key=True)
    sha256: Mapped[str] = mapped_column(short_text(64))
    reviewed_by: Mapped[str] = mapped_column(short_text(100))
    reviewed_on: Mapped[date]
    proposed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the mapper reads it once, and nothing changes it


class Announcement(Base):
    """One person who said yes was told of a version, and with ``renew_by`` asked to choose again (PR-31, PR-43)."""

    __tablename__ = "announcement"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), primary_key=True)
    notice_version: Mapped[str] = mapped_column(
        sa.ForeignKey("notice_publication.notice_version"), primary_key=True, index=True
    )
    told_at: Mapped[datetime]
    renew_by: Mapped[date | None]  # last day to choose again; empty when only words were improved
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]  # no answer by that day: nobody but the candidate sees anything


class ServedText(Base):
    """What stood on a candidate's screen, byte for byte, sealed under the key of the name that is in it (PR-42)."""

    __tablename__ = "served_text"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(short_text(64), primary_key=True)
    sealed: Mapped[bytes]


class LedgerAnchor(Base):
    """The heads of a day, and of all days before it, in one digest that can be kept elsewhere (PR-25)."""

    __tablename__ = "ledger_anchor"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    chains: Mapped[int]  # that grew since the anchor before
    previous_digest: Mapped[str] = mapped_column(short_text(64))
    digest: Mapped[str] = mapped_column(short_text(64))


class AnchoredHead(Base):
    """A chain that had grown when its day was anchored: its length and newest hash."""

    __tablename__ = "anchored_head"

    day: Mapped[date] = mapped_column(sa.ForeignKey("ledger_anchor.day"), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(primary_key=True)  # stays when the request is destroyed
    chain_length: Mapped[int]
    chain_head: Mapped[str] = mapped_column(short_text(64))


class ReleasedChain(Base):
    """The one door through which lines of the ledger may go: a destruction names the request, and the head stays.

    The triggers on ``consent_event`` let a line go when its request is here; this table itself is append-only.
    """

    __tablename__ = "released_chain"

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    destruction_id: Mapped[UUID]  # of the destruction that is being executed
    chain_length: Mapped[int]
    chain_head: Mapped[str] = mapped_column(short_text(64))
    released_at: Mapped[datetime]
