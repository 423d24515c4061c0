"""Text files with a separator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from storage.ingest.formats.blocks import text_blocks
from storage.ingest.formats.dialect import SEPARATORS, Dialect, dialect_of
from storage.ingest.formats.lines import records, split_lines
from storage.ingest.formats.raw import RawRow, RawTable, trimmed
from storage.ingest.formats.text_scan import TextScan


def read_delimited(
    path: Path,
    place: str,
    scan: TextScan,
    known: frozenset[str],
    separator: str | None = None,
    heading_row: int | None = None,
) -> RawTable:
    """known: headings (tidy) that tell the separator. Raises FileError, also while batches are read."""
    blocks = text_blocks(path, place, scan)
    first = next(blocks)
    dialect = dialect_of(first, place, known, separator, heading_row)
    return RawTable(place, dialect.heading_row, dialect.headings, _batches(first, blocks, place, dialect))


def _batches(first: str, blocks: Iterator[str], place: str, dialect: Dialect) -> Iterator[pl.DataFrame]:
    row = dialect.heading_row + 1
    lines = first.split("\n", dialect.heading_row)
    text: str | None = lines[-1] if len(lines) > dialect.heading_row else ""
    while text is not None:
        if text:
            yield trimmed(split_lines(text, row, place, dialect))
        row += text.count("\n")
        text = next(blocks, None)


def read_rows(path: Path, place: str, scan: TextScan) -> Iterator[RawRow]:
    """The rows of a report: no common heading, any number of cells. Raises FileError."""
    row, separator = 1, ""
    for text in text_blocks(path, place, scan):
        separator = separator or max(SEPARATORS, key=text.count)
        for number, cells in records(text, separator, row, place, strict=False):
            yield RawRow(number, tuple(cell.strip() for cell in cells))
        row += text.count("\n")
