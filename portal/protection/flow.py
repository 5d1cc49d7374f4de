"""What the totals of a table leave possible for a hidden cell, exactly.

Rows and columns are nodes and hidden cells are edges between them. Every other table with the same readable cells is
this one plus a circulation over hidden edges, so the largest rise and fall of a cell are maximum flows, and whole ones
(the matrix of a two-way table with totals is totally unimodular; Cox 1980, Castro 2012). Totals run the other way.
"""

import heapq
from collections.abc import Iterator, Sequence

Place = tuple[int, int]
ENDLESS = 10**9  # more than any number of people


class Net:
    """People by row and column, totals last; ``hidden`` are the places whose number is not known."""

    def __init__(self, people: Sequence[Sequence[int]], hidden: set[Place]) -> None:
        self.people = people
        self.hidden = set(hidden)
        self.last_row, self.last_column = len(people) - 1, len(people[0]) - 1

    def width(self, place: Place, *, enough: int = ENDLESS) -> int:
        """Difference of the largest and the smallest number that fits; counts no further than ``enough``."""
        rise = self._flow(place, rises=True, limit=enough)
        if rise >= enough:
            return rise
        return rise + self._flow(place, rises=False, limit=enough - rise)

    def bounds(self, place: Place) -> tuple[int, int | None]:
        """The smallest and largest number that fit with everything readable; None: there is no largest."""
        here = self.people[place[0]][place[1]]
        rise = self._flow(place, rises=True, limit=ENDLESS)
        return here - self._flow(place, rises=False, limit=ENDLESS), None if rise >= ENDLESS else here + rise

    def is_turned(self, place: Place) -> bool:
        """A total of one row or one column: it grows where its cells do."""
        return (place[0] == self.last_row) != (place[1] == self.last_column)

    def ends(self, place: Place, *, rises: bool) -> tuple[int, int]:
        """Where a flow that returns to ``place`` begins and ends: nodes are rows, and columns after them."""
        row, column = place[0], len(self.people) + place[1]
        return (column, row) if rises != self.is_turned(place) else (row, column)

    def room(self, place: Place, *, from_row: bool) -> int:
        """How much may go over this edge; a number of people does not fall below 0."""
        grows = from_row != self.is_turned(place)
        return ENDLESS if grows else self.people[place[0]][place[1]]

    def steps(self, node: int) -> Iterator[tuple[int, Place, bool]]:
        """Each edge at a node: the other end, the cell, and whether it is gone along from its row."""
        rows = len(self.people)
        if node < rows:
            for column in range(self.last_column + 1):
                yield rows + column, (node, column), True
        else:
            for row in range(rows):
                yield row, (row, node - rows), False

    def left_after(self, place: Place, *, rises: bool, limit: int) -> tuple[int, dict[Place, int]]:
        """The largest flow back to ``place``, and how much of it goes over each edge (negative: from its column)."""
        start, end = self.ends(place, rises=rises)
        if not rises:
            limit = min(limit, self.people[place[0]][place[1]])
        carried: dict[Place, int] = {}
        total = 0
        while total < limit:
            way = self._augmenting(place, start, end, carried)
            if way is None:
                break
            more = min(limit - total, *(self.residual(cell, carried, from_row=down) for cell, down in way))
            for cell, down in way:
                carried[cell] = carried.get(cell, 0) + (more if down else -more)
            total += more
        return total, carried

    def residual(self, cell: Place, carried: dict[Place, int], *, from_row: bool) -> int:
        gone = carried.get(cell, 0)
        return self.room(cell, from_row=from_row) - (gone if from_row else -gone)

    def _flow(self, place: Place, *, rises: bool, limit: int) -> int:
        return self.left_after(place, rises=rises, limit=limit)[0]

    def _augmenting(
        self, place: Place, start: int, end: int, carried: dict[Place, int]
    ) -> list[tuple[Place, bool]] | None:
        came: dict[int, tuple[int, Place, bool] | None] = {start: None}
        front = [start]
        for node in front:
            for other, cell, down in self.steps(node):
                if other in came or cell == place or cell not in self.hidden:
                    continue
                if self.residual(cell, carried, from_row=down) <= 0:
                    continue
                came[other] = (node, cell, down)
                if other == end:
                    return _walked(came, end)
                front.append(other)
        return None


def cheapest_way(net: Net, place: Place, wanted: int) -> list[Place]:
    """Readable cells to hide, of the fewest people, so that ``place`` may rise by ``wanted`` more.

    There is always one: with its totals a cell may rise without end. Zeros are never hidden, because that nobody is
    there may be known from elsewhere.
    """
    _total, carried = net.left_after(place, rises=True, limit=ENDLESS)
    start, end = net.ends(place, rises=True)
    best: dict[int, int] = {start: 0}
    came: dict[int, tuple[int, Place, bool] | None] = {start: None}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == end:
            way = [cell for cell, _down in _walked(came, end)]
            return [cell for cell in way if cell not in net.hidden]
        if cost > best[node]:
            continue
        for other, cell, down in net.steps(node):
            if cell == place or net.residual(cell, carried, from_row=down) < wanted:
                continue
            price = _price(net, cell)
            if price is None or cost + price >= best.get(other, ENDLESS):
                continue
            best[other] = cost + price
            came[other] = (node, cell, down)
            heapq.heappush(queue, (best[other], other))
    raise AssertionError(f"no way around {place}")


def _price(net: Net, cell: Place) -> int | None:
    """Hidden cells cost nothing, others their people; a total is worth more than what it adds up."""
    if cell in net.hidden:
        return 0
    people = net.people[cell[0]][cell[1]]
    if not people:
        return None
    is_total = cell[0] == net.last_row or cell[1] == net.last_column
    return people * 3 if is_total else people


def _walked(came: dict[int, tuple[int, Place, bool] | None], end: int) -> list[tuple[Place, bool]]:
    way = []
    step = came[end]
    while step is not None:
        node, cell, down = step
        way.append((cell, down))
        step = came[node]
    return way
