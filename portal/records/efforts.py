"""The lines of an approved plan, for whoever says which of them something belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import Effort, Plan, PlanVersion
from portal.valuation import FORM_NAMES, Form
from portal.web.filters import month
from portal.web.i18n import gettext as _
from portal.web.i18n import language

NOT_IN_THE_PLAN = "niet"  # a choice beside the lines


@dataclass(frozen=True)
class EffortChoice:
    """One line of the approved plan. Its target group stays out: beside a candidate it would tell."""

    id: UUID
    position: int
    form: Form
    starts_in: date | None

    @property
    def text(self) -> str:
        name = FORM_NAMES[self.form].in_language(language())
        if self.starts_in is None:
            return _("Activity %(position)s: %(form)s", position=self.position, form=name)
        starts = month(self.starts_in)
        return _("Activity %(position)s: %(form)s, from %(month)s", position=self.position, form=name, month=starts)


def effort_choices(
    connection: sa.Connection, contract_id: UUID, *, for_people: bool = True
) -> tuple[EffortChoice, ...]:
    """The lines in which somebody works, or those in which nobody does, as the version in force has them."""
    rows = connection.execute(
        sa.select(PlanVersion.content, Effort.id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(Effort, Effort.plan_id == Plan.id)
        .where(Plan.contract_id == contract_id, PlanVersion.number == Plan.approved_round)
    ).all()
    efforts: list[dict[str, Any]] = rows[0].content.get("efforts", []) if rows else []
    kept = {row.id for row in rows}
    return tuple(
        EffortChoice(
            id=UUID(effort["id"]),
            position=position,
            form=Form(effort["form"]),
            starts_in=date.fromisoformat(effort["starts_in"]) if effort["starts_in"] else None,
        )
        for position, effort in enumerate(efforts, start=1)
        if UUID(effort["id"]) in kept and Form(effort["form"]).is_for_people is for_people
    )


def other_efforts(connection: sa.Connection, contract_id: UUID) -> dict[UUID, str]:
    """What the plan says of effort that is no placement, in words."""
    return {effort.id: effort.text for effort in effort_choices(connection, contract_id, for_people=False)}


def part_of_plan(effort_id: UUID | None, efforts: Mapping[UUID, str]) -> str:
    if effort_id is None:
        return _("Not in the plan")
    return efforts.get(effort_id, _("An earlier version of the plan"))
