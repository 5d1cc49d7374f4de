"""What the efforts of a plan are worth by the contract's table, next to what the contractor counted (S-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.plans.summary import effort_title
from portal.plans.worth import Entry, worth
from portal.valuation import DurationClass, Form, TargetGroup, ValuationRefused, ValueTable, texts
from portal.web.i18n import language


@dataclass(frozen=True)
class Check:
    title: str
    estimated: Decimal
    computed: Decimal | None  # None: the table gives no amount; ``lines`` says why
    lines: list[str]

    @property
    def difference(self) -> Decimal:
        return self.estimated - self.computed if self.computed is not None else Decimal(0)


def check_efforts(efforts: list[Mapping[str, Any]], table: ValueTable) -> list[Check]:
    return [_check(effort_title(position, Form(one["form"])), one, table) for position, one in enumerate(efforts, 1)]


def _check(title: str, effort: Mapping[str, Any], table: ValueTable) -> Check:
    estimated = Decimal(effort["value"])
    try:
        found = worth(table, _entry(effort))
    except ValuationRefused as refused:
        return Check(title, estimated, None, [refused.text(language())])
    return Check(title, estimated, found.amount, texts(found.lines, language(), reveal=True))


def _entry(effort: Mapping[str, Any]) -> Entry:
    group, duration, hours, cost = (
        effort[name] for name in ("target_group", "duration_class", "hours_per_week", "cost")
    )
    return Entry(
        form=Form(effort["form"]),
        starts_in=date.fromisoformat(effort["starts_in"]),
        months=effort["months"],
        target_group=TargetGroup(group) if group else None,
        duration_class=DurationClass(duration) if duration else None,
        people=effort["people"],
        hours_per_week=None if hours is None else Decimal(hours),
        cost=None if cost is None else Decimal(cost),
    )
