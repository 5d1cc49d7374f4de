"""How much waits for a coordination point, and what is neither plan nor placement: other effort and final accounts."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.models import (
    AWAITING_DECISION,
    AccountStatus,
    Contract,
    Contribution,
    FinalAccount,
    Placement,
    Plan,
    PlanStatus,
    PlanVersion,
    UnregisteredStatus,
    UnregisteredWork,
)
from portal.review.lists import IS_BACK, OPEN_ROUND, WAITS, Where
from portal.security.viewer import Viewer

SHOWN = 20  # contracts of a short list
EFFORT_WAITS = Contribution.status.in_(AWAITING_DECISION)
ACCOUNT_WAITS = FinalAccount.status == AccountStatus.SUBMITTED


@dataclass(frozen=True)
class Waiting:
    """How many, over all pages. ``others`` are other effort, final accounts and work without registration."""

    plans: int
    placements: int
    others: int
    plans_returned: int
    placements_returned: int

    @property
    def to_review(self) -> int:
        return self.plans + self.placements + self.others

    @property
    def returned(self) -> int:
        return self.plans_returned + self.placements_returned


def unregistered_waits(viewer: Viewer) -> sa.ColumnElement[bool]:
    """What a colleague recorded; nobody checks the own record."""
    return sa.and_(UnregisteredWork.status == UnregisteredStatus.RECORDED, UnregisteredWork.recorded_by != viewer.id)


def waiting(connection: sa.Connection, viewer: Viewer, where: Where) -> Waiting:
    def count(table: Any, *joined: Any) -> sa.ScalarSelect[Any]:
        counted = sa.select(sa.func.count()).select_from(table)
        for other, condition in joined:
            counted = counted.join(other, condition)
        return counted.where(*where.conditions(viewer)).scalar_subquery()

    def of_own_region(table: Any, condition: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        ours = Contract.region == viewer.region
        return count(table, (Contract, sa.and_(Contract.id == table.contract_id, ours, condition)))

    of_plan, of_placement = Contract.id == Plan.contract_id, Contract.id == Placement.contract_id
    others = [
        of_own_region(Contribution, EFFORT_WAITS),
        of_own_region(FinalAccount, ACCOUNT_WAITS),
        of_own_region(UnregisteredWork, unregistered_waits(viewer)),
    ]
    row = connection.execute(
        sa.select(
            count(Plan, (Contract, of_plan), (PlanVersion, OPEN_ROUND)).label("plans"),
            count(Placement, (Contract, sa.and_(of_placement, WAITS))).label("placements"),
            (others[0] + others[1] + others[2]).label("others"),
            count(Plan, (Contract, sa.and_(of_plan, Plan.status == PlanStatus.RETURNED))).label("plans_returned"),
            count(Placement, (Contract, sa.and_(of_placement, IS_BACK))).label("placements_returned"),
        )
    ).one()
    return Waiting(**row._mapping)


def waiting_others(connection: sa.Connection, viewer: Viewer, where: Where) -> list[Any]:
    """Contracts of the own region, the one that waits longest first: ``number``, ``name``, how many ``works`` of other
    effort, and ``account_at``, when its final account was sent (null: none waits)."""
    effort = sa.select(Contribution.contract_id).where(Contribution.contract_id == Contract.id, EFFORT_WAITS)
    account = sa.select(FinalAccount.submitted_at).where(FinalAccount.contract_id == Contract.id, ACCOUNT_WAITS)
    works = effort.with_only_columns(sa.func.count()).scalar_subquery()
    first = effort.with_only_columns(sa.func.min(Contribution.submitted_at)).scalar_subquery()
    sent_at = account.scalar_subquery()
    return list(
        connection.execute(
            sa.select(Contract.number, Contract.name, works.label("works"), sent_at.label("account_at"))
            .where(
                sa.or_(effort.exists(), account.exists()), Contract.region == viewer.region, *where.conditions(viewer)
            )
            .order_by(sa.func.coalesce(first, sent_at), Contract.id)
            .limit(SHOWN)
        )
    )


def waiting_unregistered(connection: sa.Connection, viewer: Viewer, where: Where) -> list[Any]:
    """Contracts of the own region with work that a colleague recorded: ``number``, ``name`` and how many ``works``."""
    return list(
        connection.execute(
            sa.select(Contract.number, Contract.name, sa.func.count().label("works"))
            .join(UnregisteredWork, UnregisteredWork.contract_id == Contract.id)
            .where(unregistered_waits(viewer), Contract.region == viewer.region, *where.conditions(viewer))
            .group_by(Contract.id, Contract.number, Contract.name)
            .order_by(sa.func.min(UnregisteredWork.recorded_at))
            .limit(SHOWN)
        )
    )
