"""A file before its text means anything: headings and rows of text, with their line numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

ROW = "row"
"""The column with the line number; the file's columns are named "0", "1", …"""


@dataclass(frozen=True)
class RawTable:
    """headings: as written, trimmed. batches: frames of trimmed text (never null) and `row`,
    without blank rows, in the file's order; read once."""

    place: str
    heading_row: int
    headings: tuple[str, ...]
    batches: Iterable[pl.DataFrame]


@dataclass(frozen=True)
class RawRow:
    """One row of a report that has no single heading row: its line number and trimmed cells."""

    number: int
    cells: tuple[str, ...]


def tidy(text: str) -> str:
    """A heading or word as it is compared: trimmed, in lower case, with one kind of blank and of å."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("\ufeff", "").split())


def trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells without blanks around them, without nulls, and without rows in which every cell is empty."""
    texts = pl.exclude(ROW)
    tidy_frame = frame.with_columns(texts.fill_null("").str.strip_chars())
    return tidy_frame.filter(pl.any_horizontal(texts != ""))
