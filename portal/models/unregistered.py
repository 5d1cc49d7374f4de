"""Work that counts while nobody is registered for it: the account without registration (PR-24)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, Quantity, primary_key, short_text, token
from portal.models.workflow import Workflow


class UnregisteredStatus(StrEnum):
    RECORDED = "recorded"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class UnregisteredWork(Workflow, Base):
    """What somebody of the coordination point saw on the spot. No column, and no free text, is about the person."""

    __tablename__ = "unregistered_work"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    status: Mapped[UnregisteredStatus] = mapped_column(
        token(UnregisteredStatus), default=UnregisteredStatus.RECORDED, index=True
    )
    form: Mapped[str] = mapped_column(short_text(32))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours_per_week: Mapped[Decimal] = mapped_column(Quantity)
    value: Mapped[Decimal] = mapped_column(Money)  # over the whole period
    group_checked: Mapped[bool]
    seen_on: Mapped[date]
    recorded_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        UnregisteredStatus.RECORDED: frozenset(
            {UnregisteredStatus.APPROVED, UnregisteredStatus.REFUSED, UnregisteredStatus.TAKEN_BACK}
        ),
        UnregisteredStatus.APPROVED: frozenset({UnregisteredStatus.TAKEN_BACK}),
    }
