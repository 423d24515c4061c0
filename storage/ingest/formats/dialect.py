"""How a text file is written: its separator and its headings, both seen from the heading row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from storage.ingest.formats.raw import tidy
from storage.ingest.frames import FileError

SEPARATORS = ";,\t"
_MOST_COLUMNS = 200
_LONGEST_HEAD = 100_000
"""Characters in which the heading row must be found."""
_NAMES = {";": "semikolon", ",": "komma", "\t": "tabb"}


@dataclass(frozen=True)
class Dialect:
    """headings: trimmed. heading_row: its line number; rows begin on the line after."""

    separator: str
    headings: tuple[str, ...]
    heading_row: int

    @property
    def separator_name(self) -> str:
        return _NAMES[self.separator]


def dialect_of(
    block: str, place: str, known: frozenset[str], separator: str | None, heading_row: int | None
) -> Dialect:
    """The separator that gives most `known` headings (tidy), unless told. Raises FileError."""
    told, first_line = _told_separator(block)
    line, row = _heading_line(block, max(heading_row or 1, first_line))
    if line.count('"') % 2:
        raise FileError(
            place,
            "ett citattecken i rubrikraden stängs aldrig",
            row=row,
            expected="rubriker på en och samma rad",
        )
    readings = [Dialect(one, _cells(line, one, row, place), row) for one in separator or told or SEPARATORS]
    best = max(readings, key=lambda one: (_known(one, known), len(one.headings)))
    if len(best.headings) > _MOST_COLUMNS:
        raise FileError(
            place, f"fler än {_MOST_COLUMNS} kolumner", row=row, expected="en rubrik för varje kolumn"
        )
    return best


def _known(dialect: Dialect, known: frozenset[str]) -> int:
    return sum(tidy(heading) in known for heading in dialect.headings)


def _told_separator(block: str) -> tuple[str | None, int]:
    """Excel may write the separator on a line of its own, `sep=;`. And the first line to look at."""
    line = block.split("\n", 1)[0].strip(' \r"').lower()
    if line.startswith("sep=") and len(line) == 5 and line[4] in SEPARATORS:
        return line[4], 2
    return None, 1


def _heading_line(block: str, first: int) -> tuple[str, int]:
    """The first line from `first` on that says something, and its number."""
    for row, line in _lines(block[:_LONGEST_HEAD]):
        if row >= first and line.strip(SEPARATORS + ' "'):
            return line, row
    return "", first


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.split("\n"), start=1)


def _cells(line: str, separator: str, row: int, place: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        raise FileError(place, "en rubrik är alldeles för lång", row=row) from None
    return tuple(cell.strip() for cell in cells)
