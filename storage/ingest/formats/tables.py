"""The five files of RULES.md ("Files taken in"): their columns, and what a row must fulfil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from storage.ingest.formats import amounts, words
from storage.ingest.formats.cells import OPTIONAL_TEXT, TEXT, CellType
from storage.ingest.formats.days import DayReader
from storage.ingest.formats.words import StatusReader
from storage.ingest.frames import Kind
from storage.tables import LessonStatus


@dataclass(frozen=True)
class Column:
    """A heading in the file, the frame's column it becomes, and what its cells may be.

    required: the file must have the heading. (A cell may still be empty, if its type allows.)
    """

    heading: str
    name: str
    type: CellType
    required: bool = True


@dataclass(frozen=True)
class RowCheck:
    """Rows where `bad` holds are refused, pointing at `heading`."""

    heading: str
    bad: pl.Expr
    found: str
    expected: str


@dataclass(frozen=True)
class Table:
    """One kind of file. `key`: the columns that name a row; two rows with the same must say the same.

    `key_words`: the key in Swedish, for messages. `same_key_suffices`: rows with the same key are
    the same row, whatever else they say.
    """

    kind: Kind
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    key_words: str
    checks: tuple[RowCheck, ...] = field(default=())
    same_key_suffices: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.heading for column in self.columns))

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.heading for column in self.columns if column.required))


def tables(days: DayReader, statuses: StatusReader) -> Mapping[Kind, Table]:
    every = (
        _staff(days.cell),
        _pupils(),
        _breaks(days),
        _schedule(days.cell),
        _absence(days.cell, statuses.cell),
    )
    return {table.kind: table for table in every}


def _backwards(first: str, last: str) -> pl.Expr:
    """False where one of them is missing."""
    return (pl.col(last) < pl.col(first)).fill_null(False)


def _staff(day: CellType) -> Table:
    only_authority = pl.col("roles").list.len().eq(1) & pl.col("roles").list.contains("authority")
    return Table(
        Kind.STAFF,
        (
            Column("epost", "email", words.ADDRESS),
            Column("namn", "name", TEXT),
            Column("roller", "roles", words.ROLE_WORDS),
            Column("skola", "school", OPTIONAL_TEXT),
            Column("arbetslag", "team", OPTIONAL_TEXT, required=False),
            Column("ersättare", "deputy", words.ADDRESS.or_empty(""), required=False),
            Column("borta_från", "away_from", day.or_empty(None), required=False),
            Column("borta_till", "away_to", day.or_empty(None), required=False),
        ),
        key=("email", "school"),
        key_words="samma e-post och skola",
        checks=(
            RowCheck(
                "skola",
                pl.col("school").eq("") & ~only_authority,
                "cellen är tom",
                "skolans namn (bara den vars enda roll är huvudman kan vara utan skola)",
            ),
            RowCheck(
                "borta_till",
                _backwards("away_from", "away_to"),
                "ett datum före borta_från",
                "samma datum som borta_från eller ett senare",
            ),
        ),
    )


def _pupils() -> Table:
    open_row = ~pl.col("protected")
    return Table(
        Kind.PUPILS,
        (
            Column("elev_id", "ref", TEXT),
            Column("förnamn", "first_name", OPTIONAL_TEXT),
            Column("efternamn", "last_name", OPTIONAL_TEXT),
            Column("klass", "class_name", OPTIONAL_TEXT),
            Column("skola", "school", TEXT),
            Column("mentorer", "mentors", words.ADDRESSES),
            Column("vårdnadshavare", "guardians", words.NAMES),
            Column("telefon", "phones", words.NAMES),
            Column("skyddad", "protected", words.YES_OR_NO),
            Column("årskurs", "grade", OPTIONAL_TEXT, required=False),
            Column("hemkommun", "home_municipality", OPTIONAL_TEXT, required=False),
        ),
        key=("school", "ref"),
        key_words="samma skola och elev_id",
        checks=(
            RowCheck(
                "förnamn",
                open_row & pl.col("first_name").eq("") & pl.col("last_name").eq(""),
                "både förnamn och efternamn är tomma",
                "elevens namn",
            ),
            RowCheck("klass", open_row & pl.col("class_name").eq(""), "cellen är tom", "elevens klass"),
        ),
    )


def _breaks(days: DayReader) -> Table:
    return Table(
        Kind.BREAKS,
        (
            Column("skola", "school", OPTIONAL_TEXT),
            Column("period", "first_day", days.first_of_period),
            Column("period", "last_day", days.last_of_period),
            Column("namn", "name", OPTIONAL_TEXT),
        ),
        key=("school", "first_day", "last_day"),
        key_words="samma skola och period",
        same_key_suffices=True,
    )


_ENDS_AFTER_START = RowCheck(
    "slut",
    pl.col("end") <= pl.col("start"),
    "ett klockslag som inte kommer efter start",
    "en tid efter start",
)


def _schedule(day: CellType) -> Table:
    return Table(
        Kind.SCHEDULE,
        (
            Column("klass", "class_name", TEXT),
            Column("veckodag", "weekday", words.WEEKDAY),
            Column("start", "start", amounts.CLOCK),
            Column("slut", "end", amounts.CLOCK),
            Column("ämne", "subject", OPTIONAL_TEXT),
            Column("från", "first_day", day),
            Column("till", "last_day", day),
            Column("skola", "school", OPTIONAL_TEXT, required=False),
        ),
        key=("school", "class_name", "weekday", "start", "first_day"),
        key_words="samma klass, veckodag, start och från",
        checks=(
            _ENDS_AFTER_START,
            RowCheck(
                "till",
                _backwards("first_day", "last_day"),
                "ett datum före från",
                "samma datum som från eller ett senare",
            ),
        ),
    )


def _absence(day: CellType, status: CellType) -> Table:
    without_absence = pl.col("status").is_in([LessonStatus.PRESENT, LessonStatus.UNREGISTERED])
    return Table(
        Kind.ABSENCE,
        (
            Column("elev_id", "ref", TEXT),
            Column("datum", "day", day),
            Column("start", "start", amounts.CLOCK),
            Column("slut", "end", amounts.CLOCK),
            Column("ämne", "subject", OPTIONAL_TEXT),
            Column("schemalagda_min", "scheduled", amounts.SCHEDULED),
            Column("frånvaro_min", "absent", amounts.MINUTES.or_empty(None)),
            Column("status", "status", status),
            Column("lärare", "teacher", words.TEACHER, required=False),
            Column("skola", "school", OPTIONAL_TEXT, required=False),
        ),
        key=("school", "ref", "day", "start"),
        key_words="samma elev, datum och start",
        checks=(
            _ENDS_AFTER_START,
            RowCheck(
                "frånvaro_min",
                pl.col("absent").is_null() & ~without_absence,
                "cellen är tom",
                "frånvarominuter, ett helt tal (tomt bara vid närvarande och ej_rapporterad)",
            ),
            RowCheck(
                "frånvaro_min",
                (pl.col("absent") > pl.col("scheduled")).fill_null(False),
                "fler frånvarominuter än schemalagda",
                "minuter från 0 till de schemalagda",
            ),
            RowCheck(
                "frånvaro_min",
                pl.col("absent").gt(0).fill_null(False) & without_absence,
                "frånvarominuter på en lektion utan frånvaro",
                "0 eller tomt vid närvarande och ej_rapporterad",
            ),
        ),
    )
