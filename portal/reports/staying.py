"""Who is still at work some months after the beginning: by the work itself, and by what the contractor said after it.

After the work ended the quarter form asks whether somebody is still employed (K-42). Who was not told of is not known,
and is never counted as a yes or a no.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.models import Placement, QuarterConfirmation
from portal.valuation.confirmation import CalendarQuarter

# Answers about one placement as 'year-quarter=1;...'; 0 for no.
STILL_TOLD = (
    sa.select(
        sa.func.aggregate_strings(
            sa.cast(QuarterConfirmation.year, sa.Text)
            + "-"
            + sa.cast(QuarterConfirmation.quarter, sa.Text)
            + sa.case((QuarterConfirmation.still_employed.is_(True), "=1"), else_="=0"),
            ";",
        )
    )
    .where(QuarterConfirmation.placement_id == Placement.id, QuarterConfirmation.still_employed.is_not(None))
    .scalar_subquery()
)


@dataclass(frozen=True, order=True)
class Told:
    """What was said after a quarter."""

    quarter: CalendarQuarter
    is_employed: bool


@dataclass
class Part:
    """How many people a question holds for, how many not, and of how many nobody said."""

    yes: int = 0
    no: int = 0
    unknown: int = 0

    @property
    def whole(self) -> int:
        return self.yes + self.no + self.unknown

    def count(self, answer: bool | None) -> None:
        if answer is None:
            self.unknown += 1
        elif answer:
            self.yes += 1
        else:
            self.no += 1


@dataclass
class Parts:
    """Of the people of one target group."""

    permanent: Part = field(default_factory=Part)
    after_6_months: Part = field(default_factory=Part)
    after_12_months: Part = field(default_factory=Part)


def read_told(told: str | None) -> tuple[Told, ...]:
    """What ``STILL_TOLD`` tells."""
    made: list[Told] = []
    for one in (told or "").split(";"):
        quarter = CalendarQuarter.read(one.partition("=")[0])
        if quarter is not None:
            made.append(Told(quarter, one.endswith("=1")))
    return tuple(made)


def still_at_work(works: Iterable[Any], day: date) -> bool | None:
    """Whether one person was at work or still employed on a day; None when nobody said.

    ``works`` have ``covers`` and ``told``. Still employed after a later quarter is still employed on the day, and gone
    before the end of its quarter is gone.
    """
    several, of_day = list(works), CalendarQuarter.of(day)
    if any(work.covers(day) for work in several):
        return True
    told = [one for work in several for one in work.told]
    if any(one.is_employed and one.quarter >= of_day for one in told):
        return True
    return False if any(not one.is_employed and one.quarter <= of_day for one in told) else None
