"""When there is school: breaks, the days that absence files cover, and the classes' weekly lessons.

All of it together decides which days have a sum and what the timetable fills in. Days are ordinals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import polars as pl
from sqlmodel import Session, select

from storage.calendar import SchoolCalendar
from storage.ingest.frames import FileError, ParsedFile
from storage.ingest.generations import visible
from storage.ingest.people import People
from storage.tables import Break, Coverage, ScheduleEntry, Subject

BreakKey = tuple[int | None, date, date]
"""School (None: all), first day, last day."""
EntryKey = tuple[int | None, str, int, int, date]
"""School (None: waits for a school that has the class), class, weekday, start, first day."""
EntryValue = tuple[int, int | None, date]
"""End, subject, last day."""

ENTRIES = {
    "class_id": pl.Int32,
    "weekday": pl.Int32,
    "start": pl.Int16,
    "end": pl.Int16,
    "first": pl.Int32,
    "last": pl.Int32,
}


@dataclass
class Subjects:
    """Names of subjects and their numbers, new ones included."""

    numbers: dict[str, int] = field(default_factory=dict)
    last_stored: int = 0

    def number(self, name: str) -> int | None:
        """None for a lesson without a subject."""
        return self.numbers.setdefault(name, len(self.new()) + self.last_stored + 1) if name else None

    def new(self) -> dict[str, int]:
        return {name: number for name, number in self.numbers.items() if number > self.last_stored}


@dataclass
class Timetable:
    """`coverage`: for each school ranges that neither touch nor overlap, in order."""

    breaks: dict[BreakKey, str] = field(default_factory=dict)
    coverage: dict[int, tuple[tuple[date, date], ...]] = field(default_factory=dict)
    entries: dict[EntryKey, EntryValue] = field(default_factory=dict)
    stored: dict[EntryKey, int] = field(default_factory=dict)
    """Ids of the rows that hold the entries."""

    def copy(self) -> Timetable:
        return Timetable(dict(self.breaks), dict(self.coverage), dict(self.entries), self.stored)

    def cover(self, school_id: int, first: date, last: date) -> None:
        """Says that absence files speak of these days."""
        ranges = sorted((*self.coverage.get(school_id, ()), (first, last)))
        merged = [ranges[0]]
        for low, high in ranges[1:]:
            if low <= merged[-1][1] + timedelta(days=1):
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        self.coverage[school_id] = tuple(merged)

    def covered(self, school_id: int) -> set[int]:
        ranges = self.coverage.get(school_id, ())
        return {day for first, last in ranges for day in range(first.toordinal(), last.toordinal() + 1)}

    def open_days(self, school_id: int) -> set[int]:
        """Covered days that are school days: the only days with sums."""
        return self.school_days(school_id, self.covered(school_id))

    def school_days(self, school_id: int, days: Iterable[int]) -> set[int]:
        free: set[int] = set()
        for school, first, last in self.breaks:
            if school in (None, school_id):
                free.update(range(first.toordinal(), last.toordinal() + 1))
        return {day for day in days if day not in free and _is_school_day(day)}


@lru_cache(maxsize=20_000)
def _is_school_day(day: int) -> bool:
    """In a school without breaks of its own."""
    return SchoolCalendar().is_school_day(date.fromordinal(day))


def load_timetable(session: Session, generation: int) -> Timetable:
    timetable = Timetable()
    for pause in session.exec(select(Break)):
        timetable.breaks[pause.school_id, pause.first_day, pause.last_day] = pause.name
    for stretch in session.exec(select(Coverage)):
        timetable.cover(stretch.school_id, stretch.first_day, stretch.last_day)
    rows = session.exec(select(ScheduleEntry).where(visible(ScheduleEntry, generation)))
    for row in rows:
        key = (row.school_id, row.class_name, row.weekday, row.start, row.first_day)
        timetable.entries[key] = (row.end, row.subject_id, row.last_day)
        assert row.id is not None
        timetable.stored[key] = row.id
    return timetable


def load_subjects(session: Session) -> Subjects:
    numbers = {row.name: row.id for row in session.exec(select(Subject)) if row.id is not None}
    return Subjects(numbers, max(numbers.values(), default=0))


def take_in_breaks(
    timetable: Timetable, people: People, files: list[ParsedFile], replaces: tuple[date, date] | None
) -> None:
    """Adds the files' breaks. With `replaces`, breaks wholly within it that the files lack are taken
    away, for the schools they speak of."""
    wanted: dict[BreakKey, str] = {}
    for file in files:
        for row in file.frame.iter_rows(named=True):
            school = people.school(row["school"]) if row["school"] else None
            wanted[school, row["first_day"], row["last_day"]] = row["name"]
    schools = {school for school, _, _ in wanted}
    for key in list(timetable.breaks):
        if replaces and key[0] in schools and replaces[0] <= key[1] and key[2] <= replaces[1]:
            del timetable.breaks[key]
    timetable.breaks.update(wanted)


def take_in_schedule(
    timetable: Timetable, people: People, subjects: Subjects, file: ParsedFile, school: str | None
) -> None:
    """A class that no pupil goes in yet is kept until one does: the order of files must not matter.

    Raises FileError when two schools have a class of that name.
    """
    schools_of = _schools_of_classes(people)
    for row in file.frame.iter_rows(named=True):
        named = row["school"] or school
        found = {people.school(named)} if named else schools_of.get(row["class_name"], set())
        if len(found) > 1:
            raise _ambiguous(file, row["row"])
        key = (next(iter(found), None), row["class_name"], row["weekday"], row["start"], row["first_day"])
        timetable.entries[key] = (row["end"], subjects.number(row["subject"]), row["last_day"])


def find_schools(timetable: Timetable, people: People) -> int:
    """Gives lessons that wait for a school the one school that has their class now.

    The number of classes that still wait: nobody goes in them, or several schools have one.
    """
    schools_of = _schools_of_classes(people)
    waiting = [key for key in timetable.entries if key[0] is None]
    for key in waiting:
        found = schools_of.get(key[1], set())
        if len(found) == 1:
            timetable.entries[next(iter(found)), *key[1:]] = timetable.entries.pop(key)
    return len({key[1] for key in timetable.entries if key[0] is None})


def _schools_of_classes(people: People) -> dict[str, set[int]]:
    """Where somebody goes in the class now; else where somebody went."""
    now: dict[str, set[int]] = {}
    once: dict[str, set[int]] = {}
    for entry in people.pupils.values():
        (once if entry.left else now).setdefault(entry.class_name, set()).add(entry.school_id)
    return once | now


def _ambiguous(file: ParsedFile, row: int) -> FileError:
    return FileError(
        file.place,
        "flera skolor har en klass med det namnet",
        row=row,
        column="klass",
        expected="att filen säger vilken skola den gäller",
        cure="Lägg till kolumnen skola, eller ange skolan med --school",
    )
