"""A table of people by two characteristics, with totals, and which of its cells may be read.

Hidden are: cells and totals of fewer than the threshold (0 is no person and may be read), those in which one person
has more than half of the amount, and as many others as it takes that nobody can compute a hidden cell from what is
left: seen from outside at least ``threshold`` values in a row stay possible for each. All hidden cells look the same,
because a mark of their own for the small ones would say that they are small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.protection.flow import Net, cheapest_way

THRESHOLD = 10  # people; the default of the setting `small_numbers_threshold` (design.md 4)
ROUNDING = 5  # what is shown is a multiple of it (PR-51)
DOMINANCE = Decimal("0.5")  # nobody has more than this part of an amount (PR-51)


@dataclass(frozen=True)
class Rules:
    threshold: int = THRESHOLD
    rounding: int = ROUNDING
    dominance: Decimal = DOMINANCE


@dataclass(frozen=True)
class Cell:
    """People, and their amount with the largest that one of them has in it."""

    people: int = 0
    amount: Decimal = Decimal(0)
    largest: Decimal = Decimal(0)

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.people + other.people, self.amount + other.amount, max(self.largest, other.largest))

    def is_too_small(self, rules: Rules) -> bool:
        if not self.people:
            return False
        return self.people < rules.threshold or self.largest > self.amount * rules.dominance


@dataclass(frozen=True)
class Protected:
    """``cells`` and ``hidden`` with the totals as last row and last column."""

    cells: tuple[tuple[Cell, ...], ...]
    hidden: frozenset[tuple[int, int]]
    rules: Rules

    def is_hidden(self, row: int, column: int) -> bool:
        return (row, column) in self.hidden

    def people(self, row: int, column: int) -> int | None:
        """To the nearest multiple of the rounding; None when hidden."""
        if self.is_hidden(row, column):
            return None
        base = self.rules.rounding
        return (self.cells[row][column].people + base // 2) // base * base


def protect(table: Sequence[Sequence[Cell]], rules: Rules | None = None, *, zeros_tell: bool = False) -> Protected:
    """The table (rows of cells, without totals, each person in one cell) with its totals, and what must be hidden.

    One period is protected once and then frozen: two tables of the same people may never both be published. With
    ``zeros_tell`` a cell of nobody is hidden as well, since it says something of everybody in the rest of its row.
    """
    rules = rules or Rules()
    cells = _with_totals(table)
    hidden = {
        (row, at)
        for row, line in enumerate(cells)
        for at, one in enumerate(line)
        if one.is_too_small(rules) or (zeros_tell and not one.people)
    }
    net = Net([[cell.people for cell in line] for line in cells], hidden)
    waiting = sorted(hidden, key=lambda place: cells[place[0]][place[1]].people)
    while waiting:
        waiting += _cover(net, waiting.pop(), rules.threshold)
    return Protected(cells, frozenset(net.hidden), rules)


def _with_totals(table: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    rows = [(*line, sum(line, Cell())) for line in table]
    width = len(rows[0]) if rows else 1
    totals = tuple(sum((line[column] for line in rows), Cell()) for column in range(width))
    return (*rows, totals)


def _cover(net: Net, place: tuple[int, int], wanted: int) -> list[tuple[int, int]]:
    """Hide more cells until ``wanted`` values are possible for this one; returns which."""
    added: list[tuple[int, int]] = []
    while True:
        room = net.width(place, enough=wanted)
        if room >= wanted:
            return added
        way = cheapest_way(net, place, wanted - room)
        added += way
        net.hidden.update(way)
