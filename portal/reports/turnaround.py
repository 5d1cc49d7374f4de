"""How long plans and placements wait for a decision, by month in which it was taken."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.models import Contract, Contribution, Decision, DecisionSubject, Placement, PlanVersion, Role
from portal.reports.shape import Asked, Bars, Column, Kind, Line, Reach, Report
from portal.security.scope import in_scope
from portal.web.filters import month, number
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l

COLUMNS = (
    Column("month", _l("Month")),
    Column("plans", _l("Decisions about plans"), Kind.NUMBER, adds=True),
    Column("plans_half", _l("Half of them within (days)"), Kind.NUMBER),
    Column("plans_longest", _l("Longest (days)"), Kind.NUMBER),
    Column("plans_late", _l("Later than promised"), Kind.NUMBER, adds=True),
    Column("placements", _l("Decisions about work and other effort"), Kind.NUMBER, adds=True),
    Column("placements_half", _l("Half of them within (days)"), Kind.NUMBER),
    Column("placements_longest", _l("Longest (days)"), Kind.NUMBER),
)

SENT = ((Placement, DecisionSubject.PLACEMENT), (Contribution, DecisionSubject.CONTRIBUTION))


def columns(_asked: Asked) -> tuple[Column, ...]:
    return COLUMNS


def lines(connection: sa.Connection, reach: Reach, asked: Asked) -> Iterator[Line]:
    """Whole days from sending to deciding, counted in Amsterdam. Work that was sent again counts from then."""
    plans = (
        sa.select(Decision.decided_at, PlanVersion.submitted_at, PlanVersion.answer_due_on)
        .join(PlanVersion, PlanVersion.id == Decision.subject_id)
        .join(Contract, Contract.id == Decision.contract_id)
        .where(Decision.subject == DecisionSubject.PLAN_VERSION, in_scope(reach), *asked.narrowed, *_within(asked))
    )
    work = sa.union_all(
        *(
            sa.select(Decision.decided_at, sent.submitted_at)
            .join(sent, sent.id == Decision.subject_id)
            .join(Contract, Contract.id == Decision.contract_id)
            .where(
                Decision.subject == subject,
                Decision.decided_at >= sent.submitted_at,
                in_scope(reach),
                *asked.narrowed,
                *_within(asked),
            )
            for sent, subject in SENT
        )
    )
    waited: dict[date, tuple[list[int], list[int], list[int]]] = {}
    for row in connection.execute(plans):
        of_month = waited.setdefault(_month(row.decided_at), ([], [], []))
        of_month[0].append(_days(row))
        of_month[1].append(int(clock.day_of(row.decided_at) > row.answer_due_on))
    for decided in connection.execute(work):
        waited.setdefault(_month(decided.decided_at), ([], [], []))[2].append(_days(decided))
    for first, (of_plans, late, of_work) in sorted(waited.items()):
        yield (month(first), *_told(of_plans), sum(late), *_told(of_work))


def sentence(sums: Mapping[str, Any]) -> str:
    return _("Decisions about plans: %(plans)s, of which %(late)s later than promised. "
             "Decisions about work and other effort: %(work)s.",
             plans=number(sums["plans"]), late=number(sums["plans_late"]), work=number(sums["placements"]))  # fmt: skip


def _within(asked: Asked) -> tuple[sa.ColumnElement[bool], ...]:
    until = Decision.decided_at < clock.end_of(asked.on)
    if asked.starts_on is None:
        return (until,)
    return (until, Decision.decided_at >= clock.end_of(date.fromordinal(asked.starts_on.toordinal() - 1)))


def _month(at: datetime) -> date:
    return clock.day_of(at).replace(day=1)


def _days(row: Any) -> int:
    return (clock.day_of(row.decided_at) - clock.day_of(row.submitted_at)).days


def _told(days: list[int]) -> tuple[int, float | None, int | None]:
    return (len(days), median(days), max(days)) if days else (0, None, None)


TURNAROUND = Report(
    name="doorlooptijd",
    title=_l("Waiting time for a decision"),
    about=_l("How long plans and work waited for a decision of the coordination point."),
    who=frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER, Role.PRIVACY_OFFICER}),
    columns=columns,
    lines=lines,
    has_period=True,
    narrows=True,
    sentence=sentence,
    bars=Bars(_l("Decisions about plans that were later than promised"), "plans_late", "plans"),
)
