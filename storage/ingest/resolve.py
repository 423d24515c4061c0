"""From a file's own words to the database's numbers: which pupil, which teacher, which subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from storage.ingest.frames import FileError, ParsedFile
from storage.ingest.identity import Identities
from storage.ingest.lessons import LESSON_KEYS, TOLD
from storage.ingest.people import People, PupilEntry
from storage.ingest.roster import email_hash
from storage.ingest.timetable import Subjects, Timetable
from storage.vault import Vault

PROTECTED = 0
"""Stands for a pupil whose rows are dropped. Real pupils are numbered from 1."""
_ROWS_AT_A_TIME = 250_000


@dataclass
class Told:
    """What the absence files of one command tell, laid over each other. Sorted by pupil, day and start."""

    lessons: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TOLD))
    emptied_schools: set[int] = field(default_factory=set)
    protected_rows: int = 0
    unknown_teachers: set[str] = field(default_factory=set)

    def lay_over(self, place: str, lessons: pl.DataFrame) -> None:
        """The file called `place` corrects those before it. Raises FileError when it contradicts itself."""
        after = lessons.sort(LESSON_KEYS)
        _refuse_contradictions(place, after)
        after = after.drop("row")
        if not self.lessons.is_empty():
            earlier = self.lessons.join(after, on=LESSON_KEYS, how="anti")
            after = pl.concat([earlier, after]).sort(LESSON_KEYS)
        self.lessons = after


class Resolver:
    """Finds pupils and teachers. Raises FileError where a row leaves a doubt; a message never repeats
    what stands in the row."""

    def __init__(
        self, people: People, identities: Identities, vault: Vault, subjects: Subjects, school: str | None
    ) -> None:
        self._people = people
        self._identities = identities
        self._vault = vault
        self._subjects = subjects
        self._school = school

    def narrow(
        self, told: Told, file: ParsedFile, timetable: Timetable, replaces: tuple[date, date] | None
    ) -> pl.DataFrame:
        """An absence file as numbers only (TOLD, and the row of each), for `Told.lay_over`; covers its days.

        The file itself, several times as large, can be let go before its lessons are sorted.
        """
        if replaces:
            _refuse_outside(file, replaces)
        pupils = self._pupils(file)
        first, last = replaces or (file.first_day, file.last_day)
        assert first is not None
        assert last is not None
        for school_id in pupils["school_id"].unique():
            timetable.cover(school_id, first, last)
            if replaces:
                told.emptied_schools.add(school_id)
        numbers = self._numbers(file, told)
        parts = [numbers.narrowed(part, pupils) for part in file.frame.iter_slices(_ROWS_AT_A_TIME)]
        lessons = pl.concat(parts)
        told.protected_rows += file.frame.height - lessons.height
        return lessons

    def _numbers(self, file: ParsedFile, told: Told) -> _Numbers:
        teachers = {email: self._teacher(email) for email in file.frame["teacher"].unique() if email}
        told.unknown_teachers |= {email for email, number in teachers.items() if number is None}
        subjects = file.frame["subject"].unique(maintain_order=True)
        return _Numbers(teachers, {name: self._subjects.number(name) for name in subjects})

    def _teacher(self, email: str) -> int | None:
        return self._people.staff_ids.get(email_hash(self._vault, email))

    def _pupils(self, file: ParsedFile) -> pl.DataFrame:
        """ref, school → pupil_id (or PROTECTED), school_id."""
        by_part = [_first_rows(part) for part in file.frame.iter_slices(_ROWS_AT_A_TIME)]
        firsts = _first_rows(pl.concat(by_part))
        found = [self._pupil(file, *row) for row in firsts.iter_rows()]
        return firsts.select("ref", "school").with_columns(
            pl.Series("pupil_id", [pupil for pupil, _ in found], pl.Int32),
            pl.Series("school_id", [school for _, school in found], pl.Int32),
        )

    def _pupil(self, file: ParsedFile, ref: str, school: str, row: int) -> tuple[int, int]:
        named = school or self._school
        school_id = self._people.schools.get(named) if named else None
        if named and school_id is None:
            raise FileError(
                file.place, "skolan finns inte bland skolorna i elever.csv", row=row, column="skola"
            )
        entries, protected = self._candidates(ref, school_id)
        if len(entries) + len(protected) > 1:
            raise _ambiguous(file, row)
        if protected:
            return PROTECTED, next(iter(protected))
        if not entries:
            raise _unknown(file, row, "elev_id")
        return entries[0].id, entries[0].school_id

    def _candidates(self, ref: str, school_id: int | None) -> tuple[list[PupilEntry], set[int]]:
        """Pupils of that id who go in a school now, else those who have left; and where it is protected."""
        entries = self._people.pupils_anywhere(self._identities.key(ref))
        protected = set(self._people.protected.get(self._identities.hash(ref), ()))
        if school_id is not None:
            entries = [entry for entry in entries if entry.school_id == school_id]
            protected &= {school_id}
        active = [entry for entry in entries if not entry.left]
        return active or ([] if protected else entries), protected


def _first_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Where each pupil is first spoken of, in the file's order."""
    return frame.group_by("ref", "school", maintain_order=True).agg(pl.col("row").min())


@dataclass(frozen=True)
class _Numbers:
    """The database's numbers for what a file calls by name."""

    teachers: Mapping[str, int | None]
    subjects: Mapping[str, int | None]

    def narrowed(self, frame: pl.DataFrame, pupils: pl.DataFrame) -> pl.DataFrame:
        """TOLD, and the row it stood on. Rows of protected pupils are dropped."""
        found = frame.join(pupils, on=["ref", "school"]).filter(pl.col("pupil_id") != PROTECTED)
        return found.select(
            "pupil_id",
            day=pl.col("day").cast(pl.Int32) + date(1970, 1, 1).toordinal(),
            start="start",
            end="end",
            subject_id=_replaced("subject", self.subjects),
            teacher_id=_replaced("teacher", self.teachers),
            scheduled="scheduled",
            absent="absent",
            status=pl.col("status").cast(pl.Int16),
            row=pl.col("row").cast(pl.Int32),
        )


def _replaced(column: str, numbers: Mapping[str, int | None]) -> pl.Expr:
    return pl.col(column).replace_strict(dict(numbers), default=None, return_dtype=pl.Int32)


def _refuse_outside(file: ParsedFile, replaces: tuple[date, date]) -> None:
    outside = file.frame.filter(~pl.col("day").is_between(*replaces))
    if not outside.is_empty():
        raise FileError(
            file.place,
            "dagen ligger utanför perioden i --replaces",
            row=outside["row"][0],
            column="datum",
            expected=f"en dag från {replaces[0]} till {replaces[1]}",
            cure="Rätta perioden, eller ta bort raden",
        )


def _refuse_contradictions(place: str, lessons: pl.DataFrame) -> None:
    """Two rows may speak of one lesson only under two forms of the same id; the readers saw to the rest."""
    same = pl.all_horizontal(pl.col(key) == pl.col(key).shift() for key in LESSON_KEYS)
    twice = lessons.select("row", same=same).filter("same")
    if not twice.is_empty():
        raise FileError(place, "lektionen står redan på en annan rad", row=twice["row"][0])


def _unknown(file: ParsedFile, row: int, column: str) -> FileError:
    return FileError(
        file.place,
        "eleven finns inte i någon elevlista",
        row=row,
        column=column,
        expected="en elev som står i elever.csv",
        cure="Läs in en ny elever.csv först, eller i samma kommando",
    )


def _ambiguous(file: ParsedFile, row: int) -> FileError:
    return FileError(
        file.place,
        "flera skolor har en elev med det elev_id:t",
        row=row,
        column="elev_id",
        expected="att filen säger vilken skola den gäller",
        cure="Lägg till kolumnen skola, eller ange skolan med --school",
    )
