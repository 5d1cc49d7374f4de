"""What is missing or cannot be right in what was recorded: counted, without saying of whom."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.models import (
    AWAITING_DECISION,
    Contract,
    ContractStatus,
    EvidenceState,
    ObligationVersion,
    Placement,
    PlacementHours,
    PlacementStatus,
    Plan,
    Role,
)
from portal.reports.shape import Asked, Bars, Column, Kind, Line, Reach, Report, percentage
from portal.security.scope import in_scope
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l

COLUMNS = (
    Column("check", _l("What we looked at")),
    Column("found", _l("Found"), Kind.NUMBER),
    Column("of", _l("Of"), Kind.NUMBER),
    Column("share", _l("Share"), Kind.PERCENT),
)
SENT = (*AWAITING_DECISION, PlacementStatus.APPROVED)


def columns(_asked: Asked) -> tuple[Column, ...]:
    return COLUMNS


def lines(connection: sa.Connection, reach: Reach, asked: Asked) -> Iterator[Line]:
    """Two queries: one over contracts and one over work that was sent."""
    has_plan = sa.exists().where(Plan.contract_id == Contract.id, Plan.rounds > 0)
    has_obligation = sa.exists().where(ObligationVersion.contract_id == Contract.id)
    running = Contract.status == ContractStatus.RUNNING
    contracts = _count(
        connection,
        sa.select(sa.func.count()).select_from(Contract).where(in_scope(reach), running, *asked.narrowed),
        (
            (_("Contracts without a plan, after the date"), sa.and_(~has_plan, Contract.plan_due_on < asked.on)),
            (_("Contracts that have ended and are not closed"), Contract.ends_on < asked.on),
            (_("Contracts without an obligation in euro"), ~has_obligation),
        ),
    )
    some_hours = PlacementHours.hours_per_week > Decimal(0)
    has_hours = sa.exists().where(PlacementHours.placement_id == Placement.id, some_hours)
    work = _count(
        connection,
        sa.select(sa.func.count())
        .select_from(Placement)
        .join(Contract, Contract.id == Placement.contract_id)
        .where(in_scope(reach), Placement.status.in_(SENT), *asked.narrowed),
        (
            (_("Work of which no evidence was seen"), Placement.evidence == EvidenceState.PENDING),
            (_("Work without hours"), ~has_hours),
            (_("Work without a value by the table"), Placement.value.is_(None)),
            (_("Work that begins before the contract"), Placement.starts_on < Contract.starts_on),
            (_("Work that goes on after the contract"), Placement.ends_on > Contract.ends_on),
            (_("Work without an end date"), Placement.ends_on.is_(None)),
        ),
    )
    yield from contracts
    yield from work


def _count(connection: sa.Connection, counted: sa.Select[Any], checks: tuple[tuple[str, Any], ...]) -> list[Line]:
    sums = [sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0) for _words, condition in checks]
    total, *found = connection.execute(counted.add_columns(*sums)).one()
    return [
        (words, int(number), total, percentage(int(number), total))
        for (words, _condition), number in zip(checks, found, strict=True)
    ]


DATA_QUALITY = Report(
    name="volledigheid",
    title=_l("Completeness of the records"),
    about=_l("What is missing or cannot be right in contracts and work that was sent."),
    who=frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER, Role.PRIVACY_OFFICER}),
    columns=columns,
    lines=lines,
    narrows=True,
    bars=Bars(_l("Found, of what we looked at"), "found", "of"),
)
