"""What an effort is worth by the table of its contract, and what its form needs to be asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.valuation import DurationClass, Form, TargetGroup, Unit, Valuation, ValueTable, value_effort


class Asks(StrEnum):
    """What decides the value of a form."""

    PEOPLE = "people"  # group, people, hours a week and months
    HOURS = "hours"  # people and the hours each of them gives in all
    COST = "cost"


@dataclass(frozen=True)
class Entry:
    """One effort as somebody fills it in. ``target_group`` None is 'not known yet'."""

    form: Form
    starts_in: date  # first day of the month
    months: int
    target_group: TargetGroup | None = None
    duration_class: DurationClass | None = None
    people: int | None = None
    hours_per_week: Decimal | None = None  # or, where the form asks HOURS, the hours of one person in all
    cost: Decimal | None = None


def asked_of(table: ValueTable, form: Form) -> Asks:
    if form.is_for_people:
        return Asks.PEOPLE
    return Asks.HOURS if table.lowest_row(form).unit is Unit.HOUR else Asks.COST


def classes_of(table: ValueTable, form: Form) -> list[DurationClass]:
    """The classes that decide between amounts of this form, over all of its groups."""
    return [one for group in table.groups(form) for one in table.classes_for(group, form)]


def worth(table: ValueTable, entry: Entry) -> Valuation:
    """Raises ``ValuationRefused`` where the table has no amount for it."""
    return value_effort(
        table,
        group=entry.target_group,
        duration_class=entry.duration_class,
        form=entry.form,
        people=entry.people or 0,
        hours_per_week=entry.hours_per_week or Decimal(0),
        months=entry.months,
        start_month=entry.starts_in,
        cost=entry.cost,
    )
