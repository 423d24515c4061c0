"""A raw table whose headings tell what it is, read to the end: one of the five files of RULES.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from storage.ingest.formats.columns import typed
from storage.ingest.formats.headings import recognise
from storage.ingest.formats.raw import RawTable
from storage.ingest.formats.repeats import without_repeats
from storage.ingest.formats.tables import Table
from storage.ingest.frames import FRAMES, FileError, Kind, ParsedFile


def parse_table(raw: RawTable, tables: Iterable[Table], checksum: str) -> ParsedFile:
    """Raises FileError."""
    known = recognise(raw, tables)
    parts = [typed(batch, known, raw.place) for batch in raw.batches if batch.height]
    if not parts:
        raise FileError(
            raw.place,
            "filen har en rubrikrad men inga rader",
            row=raw.heading_row,
            expected="minst en rad under rubrikerna",
            cure="Exportera filen på nytt; är den tom på riktigt behöver den inte läsas in",
        )
    every = pl.concat(parts, rechunk=False)
    kind = known.table.kind
    frame = without_repeats(every, known.table, raw.place).select(FRAMES[kind].keys())
    first, last = _span(frame, kind)
    return ParsedFile(kind, raw.place, checksum, every.height, first, last, frame, known.ignored)


def _span(frame: pl.DataFrame, kind: Kind) -> tuple[date | None, date | None]:
    if kind != Kind.ABSENCE:
        return None, None
    first, last = frame.select(pl.col("day").min().alias("first"), pl.col("day").max().alias("last")).row(0)
    return first, last
