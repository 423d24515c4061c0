"""Taking in other systems' reports, which know pupils by civic number or by name and class:
announced absence (Skola24) and sums over a period (Vklass)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from storage.ingest.frames import FileError, ParsedFile
from storage.ingest.identity import Identities
from storage.ingest.lessons import ANNOUNCED
from storage.ingest.people import People, PupilEntry
from storage.tables import PeriodFigure, Pupil

_MINUTES_A_DAY = 1440


@dataclass
class NameBook:
    """Names of the pupils who go in a school now, in memory only, as keys → ids."""

    ids: dict[str, set[int]] = field(default_factory=dict)

    def add(self, pupil_id: int, first_name: str, last_name: str) -> None:
        """A report may write either name first."""
        for name in (f"{first_name} {last_name}", f"{last_name} {first_name}"):
            self.ids.setdefault(_plain(name), set()).add(pupil_id)

    def find(self, name: str) -> set[int]:
        last, comma, first = name.partition(",")
        return self.ids.get(_plain(f"{first} {last}" if comma else name), set())


def name_book(session: Session, people: People, school: str | None) -> NameBook:
    """school: only its pupils. Opens every name, so it is made only for reports that need it."""
    book = NameBook()
    school_id = people.schools.get(school) if school else None
    wanted = [
        entry.id
        for entry in people.pupils.values()
        if not entry.left and school_id in (None, entry.school_id)
    ]
    unknown = {number for number in wanted if number not in people.secrets}
    for number in set(wanted) - unknown:
        book.add(number, people.secrets[number].first_name, people.secrets[number].last_name)
    if unknown:
        names = select(Pupil.id, Pupil.first_name, Pupil.last_name).where(
            col(Pupil.school_id) == school_id if school_id else col(Pupil.id) > 0
        )
        for found, first_name, last_name in session.exec(names):
            if found in unknown:
                book.add(found, first_name, last_name)
    return book


@dataclass
class Reports:
    """Takes in reports one after the other."""

    people: People
    identities: Identities
    names: NameBook
    protected_rows: int = 0
    figures: dict[tuple[int, Any], PeriodFigure] = field(default_factory=dict)
    _announced: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def announced(self) -> pl.DataFrame:
        """See `storage.ingest.lessons.ANNOUNCED`."""
        return pl.DataFrame(self._announced, schema=ANNOUNCED, orient="row").unique(maintain_order=True)

    def take_in_announcements(self, file: ParsedFile) -> None:
        """Raises FileError when it is not clear of whom a row speaks."""
        for row, pupil in self._pupils(file):
            begins = row["from_day"].toordinal() * _MINUTES_A_DAY + row["from_min"]
            ends = row["to_day"].toordinal() * _MINUTES_A_DAY + row["to_min"]
            self._announced.append((pupil.id, begins, ends))

    def take_in_figures(self, file: ParsedFile) -> None:
        """Raises FileError when it is not clear of whom a row speaks."""
        for row, pupil in self._pupils(file):
            self.figures[pupil.id, row["printed_on"]] = PeriodFigure(
                pupil_id=pupil.id,
                printed_on=row["printed_on"],
                present=row["present"],
                valid=row["valid"],
                invalid=row["invalid"],
                offered=row["offered"],
            )

    def _pupils(self, file: ParsedFile) -> Iterable[tuple[dict[str, Any], PupilEntry]]:
        for row in file.frame.iter_rows(named=True):
            if row["civic"] and self.people.protected.get(self.identities.hash(row["civic"])):
                self.protected_rows += 1
            else:
                yield row, self._pupil(file, row)

    def _pupil(self, file: ParsedFile, row: dict[str, Any]) -> PupilEntry:
        found = self._by_number(row["civic"]) or self._by_name(row["name"], row["class_name"])
        if len(found) == 1:
            return found[0]
        if found:
            raise FileError(
                file.place,
                "raden kan gälla flera elever",
                row=row["row"],
                expected="ett personnummer eller ett namn och en klass som bara en elev har",
                cure="Lägg till klass eller personnummer, eller ange skolan med --school",
            )
        raise FileError(
            file.place,
            "eleven finns inte i någon elevlista",
            row=row["row"],
            expected="en elev som står i elever.csv, med samma namn och klass",
            cure="Läs in en ny elever.csv först, eller i samma kommando",
        )

    def _by_number(self, civic: str | None) -> list[PupilEntry]:
        if not civic:
            return []
        entries = self.people.pupils_anywhere(self.identities.key(civic))
        return [entry for entry in entries if not entry.left] or entries

    def _by_name(self, name: str | None, class_name: str | None) -> list[PupilEntry]:
        if not name:
            return []
        entries = [self.people.pupils[number] for number in self.names.find(name)]
        if class_name:
            entries = [entry for entry in entries if _plain(entry.class_name) == _plain(class_name)]
        return entries


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
