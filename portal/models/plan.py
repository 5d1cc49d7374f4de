"""The plan of approach: sections being filled in, efforts, and the frozen version of every round."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, Quantity, primary_key, short_text, token
from portal.models.workflow import Workflow


class PlanStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    APPROVED = "approved"
    CHANGING = "changing"  # approved, and a change is being written


OPEN_FOR_EDITING = frozenset({PlanStatus.DRAFT, PlanStatus.WITHDRAWN, PlanStatus.RETURNED, PlanStatus.CHANGING})
WITH_THE_CSR = frozenset({PlanStatus.SUBMITTED, PlanStatus.RESUBMITTED})


class Plan(Workflow, Base):
    __tablename__ = "plan"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), unique=True)
    status: Mapped[PlanStatus] = mapped_column(token(PlanStatus), default=PlanStatus.DRAFT)
    rounds: Mapped[int] = mapped_column(default=0)  # number of the newest version
    approved_round: Mapped[int | None]  # the version in force
    last_step: Mapped[str | None] = mapped_column(short_text(40))  # 'Verder waar u was'
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        PlanStatus.DRAFT: frozenset({PlanStatus.SUBMITTED}),
        PlanStatus.SUBMITTED: frozenset(
            {PlanStatus.WITHDRAWN, PlanStatus.CHANGING, PlanStatus.RETURNED, PlanStatus.APPROVED}
        ),
        PlanStatus.WITHDRAWN: frozenset({PlanStatus.SUBMITTED}),
        PlanStatus.RETURNED: frozenset({PlanStatus.RESUBMITTED}),
        PlanStatus.RESUBMITTED: frozenset({PlanStatus.RETURNED, PlanStatus.APPROVED}),
        PlanStatus.APPROVED: frozenset({PlanStatus.CHANGING}),
        PlanStatus.CHANGING: frozenset({PlanStatus.SUBMITTED, PlanStatus.APPROVED}),
    }


class Section(StrEnum):
    """The tasks of the plan, in order; a remark of the CSR is about one of them."""

    FACTS = "facts"
    CONTACT = "contact"
    EFFORTS = "efforts"
    SCHEDULE = "schedule"
    RECRUITMENT = "recruitment"
    SUBCONTRACTORS = "subcontractors"


class PlanSection(Base):
    """Answers of one section, by field name; the version column tells two colleagues apart."""

    __tablename__ = "plan_section"

    plan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(token(Section), primary_key=True)
    answers: Mapped[dict[str, Any]]
    is_complete: Mapped[bool] = mapped_column(default=False)
    updated_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Effort(Base):
    """One line of a plan (inzet). Form, group and class are codes of the contract's value table."""

    __tablename__ = "effort"

    id: Mapped[UUID] = primary_key()
    plan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("plan.id"), index=True)
    form: Mapped[str] = mapped_column(short_text(32))
    target_group: Mapped[str | None] = mapped_column(short_text(32))
    duration_class: Mapped[str | None] = mapped_column(short_text(32))
    people: Mapped[int | None]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Quantity)
    starts_in: Mapped[date | None]  # first day of the month it starts in
    months: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Money)
    value: Mapped[Decimal | None] = mapped_column(Money)  # by the contract's table; empty while something is missing
    updated_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class VersionOutcome(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    APPROVED = "approved"


class VersionKind(StrEnum):
    FIRST = "first"
    REVISED = "revised"
    CHANGE = "change"


class PlanVersion(Base):
    """A round as it was sent, frozen: sections, efforts and totals of that moment. Readable for ever."""

    __tablename__ = "plan_version"

    id: Mapped[UUID] = primary_key()
    plan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("plan.id"), index=True)
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(short_text(40), unique=True)  # SR-2026-0147-1
    kind: Mapped[VersionKind] = mapped_column(token(VersionKind))
    outcome: Mapped[VersionOutcome] = mapped_column(token(VersionOutcome), default=VersionOutcome.OPEN, index=True)
    content: Mapped[dict[str, Any]]
    planned: Mapped[Decimal] = mapped_column(Money)
    obligation: Mapped[Decimal] = mapped_column(Money)  # as it stood when this was sent
    submitted_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    answer_due_on: Mapped[date]

    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)


class Remark(Base):
    """What the CSR says about one section of one version; a draft until a decision carries it."""

    __tablename__ = "remark"

    id: Mapped[UUID] = primary_key()
    plan_version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("plan_version.id"))
    section: Mapped[Section] = mapped_column(token(Section))
    body: Mapped[str] = mapped_column(short_text(500))
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    decision_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("decision.id"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("plan_version_id", "section"),)
