"""What the tests of applying share: a small school's files, an import of them, and what is then visible,
told in the files' own words."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from storage.database import Database
from storage.ingest import ImportOptions, ImportSummary, import_files
from storage.ingest.generations import current_generation, visible
from storage.tables import Break, DaySum, Guardian, Lesson, Pupil, School, Staff, metadata
from storage.zone import STOCKHOLM

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=STOCKHOLM)
ANNA, BO = "anna@skola.example", "bo@skola.example"
STAFF = f"epost;namn;roller;skola\n{ANNA};Anna Almqvist;mentor lärare;Norra\n{BO};Bo Björk;rektor;Norra\n"
PUPILS_HEAD = "elev_id;förnamn;efternamn;klass;skola;mentorer;vårdnadshavare;telefon;skyddad\n"
ABSENCE_HEAD = "elev_id;datum;start;slut;ämne;schemalagda_min;frånvaro_min;status;lärare\n"
SCHEDULE_HEAD = "klass;veckodag;start;slut;ämne;från;till\n"
BREAKS_HEAD = "skola;period;namn\n"
_numbers = itertools.count(1)


def pupil(
    ref: str, *, klass: str = "7A", school: str = "Norra", name: str = "Kim;Lind", protected: str = "nej"
) -> str:
    return f"{ref};{name};{klass};{school};{ANNA};Mor till {name.replace(';', ' ')};070-1740605;{protected}\n"


def lesson(
    ref: str, day: str, start: str = "08:00", status: str = "oanmäld", absent: int | None = None
) -> str:
    """An hour's lesson, missed as the status says."""
    missed = {"närvarande": 0, "ej_rapporterad": 0, "sen": 15}.get(status, 60) if absent is None else absent
    end = f"{int(start[:2]) + 1:02}{start[2:]}"
    return f"{ref};{day};{start};{end};Matematik;60;{missed};{status};{ANNA}\n"


def pupils_file(*rows: str) -> str:
    return PUPILS_HEAD + "".join(rows)


def absence_file(*rows: str) -> str:
    return ABSENCE_HEAD + "".join(rows)


def schedule_file(*rows: str) -> str:
    return SCHEDULE_HEAD + "".join(f"{row}\n" for row in rows)


def breaks_file(*rows: str) -> str:
    return BREAKS_HEAD + "".join(f"{row}\n" for row in rows)


@dataclass(frozen=True)
class Importer:
    """Imports texts as one command would import files."""

    database: Database
    folder: Path

    def __call__(
        self, *texts: str, now: datetime = NOW, options: ImportOptions | None = None
    ) -> ImportSummary:
        return import_files(self.database, self.write(*texts), now=now, options=options)

    def write(self, *texts: str) -> list[Path]:
        paths = [self.folder / f"fil{next(_numbers)}.csv" for _ in texts]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        return paths


Opened = Callable[[], AbstractContextManager[Importer]]
"""Opens an empty database of its own, for as long as the block lasts."""

LessonKey = tuple[str, str, date, int]
"""School, elev_id, day, start."""


@dataclass(frozen=True)
class Seen:
    """What is visible: of people, those whose import is whole.

    Sums are (scheduled, absent, unregistered, reported, lessons, has unreported).
    """

    lessons: dict[LessonKey, tuple[int, int, int, int]]
    sums: dict[tuple[str, str, date], tuple[int, int, int, int, int, bool]]
    pupils: dict[tuple[str, str], tuple[str, str, str, bool]]
    guardians: int
    staff: frozenset[str]
    breaks: frozenset[tuple[str, date, date]]


def seen(database: Database) -> Seen:
    with database.reading() as session:
        whole = current_generation(session)
        pupils = {row.id: row for row in session.exec(select(Pupil).where(col(Pupil.from_gen) <= whole))}
        schools = {row.id: row.name for row in session.exec(select(School))}
        names = {number: (schools[row.school_id], row.ref) for number, row in pupils.items()}
        return Seen(
            {
                (*names[row.pupil_id], row.day, row.start): (row.end, row.scheduled, row.absent, row.status)
                for row in visible_lessons(session)
            },
            {
                (*names[row.pupil_id], row.day): (
                    row.scheduled,
                    row.absent,
                    row.unregistered,
                    row.reported,
                    row.lessons,
                    row.unreported_gen > 0,
                )
                for row in visible_sums(session)
            },
            {
                names[number]: (row.first_name, row.last_name, row.class_name, row.left)
                for number, row in pupils.items()
            },
            sum(row.pupil_id in pupils for row in session.exec(select(Guardian))),
            frozenset(row.email for row in session.exec(select(Staff)) if row.from_gen <= whole),
            frozenset(
                (schools.get(row.school_id, ""), row.first_day, row.last_day)
                for row in session.exec(select(Break))
            ),
        )


def visible_lessons(session: Session) -> Iterable[Lesson]:
    return session.exec(select(Lesson).where(visible(Lesson, current_generation(session)))).all()


def visible_sums(session: Session) -> Iterable[DaySum]:
    return session.exec(select(DaySum).where(visible(DaySum, current_generation(session)))).all()


def stored_rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every generation, as the database holds it, but for the log of imports."""

    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.connection().execute(table.select())), key=repr)
            for table in metadata.sorted_tables
            if table.name != "import"
        }
