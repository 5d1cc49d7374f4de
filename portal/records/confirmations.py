"""Whose hours wait to be confirmed in a quarter, and what was confirmed (K-42); everything asked for in scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    Candidate,
    Contract,
    ContractStatus,
    Organisation,
    Placement,
    PlacementStatus,
    QuarterConfirmation,
    User,
)
from portal.privacy.gate import is_open
from portal.records.placements import HOURS_TOLD, read_hours
from portal.security.scope import in_scope
from portal.security.viewer import Viewer
from portal.valuation import FORM_NAMES, Form, HoursPeriod
from portal.valuation.confirmation import CalendarQuarter, expected_hours
from portal.valuation.months import ONE_DAY, add_months
from portal.web.i18n import language

CONFIRMABLE = frozenset({PlacementStatus.APPROVED, PlacementStatus.CORRECTED})
AFTER_WORK = 12  # months in which is asked whether somebody is still employed
QUARTERS_BACK = 8  # a list of what waits goes no further; an older quarter still has its page


@dataclass(frozen=True)
class WorkInQuarter:
    """One placement in one quarter, with what was confirmed about it; without anybody's name."""

    placement_id: UUID
    placement_version: int
    contract_id: UUID
    contract_number: str
    contract_name: str
    candidate_id: UUID
    candidate_number: int
    name_sealed: bytes | None
    form: Form
    is_permanent: bool
    starts_on: date
    ends_on: date | None
    from_on: date | None
    """First day of the quarter that counts; None when none does, and only the question after the work is left."""
    until_on: date | None
    periods: tuple[HoursPeriod, ...]
    expected: Decimal
    confirmed_hours: Decimal | None
    still_employed: bool | None
    confirmed_at: datetime | None
    confirmed_by: str | None
    version: int
    """Of the confirmation; 0 while there is none."""

    @property
    def form_name(self) -> str:
        return FORM_NAMES[self.form].in_language(language())

    @property
    def has_ended(self) -> bool:
        """It ended in or before this quarter, so that one may ask who is still employed."""
        return self.ends_on is not None and (self.until_on is None or self.ends_on <= self.until_on)

    def expected_until(self, last: date) -> Decimal:
        """Expected hours when the work ended on a day."""
        if self.from_on is None or self.until_on is None or last < self.from_on:
            return Decimal(0)
        return expected_hours(self.periods, self.from_on, min(last, self.until_on))


PARTS = ("year", "number", "starts_on", "ends_on")
Quarter = CalendarQuarter | Any  # one, or columns named as PARTS for several at once


def _counts(quarter: Quarter) -> sa.ColumnElement[bool]:
    return sa.and_(
        Placement.starts_on <= quarter.ends_on,
        Placement.counts_until >= quarter.starts_on,
        Contract.starts_on <= quarter.ends_on,
    )


def _ended_lately(quarter: CalendarQuarter) -> sa.ColumnElement[bool]:
    return Placement.ends_on.between(add_months(quarter.starts_on, -AFTER_WORK), quarter.ends_on)


def _in_quarter(quarter: Quarter) -> sa.ColumnElement[bool]:
    return sa.and_(
        QuarterConfirmation.placement_id == Placement.id,
        QuarterConfirmation.year == quarter.year,
        QuarterConfirmation.quarter == quarter.number,
    )


def _asked(viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """Approved work in running contracts of somebody whose yes holds (PR-15)."""
    return [
        in_scope(viewer),
        Contract.status == ContractStatus.RUNNING,
        Placement.status.in_(CONFIRMABLE),
        is_open(Placement.candidate_id),
    ]


def work_in_quarter(viewer: Viewer, quarter: CalendarQuarter, *, confirmed: bool) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a list, for ``read_page``: what waits, or what was confirmed. ``key`` is the placement's id."""
    is_there = QuarterConfirmation.id.is_not(None)
    return (
        sa.select(
            Placement.id.label("key"),
            Placement.id.label("placement_id"),
            Placement.version.label("placement_version"),
            Placement.contract_id,
            Contract.number.label("contract_number"),
            Contract.name.label("contract_name"),
            Contract.starts_on.label("contract_starts_on"),
            Placement.candidate_id,
            Candidate.number.label("candidate_number"),
            Candidate.name_sealed,
            Placement.form,
            Placement.is_permanent,
            Placement.starts_on,
            Placement.ends_on,
            Placement.counts_until,
            HOURS_TOLD.label("periods"),
            QuarterConfirmation.expected,
            QuarterConfirmation.hours.label("confirmed_hours"),
            QuarterConfirmation.still_employed,
            QuarterConfirmation.confirmed_at,
            User.name.label("confirmed_by"),
            QuarterConfirmation.version,
        )
        .join(Contract, Contract.id == Placement.contract_id)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .outerjoin(QuarterConfirmation, _in_quarter(quarter))
        .outerjoin(User, User.id == QuarterConfirmation.confirmed_by)
        .where(
            *_asked(viewer),
            is_there if confirmed else sa.and_(~is_there, sa.or_(_counts(quarter), _ended_lately(quarter))),
        )
    )


def as_work(rows: Sequence[Any], quarter: CalendarQuarter) -> list[WorkInQuarter]:
    """Rows of ``work_in_quarter`` with the days that count and the hours that are expected."""
    made = []
    for row in rows:
        columns = dict(row._mapping)
        begin = max(columns.pop("contract_starts_on"), row.starts_on, quarter.starts_on)
        counts_until = columns.pop("counts_until")
        last = min(counts_until, quarter.ends_on) if counts_until else begin - ONE_DAY
        periods = read_hours(columns.pop("periods"))
        counts = begin <= last and bool(periods)
        expected = expected_hours(periods, begin, last) if counts else Decimal(0)
        columns |= {
            "form": Form(row.form),
            "periods": periods,
            "from_on": begin if counts else None,
            "until_on": last if counts else None,
            "expected": expected if row.expected is None else row.expected,
            "version": row.version or 0,
        }
        columns.pop("key")
        made.append(WorkInQuarter(**columns))
    return made


def find_work(
    connection: sa.Connection, viewer: Viewer, quarter: CalendarQuarter, ids: Sequence[UUID]
) -> dict[UUID, WorkInQuarter]:
    """Those of these placements that the viewer may confirm, confirmed before or not."""
    found: list[WorkInQuarter] = []
    for confirmed in (False, True):
        statement = work_in_quarter(viewer, quarter, confirmed=confirmed).where(Placement.id.in_(ids))
        found += as_work(connection.execute(statement).all(), quarter)
    return {one.placement_id: one for one in found}


@dataclass(frozen=True)
class OpenQuarter:
    quarter: CalendarQuarter
    count: int
    """Placements of which no hours were confirmed."""


def open_quarters(connection: sa.Connection, viewer: Viewer, today: date) -> list[OpenQuarter]:
    """Quarters that are over and not confirmed in full, the oldest first, in one query."""
    quarters = [CalendarQuarter.of(today).before]
    while len(quarters) < QUARTERS_BACK:
        quarters.append(quarters[-1].before)
    return _read_open(connection, quarters, *_asked(viewer))


def quarters_open_for(connection: sa.Connection, organisation_id: UUID, quarter: CalendarQuarter) -> list[OpenQuarter]:
    """The same for one quarter of one contractor, whoever looks."""
    asked = [
        Contract.contractor_id == organisation_id,
        Contract.status == ContractStatus.RUNNING,
        Placement.status.in_(CONFIRMABLE),
        is_open(Placement.candidate_id),
    ]
    return _read_open(connection, [quarter], *asked)


def contractors_to_remind(connection: sa.Connection, quarter: CalendarQuarter) -> list[UUID]:
    """Every contractor with hours of this quarter that nobody confirmed."""
    return list(
        connection.scalars(
            sa.select(Organisation.id)
            .where(
                sa.exists().where(
                    Contract.contractor_id == Organisation.id,
                    Contract.status == ContractStatus.RUNNING,
                    Placement.contract_id == Contract.id,
                    Placement.status.in_(CONFIRMABLE),
                    is_open(Placement.candidate_id),
                    _counts(quarter),
                    _not_confirmed(quarter),
                )
            )
            .order_by(Organisation.id)
        )
    )


def _not_confirmed(quarter: Quarter) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(_in_quarter(quarter)).correlate_except(QuarterConfirmation)


def _read_open(
    connection: sa.Connection, quarters: Sequence[CalendarQuarter], *asked: sa.ColumnElement[bool]
) -> list[OpenQuarter]:
    rows_of_days = [sa.select(*(sa.literal(getattr(one, part)).label(part) for part in PARTS)) for one in quarters]
    over = sa.union_all(*rows_of_days).subquery("over_quarters")
    rows = connection.execute(
        sa.select(over.c.year, over.c.number, sa.func.count())
        .select_from(Placement)
        .join(Contract, Contract.id == Placement.contract_id)
        .join(over, _counts(over.c))
        .where(*asked, _not_confirmed(over.c))
        .group_by(over.c.year, over.c.number)
        .order_by(over.c.year, over.c.number)
    )
    return [OpenQuarter(CalendarQuarter(year, number), many) for year, number, many in rows]
