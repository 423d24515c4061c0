"""No table that is shown lets anybody work out a group of one to four: tried by trying to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from handlers.statistics.hiding import SMALLEST, Shown, is_small, protect, protect_list

Table = list[list[int]]
NUMBERS = st.one_of(st.integers(0, 9), st.sampled_from((0, 0, 1, 4, 5, 12)))
TABLES = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(NUMBERS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def _every(shown: Shown) -> Iterator[int | None]:
    for row in shown.cells:
        yield from row
    yield from (*shown.row_totals, *shown.column_totals, shown.total)


def _others(shown: Shown, cells: Table, by: int) -> Iterator[Table]:
    """Tables that look the same as this one when they are shown, with hidden numbers that are `by` more or
    fewer, or the same. One of them is enough: whoever reads cannot tell it from the true one."""

    def filled(rows: Table, left: tuple[int | None, ...]) -> Iterator[Table]:
        at = len(rows)
        if at == len(cells):
            if not any(left) and shown.total in (None, sum(map(sum, rows))):
                yield rows
            return
        for row in product(*(_ways(*one, by) for one in zip(shown.cells[at], cells[at], strict=True))):
            if shown.row_totals[at] in (None, sum(row)):
                rest = tuple(None if one is None else one - here for one, here in zip(left, row, strict=True))
                if all(one is None or one >= 0 for one in rest):
                    yield from filled([*rows, list(row)], rest)

    return filled([], shown.column_totals)


def _ways(told: int | None, number: int, by: int) -> list[int]:
    """A reader takes a hidden number for one or more: nought is shown, but where it hides another."""
    others = () if told is not None else (number + by, number - by)
    return [number, *(one for one in others if one > 0)]


def _can_be(shown: Shown, cells: Table, row: int, column: int) -> bool:
    """Whether that cell could just as well be five."""
    by = SMALLEST - cells[row][column]
    return any(table[row][column] == SMALLEST for table in _others(shown, cells, by))


@given(TABLES)
def test_no_group_of_one_to_four_is_shown_or_can_be_worked_out(cells: list[list[int]]) -> None:
    shown = protect(cells)
    assert shown is not None, "with totals that may be hidden there is always a way"
    assert not any(is_small(number) for number in _every(shown) if number is not None)
    for row, numbers in enumerate(cells):
        for column, number in enumerate(numbers):
            if is_small(number):
                assert _can_be(shown, cells, row, column)


@given(TABLES)
def test_small_totals_cannot_be_worked_out_either(cells: list[list[int]]) -> None:
    """From the cells of the row, or from the other totals."""
    shown = protect(cells)
    assert shown is not None
    for row, numbers in enumerate(cells):
        if is_small(sum(numbers)):
            assert shown.row_totals[row] is None
            by = SMALLEST - sum(numbers)
            assert any(sum(table[row]) == SMALLEST for table in _others(shown, cells, by))
    if is_small(sum(map(sum, cells))):
        by = SMALLEST - sum(map(sum, cells))
        assert any(sum(map(sum, table)) == SMALLEST for table in _others(shown, cells, by))


@given(TABLES)
def test_what_is_shown_is_true(cells: list[list[int]]) -> None:
    shown = protect(cells)
    assert shown is not None
    for numbers, told in zip(cells, shown.cells, strict=True):
        assert all(one in (None, number) for number, one in zip(numbers, told, strict=True))
    assert shown.total in (None, sum(map(sum, cells)))


@given(TABLES)
def test_a_table_without_small_groups_is_shown_whole(cells: list[list[int]]) -> None:
    large = [[number * SMALLEST for number in row] for row in cells]
    shown = protect(large)
    assert shown is not None
    assert [list(row) for row in shown.cells] == large
    assert None not in _every(shown)


@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_a_list_whose_total_is_known_from_elsewhere_gives_nothing_away(numbers: list[int]) -> None:
    shown = protect_list(numbers, "public")
    if shown is None:
        assert any(is_small(number) for number in numbers)
        return
    known = Shown(shown.cells, (sum(numbers),), tuple(None for _ in numbers), None)
    for place, number in enumerate(numbers):
        if is_small(number):
            assert shown.cells[0][place] is None
            assert _can_be(known, [numbers], 0, place)


def test_no_more_is_hidden_than_is_needed() -> None:
    shown = protect_list([3, 40, 9])
    assert shown is not None
    assert (shown.cells, shown.row_totals) == (((None, 40, None),), (52,))


def test_the_cell_that_a_hidden_one_could_be_counted_from_is_hidden_in_both_directions() -> None:
    shown = protect([[2, 20], [30, 40]])
    assert shown is not None
    assert shown.cells == ((None, None), (None, None))
    assert (shown.row_totals, shown.column_totals, shown.total) == ((22, 70), (32, 60), 92)


def test_too_few_in_all_to_be_shown_at_all() -> None:
    assert protect_list([3, 2], "public") is None
    assert protect([]) is not None
