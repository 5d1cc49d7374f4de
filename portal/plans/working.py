"""The plan as it is being written: the contract, the answers of each section, the efforts, and what was remarked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal import clock
from portal.models import OPEN_FOR_EDITING, WITH_THE_CSR, PlanStatus, Section, VersionOutcome
from portal.plans.summary import QUESTIONS, effort_title
from portal.security.scope import ContractRow
from portal.valuation import FORM_NAMES, GROUP_NAMES, UNKNOWN_GROUP, Form, TargetGroup, ValueTable
from portal.valuation.months import ONE_DAY, add_months
from portal.valuation.progress import PlannedEffort, Quarter, quarters
from portal.web.i18n import language

# Bookkeeping beside the answers of a section; never frozen into a version.
DONE = "_done"  # addresses of the steps that were saved and found right
DRAFT_OF = "_draft_of"  # version that the last draft was written on
EFFORT_DRAFTS = "_efforts"  # what is typed on effort pages and not saved yet


@dataclass(frozen=True)
class Answers:
    """What is stored of one section. A section nobody began has version 0."""

    fields: Mapping[str, Any]
    done: frozenset[str] = frozenset()
    effort_drafts: Mapping[str, Any] = field(default_factory=dict)
    updated_by: str = ""
    updated_at: datetime | None = None
    version: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any], **about: Any) -> "Answers":
        fields = {name: value for name, value in stored.items() if not name.startswith("_")}
        return cls(fields, frozenset(stored.get(DONE, [])), stored.get(EFFORT_DRAFTS, {}), **about)


@dataclass(frozen=True)
class EffortRow:
    id: UUID
    form: Form
    target_group: str | None
    duration_class: str | None
    people: int | None
    hours_per_week: Decimal | None
    starts_in: date
    months: int
    cost: Decimal | None
    value: Decimal
    updated_by: str
    updated_at: datetime
    version: int

    @property
    def form_name(self) -> str:
        return FORM_NAMES[self.form].in_language(language())

    @property
    def group_name(self) -> str:
        """'' where the form is not about people."""
        if not self.form.is_for_people:
            return ""
        name = GROUP_NAMES[TargetGroup(self.target_group)] if self.target_group else UNKNOWN_GROUP
        return name.in_language(language())

    def title(self, position: int) -> str:
        return effort_title(position, self.form)

    @property
    def ends_on(self) -> date:
        return add_months(self.starts_in, self.months) - ONE_DAY

    def frozen(self) -> dict[str, Any]:
        """As a version keeps it: text for what JSON cannot hold exactly."""
        return {
            "id": str(self.id),
            "form": self.form.value,
            "target_group": self.target_group,
            "duration_class": self.duration_class,
            "people": self.people,
            "hours_per_week": None if self.hours_per_week is None else str(self.hours_per_week),
            "starts_in": self.starts_in.isoformat(),
            "months": self.months,
            "cost": None if self.cost is None else str(self.cost),
            "value": str(self.value),
        }

    @staticmethod
    def thawed(effort: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of an effort out of a version, without its id."""
        return {
            **{name: effort[name] for name in ("form", "target_group", "duration_class", "people", "months")},
            "hours_per_week": None if effort["hours_per_week"] is None else Decimal(effort["hours_per_week"]),
            "starts_in": date.fromisoformat(effort["starts_in"]),
            "cost": None if effort["cost"] is None else Decimal(effort["cost"]),
            "value": Decimal(effort["value"]),
        }


@dataclass(frozen=True)
class UnfinishedEffort:
    """What somebody began to type on the page of an effort and did not save."""

    key: str
    effort: str  # as in the address
    form: Form

    @property
    def name(self) -> str:
        return FORM_NAMES[self.form].in_language(language())


@dataclass(frozen=True)
class PlannedQuarter:
    quarter: Quarter
    people: int
    planned_until: Decimal


@dataclass(frozen=True)
class RemarkRow:
    body: str
    decided_at: datetime

    @property
    def decided_on(self) -> date:
        return clock.day_of(self.decided_at)


@dataclass(frozen=True)
class VersionRow:
    id: UUID
    number: int
    reference: str
    outcome: VersionOutcome
    content: Mapping[str, Any]


@dataclass(frozen=True)
class WorkingPlan:
    contract: ContractRow
    table: ValueTable
    status: PlanStatus | None
    rounds: int
    approved_round: int | None
    last_step: str | None
    sections: Mapping[Section, Answers]
    efforts: tuple[EffortRow, ...]
    sent: VersionRow | None  # the newest round that was not withdrawn
    remarks: Mapping[Section, RemarkRow]  # of the decision that gave the plan back
    respond_by: date | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_FOR_EDITING

    @property
    def is_with_the_csr(self) -> bool:
        return self.status in WITH_THE_CSR

    def of(self, section: Section) -> Answers:
        return self.sections.get(section, _NOTHING)

    @property
    def planned(self) -> Decimal:
        return sum((effort.value for effort in self.efforts), Decimal("0.00"))

    @property
    def shortage(self) -> Decimal:
        return max(self.contract.obligation - self.planned, Decimal("0.00"))

    @property
    def first_start(self) -> date | None:
        return min((effort.starts_in for effort in self.efforts), default=None)

    @property
    def forms_without_effort(self) -> list[Form]:
        """Ways that were chosen and have no effort yet, in the order they were shown."""
        chosen = self.of(Section.EFFORTS).fields.get("forms", [])
        used = {effort.form for effort in self.efforts}
        return [form for form in self.table.forms() if form.value in chosen and form not in used]

    def unfinished_efforts(self, user_id: UUID) -> list[UnfinishedEffort]:
        """Of everybody where it is about an effort that is there, and new ones of this person only."""
        known = {str(effort.id): effort.form for effort in self.efforts}
        found = []
        for key in self.of(Section.EFFORTS).effort_drafts:
            owner, _, form = key.partition(":")
            if key in known:
                found.append(UnfinishedEffort(key, key, known[key]))
            elif owner == str(user_id):
                found.append(UnfinishedEffort(key, "nieuw", Form(form)))
        return found

    def waiting_forms(self, user_id: UUID) -> list[tuple[str, str]]:
        """Ways that were chosen and not even begun: token and name."""
        begun = {draft.form for draft in self.unfinished_efforts(user_id)}
        waiting = [form for form in self.forms_without_effort if form not in begun]
        return [(form.value, FORM_NAMES[form].in_language(language())) for form in waiting]

    def quarters(self) -> list[PlannedQuarter]:
        """The schedule from the first quarter with value to the last, derived from the efforts."""
        planned = [PlannedEffort(effort.value, effort.starts_in, effort.months) for effort in self.efforts]
        until, made = Decimal("0.00"), []
        for quarter in _quarters_of(planned):
            until += quarter.planned
            at_work = sum(
                effort.people or 0
                for effort in self.efforts
                if effort.form.is_for_people
                and effort.starts_in <= quarter.ends_on
                and effort.ends_on >= quarter.starts_on
            )
            made.append(PlannedQuarter(quarter, at_work, until))
        return made

    def content(self, changes: str = "") -> dict[str, Any]:
        """What a version freezes: answers that were asked and apply, and the efforts with their value."""
        sections = {section.value: self._frozen(section) for section in Section}
        frozen: dict[str, Any] = {"sections": sections, "efforts": [effort.frozen() for effort in self.efforts]}
        return {**frozen, "changes": changes} if changes else frozen

    def _frozen(self, section: Section) -> dict[str, Any]:
        fields = self.of(section).fields
        kept = {one.field: fields[one.field] for one in QUESTIONS[section] if fields.get(one.field)}
        if section is Section.FACTS and fields.get("correct") != "no":
            kept.pop("wrong", None)
        if section is Section.EFFORTS and not self.shortage:
            kept.pop("shortage_reason", None)
        if section is Section.SUBCONTRACTORS and fields.get("uses") == "yes":
            kept["companies"] = fields.get("companies", [])
        return kept


_NOTHING = Answers({})


def _quarters_of(planned: list[PlannedEffort]) -> tuple[Quarter, ...]:
    if not planned:
        return ()
    first = min(effort.start_month for effort in planned)
    last = max(add_months(effort.start_month, effort.months) for effort in planned) - ONE_DAY
    return quarters(planned, [], first, starts_on=first, ends_on=last)
