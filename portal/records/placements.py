"""Placements as pages need them: with their hours, without anybody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    Candidate,
    EvidenceKind,
    EvidenceState,
    Placement,
    PlacementHours,
    PlacementStatus,
    QuarterConfirmation,
    StopReason,
)
from portal.valuation import FORM_NAMES, Form, HoursPeriod
from portal.valuation.confirmation import ConfirmedHours
from portal.web.filters import day
from portal.web.i18n import gettext, language


class WorkState(StrEnum):
    """Where the work itself is, apart from its review."""

    STARTS_LATER = "starts_later"
    WORKING = "working"
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True)
class PlacementRow:
    id: UUID
    contract_id: UUID
    candidate_id: UUID
    candidate_number: int
    status: PlacementStatus
    form: Form
    is_permanent: bool
    starts_on: date
    ends_on: date | None
    stop_reason: StopReason | None
    effort_id: UUID | None
    evidence: EvidenceState
    evidence_kind: EvidenceKind | None
    evidence_seen_by: str | None
    evidence_seen_on: date | None
    value: Decimal | None
    counts_until: date | None
    approved_value: Decimal | None
    agreed_note: str | None
    submitted_at: datetime | None
    updated_at: datetime
    version: int
    hours: tuple[HoursPeriod, ...]
    confirmed: tuple[ConfirmedHours, ...] | None = None
    """By quarter; None while nothing of the contract is confirmed by quarter."""

    @property
    def form_name(self) -> str:
        return FORM_NAMES[self.form].in_language(language())

    @property
    def period(self) -> str:
        if self.ends_on is None:
            return gettext("from %(day)s, no end date", day=day(self.starts_on))
        return gettext("%(start)s to %(end)s", start=day(self.starts_on), end=day(self.ends_on))

    @property
    def worth(self) -> Decimal | None:
        """Over the whole period: what was approved, or else what was computed."""
        return self.approved_value if self.status is PlacementStatus.APPROVED else self.value

    def hours_on(self, on: date) -> Decimal:
        """Hours a week on a day; before the start those of the start; 0 once they have been erased (PR-28)."""
        begun = [period for period in self.hours if period.from_on <= on]
        return (begun or self.hours[:1])[-1].hours_per_week if self.hours else Decimal(0)

    def state_on(self, on: date) -> WorkState:
        if on < self.starts_on:
            return WorkState.STARTS_LATER
        if self.ends_on is None or on <= self.ends_on:
            return WorkState.WORKING
        return WorkState.STOPPED if self.stop_reason else WorkState.FINISHED


# Hours of a placement as 'from=hundredths;...', so that a page needs no query of its own for them.
HOURS_TOLD = (
    sa.select(
        sa.func.aggregate_strings(
            sa.cast(PlacementHours.from_on, sa.Text) + "=" + sa.cast(PlacementHours.hours_per_week, sa.Text), ";"
        )
    )
    .where(PlacementHours.placement_id == Placement.id)
    .scalar_subquery()
)
# Confirmed quarters in the same way, 'from=until=expected=hours;...'; null while the contract confirms none. Work whose
# hours were erased counts by its days: nobody can confirm it any more.
CONFIRMED_TOLD = sa.case(
    (
        sa.and_(
            sa.exists().where(QuarterConfirmation.contract_id == Placement.contract_id),
            sa.exists().where(PlacementHours.placement_id == Placement.id),
        ),
        sa.func.coalesce(
            sa.select(
                sa.func.aggregate_strings(
                    sa.cast(QuarterConfirmation.from_on, sa.Text)
                    + "="
                    + sa.cast(QuarterConfirmation.until_on, sa.Text)
                    + "="
                    + sa.cast(QuarterConfirmation.expected, sa.Text)
                    + "="
                    + sa.cast(QuarterConfirmation.hours, sa.Text),
                    ";",
                )
            )
            .where(QuarterConfirmation.placement_id == Placement.id, QuarterConfirmation.from_on.is_not(None))
            .scalar_subquery(),
            "",
        ),
    )
)
SELECTED: sa.Select[*tuple[Any, ...]] = sa.select(
    Placement.id.label("key"),
    Placement.id,
    Placement.contract_id,
    Placement.candidate_id,
    Candidate.number.label("candidate_number"),
    Placement.status,
    Placement.form,
    Placement.is_permanent,
    Placement.starts_on,
    Placement.ends_on,
    Placement.stop_reason,
    Placement.effort_id,
    Placement.evidence,
    Placement.evidence_kind,
    Placement.evidence_seen_by,
    Placement.evidence_seen_on,
    Placement.value,
    Placement.counts_until,
    Placement.approved_value,
    Placement.agreed_note,
    Placement.submitted_at,
    Placement.updated_at,
    Placement.version,
    HOURS_TOLD.label("hours"),
    CONFIRMED_TOLD.label("confirmed"),
).join(Candidate, Candidate.id == Placement.candidate_id)


def placements_of(connection: sa.Connection, candidate_id: UUID) -> tuple[PlacementRow, ...]:
    """All work of one candidate, the earliest first."""
    statement = SELECTED.where(Placement.candidate_id == candidate_id).order_by(Placement.starts_on, Placement.id)
    return placement_rows(connection.execute(statement).all())


def placement_rows(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> tuple[PlacementRow, ...]:
    """Rows of ``SELECTED`` as pages need them."""
    made = []
    for row in rows:
        columns = {name: value for name, value in row._mapping.items() if name in PlacementRow.__dataclass_fields__}
        told = {"form": Form(row.form), "hours": read_hours(row.hours), "confirmed": read_confirmed(row.confirmed)}
        made.append(PlacementRow(**{**columns, **told}))
    return tuple(made)


def read_hours(told: str | None) -> tuple[HoursPeriod, ...]:
    """The periods that ``HOURS_TOLD`` tells, the earliest first."""
    periods = (one.split("=") for one in (told or "").split(";") if one)
    return tuple(
        HoursPeriod(date.fromisoformat(from_on), Decimal(int(hundredths)).scaleb(-2))
        for from_on, hundredths in sorted(periods)
    )


def read_confirmed(told: str | None) -> tuple[ConfirmedHours, ...] | None:
    """The quarters that ``CONFIRMED_TOLD`` tells, the earliest first; None where the contract confirms none."""
    if told is None:
        return None
    quarters = (one.split("=") for one in told.split(";") if one)
    return tuple(
        ConfirmedHours(date.fromisoformat(first), date.fromisoformat(last), _hundredths(expected), _hundredths(hours))
        for first, last, expected, hours in sorted(quarters)
    )


def _hundredths(text: str) -> Decimal:
    return Decimal(int(text)).scaleb(-2)
