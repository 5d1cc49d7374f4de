"""A candidate at work for a contract, with a period, hours that may change, evidence, and a value."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, Quantity, primary_key, short_text, token
from portal.models.workflow import Workflow


class PlacementStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    CORRECTED = "corrected"  # changed after approval: reviewed again (PR-37)


AWAITING_DECISION = frozenset({PlacementStatus.SUBMITTED, PlacementStatus.CORRECTED})


class EvidenceState(StrEnum):
    PENDING = "pending"
    SEEN = "seen"


class EvidenceKind(StrEnum):
    EMPLOYMENT_CONTRACT = "employment_contract"
    INTERNSHIP_AGREEMENT = "internship_agreement"
    BENEFIT_DECISION = "benefit_decision"
    TARGET_GROUP_STATEMENT = "target_group_statement"
    REGISTER_STATEMENT = "register_statement"


class StopReason(StrEnum):
    """Why work ended; no reason says anything about health."""

    CONTRACT_ENDED = "contract_ended"
    CANDIDATE_STOPPED = "candidate_stopped"
    EMPLOYER_STOPPED = "employer_stopped"
    OTHER_WORK_WITHIN = "other_work_within"
    OTHER = "other"


class Placement(Workflow, Base):
    __tablename__ = "placement"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    status: Mapped[PlacementStatus] = mapped_column(token(PlacementStatus), default=PlacementStatus.DRAFT, index=True)
    form: Mapped[str] = mapped_column(short_text(32))
    is_permanent: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    stop_reason: Mapped[StopReason | None] = mapped_column(token(StopReason))
    effort_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("effort.id", ondelete="SET NULL")
    )  # empty: not in the plan, or no longer
    evidence: Mapped[EvidenceState] = mapped_column(token(EvidenceState), default=EvidenceState.PENDING)
    evidence_kind: Mapped[EvidenceKind | None] = mapped_column(token(EvidenceKind))
    evidence_seen_by: Mapped[str | None] = mapped_column(short_text(60))  # a role, never a name
    evidence_seen_on: Mapped[date | None]
    value: Mapped[Decimal | None] = mapped_column(Money)  # over the whole period; empty: not valued by the table
    counts_until: Mapped[date | None]  # last day that counts
    is_cut_off: Mapped[bool] = mapped_column(default=False)  # would be worth more, had the contract run longer
    approved_value: Mapped[Decimal | None] = mapped_column(Money)  # frozen by the decision
    agreed_note: Mapped[str | None] = mapped_column(short_text(200))  # an amount agreed by the CSR outside the table
    submitted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        PlacementStatus.DRAFT: frozenset({PlacementStatus.SUBMITTED}),
        PlacementStatus.SUBMITTED: frozenset({PlacementStatus.RETURNED, PlacementStatus.APPROVED}),
        PlacementStatus.RETURNED: frozenset({PlacementStatus.SUBMITTED}),
        PlacementStatus.APPROVED: frozenset({PlacementStatus.CORRECTED}),
        PlacementStatus.CORRECTED: frozenset({PlacementStatus.RETURNED, PlacementStatus.APPROVED}),
    }


class PlacementHours(Base):
    """Hours a week from a day on; a change is a new row, so that the past stays what it was."""

    __tablename__ = "placement_hours"

    placement_id: Mapped[UUID] = mapped_column(sa.ForeignKey("placement.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    hours_per_week: Mapped[Decimal] = mapped_column(Quantity)
