"""Small numbers (PR-04, PR-51): what can be computed from a published table is computed here, by another way.

PORTAL_ROUNDS=10000 .venv/bin/python -m pytest tests/unit/protection   # the full number of random data sets
"""

import itertools
import os
import random
from collections import Counter
from decimal import Decimal

import pytest

from portal.protection import Cell, Rules, protect, shown_share, shown_shares, shown_unknown
from portal.protection.flow import Net
from tests.conftest import FIGURES

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "100"))


def cells(counts, biggest=None):
    """Each person brings 1,000 euro, or in the place ``biggest`` one brings more than all others together."""
    made = [[Cell(count, Decimal(1000 * count), Decimal(1000 if count else 0)) for count in row] for row in counts]
    if biggest is not None:
        row, column = biggest
        count = counts[row][column]
        made[row][column] = Cell(count, Decimal(3000 * count), Decimal(2000 * count))
    return made


def published(protected):
    """What a reader gets before rounding, which only hides more: numbers with the totals last, None where hidden."""
    return [
        [None if protected.is_hidden(row, column) else cell.people for column, cell in enumerate(line)]
        for row, line in enumerate(protected.cells)
    ]


class Reader:
    """An attacker: shifts people around the hidden cells of a table in rings, as long as every readable cell holds.

    A table with its totals is a cycle space: adding and taking away along a closed path of hidden cells that turns at
    each (row, column, row, …) changes nothing that can be read. A cell may be changed by one if some such ring goes
    through it; the last reachable values are its bounds (the ring of least length is sought anew at each step).
    """

    def __init__(self, view, truth):
        self.truth, self.last = truth, (len(view) - 1, len(view[0]) - 1)
        self.hidden = {(row, column) for row, line in enumerate(view) for column, one in enumerate(line) if one is None}

    def interval(self, place, stop):
        """The difference between the largest and the smallest value that the reader cannot rule out, up to ``stop``."""
        return self._moved(place, +1, stop) + self._moved(place, -1, stop)

    def _moved(self, place, way, stop):
        table = [list(line) for line in self.truth]
        steps = 0
        while steps < stop and table[place[0]][place[1]] + way >= 0 and (ring := self._ring(table, place, way)):
            for (row, column), change in ring:
                table[row][column] += change
            steps += 1
        return steps

    def _sign(self, cell):
        return -1 if (cell[0] == self.last[0]) != (cell[1] == self.last[1]) else 1

    def _ring(self, table, place, way):
        """The shortest, breadth first over (cell, change, whether the next cell is in its row); cells with changes."""
        first = (place, way, True)
        came = {first: None}
        waiting = [first]
        for state in waiting:
            cell, change, in_row = state
            line = 0 if in_row else 1
            for other in self.hidden:
                turned = -change * self._sign(cell) * self._sign(other)
                after = (other, turned, not in_row)
                if other in (cell, place) or other[line] != cell[line] or after in came:
                    continue
                if table[other[0]][other[1]] + turned < 0:
                    continue
                came[after] = state
                if in_row and other[1] == place[1]:
                    return self._back(came, after)
                waiting.append(after)
        return None

    def _back(self, came, state):
        ring = []
        while state is not None:
            ring.append((state[0], state[1]))
            state = came[state]
        return ring


def random_table(pick):
    rows, columns = pick.randint(2, 9), pick.randint(2, 8)
    scale = pick.choice([2, 6, 12, 40, 150])
    counts = [
        [0 if pick.random() < 0.35 else int(pick.expovariate(1 / scale)) for _ in range(columns)] for _ in range(rows)
    ]
    filled = [(row, column) for row in range(rows) for column in range(columns) if counts[row][column]]
    return cells(counts, pick.choice(filled) if filled and pick.random() < 0.3 else None)


def test_from_all_that_is_published_each_hidden_cell_may_have_ten_values_or_more_pr51():
    seen = Counter()
    for seed in range(ROUNDS):
        pick = random.Random(seed)
        table = random_table(pick)
        rules = Rules(threshold=pick.choice([5, 10, 10, 15]))
        protected = protect(table, rules)
        truth = [[cell.people for cell in line] for line in protected.cells]
        reader = Reader(published(protected), truth)
        for place in protected.hidden:
            width = reader.interval(place, rules.threshold)
            assert width >= rules.threshold, (seed, place, width, published(protected))
        for row, line in enumerate(protected.cells):
            for column, cell in enumerate(line):
                seen["hidden" if protected.is_hidden(row, column) else "shown" if cell.people else "zero"] += 1
                seen["small"] += cell.is_too_small(rules)
                assert protected.is_hidden(row, column) or not cell.is_too_small(rules)
    assert seen["hidden"] > seen["small"] > 0
    assert seen["shown"] > 0
    FIGURES.append(
        f"small numbers: {ROUNDS} tables, {seen['hidden']} hidden cells ({seen['small']} too small), "
        f"{seen['shown']} shown, {seen['zero']} empty; 0 narrower than the threshold"
    )


def solutions(view, largest):
    """Every table of whole numbers up to ``largest`` that agrees with what is published: the plain way."""
    rows, columns = len(view) - 1, len(view[0]) - 1
    places = list(itertools.product(range(rows), range(columns)))
    choices = [range(largest + 1) if view[row][column] is None else [view[row][column]] for row, column in places]
    for numbers in itertools.product(*choices):
        table = [list(numbers[row * columns : (row + 1) * columns]) for row in range(rows)]
        table = [[*line, sum(line)] for line in table]
        table.append([sum(line[column] for line in table) for column in range(columns + 1)])
        if all(
            seen in (None, made)
            for line, shown in zip(table, view, strict=True)
            for made, seen in zip(line, shown, strict=True)
        ):
            yield table


@pytest.mark.parametrize("seed", range(12))
def test_the_bounds_are_those_of_trying_every_table_pr04(seed):
    """The flow, the rings of the reader, and trying everything give the same bounds, whatever cells are hidden."""
    pick = random.Random(seed)
    rows, columns = pick.choice([(2, 2), (2, 3), (3, 2)])
    inner = [[pick.choice([0, 1, 2, 3]) for _ in range(columns)] for _ in range(rows)]
    truth = [[*line, sum(line)] for line in inner]
    truth.append([sum(line[column] for line in truth) for column in range(columns + 1)])
    places = list(itertools.product(range(rows + 1), range(columns + 1)))
    totals_known = [(row, column) for row, column in places if row < rows and column < columns] + [(0, columns)]
    hidden = {place for place in totals_known if pick.random() < 0.7}
    view = [
        [None if (row, column) in hidden else truth[row][column] for column in range(columns + 1)]
        for row in range(rows + 1)
    ]
    largest = sum(map(sum, inner))
    found = list(solutions(view, min(largest, 8)))
    for row, column in hidden:
        low, high = Net(truth, hidden).bounds((row, column))
        values = [table[row][column] for table in found]
        if largest <= 8:
            assert (low, high) == (min(values), max(values))
            assert Reader(view, truth).interval((row, column), 100) == high - low


def test_zeros_may_be_read_and_nothing_tells_small_cells_from_the_others():
    protected = protect(cells([[0, 3, 20], [15, 30, 25], [12, 18, 22]]))
    assert not protected.is_hidden(0, 0)
    assert protected.people(0, 0) == 0
    assert protected.is_hidden(0, 1)
    assert len(protected.hidden) >= 4
    assert {protected.people(row, column) for row, column in protected.hidden} == {None}


def test_a_table_of_few_people_tells_nothing_at_all():
    protected = protect(cells([[3, 0], [0, 4]]))
    assert protected.hidden == {(0, 0), (0, 2), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)}


def test_one_person_with_more_than_half_of_the_amount_hides_the_cell_and_its_total():
    plain = protect(cells([[40, 50], [60, 30]]))
    assert not plain.hidden
    dominated = protect(cells([[40, 50], [60, 30]], biggest=(0, 0)))
    assert dominated.is_hidden(0, 0)
    assert len(dominated.hidden) >= 4


def test_what_is_shown_is_a_multiple_of_five():
    protected = protect(cells([[12, 13], [41, 88]]))
    assert [protected.people(0, column) for column in range(3)] == [10, 15, 25]


def test_an_empty_table_has_nothing_to_hide():
    assert not protect([]).hidden
    assert not protect(cells([[0, 0], [0, 0]])).hidden


@pytest.mark.parametrize(("part", "whole", "shown"), [(10, 20, 50), (9, 40, None), (31, 40, None), (40, 40, None),
                                                      (0, 40, None), (0, 0, None), (11, 33, 33)])  # fmt: skip
def test_a_share_needs_enough_people_on_both_sides(part, whole, shown):
    assert shown_share(part, whole, Rules()) == shown


def test_shares_by_row_leave_ten_values_for_each_row_without_one_pr51():
    """The reader knows every person of a row with a share, the public wholes, and all together when that is shown."""
    seen = Counter()
    for seed in range(ROUNDS):
        pick = random.Random(seed)
        wholes = [pick.choice([0, 3, 9, 14, 30, 60, 200]) + pick.randrange(3) for _ in range(pick.randint(1, 6))]
        parts = [(min(whole, pick.choice([0, 2, whole // 2, whole])), whole) for whole in wholes]
        people = protect([[Cell(whole)] for whole in wholes])  # the table in which the wholes stand
        is_of_people = pick.random() < 0.7
        public = [is_of_people and not people.is_hidden(row, 1) for row in range(len(wholes) + 1)]
        *shown, together = shown_shares(parts, Rules())
        filled = [position for position, whole in enumerate(wholes) if whole]
        truth = [[part, whole - part, whole] for part, whole in (parts[position] for position in filled)]
        truth.append([sum(line[column] for line in truth) for column in range(3)])
        known = [shown[position] is not None for position in filled] + [together is not None]
        stands = [public[position] for position in filled] + [public[-1]]
        view = [
            [*(line[:2] if whole_row else (None, None)), line[2] if whole_row or is_public else None]
            for line, whole_row, is_public in zip(truth, known, stands, strict=True)
        ]
        reader = Reader(view, truth)
        for row, position in enumerate(filled):
            part, whole = parts[position]
            if shown[position] is None:
                assert reader.interval((row, 0), 10) >= 10, (seed, parts, public, shown, together)
            else:
                assert min(part, whole - part) >= 10
            seen["hidden" if shown[position] is None else "shown"] += 1
        seen["together"] += together is not None
    assert min(seen.values()) > 0
    assert len(seen) == 3


def test_the_share_of_whom_nothing_is_known_does_not_give_the_others_away():
    assert shown_unknown(20, 15, 25, Rules()) == 42
    assert shown_unknown(20, 30, 0, Rules()) == 0
    assert shown_unknown(20, 4, 26, Rules()) is None  # the four would be what is left
    assert shown_unknown(4, 30, 26, Rules()) is None
