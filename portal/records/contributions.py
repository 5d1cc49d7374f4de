"""Effort that is no placement, as pages need it; nobody is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    AWAITING_DECISION,
    Contribution,
    Decision,
    DecisionSubject,
    Outcome,
    PlacementStatus,
    ProofKind,
    User,
)
from portal.records.efforts import part_of_plan
from portal.records.figures import STAGES
from portal.valuation import FORM_NAMES, Form, ValuationRefused, ValueTable
from portal.valuation.progress import PlacedValue, Stage
from portal.web.filters import day, money_exact, number
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.labels import label


@dataclass(frozen=True)
class Entry:
    """What a contractor says of one piece of effort. Euro without VAT; hours of each of the people, in all."""

    form: Form
    row: str | None
    """Code of the value table."""
    effort_id: UUID | None
    """None: not in the plan."""
    party: str
    description: str
    starts_on: date
    ends_on: date
    cost: Decimal | None
    people: int | None
    hours: Decimal | None
    proof: ProofKind
    proof_seen_on: date


@dataclass(frozen=True)
class ContributionRow(Entry):
    id: UUID
    number: int
    """Counts within the contract."""
    status: PlacementStatus
    value: Decimal
    approved_value: Decimal | None
    agreed_note: str | None
    submitted_by: UUID | None
    submitted_at: datetime | None
    updated_at: datetime
    updated_by: UUID
    editor: str
    version: int

    @property
    def worth(self) -> Decimal:
        """What was approved, or else what was computed."""
        is_approved = self.status is PlacementStatus.APPROVED and self.approved_value is not None
        return self.approved_value if is_approved and self.approved_value is not None else self.value

    @property
    def waits(self) -> bool:
        return self.status in AWAITING_DECISION

    @property
    def form_name(self) -> str:
        return FORM_NAMES[self.form].in_language(language())

    @property
    def period(self) -> str:
        return _("%(start)s to %(end)s", start=day(self.starts_on), end=day(self.ends_on))

    def realised_on(self, today: date) -> Decimal:
        """Spread evenly over its days; only approved value is realised."""
        stage = STAGES.get(self.status, Stage.PLANNED)
        return PlacedValue(stage, self.worth, (), self.starts_on, self.ends_on).realised_on(today)


_NAMES = [name for name in ContributionRow.__dataclass_fields__ if name != "editor"]
_ROWS = sa.select(*(getattr(Contribution, name) for name in _NAMES), User.name.label("editor")).join(
    User, User.id == Contribution.updated_by
)


def contributions_of(connection: sa.Connection, contract_id: UUID, *, only_sent: bool = False) -> list[ContributionRow]:
    """All of a contract, the newest first; ``only_sent`` leaves drafts with their contractor."""
    statement = _ROWS.where(Contribution.contract_id == contract_id)
    if only_sent:
        statement = statement.where(Contribution.status != PlacementStatus.DRAFT)
    rows = connection.execute(statement.order_by(Contribution.number.desc()))
    return [ContributionRow(**{**row._mapping, "form": Form(row.form)}) for row in rows]


def find_contribution(
    connection: sa.Connection, contract_id: UUID, number: int, *, only_sent: bool = False
) -> ContributionRow | None:
    return next((one for one in contributions_of(connection, contract_id, only_sent=only_sent) if one.number == number),
                None)  # fmt: skip


@dataclass(frozen=True)
class ContributionAnswer:
    outcome: Outcome
    message: str
    respond_by: date | None


def newest_answer(connection: sa.Connection, contribution_id: UUID) -> ContributionAnswer | None:
    row = connection.execute(
        sa.select(Decision.outcome, Decision.message, Decision.respond_by)
        .where(Decision.subject == DecisionSubject.CONTRIBUTION, Decision.subject_id == contribution_id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    return None if row is None else ContributionAnswer(**row._mapping)


def parts_of(entry: Entry, table: ValueTable, efforts: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Label and words of everything the contractor said, in the order of the form. ``efforts``: of the plan."""
    parts = [
        (_("Kind of effort"), _kind(entry, table)),
        (_("Part of the plan"), part_of_plan(entry.effort_id, efforts)),
        (_("For or from whom"), entry.party),
        (_("What was done"), entry.description),
        (_("Period"), _("%(start)s to %(end)s", start=day(entry.starts_on), end=day(entry.ends_on))),
    ]
    if entry.cost is not None:
        parts.append((_("Amount, without VAT"), money_exact(entry.cost)))
    if entry.people is not None and entry.hours is not None:
        parts.append(
            (_("Hours given"), _("%(people)s × %(hours)s hours", people=entry.people, hours=number(entry.hours)))
        )
    seen = _("%(kind)s, seen on %(day)s", kind=label(entry.proof), day=day(entry.proof_seen_on))
    return [*parts, (_("Evidence"), seen)]


def _kind(entry: Entry, table: ValueTable) -> str:
    try:
        return table.row_named(entry.row, entry.form).name.in_language(language()) if entry.row else ""
    except ValuationRefused:
        return FORM_NAMES[entry.form].in_language(language())
