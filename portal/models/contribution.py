"""Effort that is no placement: purchase from a social enterprise, hours given, training, something tailored.

No column is about a person, and there is none to put one in: a supplier is a company, people are a number.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, Quantity, primary_key, short_text, token
from portal.models.placement import Placement, PlacementStatus
from portal.models.workflow import Workflow


class ProofKind(StrEnum):
    """What somebody looked at; nothing is uploaded."""

    INVOICE = "invoice"
    STATEMENT = "statement"  # of who received the help
    ATTENDANCE = "attendance"  # how many came, without names
    AGREEMENT = "agreement"


class Contribution(Workflow, Base):
    __tablename__ = "contribution"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    number: Mapped[int]  # counts within the contract
    status: Mapped[PlacementStatus] = mapped_column(token(PlacementStatus), default=PlacementStatus.DRAFT, index=True)
    form: Mapped[str] = mapped_column(short_text(32))
    row: Mapped[str | None] = mapped_column(short_text(64))  # code of the value table where the form has several
    effort_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("effort.id", ondelete="SET NULL")
    )  # empty: not in the plan, or no longer
    party: Mapped[str] = mapped_column(short_text())  # the company or school it went to
    description: Mapped[str] = mapped_column(short_text(500))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cost: Mapped[Decimal | None] = mapped_column(Money)  # without VAT
    people: Mapped[int | None]  # employees who gave hours
    hours: Mapped[Decimal | None] = mapped_column(Quantity)  # of each of them, in all
    proof: Mapped[ProofKind] = mapped_column(token(ProofKind))
    proof_seen_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Money)  # by the contract's table
    approved_value: Mapped[Decimal | None] = mapped_column(Money)  # frozen by the decision
    agreed_note: Mapped[str | None] = mapped_column(short_text(200))
    submitted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    updated_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("contract_id", "number"),)

    TRANSITIONS: ClassVar = Placement.TRANSITIONS
