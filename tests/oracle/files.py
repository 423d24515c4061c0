"""A world's rows as the CSV files of RULES.md, "Files taken in"."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tests.oracle.world import Break, Import, Lesson, Pupil, SchemaLesson

Row = tuple[object, ...]

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


class Names:
    """How pupils and classes are called in the files: by the names they have in the world."""

    def learn(self, step: Import) -> None:
        """Told of every import before it is written."""

    def ref(self, pupil: str) -> str:
        return pupil

    def klass(self, klass: str) -> str:
        return klass

    def schools(self, names: Iterable[str]) -> list[str] | None:
        """A school for each pupil's or class's row, in a column of its own; None: no such column."""
        return None

    def pupil(self, school: str, ref: str) -> str:
        """The other way: the pupil of the world."""
        return ref


class SharedNames(Names):
    """Every school has its E-1 and its 7A: only the column `skola` tells them apart."""

    def __init__(self) -> None:
        self._schools: dict[str, str] = {}
        self._pupils: dict[tuple[str, str], str] = {}

    def learn(self, step: Import) -> None:
        for row in step.pupils or ():
            self._schools[row.id] = self._schools[row.klass] = row.school
            self._pupils[row.school, self.ref(row.id)] = row.id

    def ref(self, pupil: str) -> str:
        return pupil[0] + pupil[pupil.index("-") :]

    def klass(self, klass: str) -> str:
        return klass[:2]

    def schools(self, names: Iterable[str]) -> list[str] | None:
        return [self._schools[name] for name in names]

    def pupil(self, school: str, ref: str) -> str:
        return self._pupils[school, ref]


def write_files(step: Import, folder: Path, names: Names | None = None) -> list[Path]:
    """The files of one import command; personal.csv comes along with elever.csv."""
    names = names or Names()
    names.learn(step)
    folder.mkdir(parents=True)
    files = []
    if step.pupils is not None:
        files.append(_write(folder / "personal.csv", STAFF, _staff_rows(step.pupils)))
        files.append(_write(folder / "elever.csv", PUPILS, [_pupil_row(row, names) for row in step.pupils]))
    if step.breaks is not None:
        files.append(_write(folder / "lov.csv", BREAKS, map(_break_row, step.breaks)))
    if step.schema is not None:
        rows = [_schema_row(row, names) for row in step.schema]
        files.append(_write_told(folder / "schema.csv", SCHEMA, rows, names.schools(_classes(step))))
    if step.absence is not None:
        rows = [_absence_row(row, names) for row in step.absence]
        files.append(_write_told(folder / "franvaro.csv", ABSENCE, rows, names.schools(_pupils(step))))
    return files


def _classes(step: Import) -> list[str]:
    return [row.klass for row in step.schema or ()]


def _pupils(step: Import) -> list[str]:
    return [row.pupil for row in step.absence or ()]


def _write_told(path: Path, header: Row, rows: list[Row], schools: list[str] | None) -> Path:
    """With the school of every row, where it is told."""
    if schools is None:
        return _write(path, header, rows)
    told = [(*row, school) for row, school in zip(rows, schools, strict=True)]
    return _write(path, (*header, "skola"), told)


def _write(path: Path, header: Row, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _staff_rows(pupils: tuple[Pupil, ...]) -> list[Row]:
    """Every mentor, and a head teacher per school: a file without rows would be refused."""
    mentors = {(address, pupil.school) for pupil in pupils for address in pupil.mentors}
    rektors = {(f"rektor.{number}@skola.example", school) for number, school in _numbered(pupils)}
    rows: list[Row] = [(address, "Anna Berg", "mentor", school) for address, school in sorted(mentors)]
    return rows + [(address, "Bo Ek", "rektor eht", school) for address, school in sorted(rektors)]


def _numbered(pupils: tuple[Pupil, ...]) -> list[tuple[str, str]]:
    """A school with something for its address: its class, which is its own."""
    return sorted({(pupil.klass.lower(), pupil.school) for pupil in pupils})


def _pupil_row(row: Pupil, names: Names) -> Row:
    protected = "ja" if row.protected else "nej"
    return (
        names.ref(row.id),
        "Kim",
        "Lind",
        names.klass(row.klass),
        row.school,
        " ".join(row.mentors),
        "",
        "",
        protected,
    )


def _break_row(row: Break) -> Row:
    year, week, weekday = row.first.isocalendar()
    if weekday == 1 and (row.last - row.first).days == 4:
        return row.school, f"{year}-v{week}", "lov"
    if row.first == row.last:
        return row.school, row.first, "lov"
    return row.school, f"{row.first}..{row.last}", "lov"


def _schema_row(row: SchemaLesson, names: Names) -> Row:
    return names.klass(row.klass), WEEKDAYS[row.weekday], row.start, row.end, "Matematik", row.first, row.last


def _absence_row(row: Lesson, names: Names) -> Row:
    return (
        names.ref(row.pupil),
        row.day,
        row.start,
        row.end,
        "Matematik",
        row.scheduled,
        row.absent,
        row.status.value,
    )
