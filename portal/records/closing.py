"""How the end of a contract stands: what its pages on both sides read."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    AWAITING_DECISION,
    AccountStatus,
    Closing,
    ClosingOutcome,
    ClosingStatus,
    Contract,
    Contribution,
    Event,
    FinalAccount,
    Placement,
    Region,
    Setting,
    UnregisteredStatus,
    UnregisteredWork,
    User,
)
from portal.records.figures import progress_of
from portal.security.scope import ContractRow
from portal.valuation.obligation import Settlement, settlement
from portal.valuation.progress import Progress

HEARING_DAYS, RECOVERY_DAYS, ACCOUNT_DAYS, PENALTY = "hearing_days", "recovery_days", "final_account_days", "penalty"
DEFAULTS = {  # what no source in the north decides is a setting (domain.md 1.4 and 8)
    HEARING_DAYS: 14,
    RECOVERY_DAYS: 90,
    ACCOUNT_DAYS: 30,  # 'within one month after the end date'
    PENALTY: 0,  # percent of the obligation, on top of what is withheld; nothing on top was found for the north
}


@dataclass(frozen=True)
class ClosingRow:
    """Amounts are those of the newest step; empty before there was one."""

    status: ClosingStatus = ClosingStatus.ASSESSING
    outcome: ClosingOutcome | None = None
    obligation: Decimal | None = None
    approved: Decimal | None = None
    withheld: Decimal | None = None
    penalty: Decimal | None = None
    reason: str = ""
    recovery_until: date | None = None
    hearing_until: date | None = None
    view: str | None = None
    view_at: datetime | None = None
    viewer_name: str | None = None
    decider_name: str | None = None
    decided_at: datetime | None = None
    version: int = 0
    stepped_at: datetime | None = None
    """Of the newest step of the coordination point."""

    @property
    def has_letter(self) -> bool:
        return self.status is not ClosingStatus.ASSESSING

    @property
    def is_closed(self) -> bool:
        return self.status is ClosingStatus.CLOSED

    def may_be_settled(self, today: date) -> bool:
        """The contractor was heard: gave a view, or let the day pass."""
        return self.status is ClosingStatus.HEARING and (
            self.view is not None or (self.hearing_until is not None and self.hearing_until < today)
        )


_viewer, _decider = aliased(User, name="gave_view"), aliased(User, name="decided")
_ELSEWHERE = ("viewer_name", "decider_name", "stepped_at")
_COLUMNS = [name for name in ClosingRow.__dataclass_fields__ if name not in _ELSEWHERE]
STEPS = ("recovery_granted", "shortfall_announced", "contract_closed", "contract_taken_over")  # events
_stepped_at = (
    sa.select(sa.func.max(Event.at))
    .where(Event.contract_id == Closing.contract_id, Event.action.in_(STEPS))
    .scalar_subquery()
)


def closing_of(connection: sa.Connection, contract_id: UUID) -> ClosingRow:
    """One without a version while nobody began."""
    columns = [getattr(Closing, name) for name in _COLUMNS]
    row = connection.execute(
        sa.select(
            *columns,
            _viewer.name.label("viewer_name"),
            _decider.name.label("decider_name"),
            _stepped_at.label("stepped_at"),
        )
        .outerjoin(_viewer, _viewer.id == Closing.view_by)
        .outerjoin(_decider, _decider.id == Closing.decided_by)
        .where(Closing.contract_id == contract_id)
    ).first()
    return ClosingRow(**row._mapping) if row else ClosingRow()


@dataclass(frozen=True)
class Assessment:
    """Whether the obligation is met on a day, and what may be proposed where it is not."""

    progress: Progress
    proposal: Settlement
    waiting: int
    """How many pieces wait for a decision; while there are, nothing can be closed."""

    @property
    def is_met(self) -> bool:
        return self.proposal.shortfall == 0

    @property
    def surplus(self) -> Decimal:
        """More than was asked; it is shown and goes to no other contract (domain.md 1.4)."""
        return max(self.progress.approved - self.progress.obligation, Decimal(0))


def assess(connection: sa.Connection, contract: ContractRow, today: date) -> Assessment:
    progress = progress_of(connection, [contract.id], today)[contract.id]
    fine = Decimal(setting(connection, PENALTY, contract.region))
    return Assessment(
        progress, settlement(progress.obligation, progress.approved, fine), waiting_in(connection, contract.id)
    )


def waiting_in(connection: sa.Connection, contract_id: UUID) -> int:
    """Work, effort and accounts of a contract that were sent and have no decision."""
    parts = [
        sa.select(sa.func.count()).where(model.contract_id == contract_id, condition).scalar_subquery()
        for model, condition in (
            (Placement, Placement.status.in_(AWAITING_DECISION)),
            (Contribution, Contribution.status.in_(AWAITING_DECISION)),
            (UnregisteredWork, UnregisteredWork.status == UnregisteredStatus.RECORDED),
            (FinalAccount, FinalAccount.status == AccountStatus.SUBMITTED),
        )
    ]
    return sum(connection.execute(sa.select(*parts)).one())


def setting(connection: sa.Connection, name: str, region: Region) -> int:
    """A whole number: of the region, else of all regions, else the default."""
    rows = connection.execute(
        sa.select(Setting.region, Setting.value).where(Setting.name == name, Setting.region.in_(["", region.value]))
    ).all()
    chosen = {row.region: int(row.value) for row in rows}
    return chosen.get(region.value, chosen.get("", DEFAULTS[name]))


def successor_of(connection: sa.Connection, contract_id: UUID) -> str | None:
    """Number of the contract in which another contractor does the rest."""
    return connection.scalar(sa.select(Contract.number).where(Contract.succeeds_id == contract_id))
