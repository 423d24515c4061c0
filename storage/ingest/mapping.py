"""A column-mapping file: how any other CSV or Excel file is read as one of the five. See docs/import.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from storage.ingest.formats.mapping_file import KINDS, SEPARATORS, WrittenMapping, check_mapping, day_pattern
from storage.ingest.formats.mapping_yaml import CURE, read_keyed
from storage.ingest.formats.raw import RawTable, tidy
from storage.ingest.formats.words import STATUS_WORDS
from storage.ingest.frames import FileError, Kind
from storage.tables import LessonStatus


@dataclass(frozen=True)
class ColumnMapping:
    """columns: our heading for each of the file's headings (tidy). constants: text for our headings
    that the file lacks. statuses: the file's own words (tidy). day_pattern: with the groups year,
    month and day; day_form is how a message writes it."""

    place: str
    kind: Kind | None
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, LessonStatus] = field(default_factory=dict)
    day_pattern: re.Pattern[str] | None = None
    day_form: str = ""
    separator: str | None = None
    sheet: str | None = None
    heading_row: int | None = None

    def applied(self, raw: RawTable) -> RawTable:
        """The table with our headings, and with the constants as columns after its own. Raises FileError."""
        self._refuse_missing(raw)
        headings = [self._renamed(heading) for heading in raw.headings]
        width = len(headings)
        constants = {str(width + at): text for at, text in enumerate(self.constants.values())}
        batches = (batch.with_columns(**_literals(constants)) for batch in raw.batches)
        return RawTable(raw.place, raw.heading_row, (*headings, *self.constants), batches)

    def _refuse_missing(self, raw: RawTable) -> None:
        present = {tidy(heading) for heading in raw.headings}
        for heading in self.columns:
            if heading not in present:
                raise FileError(
                    raw.place,
                    "kolumnen som mallen pekar ut saknas",
                    row=raw.heading_row,
                    column=heading,
                    expected="alla rubriker som står i mallen",
                    cure=CURE,
                )

    def _renamed(self, heading: str) -> str:
        """A heading that the mapping does not name keeps its own, unless that now means another."""
        name = tidy(heading)
        if name in self.columns:
            return self.columns[name]
        taken = {*self.columns.values(), *self.constants}
        return f"{heading} (i filen)" if name in taken else heading


def _literals(constants: Mapping[str, str]) -> dict[str, pl.Expr]:
    return {name: pl.lit(text) for name, text in constants.items()}


def load_mapping(path: Path) -> ColumnMapping:
    """Raises FileError that names the line in the mapping."""
    place = str(path)
    keyed = read_keyed(path, place)
    return _meaning(check_mapping(keyed, place), place, keyed.lines.get(("kolumner",)))


def _meaning(written: WrittenMapping, place: str, columns_line: int | None) -> ColumnMapping:
    columns = {tidy(theirs): ours for ours, theirs in written.kolumner.items()}
    twice = set(written.kolumner) & set(written.fasta)
    if len(columns) < len(written.kolumner) or twice or not (columns or written.fasta):
        raise FileError(
            place,
            "kolumnerna går inte ihop",
            row=columns_line,
            expected="minst en kolumn, och varje kolumn och rubrik bara en gång",
            cure=CURE,
        )
    return ColumnMapping(
        place=place,
        kind=KINDS[written.typ] if written.typ else None,
        columns=columns,
        constants=written.fasta,
        statuses={tidy(own): STATUS_WORDS[ours] for own, ours in written.status.items()},
        day_pattern=day_pattern(written.datum) if written.datum else None,
        day_form=written.datum or "",
        separator=SEPARATORS[written.avskiljare] if written.avskiljare else None,
        sheet=written.blad,
        heading_row=written.rubrikrad,
    )
