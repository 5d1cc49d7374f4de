"""Who takes part: contractors, clients, and the coordination point of each region."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class Region(StrEnum):
    GRONINGEN = "groningen"
    DRENTHE = "drenthe"
    FRIESLAND = "friesland"


class OrganisationKind(StrEnum):
    CONTRACTOR = "contractor"
    CLIENT = "client"
    COORDINATION_POINT = "coordination_point"


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[OrganisationKind] = mapped_column(token(OrganisationKind))
    name: Mapped[str] = mapped_column(short_text())
    kvk_number: Mapped[str | None] = mapped_column(short_text(8), unique=True)
    region: Mapped[Region | None] = mapped_column(token(Region))  # of a coordination point only
    mail_domain: Mapped[str | None] = mapped_column(short_text(100))  # a candidate's own address is never in it
    created_at: Mapped[datetime]


class ControllerCard(Base):
    """Who is responsible in a region (PR-36) and the DPIA that was done (PR-69): no request before it is full."""

    __tablename__ = "controller_card"

    region: Mapped[Region] = mapped_column(token(Region), primary_key=True)
    name: Mapped[str] = mapped_column(short_text(), default="")
    postal_address: Mapped[str] = mapped_column(short_text(), default="")
    email: Mapped[str] = mapped_column(short_text(254), default="")
    phone: Mapped[str] = mapped_column(short_text(40), default="")
    opening_hours: Mapped[str] = mapped_column(short_text(100), default="")
    officer: Mapped[str] = mapped_column(short_text(), default="")  # data protection officer, name or desk
    officer_email: Mapped[str] = mapped_column(short_text(254), default="")
    dpia_reference: Mapped[str] = mapped_column(short_text(100), default="")
    dpia_on: Mapped[date | None]
    dpia_entered_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    dpia_advice: Mapped[str] = mapped_column(short_text(1000), default="")  # of the privacy officer (article 39(1)(c))
    dpia_confirmed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # with the own account
    dpia_confirmed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def has_confirmed_dpia(self) -> bool:
        """The privacy officer confirmed this reference with an own account; a reference alone may be invented."""
        return self.dpia_confirmed_at is not None

    @property
    def missing(self) -> list[str]:
        """Names of the fields a consent request cannot do without, in the order of the form."""
        needed = ("name", "postal_address", "email", "phone", "officer", "officer_email", "dpia_reference")
        return [field for field in needed if not getattr(self, field)]
