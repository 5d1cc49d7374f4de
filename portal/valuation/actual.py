"""The actual-hours variant: accepted hours over the hours of the contractor's own full-time year (domain.md 2.6)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.valuation.explanation import ExplanationLine, NotInTable
from portal.valuation.money import cents, rounded
from portal.valuation.placement import chosen_row
from portal.valuation.table import ValueTable
from portal.valuation.vocabulary import DurationClass, Form, TargetGroup, Unit
from portal.valuation.work import Valuation, block_lines, not_eligible, valued_raises


def value_accepted_hours(
    table: ValueTable,
    *,
    group: TargetGroup | None,
    duration_class: DurationClass | None,
    form: Form,
    accepted_hours: Decimal,
    yearly_hours: Decimal | None = None,
    used_months: Decimal = Decimal(0),
    row: str | None = None,
    raises: Iterable[str] = (),
    age: int | None = None,
    birth_date: date | None = None,
    reference_date: date | None = None,
) -> Valuation:
    """``yearly_hours`` is the contractor's full-time year; by default the table's, else 52 full-time weeks.

    ``(block + raises) × accepted_hours / yearly_hours``, within the person's cap taken as full-time months.
    Raises ``NotInTable`` (also for an amount per month, which knows no hours) and ``ClassNeeded``.
    """
    block = chosen_row(table, form, group, duration_class, row)
    if block.unit is Unit.NOT_ELIGIBLE:
        return not_eligible(block)
    if block.unit is not Unit.YEAR:
        raise NotInTable("no_actual_hours", table=table.name, row=block.name)
    reached = table.raises_for(form, birth_date=birth_date, reference_date=reference_date, named=raises, age=age)
    full_year = Fraction(yearly_hours or table.hours_in_year)
    months = Fraction(accepted_hours) / full_year * 12
    lines = [
        *block_lines(table, block, reached),
        ExplanationLine("accepted_hours", {"hours": accepted_hours, "yearly": yearly_hours or table.hours_in_year}),
    ]
    if block.cap_months is not None:
        left = max(Fraction(block.cap_months) - Fraction(used_months), Fraction(0))
        if months > left:
            months = left
            figures = {"cap": block.cap_months, "used": used_months, "counted": rounded(months, 4)}
            lines.append(ExplanationLine("cap", figures, reveals_group=True))
    per_month, once = valued_raises(table, block, reached, first_time=not used_months)
    amount = per_month * months + (once if months else 0)
    return Valuation(cents(amount), tuple(lines), counted_months=rounded(months, 4))
