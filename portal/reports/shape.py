"""What every report is: columns, and lines that come one after the other, for whoever asks and over what is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import Region, Role
from portal.reports.narrowing import Only
from portal.valuation.money import rounded

Line = tuple[Any, ...]
MOST_CONTRACTS, MOST_WORK = 5_000, 20_000  # contracts, and placements, that are counted in one turn; a page is one turn


class Kind(StrEnum):
    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"


@dataclass(frozen=True)
class Column:
    """``adds`` up in the line of totals; ``share_of`` names the columns (part, whole) a percentage is made of.

    On a page it may stand ``beneath`` the column before it, so that the table fits; in a file it has its own place.
    """

    name: str
    words: Any
    kind: Kind = Kind.TEXT
    adds: bool = False
    share_of: tuple[str, str] | None = None
    beneath: bool = False


@dataclass(frozen=True)
class Reach:
    """For whom a report is made; ``portal.security.scope.in_scope`` limits every query by it."""

    user_id: UUID
    role: Role
    organisation_id: UUID
    region: Region | None
    is_contractor = False

    @property
    def is_client(self) -> bool:
        return self.role is Role.CLIENT


@dataclass(frozen=True)
class Asked:
    """``on`` is the day that the figures are of; ``starts_on`` to ``on`` is the period of a report that has one."""

    on: date
    per: str = ""
    starts_on: date | None = None
    only: Only = field(default_factory=Only)

    @property
    def narrowed(self) -> list[sa.ColumnElement[bool]]:
        """Conditions on the contract, beside those of the scope."""
        return self.only.conditions(self.on)

    def to_json(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "per": self.per,
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "only": self.only.to_json(),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Asked":
        starts_on = content["starts_on"]
        return cls(
            date.fromisoformat(content["on"]),
            content["per"],
            date.fromisoformat(starts_on) if starts_on else None,
            Only.from_json(content.get("only", {})),  # asked for before there was a choice
        )


@dataclass(frozen=True)
class Bars:
    """The chart of a report: for each line how much of a whole, by the names of two columns."""

    title: Any
    part: str
    whole: str


@dataclass(frozen=True)
class Report:
    """``name`` is its word in the address; ``ways`` are the words of ``per`` with what they say."""

    name: str
    title: Any
    about: Any
    who: frozenset[Role]
    columns: Callable[[Asked], tuple[Column, ...]]
    lines: Callable[[sa.Connection, Reach, Asked], Iterator[Line]]
    ways: tuple[tuple[str, Any], ...] = ()
    has_period: bool = False
    narrows: bool = False
    """Whether it may be narrowed to some contracts; a fixed table may not (PR-04)."""
    bars: Bars | None = None
    sentence: Callable[[Mapping[str, Any]], str] | None = None
    """What the totals say, in words; they come by the name of their column."""

    def looks_back(self, asked: Asked, today: date) -> bool:
        """Whether later decisions are in the figures of this day; a fixed table is frozen, a period has its own."""
        return self.narrows and not self.has_period and asked.on < today


class Totals:
    """The line of totals of lines that pass by; a percentage is made of totals, never of percentages."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.sums: dict[str, Any] = {column.name: 0 for column in columns if column.adds}
        self.count = 0

    def add(self, line: Line) -> Line:
        self.count += 1
        for column, value in zip(self.columns, line, strict=True):
            if column.adds and value is not None:
                self.sums[column.name] += value
        return line

    @property
    def has_any(self) -> bool:
        return bool(self.sums)

    def line(self, word: str) -> Line:
        """``word`` stands in the first column."""
        made: list[Any] = [self._total(column) for column in self.columns]
        made[0] = word
        return tuple(made)

    def _total(self, column: Column) -> Any:
        if column.share_of is not None:
            part, whole = column.share_of
            return percentage(self.sums[part], self.sums[whole])
        return self.sums.get(column.name)


def percentage(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Whole percentage, half up; None of nothing."""
    return rounded(Fraction(part) / Fraction(whole) * 100, 0) if whole else None
