"""Which pupils' days may have another sum than before, beside those whose lessons a file tells of."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from storage.ingest.people import People
from storage.ingest.timetable import ENTRIES, EntryKey, EntryValue, Timetable

PUPILS = {
    "pupil_id": pl.Int32,
    "school_id": pl.Int32,
    "class_id": pl.Int32,
    "class_before": pl.Int32,  # the same as class_id unless the roster moved the pupil
    "left_on": pl.Int32,  # nullable; the timetable gives nothing from that day
    "moved": pl.Boolean,  # new, in another class, gone or back: every day with a timetable is affected
    "new": pl.Boolean,
}
_SCHOOL_DAYS = {"school_id": pl.Int32, "day": pl.Int32}
_CLASS_DAYS = {"class_id": pl.Int32, "day": pl.Int32}


@dataclass
class Classes:
    """Numbers for classes, which are otherwise known by school and name."""

    numbers: dict[tuple[int, str], int] = field(default_factory=dict)

    def number(self, school_id: int, name: str) -> int:
        return self.numbers.setdefault((school_id, name), len(self.numbers))


@dataclass(frozen=True)
class World:
    """What sums depend on beside the lessons themselves, and where that is new.

    pupils: PUPILS. open_days: school_id, day. entries: ENTRIES. touched_days: school_id, day, of every
    pupil in the school. touched_lessons: class_id, day, of the pupils of a class.
    """

    pupils: pl.DataFrame
    open_days: pl.DataFrame
    entries: pl.DataFrame
    touched_days: pl.DataFrame
    touched_lessons: pl.DataFrame


def survey(people: People, before: Timetable, after: Timetable) -> World:
    """Compares what the database has with what the files make of it."""
    classes = Classes()
    schools = sorted(people.schools.values())
    was_open = {school: before.open_days(school) for school in schools}
    is_open = {school: after.open_days(school) for school in schools}
    entries = _entries(classes, after.entries)
    return World(
        _pupils(people, classes),
        _school_days(is_open),
        entries,
        _school_days({school: _turned(before, after, school, is_open[school]) for school in schools}),
        pl.concat(
            [
                _newly_covered(classes, entries, was_open, is_open, before),
                _changed_entries(classes, before, after, is_open),
            ]
        ).unique(),
    )


def _turned(before: Timetable, after: Timetable, school: int, is_open: set[int]) -> set[int]:
    """Days covered before that have become school days, or have ceased to be."""
    covered = before.covered(school)
    return before.school_days(school, covered) ^ (is_open & covered)


def _newly_covered(
    classes: Classes,
    entries: pl.DataFrame,
    was_open: dict[int, set[int]],
    is_open: dict[int, set[int]],
    before: Timetable,
) -> pl.DataFrame:
    fresh = {school: days - before.covered(school) for school, days in is_open.items()}
    taught = set(entries["class_id"].unique())
    of_class = pl.DataFrame(
        [(number, school) for (school, _), number in classes.numbers.items() if number in taught],
        schema={"class_id": pl.Int32, "school_id": pl.Int32},
        orient="row",
    )
    days = of_class.join(_school_days(fresh), on="school_id").select("class_id", "day")
    return _with_lessons(days, entries)


def _changed_entries(
    classes: Classes, before: Timetable, after: Timetable, is_open: dict[int, set[int]]
) -> pl.DataFrame:
    """Days on which an entry that came, went or changed gives or gave a lesson."""
    changed = dict(before.entries.items() ^ after.entries.items()) if before.entries else after.entries
    both = [_entries(classes, _only(entries, changed)) for entries in (before.entries, after.entries)]
    schools = {number: school for (school, _), number in classes.numbers.items()}
    wanted = {number for frame in both for number in frame["class_id"].unique()}
    days = pl.DataFrame(
        [(number, day) for number in wanted for day in is_open.get(schools[number], ())],
        schema=_CLASS_DAYS,
        orient="row",
    )
    return pl.concat([_with_lessons(days, frame) for frame in both])


def _only(
    entries: dict[EntryKey, EntryValue], keys: dict[EntryKey, EntryValue]
) -> dict[EntryKey, EntryValue]:
    return {key: value for key, value in entries.items() if key in keys}


def _with_lessons(days: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    weekly = days.with_columns(weekday=(pl.col("day") + 6) % 7).join(entries, on=["class_id", "weekday"])
    return weekly.filter(pl.col("day").is_between("first", "last")).select("class_id", "day").unique()


def _entries(classes: Classes, entries: dict[EntryKey, EntryValue]) -> pl.DataFrame:
    rows = [
        (classes.number(school, name), weekday, start, end, first.toordinal(), last.toordinal())
        for (school, name, weekday, start, first), (end, _, last) in entries.items()
        if school is not None
    ]
    return pl.DataFrame(rows, schema=ENTRIES, orient="row")


def _pupils(people: People, classes: Classes) -> pl.DataFrame:
    moved = {
        after.id: before
        for before, after in people.changed_pupils()
        if (before.class_name, before.left_on) != (after.class_name, after.left_on)
    }
    rows = []
    for entry in people.pupils.values():
        before = moved.get(entry.id, entry)
        new = people.is_new(entry.id)
        rows.append(
            (
                entry.id,
                entry.school_id,
                classes.number(entry.school_id, entry.class_name),
                classes.number(entry.school_id, before.class_name),
                entry.left_on.toordinal() if entry.left_on else None,
                new or entry.id in moved,
                new,
            )
        )
    return pl.DataFrame(rows, schema=PUPILS, orient="row").sort("pupil_id")


def _school_days(days: dict[int, set[int]]) -> pl.DataFrame:
    rows = [(school, day) for school in sorted(days) for day in sorted(days[school])]
    return pl.DataFrame(rows, schema=_SCHOOL_DAYS, orient="row")
