"""What the two systems' reports have in common: cells spread over a page, meant to be looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from storage.ingest.formats.cells import UnfitCell
from storage.ingest.formats.raw import RawRow, tidy
from storage.ingest.frames import FileError

Value = TypeVar("Value")
_CLASS_TITLE = re.compile(r"(?:klass|grupp|undervisningsgrupp) ?: ?(.+)", re.IGNORECASE)
_DAY_WITHIN = re.compile(r"(?<![0-9])([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9])")


def filled(row: RawRow) -> dict[int, str]:
    """The cells that say something, by their place in the row."""
    return {at: cell for at, cell in enumerate(row.cells) if cell}


def class_title(row: RawRow) -> str | None:
    """The class of a row that says "Klass: 7A" and nothing more, in one cell or two."""
    found = _CLASS_TITLE.fullmatch(" ".join(filled(row).values()))
    return found[1].strip() if found else None


def day_within(text: str) -> date | None:
    """The first date in a line such as "Utskriftsdatum: 2026-11-20 08:13"."""
    found = _DAY_WITHIN.search(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def places(row: RawRow, names: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Where each heading stands: the first cell that says one of its words."""
    found: dict[str, int] = {}
    for at, cell in filled(row).items():
        word = tidy(cell).removesuffix(":")
        for name, words in names.items():
            if word in words:
                found.setdefault(name, at)
    return found


def cell_at(row: RawRow, at: int | None) -> str:
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def read_cell(
    row: RawRow, at: int | None, heading: str, parse: Callable[[str], Value], expected: str, place: str
) -> Value:
    """Raises FileError, pointing at the row and the heading."""
    text = cell_at(row, at)
    try:
        if not text:
            raise UnfitCell("cellen är tom")
        return parse(text)
    except UnfitCell as reason:
        raise FileError(place, str(reason), row=row.number, column=heading, expected=expected) from None
