"""The register of breaches of personal data (article 33(5) GDPR, PR-70)."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token
from portal.models.organisation import Region
from portal.models.workflow import Workflow


class BreachStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Notifying(StrEnum):
    """Whether somebody is told: the authority (article 33), or the people themselves (article 34)."""

    YES = "yes"
    NO = "no"


class Breach(Workflow, Base):
    """One incident, from the moment somebody knew. Its texts name nobody; who it concerns comes from the view log."""

    __tablename__ = "breach"

    id: Mapped[UUID] = primary_key()
    number: Mapped[int] = mapped_column(unique=True)
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    status: Mapped[BreachStatus] = mapped_column(token(BreachStatus), default=BreachStatus.OPEN, index=True)
    discovered_at: Mapped[datetime]  # from here 72 hours, weekends included
    facts: Mapped[str] = mapped_column(short_text(2000))
    effects: Mapped[str] = mapped_column(short_text(2000), default="")
    measures: Mapped[str] = mapped_column(short_text(2000), default="")
    seen_from: Mapped[date | None]  # the days in which somebody may have looked
    seen_until: Mapped[date | None]
    account_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # with which it was done
    alarm: Mapped[int] = mapped_column(default=0)  # newest hour mark that was told: 24, 48, 66
    authority: Mapped[Notifying | None] = mapped_column(token(Notifying))
    authority_reason: Mapped[str] = mapped_column(short_text(1000), default="")
    authority_told_at: Mapped[datetime | None]
    authority_reference: Mapped[str] = mapped_column(short_text(100), default="")
    late_reason: Mapped[str] = mapped_column(short_text(1000), default="")
    people: Mapped[Notifying | None] = mapped_column(token(Notifying))
    people_reason: Mapped[str] = mapped_column(short_text(1000), default="")
    people_text: Mapped[str] = mapped_column(short_text(2000), default="")  # what they read
    people_told_on: Mapped[date | None]
    entered_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]
    closed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {BreachStatus.OPEN: frozenset({BreachStatus.CLOSED})}

    @property
    def reference(self) -> str:
        """'DL-2026-0003', on every page and mail."""
        return f"DL-{self.entered_at.year}-{self.number:04}"
