"""What one cell may say, and what it then means. A parser takes trimmed text, never empty.

Every refusal describes what is wrong without repeating it: a cell may hold a child's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from storage.ingest.frames import ColumnType

LONGEST_CELL = 2_000
"""Characters. Longer is a broken file, not a name."""


class UnfitCell(Exception):
    """The cell is refused. Its text says what was found, without repeating it."""


@dataclass(frozen=True)
class CellType:
    """What a cell may be: how it is read, its column's type, and what a message says is expected.

    `empty`: the value of an empty cell; a cell of a type without one must be filled in.
    """

    parse: Callable[[str], object]
    dtype: ColumnType
    expected: str
    may_be_empty: bool = False
    empty: object = None

    def or_empty(self, value: object = None) -> CellType:
        """The same, but the cell may be empty and is then `value`."""
        return CellType(self.parse, self.dtype, self.expected, True, value)

    def value(self, text: str) -> object:
        """Raises UnfitCell."""
        if not text and self.may_be_empty:
            return self.empty
        if not text:
            raise UnfitCell("cellen är tom")
        if len(text) > LONGEST_CELL:
            raise UnfitCell(f"cellen är längre än {LONGEST_CELL} tecken")
        return self.parse(text)


def _as_written(text: str) -> str:
    return text


TEXT = CellType(_as_written, pl.String, "en text")
OPTIONAL_TEXT = TEXT.or_empty("")
