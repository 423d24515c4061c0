"""A world's rows as the CSV files of RULES.md, "Files taken in"."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tests.oracle.world import Break, Import, Lesson, Pupil, SchemaLesson

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
STAFF = ("epost", "namn", "roller", "skola")
PUPILS = (
    "elev_id",
    "förnamn",
    "efternamn",
    "klass",
    "skola",
    "mentorer",
    "vårdnadshavare",
    "telefon",
    "skyddad",
)
ABSENCE = ("elev_id", "datum", "start", "slut", "ämne", "schemalagda_min", "frånvaro_min", "status")
SCHEMA = ("klass", "veckodag", "start", "slut", "ämne", "från", "till")
BREAKS = ("skola", "period", "namn")


def write_files(step: Import, folder: Path) -> list[Path]:
    """The files of one import command; personal.csv comes along with elever.csv."""
    folder.mkdir(parents=True)
    files = []
    if step.pupils is not None:
        files.append(_write(folder / "personal.csv", STAFF, _staff_rows(step.pupils)))
        files.append(_write(folder / "elever.csv", PUPILS, map(_pupil_row, step.pupils)))
    if step.breaks is not None:
        files.append(_write(folder / "lov.csv", BREAKS, map(_break_row, step.breaks)))
    if step.schema is not None:
        files.append(_write(folder / "schema.csv", SCHEMA, map(_schema_row, step.schema)))
    if step.absence is not None:
        files.append(_write(folder / "franvaro.csv", ABSENCE, map(_absence_row, step.absence)))
    return files


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _staff_rows(pupils: tuple[Pupil, ...]) -> list[tuple[object, ...]]:
    """Every mentor, and a head teacher per school: a file without rows would be refused."""
    mentors = {(address, pupil.school) for pupil in pupils for address in pupil.mentors}
    rektors = {(f"rektor.{number}@skola.example", school) for number, school in _numbered(pupils)}
    rows: list[tuple[object, ...]] = [
        (address, "Anna Berg", "mentor", school) for address, school in sorted(mentors)
    ]
    return rows + [(address, "Bo Ek", "rektor eht", school) for address, school in sorted(rektors)]


def _numbered(pupils: tuple[Pupil, ...]) -> list[tuple[str, str]]:
    """A school with something for its address: its class, which is its own."""
    return sorted({(pupil.klass.lower(), pupil.school) for pupil in pupils})


def _pupil_row(row: Pupil) -> tuple[object, ...]:
    protected = "ja" if row.protected else "nej"
    return row.id, "Kim", "Lind", row.klass, row.school, " ".join(row.mentors), "", "", protected


def _break_row(row: Break) -> tuple[object, ...]:
    year, week, weekday = row.first.isocalendar()
    if weekday == 1 and (row.last - row.first).days == 4:
        return row.school, f"{year}-v{week}", "lov"
    if row.first == row.last:
        return row.school, row.first, "lov"
    return row.school, f"{row.first}..{row.last}", "lov"


def _schema_row(row: SchemaLesson) -> tuple[object, ...]:
    return row.klass, WEEKDAYS[row.weekday], row.start, row.end, "Matematik", row.first, row.last


def _absence_row(row: Lesson) -> tuple[object, ...]:
    return (
        row.pupil,
        row.day,
        row.start,
        row.end,
        "Matematik",
        row.scheduled,
        row.absent,
        row.status.value,
    )
