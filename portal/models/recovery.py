"""A recovery note: the coordination point asks why a contract is behind, the contractor says how it will catch up."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, primary_key, short_text, token
from portal.models.workflow import Workflow


class RecoveryStatus(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"


class RecoveryNote(Workflow, Base):
    __tablename__ = "recovery_note"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    status: Mapped[RecoveryStatus] = mapped_column(token(RecoveryStatus), default=RecoveryStatus.ASKED)
    question: Mapped[str] = mapped_column(short_text(1000))
    behind_amount: Mapped[Decimal] = mapped_column(Money)  # on the day it was asked
    asked_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # empty: unasked
    asked_at: Mapped[datetime]
    answer_by: Mapped[date | None]
    cause: Mapped[str] = mapped_column(short_text(1500), default="")
    measures: Mapped[str] = mapped_column(short_text(1500), default="")
    back_on: Mapped[date | None]  # the day on which the contractor expects to be on schedule
    answered_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {RecoveryStatus.ASKED: frozenset({RecoveryStatus.ANSWERED})}


class ContractTotal(Base):
    """Euro of one contract over the whole period, kept by triggers in the transaction that writes a piece of work.

    No code writes it; ``records.totals.recount`` counts everything again and names what differs.
    """

    __tablename__ = "contract_total"

    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True)
    submitted: Mapped[Decimal] = mapped_column(Money)
    approved: Mapped[Decimal] = mapped_column(Money)
