"""Skola24 "Grundrapport frånvaroanmälan" (.xls or CSV): what guardians have announced.

The layout is that of ECOSYSTEM_FACTS.md section 2: titles, then for each announcement name, date from,
date to, time from, time to and who reported it, with an empty column between (0, 2, 4, 6, 8, 10). No
times mean the whole day. A pupil's long name may go on in the row below; the same announcement may
stand twice; rows that Skola24 marks as invalid absence are a teacher's note and no announcement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from storage.ingest.formats.amounts import CLOCK, MINUTES_A_DAY, parse_clock
from storage.ingest.formats.days import DayReader
from storage.ingest.formats.grid import cell_at, class_title, filled, places, read_cell
from storage.ingest.formats.raw import RawRow
from storage.ingest.frames import ANNOUNCEMENTS, FileError, Kind, ParsedFile

_HEADINGS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"namn", "elev", "elevens namn"}),
    "civic": frozenset({"personnr", "personnummer"}),
    "class_name": frozenset({"klass", "grupp"}),
    "from_day": frozenset(
        {"datum från", "från datum", "fr.o.m.", "fr o m", "from", "startdatum", "från och med"}
    ),
    "to_day": frozenset({"datum till", "till datum", "t.o.m.", "t o m", "tom", "slutdatum", "till och med"}),
    "from_min": frozenset({"tid från", "från tid", "från kl", "från kl.", "starttid", "klockan från"}),
    "to_min": frozenset({"tid till", "till tid", "till kl", "till kl.", "sluttid", "klockan till"}),
}
_FIXED: Mapping[str, int] = {"from_day": 2, "to_day": 4, "from_min": 6, "to_min": 8}
"""How far to the right of the name each stands, when the headings do not say."""
_NOT_ANNOUNCED = "ogiltig"
_EXPORT = "Exportera rapporten ”Grundrapport frånvaroanmälan” ur Skola24 på nytt, som Excel eller CSV"


@dataclass
class _Report:
    """What has been read so far."""

    days: DayReader
    place: str
    class_name: str | None = None
    columns: Mapping[str, int] | None = None
    found: list[dict[str, object]] = field(default_factory=list)


def parse_report(rows: Iterable[RawRow], place: str, checksum: str, today: date) -> ParsedFile:
    """Raises FileError."""
    report = _Report(DayReader(today), place)
    for row in rows:
        _take(report, row)
    if report.columns is None:
        raise FileError(
            place, "rapportens rubriker finns inte", expected="en rad med rubriken Namn", cure=_EXPORT
        )
    if not report.found:
        raise FileError(place, "rapporten har inga anmälningar", expected="minst en anmälan", cure=_EXPORT)
    every = pl.DataFrame(report.found, schema=dict(ANNOUNCEMENTS))
    content = [name for name in every.columns if name != "row"]
    frame = every.unique(subset=content, keep="first", maintain_order=True)
    first, last = frame.select(pl.col("from_day").min(), pl.col("to_day").max()).row(0)
    return ParsedFile(Kind.ANNOUNCEMENTS, place, checksum, every.height, first, last, frame)


def _take(report: _Report, row: RawRow) -> None:
    cells = filled(row)
    columns = places(row, _HEADINGS)
    if "name" in columns and len(cells) > 2:
        report.columns = _complete(columns)
    elif len(cells) <= 1 or class_title(row):
        _take_single(report, row, "".join(cells.values()))
    elif report.columns is not None and not any(_NOT_ANNOUNCED in cell.lower() for cell in cells.values()):
        _take_announcement(report, row, report.columns)


def _complete(columns: Mapping[str, int]) -> Mapping[str, int]:
    if {"from_day", "to_day"} <= columns.keys():
        return columns
    return {**{name: columns["name"] + right for name, right in _FIXED.items()}, **columns}


def _take_single(report: _Report, row: RawRow, text: str) -> None:
    """A class's title, the rest of a long name, or a line of text. Only the first two mean something."""
    title = class_title(row)
    if title:
        report.class_name = title
    elif report.found and text and str(report.found[-1]["name"] or "").endswith(","):
        report.found[-1]["name"] = f"{report.found[-1]['name']} {text}"


def _take_announcement(report: _Report, row: RawRow, columns: Mapping[str, int]) -> None:
    name, civic = cell_at(row, columns.get("name")), cell_at(row, columns.get("civic"))
    if name.endswith(":") or not any(cell_at(row, columns.get(column)) for column in _FIXED):
        return  # a line of the page, such as "Från och med : 2026-11-20"
    if not (name or civic):
        raise FileError(
            report.place,
            "raden saknar elev",
            row=row.number,
            column="Namn",
            expected="ett namn",
            cure=_EXPORT,
        )
    expected = report.days.cell.expected
    first, last = (
        read_cell(row, columns.get(end), heading, report.days.parse, expected, report.place)
        for end, heading in (("from_day", "Datum från"), ("to_day", "Datum till"))
    )
    start = _clock(report, row, columns.get("from_min"), "Tid från", 0)
    end = _clock(report, row, columns.get("to_min"), "Tid till", MINUTES_A_DAY)
    _refuse_backwards(report, row, (first, start), (last, end))
    report.found.append(
        {
            "row": row.number,
            "civic": civic or None,
            "name": name or None,
            "class_name": cell_at(row, columns.get("class_name")) or report.class_name,
            "from_day": first,
            "to_day": last,
            "from_min": start,
            "to_min": end,
        }
    )


def _clock(report: _Report, row: RawRow, at: int | None, heading: str, whole_day: int) -> int:
    if not cell_at(row, at):
        return whole_day
    return read_cell(row, at, heading, parse_clock, CLOCK.expected, report.place)


def _refuse_backwards(report: _Report, row: RawRow, start: tuple[date, int], end: tuple[date, int]) -> None:
    if start < end:
        return
    heading = "Datum till" if end[0] < start[0] else "Tid till"
    raise FileError(
        report.place,
        "anmälan slutar innan den börjar",
        row=row.number,
        column=heading,
        expected="ett slut efter början",
        cure=_EXPORT,
    )
