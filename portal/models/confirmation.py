"""What a contractor confirmed about the hours of one placement in one quarter (K-42)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Quantity, primary_key


class QuarterConfirmation(Base):
    __tablename__ = "quarter_confirmation"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    placement_id: Mapped[UUID] = mapped_column(sa.ForeignKey("placement.id"))
    year: Mapped[int]
    quarter: Mapped[int]  # 1 to 4
    from_on: Mapped[date | None]  # first day of the quarter that counts; empty when none of it does
    until_on: Mapped[date | None]
    expected: Mapped[Decimal] = mapped_column(Quantity)  # hours in all, as they stood when they were confirmed
    hours: Mapped[Decimal] = mapped_column(Quantity)
    still_employed: Mapped[bool | None]  # after the work for the contract ended; empty: not said
    confirmed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("placement_id", "year", "quarter"),)
