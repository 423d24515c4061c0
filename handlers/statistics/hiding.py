"""Groups of one to four are hidden, and so much more that nobody can work them out from what is shown.

A table is rows and columns with their totals. Hiding the small cells is not enough: a single hidden cell is
what its row's total leaves. So for every hidden small cell there has to be another table, just as true for
who reads what is shown, in which that cell is five or more. It is found as a way through the table: the cell
goes up, another of its row goes down, that one's column is made up for, and so on back to where it began.
What stands on the cheapest such way is hidden too.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

SMALLEST = 5
"""The smallest group that is shown. No group at all, 0, is shown too."""
Total = Literal["shown", "public", "absent"]
"""shown: a part of the table, hidden where that is needed. public: known from elsewhere, and cannot be
hidden. absent: told nowhere."""
_COST_OF_ZERO, _COST, _COST_OF_TOTAL, _COST_OF_ALL = 1_500, 1_000, 30_000, 100_000
"""What it costs to hide a cell, beside its own number: the fewest and the smallest are hidden."""
Place = tuple[int, int]


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST


@dataclass(frozen=True)
class Shown:
    """A table as it may be shown. None: hidden, or not a part of it."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


NOTHING = Shown((), (), (), None)


def protect(
    cells: Sequence[Sequence[int]],
    row_totals: Total = "shown",
    column_totals: Total = "shown",
    total: Total = "shown",
) -> Shown | None:
    """None: the groups are so few that the table is to be left out.

    Raises ValueError for rows of different lengths."""
    if not cells or not cells[0]:
        return NOTHING
    table = _Table(cells, row_totals, column_totals, total)
    for place in table.small():
        way = table.way_around(place)
        if way is None:
            return None
        table.hidden.update(way)
    return table.shown()


def protect_list(numbers: Sequence[int], total: Total = "shown") -> Shown | None:
    """A row of groups with their total."""
    return protect([numbers], total, "absent", "absent")


class _Table:
    """With a row and a column of totals. Every total is kept as a number below zero (and the total of
    totals above it), so that every row and every column comes to nothing."""

    def __init__(self, cells: Sequence[Sequence[int]], rows: Total, columns: Total, total: Total) -> None:
        if len({len(row) for row in cells}) != 1:
            raise ValueError("rows of different lengths")
        with_totals = [[*row, sum(row)] for row in cells]
        self.numbers: list[list[int]] = [
            *with_totals,
            [sum(column) for column in zip(*with_totals, strict=True)],
        ]
        self.last_row, self.last_column = len(cells), len(cells[0])
        self._modes = {(0, 1): rows, (1, 0): columns, (1, 1): total}
        self.hidden = {place for place in self._places() if self._mode(place) == "absent"}
        self._small = [
            place
            for place in self._places()
            if is_small(self._number(place)) and self._mode(place) == "shown"
        ]
        self.hidden.update(self._small)

    def small(self) -> list[Place]:
        return self._small

    def way_around(self, place: Place) -> list[Place] | None:
        """The cheapest way from the cell's row to its column: rows to columns the other way than the cell
        itself moves, columns to rows the same way. None: there is none."""
        by = SMALLEST - self._number(place)
        up = not self._is_below_zero(place)
        begin, end = ("row", place[0]), ("column", place[1])
        waiting: list[tuple[int, tuple[str, int], tuple[Place, ...]]] = [(0, begin, ())]
        done = set()
        while waiting:
            cost, node, way = heapq.heappop(waiting)
            if node == end:
                return list(way)
            if node in done:
                continue
            done.add(node)
            for other, cell in self._from(node):
                moves_up = up if node[0] == "column" else not up
                if cell != place and other not in done and self._can_move(cell, moves_up, by):
                    heapq.heappush(waiting, (cost + self._cost(cell), other, (*way, cell)))
        return None

    def shown(self) -> Shown:
        rows, columns = range(self.last_row), range(self.last_column)
        return Shown(
            tuple(tuple(self._told((row, column)) for column in columns) for row in rows),
            tuple(self._told((row, self.last_column)) for row in rows),
            tuple(self._told((self.last_row, column)) for column in columns),
            self._told((self.last_row, self.last_column)),
        )

    def _told(self, place: Place) -> int | None:
        return None if place in self.hidden else self._number(place)

    def _from(self, node: tuple[str, int]) -> Iterator[tuple[tuple[str, int], Place]]:
        kind, number = node
        if kind == "row":
            yield from ((("column", column), (number, column)) for column in range(self.last_column + 1))
        else:
            yield from ((("row", row), (row, number)) for row in range(self.last_row + 1))

    def _can_move(self, place: Place, up: bool, by: int) -> bool:
        """A hidden number is thought to be at least one, since nought is shown."""
        if self._mode(place) == "public":
            return False
        return up != self._is_below_zero(place) or self._number(place) - by >= 1

    def _cost(self, place: Place) -> int:
        if place in self.hidden:
            return 0
        number = self._number(place)
        base = _COST if number else _COST_OF_ZERO
        totals = (place[0] == self.last_row) + (place[1] == self.last_column)
        return (base, _COST_OF_TOTAL, _COST_OF_ALL)[totals] + min(number, 400)

    def _number(self, place: Place) -> int:
        return self.numbers[place[0]][place[1]]

    def _is_below_zero(self, place: Place) -> bool:
        return (place[0] == self.last_row) != (place[1] == self.last_column)

    def _mode(self, place: Place) -> Total:
        return self._modes.get((int(place[0] == self.last_row), int(place[1] == self.last_column)), "shown")

    def _places(self) -> Iterator[Place]:
        for row in range(self.last_row + 1):
            yield from ((row, column) for column in range(self.last_column + 1))
