"""What happened and who looked: two append-only records."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text


class Event(Base):
    """An act, in the past tense, with its actor; no personal data in its detail."""

    __tablename__ = "event"

    id: Mapped[UUID] = primary_key()
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(short_text(60))
    result: Mapped[str] = mapped_column(short_text(20), default="done")
    actor_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    actor_kind: Mapped[str] = mapped_column(short_text(20))  # user, candidate, system
    contract_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    object_kind: Mapped[str] = mapped_column(short_text(30))
    object_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class View(Base):
    """Somebody looked at something (PR-66). No row, no data; a hash chain under a lock on its head."""

    __tablename__ = "view_log"

    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID] = mapped_column(index=True)
    actor_role: Mapped[str] = mapped_column(short_text(32))
    organisation_id: Mapped[UUID]
    action: Mapped[str] = mapped_column(short_text(20))  # list, view, reveal, export
    object_kind: Mapped[str] = mapped_column(short_text(30))
    object_id: Mapped[UUID] = mapped_column(index=True)  # a pseudonym, never a name
    count: Mapped[int] = mapped_column(default=1)
    fields: Mapped[str] = mapped_column(short_text(200), default="")  # what was revealed
    reason: Mapped[str] = mapped_column(short_text(40), default="")
    purpose: Mapped[str] = mapped_column(short_text(4))
    origin: Mapped[str] = mapped_column(short_text(60), default="")  # endpoint
    result: Mapped[str] = mapped_column(short_text(20), default="shown")
    previous_hash: Mapped[str] = mapped_column(short_text(64))
    hash: Mapped[str] = mapped_column(short_text(64))


class ChainHead(Base):
    """The newest link of a chain that all of the portal shares; extending it locks this row."""

    __tablename__ = "chain_head"

    name: Mapped[str] = mapped_column(short_text(40), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(short_text(64))


class ViewAnchor(Base):
    """The view log as it stood on a day and all days before it, in one digest to keep elsewhere (PR-66)."""

    __tablename__ = "view_anchor"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    position: Mapped[int] = mapped_column(sa.BigInteger)  # of the newest look
    head: Mapped[str] = mapped_column(short_text(64))  # its hash
    previous_digest: Mapped[str] = mapped_column(short_text(64))
    digest: Mapped[str] = mapped_column(short_text(64))


class ReleasedViews(Base):
    """The one door through which looks may go: their term is over up to an anchored day, whose head stays.

    The triggers on ``view_log`` let a row go when its position is not beyond one here; this table is append-only.
    """

    __tablename__ = "released_views"

    day: Mapped[date] = mapped_column(sa.ForeignKey("view_anchor.day"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger)
    head: Mapped[str] = mapped_column(short_text(64))
    released_at: Mapped[datetime]


class Setting(Base):
    """What only a coordination point can decide; without a row the default of its declaration holds."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(short_text(60), primary_key=True)
    region: Mapped[str] = mapped_column(short_text(20), primary_key=True, default="")  # empty: all regions
    value: Mapped[str] = mapped_column(short_text(200))
    changed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]
