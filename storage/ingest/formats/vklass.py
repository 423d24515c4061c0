"""Vklass "Frånvarorapport skola" (.xls or CSV): sums over a period, for each pupil in each class.

The layout is that of ECOSYSTEM_FACTS.md section 2: a line "Utskriftsdatum: …", titles, then for each
class "Klass: 1A", a heading row (Namn, Personnr, Undv. tid, Lekt., N min, GF min, F min, N %, …) and
its pupils, with blank rows and columns here and there. Sums tell no single lesson: they fire nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from storage.ingest.formats.cells import UnfitCell
from storage.ingest.formats.days import DayReader
from storage.ingest.formats.grid import cell_at, class_title, day_within, filled, places, read_cell
from storage.ingest.formats.raw import RawRow, tidy
from storage.ingest.frames import PERIOD_FIGURES, FileError, Kind, ParsedFile

_HEADINGS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"namn"}),
    "civic": frozenset({"personnr", "personnummer"}),
    "offered": frozenset({"undv. tid", "undv tid", "undv.tid"}),
    "present": frozenset({"n min"}),
    "valid": frozenset({"gf min"}),
    "invalid": frozenset({"f min"}),
}
_SUMS: Mapping[str, str] = {
    "present": "N min",
    "valid": "GF min",
    "invalid": "F min",
    "offered": "Undv. tid",
}
_SUM_LINES = frozenset({"summa", "totalt", "total", "medel", "medelvärde", "snitt"})
_HOURS = re.compile(r"([0-9]{1,5}):([0-5][0-9])")
_MINUTES = re.compile(r"([0-9]{1,7})(?:[.,]0+)?")
_EXPECTED = "minuter, ett helt tal"
_EXPORT = "Exportera rapporten ”Frånvarorapport skola” ur Vklass på nytt, som Excel eller CSV"


@dataclass
class _Place:
    """Where in the report we are: the class and the headings that hold for the rows below."""

    printed_on: date
    class_name: str | None = None
    columns: Mapping[str, int] | None = None


def parse_report(rows: Iterable[RawRow], place: str, checksum: str, today: date) -> ParsedFile:
    """Raises FileError."""
    here = _Place(printed_on=today)
    found: list[dict[str, object]] = []
    for row in rows:
        if not _moved(here, row, place, today) and (figures := _pupil(here, row, place)):
            found.append(figures)
    if here.columns is None:
        raise FileError(
            place,
            "rapportens rubriker finns inte",
            expected="kolumnerna Namn, Personnr, " + ", ".join(_SUMS.values()),
            cure=_EXPORT,
        )
    if not found:
        raise FileError(place, "rapporten har inga elever", expected="minst en elev", cure=_EXPORT)
    frame = _without_repeats(pl.DataFrame(found, schema=dict(PERIOD_FIGURES)), place)
    return ParsedFile(Kind.PERIOD_FIGURES, place, checksum, len(found), None, None, frame)


def _moved(here: _Place, row: RawRow, place: str, today: date) -> bool:
    """Whether the row is one of the report's own: its date, a class, or headings."""
    if title := class_title(row):
        here.class_name = title
        return True
    columns = places(row, _HEADINGS)
    if {"name", "civic"} & columns.keys() and {"present", "valid", "invalid"} & columns.keys():
        here.columns = _complete(columns, row, place)
        return True
    text = " ".join(filled(row).values())
    if text.lower().startswith("utskriftsdatum"):
        here.printed_on = _printed(text, row, place, today)
        return True
    return here.columns is None


def _complete(columns: Mapping[str, int], row: RawRow, place: str) -> Mapping[str, int]:
    for name, heading in _SUMS.items():
        if name not in columns:
            raise FileError(
                place,
                "kolumnen saknas",
                row=row.number,
                column=heading,
                expected="kolumnerna " + ", ".join(_SUMS.values()),
                cure=_EXPORT,
            )
    return columns


def _printed(text: str, row: RawRow, place: str, today: date) -> date:
    day = day_within(text)
    try:
        if day is None:
            raise UnfitCell("inte ett datum")
        return DayReader(today).within_reach(day)
    except UnfitCell as reason:
        raise FileError(
            place, str(reason), row=row.number, column="Utskriftsdatum", expected="ett datum", cure=_EXPORT
        ) from None


def _pupil(here: _Place, row: RawRow, place: str) -> dict[str, object] | None:
    """A pupil's sums; None for a line of text below or between the classes."""
    columns = here.columns or {}
    numbers = [at for name, at in columns.items() if name in _SUMS]
    name, civic = cell_at(row, columns.get("name")), cell_at(row, columns.get("civic"))
    if not any(cell_at(row, at) for at in numbers) or (tidy(name) in _SUM_LINES and not civic):
        return None
    if not (name or civic):
        raise FileError(
            place, "raden har siffror men ingen elev", row=row.number, column="Namn", cure=_EXPORT
        )
    sums: dict[str, object] = {
        sum_name: read_cell(row, columns.get(sum_name), heading, _minutes, _EXPECTED, place)
        for sum_name, heading in _SUMS.items()
    }
    who: dict[str, object] = {
        "row": row.number,
        "civic": civic or None,
        "name": name or None,
        "class_name": here.class_name,
    }
    return {**who, "printed_on": here.printed_on, **sums}


def _minutes(text: str) -> int:
    """`1 234`, `40,0` or `12:30`. Raises UnfitCell."""
    plain = "".join(text.split())
    if hours := _HOURS.fullmatch(plain):
        return int(hours[1]) * 60 + int(hours[2])
    if whole := _MINUTES.fullmatch(plain):
        return int(whole[1])
    raise UnfitCell("ett negativt antal minuter" if plain.startswith("-") else "inte ett antal minuter")


def _without_repeats(frame: pl.DataFrame, place: str) -> pl.DataFrame:
    content = [name for name in frame.columns if name != "row"]
    distinct = frame.unique(subset=content, keep="first", maintain_order=True)
    key = pl.struct("civic", "name", "class_name")
    clash = distinct.with_columns(pl.col("row").min().over(key).alias("first")).filter(
        pl.col("row") > pl.col("first")
    )
    if clash.height:
        later, earlier = clash.select("row", "first").row(0)
        raise FileError(
            place, f"raden säger emot rad {earlier} (samma elev)", row=later, column="Personnr", cure=_EXPORT
        )
    return distinct
