"""The value of an effort: a line of a plan, or a sum in the Rekenhulp."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.valuation.explanation import ClassNeeded, DataMissing, ExplanationLine
from portal.valuation.money import cents
from portal.valuation.placement import chosen_row
from portal.valuation.rows import Row
from portal.valuation.table import ValueTable
from portal.valuation.vocabulary import DurationClass, Form, TargetGroup, Unit
from portal.valuation.work import Stretch, Valuation, value_work


def value_effort(
    table: ValueTable,
    *,
    group: TargetGroup | None,
    duration_class: DurationClass | None,
    form: Form,
    people: int,
    hours_per_week: Decimal,
    months: Decimal | int,
    start_month: date | None,
    cost: Decimal | None,
    factor: Decimal | None = None,
    row: str | None = None,
    raises: Iterable[str] = (),
    birth_date: date | None = None,
    reference_date: date | None = None,
    age: int | None = None,
    used_months: Decimal = Decimal(0),
) -> Valuation:
    """``group`` None is 'not known yet': the lowest amount of the table, an estimate; the same for a class left open.

    With ``knowledge_hours`` the hours are those of one employee in all, and months do not matter. With ``purchase``,
    ``training`` and ``tailored`` only ``cost`` (euro, without VAT) matters, times ``factor``, by default the row's own.
    Raises ``NotInTable`` and, without cost where cost is the value, ``DataMissing``.
    """
    block, estimated = _row_or_lowest(table, form, group, duration_class, row)
    if block.unit in (Unit.COST, Unit.AGREED):
        return _value_cost(block, cost, factor, estimated)
    if block.unit is Unit.HOUR:
        return _value_hours(table, block, people, hours_per_week)
    reached = table.raises_for(form, birth_date=birth_date, reference_date=reference_date, named=raises, age=age)
    return value_work(
        table,
        block,
        [Stretch(hours_per_week, Fraction(months))],
        starts_on=start_month,
        people=people,
        raises=reached,
        used_months=used_months,
        estimated=estimated,
    )


def _row_or_lowest(
    table: ValueTable, form: Form, group: TargetGroup | None, duration_class: DurationClass | None, row: str | None
) -> tuple[Row, bool]:
    try:
        block = chosen_row(table, form, group, duration_class, row)
        return block, form.is_for_people and group is None and row is None and block.reveals_group
    except ClassNeeded:
        return table.lowest_row(form, group), True


def _value_cost(block: Row, cost: Decimal | None, factor: Decimal | None, estimated: bool) -> Valuation:
    if cost is None:
        raise DataMissing("cost_missing")
    recognised = block.factor if factor is None else factor
    if block.unit is Unit.AGREED:
        recognised = Decimal(1)
        line = ExplanationLine("agreed", {"cost": cost})
    else:
        line = ExplanationLine("cost", {"cost": cost, "percentage": recognised * 100})
    lines = (line, ExplanationLine("estimate")) if estimated else (line,)
    return Valuation(cents(Fraction(cost) * Fraction(recognised)), lines, estimated=estimated)


def _value_hours(table: ValueTable, block: Row, people: int, hours: Decimal) -> Valuation:
    lines = (
        ExplanationLine("block_hour", {"name": block.name, "amount": block.amount or Decimal(0)}),
        ExplanationLine("hours_given", {"people": people, "hours": hours}),
    )
    return Valuation(cents(people * Fraction(hours) * Fraction(block.amount or 0)), lines)
