"""Where contracts stand: the one place that reads what ``valuation.progress`` computes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    Contract,
    Contribution,
    KeptTotal,
    ObligationVersion,
    Placement,
    PlacementStatus,
    Plan,
    PlanVersion,
    Setting,
    UnregisteredStatus,
    UnregisteredWork,
    VersionOutcome,
)
from portal.records.placements import CONFIRMED_TOLD, HOURS_TOLD, read_confirmed, read_hours
from portal.records.tables import value_tables
from portal.records.unregistered import COUNTS, UnregisteredRow
from portal.security.scope import OBLIGATION
from portal.valuation import HoursPeriod, ValueTable
from portal.valuation.confirmation import ConfirmedHours
from portal.valuation.progress import PlacedValue, PlannedEffort, Progress, Stage, Thresholds, progress

STAGES = {
    PlacementStatus.SUBMITTED: Stage.SUBMITTED,
    PlacementStatus.CORRECTED: Stage.SUBMITTED,  # its value waits for the new decision (PR-37)
    PlacementStatus.APPROVED: Stage.APPROVED,
}


@dataclass(frozen=True)
class Standing:
    """What the progress of one contract is computed from."""

    obligation: Decimal
    efforts: tuple[PlannedEffort, ...]
    placements: tuple[PlacedValue, ...]
    ends_on: date
    thresholds: Thresholds

    def on(self, today: date) -> Progress:
        return progress(self.obligation, self.efforts, self.placements, today, self.thresholds, ends_on=self.ends_on)

    def approved_until(self, day: date) -> Decimal:
        """The part of all approved value for days up to and including ``day``, in euro."""
        return sum((one.approved_until(day) for one in self.placements), Decimal("0.00"))


def progress_of(connection: sa.Connection, contract_ids: Sequence[UUID], today: date) -> dict[UUID, Progress]:
    """Progress of each contract, in two queries however many there are (and one, once, for tables not read before)."""
    return {contract: standing.on(today) for contract, standing in standings_of(connection, contract_ids).items()}


_version_in_force = sa.or_(
    PlanVersion.number == Plan.approved_round,
    sa.and_(
        Plan.approved_round.is_(None),
        PlanVersion.number == Plan.rounds,
        PlanVersion.outcome.not_in([VersionOutcome.WITHDRAWN]),
    ),
)


def _of_region(name: str) -> sa.ScalarSelect[str | None]:
    """A setting of the contract's region, else of all regions; null where neither has a row."""
    return (
        sa.select(Setting.value)
        .where(Setting.name == name, Setting.region.in_(["", sa.cast(Contract.region, sa.Text)]))
        .order_by(Setting.region.desc())
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )


SLIGHTLY_BEHIND, BEHIND = "slightly_behind_points", "behind_points"  # settings: points behind the plan
_PLANS = (
    sa.select(
        Contract.id,
        Contract.starts_on,
        Contract.ends_on,
        _of_region(SLIGHTLY_BEHIND).label("slightly"),
        _of_region(BEHIND).label("behind"),
        Contract.value_table_id,
        sa.type_coerce(OBLIGATION, ObligationVersion.__table__.c.amount.type).label("obligation"),
        PlanVersion.content,
    )
    .outerjoin(Plan, Plan.contract_id == Contract.id)
    .outerjoin(PlanVersion, sa.and_(PlanVersion.plan_id == Plan.id, _version_in_force))
    .where(Contract.id.in_(sa.bindparam("ids", expanding=True)))
)
_REGISTERED = sa.select(
    Placement.contract_id,
    Placement.status,
    Placement.starts_on,
    Placement.counts_until,
    Placement.value,
    Placement.approved_value,
    HOURS_TOLD.label("hours"),
    CONFIRMED_TOLD.label("confirmed"),
).where(Placement.contract_id.in_(sa.bindparam("ids", expanding=True)), Placement.status.in_(list(STAGES)))
_UNREGISTERED = sa.select(  # as if it were a placement, since it counts like one (PR-24)
    UnregisteredWork.contract_id,
    sa.case(
        (UnregisteredWork.status == UnregisteredStatus.APPROVED, PlacementStatus.APPROVED.value),
        else_=PlacementStatus.SUBMITTED.value,
    ),
    UnregisteredWork.starts_on,
    UnregisteredWork.ends_on,
    UnregisteredWork.value,
    UnregisteredWork.value,
    sa.cast(UnregisteredWork.starts_on, sa.Text) + "=" + sa.cast(UnregisteredWork.hours_per_week, sa.Text),
    sa.cast(sa.null(), sa.Text),  # nobody confirms it by quarter
).where(UnregisteredWork.contract_id.in_(sa.bindparam("ids", expanding=True)), UnregisteredWork.status.in_(COUNTS))
_CONTRIBUTED = sa.select(  # effort that is no placement, spread evenly over its days
    Contribution.contract_id,
    Contribution.status,
    Contribution.starts_on,
    Contribution.ends_on,
    Contribution.value,
    Contribution.approved_value,
    sa.cast(sa.null(), sa.Text),
    sa.cast(sa.null(), sa.Text),
).where(Contribution.contract_id.in_(sa.bindparam("ids", expanding=True)), Contribution.status.in_(list(STAGES)))
_DESTROYED = sa.select(  # what dossiers left when their term had passed (PR-51)
    KeptTotal.contract_id,
    sa.literal(PlacementStatus.APPROVED.value),
    KeptTotal.first_day,
    KeptTotal.last_day,
    KeptTotal.value,
    KeptTotal.value,
    sa.cast(sa.null(), sa.Text),
    sa.cast(sa.null(), sa.Text),
).where(KeptTotal.contract_id.in_(sa.bindparam("ids", expanding=True)))
_PLACEMENTS = sa.union_all(_REGISTERED, _UNREGISTERED, _CONTRIBUTED, _DESTROYED)


def standings_of(connection: sa.Connection, contract_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """The plan in force (approved, or else the newest that was sent), and what was sent: work with registration and
    without, which counts alike (PR-24), and effort that is no placement."""
    if not contract_ids:
        return {}
    ids = {"ids": list(contract_ids)}
    plans = {row.id: row for row in connection.execute(_PLANS, ids)}
    tables = value_tables(connection, (row.value_table_id for row in plans.values()))
    placed: dict[UUID, list[PlacedValue]] = {}
    for placement in connection.execute(_PLACEMENTS, ids):
        contract = plans[placement.contract_id]
        table, periods = tables[contract.value_table_id], read_hours(placement.hours)
        placed.setdefault(contract.id, []).append(
            placed_value(placement, periods, contract.starts_on, table, confirmed=read_confirmed(placement.confirmed))
        )
    return {
        contract: Standing(
            row.obligation, efforts_of(row.content), tuple(placed.get(contract, ())), row.ends_on, _thresholds(row)
        )
        for contract, row in plans.items()
    }


def _thresholds(row: Any) -> Thresholds:
    default = Thresholds()
    return Thresholds(
        slightly=default.slightly if row.slightly is None else -Decimal(row.slightly),
        behind=default.behind if row.behind is None else -Decimal(row.behind),
    )


def placed_value(
    row: Any,
    periods: tuple[HoursPeriod, ...],
    contract_starts_on: date,
    table: ValueTable,
    *,
    confirmed: tuple[ConfirmedHours, ...] | None,
) -> PlacedValue:
    """What progress counts of one placement. ``row`` has status, days and values; a draft only counts as planned."""
    stage = STAGES.get(row.status, Stage.PLANNED)
    value = row.approved_value if stage is Stage.APPROVED else row.value
    return PlacedValue(
        stage=stage,
        value=value if value is not None else Decimal(0),
        periods=periods,
        starts_on=max(row.starts_on, contract_starts_on),
        counted_until=row.counts_until,
        confirmed=confirmed,
        full_time_hours=table.full_time_hours,
        minimum_hours=table.minimum_hours,
    )


def unregistered_value(row: UnregisteredRow, contract_starts_on: date, table: ValueTable) -> PlacedValue:
    """The same for work without registration, whose whole period counts."""
    return PlacedValue(
        stage=Stage.APPROVED if row.status is UnregisteredStatus.APPROVED else Stage.SUBMITTED,
        value=row.value,
        periods=(HoursPeriod(row.starts_on, row.hours_per_week),),
        starts_on=max(row.starts_on, contract_starts_on),
        counted_until=row.ends_on,
        full_time_hours=table.full_time_hours,
        minimum_hours=table.minimum_hours,
    )


def efforts_of(content: dict[str, Any] | None) -> tuple[PlannedEffort, ...]:
    """The efforts of a frozen plan version."""
    return tuple(
        PlannedEffort(Decimal(effort["value"]), date.fromisoformat(effort["starts_in"]), effort["months"] or 0)
        for effort in (content or {}).get("efforts", ())
        if effort["value"] is not None and effort["starts_in"] is not None
    )
