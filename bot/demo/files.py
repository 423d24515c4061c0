"""The school's files, as its own systems would write them (RULES.md, "Files taken in")."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bot.demo.absence import Row
from bot.demo.days import BREAKS, LAST_DAY, TERM_STARTS
from bot.demo.school import SCHOOL, Adult, Child, School
from bot.demo.timetable import CLASSES, WEEKDAYS, week_of

_STAFF = ("epost", "namn", "roller", "skola", "arbetslag", "ersättare", "borta_från", "borta_till")
_PUPILS = (
    "elev_id",
    "förnamn",
    "efternamn",
    "klass",
    "skola",
    "mentorer",
    "vårdnadshavare",
    "telefon",
    "skyddad",
    "årskurs",
    "hemkommun",
)
_BREAKS = ("skola", "period", "namn")
_SCHEDULE = ("klass", "veckodag", "start", "slut", "ämne", "från", "till")
_ABSENCE = (
    "elev_id",
    "datum",
    "start",
    "slut",
    "ämne",
    "schemalagda_min",
    "frånvaro_min",
    "status",
    "lärare",
)


def write_roster(school: School, folder: Path) -> list[Path]:
    """personal, elever, lov and schema."""
    breaks = ((SCHOOL, first, last, name) for first, last, name in BREAKS)
    return [*write_people(school, folder), write_breaks(breaks, folder), write_schedule(CLASSES, folder)]


def write_people(school: School, folder: Path) -> list[Path]:
    """personal and elever."""
    return [
        _write(folder / "personal.csv", _STAFF, map(_adult, school.adults)),
        _write(folder / "elever.csv", _PUPILS, map(_child, school.children)),
    ]


def write_breaks(breaks: Iterable[tuple[str, date, date, str]], folder: Path) -> Path:
    """`breaks`: school ("" for all), first day, last day (included), name."""
    rows = ((school, f"{first}..{last}", name) for school, first, last, name in breaks)
    return _write(folder / "lov.csv", _BREAKS, rows)


def write_schedule(
    classes: Iterable[str], folder: Path, first: date = TERM_STARTS, last: date = LAST_DAY
) -> Path:
    """The same week from the first day to the last."""
    return _write(folder / "schema.csv", _SCHEDULE, _lessons(classes, first, last))


def write_absence(rows: Iterable[Row], folder: Path) -> Path:
    return _write(folder / "franvaro.csv", _ABSENCE, map(_absence, rows))


def _write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def _adult(one: Adult) -> tuple[object, ...]:
    first, last = one.away or ("", "")
    return one.email, one.name, " ".join(one.roles), one.school, one.team, one.deputy, first, last or ""


def _child(one: Child) -> tuple[object, ...]:
    """Of a pupil with protected identity a school's export says no more than that."""
    if one.protected:
        return one.ref, "", "", one.class_name, one.school, "", "", "", "ja", "", ""
    return (
        one.ref,
        one.first_name,
        one.last_name,
        one.class_name,
        one.school,
        " ".join(one.mentors),
        ", ".join(name for name, _ in one.guardians),
        ", ".join(phone for _, phone in one.guardians),
        "nej",
        one.class_name[:-1],
        one.home_municipality,
    )


def _lessons(classes: Iterable[str], first: date, last: date) -> Iterable[tuple[object, ...]]:
    return (
        (class_name, WEEKDAYS[slot.weekday], slot.start, slot.end, slot.subject, first, last)
        for class_name in classes
        for day in week_of(class_name)
        for slot in day
    )


def _absence(row: Row) -> tuple[object, ...]:
    slot = row.slot
    minutes = (slot.minutes, row.absent)
    return row.ref, row.day, slot.start, slot.end, slot.subject, *minutes, row.status, row.teacher
