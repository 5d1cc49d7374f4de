"""Terms around a question that only a coordination point can decide: settings, with the defaults of the design."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from portal.consents.in_force import AT_FIRST, InForce, in_force
from portal.models import Region, Setting


@dataclass(frozen=True)
class Terms:
    decide_days: int = 14
    first_reminder_days: int = 5
    second_reminder_days: int = 10
    draft_days: int = 30  # without an answer everything is erased this long after the first question
    retention_years: int = 5  # said in the notice
    approved_plan_first: bool = True  # no candidate is asked before the plan of approach is approved
    fast_answer_seconds: int = 60  # a yes sooner after the mail is a sign of somebody else
    sample_percent: int = 5  # of a contractor's consents in a year, at least one: a letter at home asks
    renewal_days: int = 30  # to choose again after a change of what the notice says; then the consent is frozen
    frozen_months: int = 6  # after which the coordination point may end what nobody renewed
    evidence_core: bool = True  # whoever stops after approval leaves a name with the privacy officer (D2)

    notice: InForce = AT_FIRST  # not of a region: the version of the notice that counts

    @property
    def reminder_days(self) -> tuple[int, int]:
        return self.first_reminder_days, self.second_reminder_days


NUMBERS = (
    "decide_days", "first_reminder_days", "second_reminder_days", "draft_days", "retention_years",
    "fast_answer_seconds", "sample_percent", "renewal_days", "frozen_months",
)  # fmt: skip
SWITCHES = ("approved_plan_first", "evidence_core")


def terms(connection: sa.Connection, region: Region) -> Terms:
    """The terms of a region: its own setting, else the one of all regions, else the default."""
    rows = connection.execute(
        sa.select(Setting.name, Setting.region, Setting.value).where(
            Setting.name.in_([*NUMBERS, *SWITCHES]), Setting.region.in_(["", region.value])
        )
    ).all()
    chosen = {row.name: row.value for row in sorted(rows, key=lambda row: str(row.region))}
    default = Terms()
    numbers: dict[str, Any] = {name: int(chosen.get(name, getattr(default, name))) for name in NUMBERS}
    switches = {name: chosen.get(name, "yes") != "no" for name in SWITCHES}
    return replace(default, **numbers, **switches, notice=in_force(connection))
