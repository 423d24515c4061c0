"""The school's files, as its own systems would write them (RULES.md, "Files taken in")."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
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
_ABSENCE = ("elev_id", "datum", "start", "slut", "ämne", "schemalagda_min", "frånvaro_min", "status")


def write_roster(school: School, folder: Path) -> list[Path]:
    """personal, elever, lov and schema."""
    return [
        _write(folder / "personal.csv", _STAFF, map(_adult, school.adults)),
        _write(folder / "elever.csv", _PUPILS, map(_child, school.children)),
        _write(folder / "lov.csv", _BREAKS, ((SCHOOL, f"{a}..{b}", name) for a, b, name in BREAKS)),
        _write(folder / "schema.csv", _SCHEDULE, _lessons()),
    ]


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
    return one.email, one.name, " ".join(one.roles), SCHOOL, one.team, one.deputy, first, last


def _child(one: Child) -> tuple[object, ...]:
    """Of a pupil with protected identity a school's export says no more than that."""
    if one.protected:
        return one.ref, "", "", one.class_name, SCHOOL, "", "", "", "ja", "", ""
    return (
        one.ref,
        one.first_name,
        one.last_name,
        one.class_name,
        SCHOOL,
        " ".join(one.mentors),
        ", ".join(name for name, _ in one.guardians),
        ", ".join(phone for _, phone in one.guardians),
        "nej",
        one.class_name[:-1],
        one.home_municipality,
    )


def _lessons() -> Iterable[tuple[object, ...]]:
    return (
        (class_name, WEEKDAYS[slot.weekday], slot.start, slot.end, slot.subject, TERM_STARTS, LAST_DAY)
        for class_name in CLASSES
        for day in week_of(class_name)
        for slot in day
    )


def _absence(row: Row) -> tuple[object, ...]:
    slot = row.slot
    return row.ref, row.day, slot.start, slot.end, slot.subject, slot.minutes, row.absent, row.status
