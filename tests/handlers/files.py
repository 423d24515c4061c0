"""Rows of RULES.md's files as a test writes them, and the CSV files made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

SCHOOL = "Provskolan"


@dataclass(frozen=True)
class Adult:
    """A row of personal.csv. The address is made of the short name a test calls them by."""

    short: str
    roles: str = "mentor"
    school: str = SCHOOL
    team: str = ""
    deputy: str = ""
    """The short name of whoever stands in."""
    away: tuple[date, date] | None = None

    @property
    def email(self) -> str:
        return f"{self.short}@skola.example"


@dataclass(frozen=True)
class Child:
    """A row of elever.csv. `mentors`: short names, separated by spaces."""

    id: str
    first: str
    last: str
    mentors: str
    klass: str = "8B"
    school: str = SCHOOL
    protected: bool = False
    guardians: str = ""


@dataclass(frozen=True)
class Lesson:
    """A row of franvaro.csv: an hour, missed altogether unless `absent` says otherwise."""

    pupil: str
    day: date
    start: str = "08:20"
    status: str = "oanmäld"
    absent: int = 60
    subject: str = "Matematik"
    teacher: str = ""
    """The short name of whoever teaches it; "" when the file does not say."""


@dataclass(frozen=True)
class Break:
    first: date
    last: date
    school: str = ""


@dataclass(frozen=True)
class Files:
    """One import command. None: that file is not in it."""

    adults: tuple[Adult, ...] | None = None
    children: tuple[Child, ...] | None = None
    lessons: tuple[Lesson, ...] | None = None
    breaks: tuple[Break, ...] | None = None


def lesson(pupil: str, day: date, status: str = "oanmäld", start: str = "08:20") -> Lesson:
    missed = 0 if status in ("närvarande", "ej_rapporterad") else 60
    return Lesson(pupil, day, start, status, missed)


def present(pupil: str, first: date, last: date) -> list[Lesson]:
    """One lesson each weekday, attended."""
    return [lesson(pupil, day, "närvarande") for day in weekdays(first, last)]


def missing(pupil: str, first: date, last: date, status: str = "anmäld") -> list[Lesson]:
    """One lesson each weekday, missed."""
    return [lesson(pupil, day, status) for day in weekdays(first, last)]


def weekdays(first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def as_reported(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The same lessons, now announced by a guardian."""
    return [replace(one, status="anmäld") for one in lessons]


def write(files: Files, folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    kinds = (
        ("personal", _ADULTS, [_adult(row) for row in files.adults or ()]),
        ("elever", _CHILDREN, [_child(row) for row in files.children or ()]),
        ("lov", _BREAKS, [_break(row) for row in files.breaks or ()]),
        ("franvaro", _LESSONS, [_lesson(row) for row in files.lessons or ()]),
    )
    return [_write(folder / f"{name}.csv", header, rows) for name, header, rows in kinds if rows]


def _write(path: Path, header: str, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([tuple(header.split()), *rows])
    return path


_ADULTS = "epost namn roller skola arbetslag ersättare borta_från borta_till"
_CHILDREN = "elev_id förnamn efternamn klass skola mentorer vårdnadshavare telefon skyddad"
_BREAKS = "skola period namn"
_LESSONS = "elev_id datum start slut ämne schemalagda_min frånvaro_min status lärare"


def _adult(row: Adult) -> tuple[str, ...]:
    away = tuple(day.isoformat() for day in row.away) if row.away else ("", "")
    deputy = f"{row.deputy}@skola.example" if row.deputy else ""
    return row.email, row.short.capitalize(), row.roles, row.school, row.team, deputy, *away


def _child(row: Child) -> tuple[str, ...]:
    mentors = " ".join(f"{short}@skola.example" for short in row.mentors.split())
    protected = "ja" if row.protected else "nej"
    return row.id, row.first, row.last, row.klass, row.school, mentors, row.guardians, "", protected


def _break(row: Break) -> tuple[str, ...]:
    return row.school, f"{row.first}..{row.last}", "Lov"


def _lesson(row: Lesson) -> tuple[str, ...]:
    end = f"{int(row.start[:2]) + 1:02d}{row.start[2:]}"
    teacher = f"{row.teacher}@skola.example" if row.teacher else ""
    return row.pupil, str(row.day), row.start, end, row.subject, "60", str(row.absent), row.status, teacher
