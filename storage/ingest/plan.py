"""What the database will be once the files of a command are in: made in memory, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from sqlmodel import Session

from storage.errors import StorageError
from storage.ingest.frames import Kind, ParsedFile
from storage.ingest.generations import current_generation
from storage.ingest.identity import Identities
from storage.ingest.lessons import ANNOUNCED
from storage.ingest.people import People, load_people
from storage.ingest.reports import Reports, name_book
from storage.ingest.resolve import Resolver, Told
from storage.ingest.roster import PupilRoster, take_in_staff
from storage.ingest.summary import FileCount, ImportOptions
from storage.ingest.timetable import (
    Subjects,
    Timetable,
    find_schools,
    load_subjects,
    load_timetable,
    take_in_breaks,
    take_in_schedule,
)
from storage.tables import PeriodFigure
from storage.vault import Vault

_CHECKSUM = 16
_REPLACEABLE = {Kind.ABSENCE, Kind.BREAKS}


class Files:
    """The files of one command in the order of their kinds. Each is let go once it has been asked for:
    an absence file may be the most of what the memory holds."""

    def __init__(self, files: list[ParsedFile]) -> None:
        self._waiting = sorted(files, key=lambda file: file.kind.place_in_order)
        self.kinds = {file.kind for file in files}
        self.rows = sum(file.rows for file in files)
        self.counts = tuple(
            FileCount(file.place, file.kind, file.rows, file.ignored_columns) for file in self._waiting
        )
        self.checksums = " ".join(f"{file.kind.value}:{file.checksum[:_CHECKSUM]}" for file in self._waiting)

    def of(self, kind: Kind) -> Iterator[ParsedFile]:
        while self._waiting and self._waiting[0].kind is kind:
            yield self._waiting.pop(0)


@dataclass
class Plan:
    """`before` is what is visible at generation `base`; the files change `people` and `after`."""

    files: Files
    options: ImportOptions
    vault: Vault
    today: date
    base: int
    people: People
    subjects: Subjects
    before: Timetable
    after: Timetable
    told: Told = field(default_factory=Told)
    announced: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ANNOUNCED))
    figures: list[PeriodFigure] = field(default_factory=list)
    protected: int = 0
    staff: int = 0
    pupils: int = 0
    breaks: int = 0
    waiting_classes: int = 0

    def take_in(self, session: Session) -> None:
        """Raises StorageError where something does not fit what is known."""
        self._check_options()
        identities = Identities(self.vault)
        for file in self.files.of(Kind.STAFF):
            self.staff += file.frame["email"].n_unique()
            take_in_staff(self.people, file, self.vault)
        self._take_in_pupils(identities)
        self._take_in_days()
        resolver = Resolver(self.people, identities, self.vault, self.subjects, self.options.school)
        for file in self.files.of(Kind.ABSENCE):
            place, lessons = file.place, resolver.narrow(self.told, file, self.after, self.options.replaces)
            del file
            self.told.lay_over(place, lessons)
        if self.files.kinds & {Kind.ANNOUNCEMENTS, Kind.PERIOD_FIGURES}:
            self._take_in_reports(session, identities)

    def _check_options(self) -> None:
        replaces = self.options.replaces
        if replaces and replaces[0] > replaces[1]:
            raise StorageError("Perioden i --replaces slutar innan den börjar. Skriv första dagen först.")
        if replaces and not self.files.kinds & _REPLACEABLE:
            raise StorageError("--replaces gäller frånvaro och lov. Ta bort det, eller läs in en sådan fil.")

    def _take_in_pupils(self, identities: Identities) -> None:
        roster = PupilRoster(self.people, identities, self.vault, self.today)
        for file in self.files.of(Kind.PUPILS):
            roster.take_in(file)
        self.protected, self.pupils = len(roster.protected), roster.pupils
        if self.options.school and self.options.school not in self.people.schools:
            raise StorageError("Skolan i --school finns inte. Skriv namnet som det står i elever.csv.")

    def _take_in_days(self) -> None:
        breaks = list(self.files.of(Kind.BREAKS))
        self.breaks = sum(file.frame.height for file in breaks)
        take_in_breaks(self.after, self.people, breaks, self.options.replaces)
        for file in self.files.of(Kind.SCHEDULE):
            take_in_schedule(self.after, self.people, self.subjects, file, self.options.school)
        self.waiting_classes = find_schools(self.after, self.people)

    def _take_in_reports(self, session: Session, identities: Identities) -> None:
        reports = Reports(self.people, identities, name_book(session, self.people, self.options.school))
        for file in self.files.of(Kind.ANNOUNCEMENTS):
            reports.take_in_announcements(file)
        for file in self.files.of(Kind.PERIOD_FIGURES):
            reports.take_in_figures(file)
        self.announced, self.figures = reports.announced, list(reports.figures.values())
        self.told.protected_rows += reports.protected_rows


def plan_over(session: Session, files: Files, options: ImportOptions, vault: Vault, today: date) -> Plan:
    """The plan before any file is taken in: everything as it is."""
    base = current_generation(session)
    timetable = load_timetable(session, base)
    return Plan(
        files,
        options,
        vault,
        today,
        base,
        load_people(session, with_staff=Kind.STAFF in files.kinds),
        load_subjects(session),
        timetable,
        timetable.copy(),
    )
