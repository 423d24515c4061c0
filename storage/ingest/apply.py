"""Taking files in (RULES.md, "Files taken in"): checked whole, written aside, made visible at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import cast

from storage.database import Database
from storage.ingest.activation import Activation
from storage.ingest.affected import survey
from storage.ingest.generations import clear_away, one_import_at_a_time
from storage.ingest.mapping import load_mapping
from storage.ingest.pacing import PAUSE, PacedWriter
from storage.ingest.people_aside import PeopleAside
from storage.ingest.plan import Files, Plan, plan_over
from storage.ingest.read import Format, read_file
from storage.ingest.staging import LessonCounts, Staging
from storage.ingest.summary import ErasedPupil, ImportOptions, ImportSummary, Progress, Silent
from storage.tables import Import
from storage.zone import STOCKHOLM


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
    today = now.astimezone(STOCKHOLM).date()
    with one_import_at_a_time(database):
        files = _read(tuple(paths), options, today, progress)
        writer = PacedWriter(database, pause=0.0 if options.alone else PAUSE)
        clear_away(database, writer)
        with database.reading() as session:
            plan = plan_over(session, files, options, database.vault, today)
            plan.take_in(session)
        return _carry_out(database, plan, writer, now, progress)


def _read(paths: tuple[Path, ...], options: ImportOptions, today: date, progress: Progress) -> Files:
    mapping = load_mapping(options.mapping) if options.mapping else None
    files = []
    for number, path in enumerate(paths):
        progress.step(number, len(paths), f"Läser {path.name}")
        files.append(read_file(path, format=cast(Format, options.format), mapping=mapping, today=today))
    progress.step(len(paths), len(paths), "Läser filer")
    return Files(files)


def _carry_out(
    database: Database, plan: Plan, writer: PacedWriter, now: datetime, progress: Progress
) -> ImportSummary:
    number = _begin(database, plan, now)
    PeopleAside(database, writer, number, plan.people).run(plan.subjects, plan.before, plan.after, progress)
    staging = Staging(
        database,
        writer,
        plan.base,
        number,
        survey(plan.people, plan.before, plan.after),
        plan.told,
        plan.announced,
        plan.options.replaces,
    )
    counts = staging.run(progress)
    activation = Activation(plan.people, plan.before, plan.after, plan.figures, plan.vault, plan.today)
    with database.writing() as session:
        erased = activation.run(session, number, now)
    return _summary(plan, number, counts, erased)


def _begin(database: Database, plan: Plan, now: datetime) -> int:
    """The new generation. Until it is active, whatever bears its number is invisible."""
    row = Import(started_at=now, files=plan.files.checksums, rows=plan.files.rows)
    row.last_pupil = plan.people.last_pupil
    with database.writing() as session:
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def _summary(plan: Plan, number: int, counts: LessonCounts, erased: tuple[ErasedPupil, ...]) -> ImportSummary:
    people = plan.people
    left = [after for before, after in people.changed_pupils() if after.left and not before.left]
    return ImportSummary(
        import_id=number,
        files=plan.files.counts,
        new_lessons=counts.new,
        changed_lessons=counts.changed,
        unchanged_lessons=counts.unchanged,
        removed_lessons=counts.removed,
        announced_lessons=counts.announced,
        outside_school_days=counts.outside_school_days,
        protected_pupils=plan.protected,
        protected_rows=plan.told.protected_rows,
        unknown_teachers=len(plan.told.unknown_teachers),
        staff=plan.staff,
        new_staff=len(people.new_staff()),
        pupils=plan.pupils,
        new_pupils=len(people.new_pupils()),
        left_pupils=len(left),
        breaks=plan.breaks,
        waiting_classes=plan.waiting_classes,
        period_figures=len(plan.figures),
        new_schools=tuple(sorted(people.new_schools())),
        erased=erased,
    )
