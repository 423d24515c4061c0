"""Taking files in (RULES.md, "Files taken in"): checked whole, written aside, made visible at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import cast

import polars as pl
from sqlmodel import Session

from storage.columns import STOCKHOLM
from storage.database import Database
from storage.errors import StorageError
from storage.ingest.activation import Activation
from storage.ingest.affected import survey
from storage.ingest.frames import Kind, ParsedFile
from storage.ingest.generations import clear_away, current_generation, one_import_at_a_time
from storage.ingest.identity import Identities
from storage.ingest.lessons import ANNOUNCED
from storage.ingest.mapping import load_mapping
from storage.ingest.pacing import PacedWriter
from storage.ingest.people import People, load_people
from storage.ingest.people_aside import PeopleAside
from storage.ingest.read import Format, read_file
from storage.ingest.reports import Reports, name_book
from storage.ingest.resolve import Resolver, Told
from storage.ingest.roster import PupilRoster, take_in_staff
from storage.ingest.staging import LessonCounts, Staging
from storage.ingest.summary import (
    ErasedPupil,
    FileCount,
    ImportOptions,
    ImportSummary,
    Progress,
    Silent,
)
from storage.ingest.timetable import (
    Subjects,
    Timetable,
    find_schools,
    load_subjects,
    load_timetable,
    take_in_breaks,
    take_in_schedule,
)
from storage.tables import Import, PeriodFigure

_CHECKSUM = 16


def import_files(
    database: Database,
    paths: Iterable[Path],
    *,
    now: datetime,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Takes in the files of one command, all of them or none, in the order of their kinds.

    The files see each other: a pupil in elever.csv may have rows in the same command's franvaro.csv.
    Raises StorageError (FileError where a file is to blame); then nothing has changed.
    """
    options, progress = options or ImportOptions(), progress or Silent()
    with one_import_at_a_time(database):
        files = _read(list(paths), options, now, progress)
        writer = PacedWriter(database)
        clear_away(database, writer)
        with database.reading() as session:
            plan = _Plan.over(session, database, files, options, _today(now))
            plan.take_in(session)
        return _carry_out(plan, writer, now, progress)


def _today(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()


def _read(
    paths: Sequence[Path], options: ImportOptions, now: datetime, progress: Progress
) -> list[ParsedFile]:
    if options.replaces and options.replaces[0] > options.replaces[1]:
        raise StorageError("Perioden i --replaces slutar innan den börjar. Skriv första dagen först.")
    mapping = load_mapping(options.mapping) if options.mapping else None
    files = []
    for number, path in enumerate(paths):
        progress.step(number, len(paths), "Läser filer")
        file = read_file(path, format=cast(Format, options.format), mapping=mapping, today=_today(now))
        files.append(file)
    progress.step(len(paths), len(paths), "Läser filer")
    return sorted(files, key=lambda file: file.kind.place_in_order)


@dataclass
class _Plan:
    """What the database will be once the files are in. Made in memory; nothing is written."""

    database: Database
    files: list[ParsedFile]
    options: ImportOptions
    today: date
    base: int
    people: People
    subjects: Subjects
    before: Timetable
    after: Timetable
    identities: Identities
    roster: PupilRoster
    waiting_classes: int = 0
    told: Told = field(default_factory=Told)
    announced: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ANNOUNCED))
    figures: list[PeriodFigure] = field(default_factory=list)

    @classmethod
    def over(
        cls,
        session: Session,
        database: Database,
        files: list[ParsedFile],
        options: ImportOptions,
        today: date,
    ) -> _Plan:
        base = current_generation(session)
        people = load_people(session, with_staff=any(file.kind is Kind.STAFF for file in files))
        timetable = load_timetable(session, base)
        identities = Identities(database.vault)
        return cls(
            database,
            files,
            options,
            today,
            base,
            people,
            load_subjects(session),
            timetable,
            timetable.copy(),
            identities,
            PupilRoster(people, identities, database.vault, today),
        )

    def of(self, kind: Kind) -> list[ParsedFile]:
        return [file for file in self.files if file.kind is kind]

    def take_in(self, session: Session) -> None:
        """Raises FileError where a file does not fit what is known."""
        for file in self.of(Kind.STAFF):
            take_in_staff(self.people, file, self.database.vault)
        for file in self.of(Kind.PUPILS):
            self.roster.take_in(file)
        if self.options.school and self.options.school not in self.people.schools:
            raise StorageError("Skolan i --school finns inte. Skriv namnet som det står i elever.csv.")
        take_in_breaks(self.after, self.people, self.of(Kind.BREAKS), self.options.replaces)
        for file in self.of(Kind.SCHEDULE):
            take_in_schedule(self.after, self.people, self.subjects, file, self.options.school)
        self.waiting_classes = find_schools(self.after, self.people)
        self._take_in_absence()
        if self.of(Kind.ANNOUNCEMENTS) or self.of(Kind.PERIOD_FIGURES):
            self._take_in_reports(session)

    def _take_in_absence(self) -> None:
        resolver = Resolver(
            self.people, self.identities, self.database.vault, self.subjects, self.options.school
        )
        for file in self.of(Kind.ABSENCE):
            resolver.take_in(self.told, file, self.after, self.options.replaces)

    def _take_in_reports(self, session: Session) -> None:
        names = name_book(session, self.people, self.options.school)
        reports = Reports(self.people, self.identities, names)
        for file in self.of(Kind.ANNOUNCEMENTS):
            reports.take_in_announcements(file)
        for file in self.of(Kind.PERIOD_FIGURES):
            reports.take_in_figures(file)
        self.announced, self.figures = reports.announced, list(reports.figures.values())
        self.told.protected_rows += reports.protected_rows


def _carry_out(plan: _Plan, writer: PacedWriter, now: datetime, progress: Progress) -> ImportSummary:
    database = plan.database
    with database.writing() as session:
        row = Import(
            started_at=now,
            files=" ".join(f"{file.kind.value}:{file.checksum[:_CHECKSUM]}" for file in plan.files),
            rows=sum(file.rows for file in plan.files),
            last_pupil=plan.people.last_pupil,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        number = row.id
    PeopleAside(database, writer, number, plan.people).run(plan.subjects, plan.before, plan.after, progress)
    world = survey(plan.people, plan.before, plan.after)
    staging = Staging(
        database, writer, plan.base, number, world, plan.told, plan.announced, plan.options.replaces
    )
    counts = staging.run(progress)
    activation = Activation(plan.people, plan.before, plan.after, plan.figures, database.vault)
    with database.writing() as session:
        erased = activation.run(session, number, now)
    return _summary(plan, number, counts, erased)


def _summary(
    plan: _Plan, number: int, counts: LessonCounts, erased: tuple[ErasedPupil, ...]
) -> ImportSummary:
    people = plan.people
    left = [before for before, after in people.changed_pupils() if after.left and not before.left]
    return ImportSummary(
        import_id=number,
        files=tuple(FileCount(file.place, file.kind, file.rows, file.ignored_columns) for file in plan.files),
        new_lessons=counts.new,
        changed_lessons=counts.changed,
        unchanged_lessons=counts.unchanged,
        removed_lessons=counts.removed,
        announced_lessons=counts.announced,
        outside_school_days=counts.outside_school_days,
        protected_pupils=len(plan.roster.protected),
        protected_rows=plan.told.protected_rows,
        unknown_teachers=len(plan.told.unknown_teachers),
        staff=sum(file.frame["email"].n_unique() for file in plan.of(Kind.STAFF)),
        new_staff=len(people.new_staff()),
        pupils=plan.roster.pupils,
        new_pupils=len(people.new_pupils()),
        left_pupils=len(left),
        breaks=sum(file.frame.height for file in plan.of(Kind.BREAKS)),
        schedule_entries=sum(file.frame.height for file in plan.of(Kind.SCHEDULE)),
        waiting_classes=plan.waiting_classes,
        period_figures=len(plan.figures),
        new_schools=tuple(sorted(people.new_schools())),
        erased=erased,
    )
