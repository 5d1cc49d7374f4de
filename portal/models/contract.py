"""The awarded work, what it demands, and the table its value is counted by."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, Quantity, primary_key, short_text, token
from portal.models.organisation import Region


class ContractStatus(StrEnum):
    RUNNING = "running"
    CLOSED = "closed"


class Contract(Base):
    __tablename__ = "contract"

    id: Mapped[UUID] = primary_key()
    number: Mapped[str] = mapped_column(short_text(20), unique=True)  # 2026-0147, in every address
    name: Mapped[str] = mapped_column(short_text())
    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    contractor_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    status: Mapped[ContractStatus] = mapped_column(token(ContractStatus), default=ContractStatus.RUNNING)
    awarded_on: Mapped[date]  # the reference date (peildatum) for group and age
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Money)  # ex VAT
    value_table_id: Mapped[UUID] = mapped_column(sa.ForeignKey("value_table.id"))
    plan_due_on: Mapped[date]
    succeeds_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("contract.id"))  # taken over from this contract
    created_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # retention begins here
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CoReader(Base):
    """Another region's coordination point that reads along on a contract, named by its manager."""

    __tablename__ = "co_reader"

    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True)
    region: Mapped[Region] = mapped_column(token(Region), primary_key=True)
    named_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    named_at: Mapped[datetime]


class ObligationBasis(StrEnum):
    PERCENTAGE = "percentage"  # of the contract value
    AMOUNT = "amount"  # agreed in euro
    INVOICED_TURNOVER = "invoiced_turnover"  # a percentage of what was invoiced in one year
    WAGE_SUM = "wage_sum"  # a percentage of the wages in the contract


class PartKind(StrEnum):
    """Why there is another part of an obligation."""

    AWARD = "award"
    OPTION = "option"
    EXTENSION = "extension"
    TURNOVER_YEAR = "turnover_year"  # what a year turned out to be; counted again, the difference is a new part
    CORRECTION = "correction"
    TAKEN_OVER = "taken_over"  # from or by another contractor


def _as_amount(context: Any) -> Any:
    return context.get_current_parameters()["amount"]


class ObligationVersion(Base):
    """One dated part of what the contract demands; the obligation is their sum (domain.md 1.3). Never overwritten."""

    __tablename__ = "obligation_version"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    kind: Mapped[PartKind] = mapped_column(token(PartKind), default=PartKind.AWARD)
    valid_from: Mapped[date]
    year: Mapped[int | None]  # of the turnover
    basis: Mapped[ObligationBasis] = mapped_column(token(ObligationBasis))
    basis_amount: Mapped[Decimal | None] = mapped_column(Money)
    percentage: Mapped[Decimal | None] = mapped_column(Quantity)
    labour_share: Mapped[Decimal | None] = mapped_column(Quantity)  # percent of the contract that is labour
    low_below: Mapped[Decimal | None] = mapped_column(Quantity)  # with a lower labour share than this ...
    low_percentage: Mapped[Decimal | None] = mapped_column(Quantity)  # ... this percentage holds
    cap: Mapped[Decimal | None] = mapped_column(Money)  # of all parts together
    uncapped: Mapped[Decimal] = mapped_column(
        Money, default=_as_amount
    )  # what it would be without the cap; below zero takes off
    amount: Mapped[Decimal] = mapped_column(Money)  # what it adds to the sum of the parts before it
    reason: Mapped[str] = mapped_column(short_text(500))
    created_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]


class ValueTableVersion(Base):
    """A value table as data; the files seed it at first start, afterwards the row is the truth."""

    __tablename__ = "value_table"

    id: Mapped[UUID] = primary_key()
    code: Mapped[str] = mapped_column(short_text(40))
    name: Mapped[str] = mapped_column(short_text())
    valid_from: Mapped[date]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("code", "valid_from"),)
