"""Reading a file: the one door. What is behind it knows nothing of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from storage.ingest.formats import files, skola24, vklass
from storage.ingest.formats.days import DayReader
from storage.ingest.formats.delimited import read_delimited, read_rows
from storage.ingest.formats.fives import parse_table
from storage.ingest.formats.raw import RawRow, RawTable, tidy
from storage.ingest.formats.tables import Table, tables
from storage.ingest.formats.text_scan import scan_text
from storage.ingest.formats.words import StatusReader
from storage.ingest.formats.workbook import read_workbook, read_workbook_rows
from storage.ingest.frames import FileError, Kind, ParsedFile
from storage.ingest.mapping import ColumnMapping

Format = Literal["auto", "vklass", "skola24"]


def read_file(
    path: Path, *, format: Format = "auto", mapping: ColumnMapping | None = None, today: date
) -> ParsedFile:
    """The whole file, checked. Raises FileError; nothing else, whatever the file holds.

    format: "auto" for the five files of RULES.md, and for any other with a `mapping`; "vklass" and
    "skola24" for those systems' own reports. today: dates may lie at most 400 days after it.
    """
    place = str(path)
    if format == "auto":
        return _read_table(path, place, mapping, today)
    checksum, rows = _rows(path, place)
    if format == "vklass":
        return vklass.parse_report(rows, place, checksum, today)
    return skola24.parse_report(rows, place, checksum, today)


def _read_table(path: Path, place: str, mapping: ColumnMapping | None, today: date) -> ParsedFile:
    known = _tables(mapping, today)
    checksum, raw = _raw_table(path, place, mapping, _headings(known, mapping))
    if mapping:
        raw = mapping.applied(raw)
    return parse_table(raw, known.values(), checksum)


def _tables(mapping: ColumnMapping | None, today: date) -> Mapping[Kind, Table]:
    if mapping is None:
        return tables(DayReader(today), StatusReader({}))
    days = (
        DayReader(today, mapping.day_pattern, mapping.day_form) if mapping.day_pattern else DayReader(today)
    )
    every = tables(days, StatusReader(mapping.statuses))
    return {kind: table for kind, table in every.items() if mapping.kind in (None, kind)}


def _headings(known: Mapping[Kind, Table], mapping: ColumnMapping | None) -> frozenset[str]:
    ours = {tidy(heading) for table in known.values() for heading in table.headings}
    return frozenset(ours | set(mapping.columns if mapping else ()))


def _raw_table(
    path: Path, place: str, mapping: ColumnMapping | None, headings: frozenset[str]
) -> tuple[str, RawTable]:
    heading_row = mapping.heading_row if mapping else None
    if files.sort_of(path, place) is files.Sort.WORKBOOK:
        content = files.all_bytes(path, place)
        sheet = mapping.sheet if mapping else None
        return hashlib.sha256(content).hexdigest(), read_workbook(content, place, sheet, heading_row)
    scan = scan_text(path, place)
    separator = mapping.separator if mapping else None
    return scan.checksum, read_delimited(path, place, scan, headings, separator, heading_row)


def _rows(path: Path, place: str) -> tuple[str, Iterator[RawRow]]:
    if files.sort_of(path, place) is files.Sort.WORKBOOK:
        content = files.all_bytes(path, place)
        return hashlib.sha256(content).hexdigest(), read_workbook_rows(content, place)
    scan = scan_text(path, place)
    return scan.checksum, read_rows(path, place, scan)


__all__ = ["ColumnMapping", "FileError", "Format", "read_file"]
