"""What effort that is no placement is worth by the contract's table."""

from decimal import Decimal

from portal.records.contributions import Entry
from portal.valuation import Unit, Valuation, ValueTable, value_effort
from portal.valuation.rows import Row


def rows_offered(table: ValueTable) -> list[Row]:
    """The rows of a table in which nobody works, in its order."""
    return [
        row for row in table.rows if row.unit is not Unit.NOT_ELIGIBLE and not any(f.is_for_people for f in row.forms)
    ]


def value_of(entry: Entry, table: ValueTable) -> Valuation:
    """Cost times the recognised part, hours times the amount of an hour, or the amount that was asked for.

    Raises ``NotInTable`` and, without the figure that counts, ``DataMissing``.
    """
    return value_effort(
        table,
        group=None,
        duration_class=None,
        form=entry.form,
        people=entry.people or 1,
        hours_per_week=entry.hours or Decimal(0),
        months=0,
        start_month=entry.starts_on,
        cost=entry.cost,
        row=entry.row,
    )
