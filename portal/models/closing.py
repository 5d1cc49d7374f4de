"""How an obligation ends: the final account of the contractor, and the closing with its hearing."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, primary_key, short_text, token
from portal.models.workflow import Workflow


class ClosingStatus(StrEnum):
    ASSESSING = "assessing"
    RECOVERY = "recovery"  # the contractor has until a day to do the rest
    HEARING = "hearing"  # an intention was sent, the contractor may give a view
    CLOSED = "closed"


class ClosingOutcome(StrEnum):
    FULFILLED = "fulfilled"
    SETTLED = "settled"  # a shortfall, withheld
    WAIVED = "waived"  # a shortfall that is not the contractor's fault
    TAKEN_OVER = "taken_over"  # another contractor does the rest, in a contract of its own


class Closing(Workflow, Base):
    """The end of one contract. Amounts are those of the newest step; every step stays in the events."""

    __tablename__ = "closing"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), unique=True)
    status: Mapped[ClosingStatus] = mapped_column(token(ClosingStatus), default=ClosingStatus.ASSESSING)
    outcome: Mapped[ClosingOutcome | None] = mapped_column(token(ClosingOutcome))
    obligation: Mapped[Decimal | None] = mapped_column(Money)  # as it stood at the newest step
    approved: Mapped[Decimal | None] = mapped_column(Money)
    withheld: Mapped[Decimal | None] = mapped_column(Money)  # intended, and in the end decided
    penalty: Mapped[Decimal | None] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(short_text(1000), default="")
    recovery_until: Mapped[date | None]
    hearing_until: Mapped[date | None]
    view: Mapped[str | None] = mapped_column(short_text(2000))  # what the contractor says to the intention
    view_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    view_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        ClosingStatus.ASSESSING: frozenset({ClosingStatus.RECOVERY, ClosingStatus.HEARING, ClosingStatus.CLOSED}),
        ClosingStatus.RECOVERY: frozenset({ClosingStatus.RECOVERY, ClosingStatus.HEARING, ClosingStatus.CLOSED}),
        ClosingStatus.HEARING: frozenset({ClosingStatus.RECOVERY, ClosingStatus.HEARING, ClosingStatus.CLOSED}),
    }


class AccountStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class FinalAccount(Workflow, Base):
    """The contractor's account after the end date (eindverantwoording): its own words, and the figures of that day."""

    __tablename__ = "final_account"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), unique=True)
    status: Mapped[AccountStatus] = mapped_column(token(AccountStatus), default=AccountStatus.DRAFT, index=True)
    result: Mapped[str] = mapped_column(short_text(1500), default="")
    difference: Mapped[str] = mapped_column(short_text(1500), default="")  # why it is more or less than was demanded
    obligation: Mapped[Decimal | None] = mapped_column(Money)  # frozen when it is sent
    approved: Mapped[Decimal | None] = mapped_column(Money)
    submitted: Mapped[Decimal | None] = mapped_column(Money)  # sent, and not decided on that day
    submitted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    updated_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        AccountStatus.DRAFT: frozenset({AccountStatus.SUBMITTED}),
        AccountStatus.SUBMITTED: frozenset({AccountStatus.RETURNED, AccountStatus.APPROVED}),
        AccountStatus.RETURNED: frozenset({AccountStatus.SUBMITTED}),
    }
