"""What reading a file gives: the agreement between those who read files and those who apply them.

A `ParsedFile` is whole and checked: every value has its type and lies within its bounds, and rows
that say the same thing twice are there once. What needs the database (is this pupil known? does
this address belong to a member of staff?) is for whoever applies it.

`row` in every frame is the line in the file as a person counts it: the header is row 1.
Minutes are minutes after midnight where they are times, and whole minutes where they are lengths.
Text is trimmed; an empty cell is "" unless the column below says "nullable".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from storage.errors import StorageError

ColumnType = DataType | DataTypeClass


class Kind(StrEnum):
    """The kinds of files, in the order in which several are taken in."""

    STAFF = "personal"
    PUPILS = "elever"
    BREAKS = "lov"
    SCHEDULE = "schema"
    ABSENCE = "frånvaro"
    ANNOUNCEMENTS = "skola24"
    PERIOD_FIGURES = "vklass"

    @property
    def place_in_order(self) -> int:
        """0 for the kind that is taken in first."""
        return list(Kind).index(self)


ROLES: Mapping[str, str] = {
    "mentor": "mentor",
    "eht": "eht",
    "rektor": "rektor",
    "lärare": "teacher",
    "skoladmin": "school_admin",
    "huvudman": "authority",
}
"""The words of `roller` in personal.csv, and the code's words for them."""

_TEXTS = pl.List(pl.String)

STAFF: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "email": pl.String,  # lower-cased; one row for each email and school
    "name": pl.String,
    "roles": _TEXTS,  # values of ROLES, at least one, in the file's order without repeats
    "school": pl.String,  # "" only for those whose one role is authority
    "team": pl.String,  # arbetslag
    "deputy": pl.String,  # ersättare: an e-mail, lower-cased
    "away_from": pl.Date,  # nullable
    "away_to": pl.Date,  # nullable; not before away_from
}
"""personal.csv, one row for each person and school."""

PUPILS: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "ref": pl.String,  # elev_id as written; see storage.ingest.civic.looks_civic
    "first_name": pl.String,
    "last_name": pl.String,
    "class_name": pl.String,
    "school": pl.String,
    "mentors": _TEXTS,  # e-mails, lower-cased, in the file's order
    "guardians": _TEXTS,  # names, in the file's order
    "phones": _TEXTS,  # as written, in the file's order
    "protected": pl.Boolean,  # such a row may lack names and class, and is never stored
    "grade": pl.String,  # årskurs
    "home_municipality": pl.String,
}
"""elever.csv, one row for each pupil and school."""

BREAKS: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "school": pl.String,  # "" means all schools
    "first_day": pl.Date,
    "last_day": pl.Date,  # included
    "name": pl.String,
}
"""lov.csv."""

SCHEDULE: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "class_name": pl.String,
    "weekday": pl.Int8,  # 0 is Monday, at most 4
    "start": pl.Int16,
    "end": pl.Int16,  # after start
    "subject": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,  # included
    "school": pl.String,  # optional column `skola`; "" when the file does not say
}
"""schema.csv, one row for each school, class, weekday, start and first day."""

ABSENCE: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "ref": pl.String,  # elev_id as written
    "day": pl.Date,
    "start": pl.Int16,
    "end": pl.Int16,  # after start
    "subject": pl.String,
    "scheduled": pl.Int16,  # 1 to 1440
    "absent": pl.Int16,  # 0 to scheduled; 0 with PRESENT and UNREGISTERED
    "status": pl.Int8,  # storage.tables.LessonStatus
    "teacher": pl.String,  # nullable; an e-mail, lower-cased
    "school": pl.String,  # optional column `skola`; "" when the file does not say
}
"""franvaro.csv, one row for each school, pupil, day and start. Sorted as in the file."""

ANNOUNCEMENTS: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "civic": pl.String,  # nullable; digits as written
    "name": pl.String,  # nullable; "Efternamn, Förnamn" or "Förnamn Efternamn", as written
    "class_name": pl.String,  # nullable
    "from_day": pl.Date,
    "to_day": pl.Date,  # included
    "from_min": pl.Int16,  # on from_day; 0 when no time is given
    "to_min": pl.Int16,  # on to_day; 1440 when no time is given
}
"""Skola24's report of announced absence, one row for each announcement. Each row has civic or name."""

PERIOD_FIGURES: Mapping[str, ColumnType] = {
    "row": pl.Int64,
    "civic": pl.String,  # nullable; as written
    "name": pl.String,  # nullable; as written
    "class_name": pl.String,  # nullable
    "printed_on": pl.Date,  # the report's own date, or the day of reading when it has none
    "present": pl.Int32,  # minutes
    "valid": pl.Int32,
    "invalid": pl.Int32,
    "offered": pl.Int32,
}
"""Vklass "Frånvarorapport skola", one row for each pupil. Each row has civic or name."""

FRAMES: Mapping[Kind, Mapping[str, ColumnType]] = {
    Kind.STAFF: STAFF,
    Kind.PUPILS: PUPILS,
    Kind.BREAKS: BREAKS,
    Kind.SCHEDULE: SCHEDULE,
    Kind.ABSENCE: ABSENCE,
    Kind.ANNOUNCEMENTS: ANNOUNCEMENTS,
    Kind.PERIOD_FIGURES: PERIOD_FIGURES,
}


@dataclass(frozen=True, eq=False)
class ParsedFile:
    """A file that has been read and found sound.

    place: the file as the user named it, for messages. checksum: SHA-256 of its bytes, hexadecimal.
    rows: rows with data in the file (the frame has fewer when some were repeated).
    first_day, last_day: the first and last date in ABSENCE and ANNOUNCEMENTS, else None.
    ignored_columns: headings that mean nothing here, as written.
    """

    kind: Kind
    place: str
    checksum: str
    rows: int
    first_day: date | None
    last_day: date | None
    frame: pl.DataFrame
    ignored_columns: tuple[str, ...] = ()


class FileError(StorageError):
    """A file is refused whole. The message names the place, what was found, what was expected and the cure.

    `found` and `cure` are sentences without a full stop; `expected` completes "Här väntas …".
    None of them ever holds a cell's own text: it may be a child's.
    """

    def __init__(
        self,
        place: str,
        found: str,
        *,
        row: int | None = None,
        column: str | None = None,
        expected: str = "",
        cure: str = "Rätta filen och läs in den igen",
    ) -> None:
        self.place = place
        self.row = row
        self.column = column
        self.found = found
        self.expected = expected
        self.cure = cure
        super().__init__(self._message())

    def _message(self) -> str:
        where = self.place
        if self.row is not None:
            where += f", rad {self.row}"
        if self.column is not None:
            where += f", kolumn ”{self.column}”"
        wanted = f" Här väntas {self.expected}." if self.expected else ""
        return f"{where}: {self.found}.{wanted} {self.cure}."
