"""Writing new people, classes' lessons and subjects aside, before anybody meets them.

New pupils stand as having left until the import is whole, and new staff have no role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl
from sqlalchemy import Dialect
from sqlmodel import Session

from storage.database import Database
from storage.ingest.bulk import execute_many, insert
from storage.ingest.pacing import PacedWriter, Step
from storage.ingest.people import People, PupilEntry
from storage.ingest.summary import Progress
from storage.ingest.timetable import Subjects, Timetable
from storage.tables import FOREVER
from storage.vault import Vault

_SEALED_AT_A_TIME = 500
_OWN_NUMBERS = ("school", "staff", "subject", "pupil")


@dataclass(frozen=True)
class PeopleAside:
    """Writes aside what one import brings, as generation `number`."""

    database: Database
    writer: PacedWriter
    number: int
    people: People

    def run(self, subjects: Subjects, before: Timetable, after: Timetable, progress: Progress) -> None:
        self._write("subject", [(number, name) for name, number in subjects.new().items()], ["id", "name"])
        schools = [(number, name, self.number) for name, number in self.people.new_schools().items()]
        self._write("school", schools, ["id", "name", "from_gen"])
        self._write_staff()
        pupils = self.people.new_pupils()
        for first in range(0, len(pupils), _SEALED_AT_A_TIME):
            progress.step(first, len(pupils), "Lägger in elever")
            self._write_pupils(pupils[first : first + _SEALED_AT_A_TIME])
        self._write_entries(before, after)
        if self._dialect.name == "postgresql" and (subjects.new() or self.people.has_new()):
            self.writer.run([_count_on(table) for table in _OWN_NUMBERS])

    @property
    def _dialect(self) -> Dialect:
        return self.database.engine.dialect

    @property
    def _vault(self) -> Vault:
        return self.database.vault

    def _write(self, table: str, rows: Sequence[tuple[object, ...]], columns: list[str]) -> None:
        frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
        if rows:
            self.writer.run(insert(self._dialect, table, frame))

    def _write_staff(self) -> None:
        seal = self._vault.seal
        rows: list[tuple[object, ...]] = [
            (entry.id, entry.email_hash, seal(entry.email), seal(entry.name), False, self.number)
            for entry in self.people.new_staff()
        ]
        columns = ["id", "email_hash", "email", "name", "quiet_when_nothing", "from_gen"]
        self._write("staff", rows, columns)

    def _write_pupils(self, pupils: list[PupilEntry]) -> None:
        seal, secrets = self._vault.seal, self.people.secrets
        rows: list[tuple[object, ...]] = [
            (
                entry.id,
                entry.school_id,
                entry.ref,
                entry.ref_hash,
                seal(secrets[entry.id].first_name),
                seal(secrets[entry.id].last_name),
                entry.class_name,
                entry.grade,
                entry.home_municipality,
                True,
                entry.left_on.toordinal() if entry.left_on else None,
                entry.secret_hash,
                self.number,
            )
            for entry in pupils
        ]
        self._write("pupil", rows, _PUPIL_COLUMNS)
        guardians: list[tuple[object, ...]] = [
            (entry.id, seal(name), seal(phone))
            for entry in pupils
            for name, phone in secrets[entry.id].guardians
        ]
        self._write("guardian", guardians, ["pupil_id", "name", "phone"])
        mentors: list[tuple[object, ...]] = [
            (entry.id, mentor, place) for entry in pupils for place, mentor in enumerate(entry.mentors)
        ]
        self._write("mentorship", mentors, ["pupil_id", "staff_id", "position"])

    def _write_entries(self, before: Timetable, after: Timetable) -> None:
        gone = [
            number for key, number in before.stored.items() if after.entries.get(key) != before.entries[key]
        ]
        end = f"UPDATE schedule_entry SET to_gen = {self.number} WHERE id = ?"
        self.writer.run(partial(execute_many, sql=end, rows=[(number,)]) for number in gone)
        rows: list[tuple[object, ...]] = [
            (*key[:4], key[4].toordinal(), end, subject, last.toordinal(), self.number, FOREVER)
            for key, (end, subject, last) in after.entries.items()
            if before.entries.get(key) != (end, subject, last)
        ]
        self._write("schedule_entry", rows, _ENTRY_COLUMNS)


_PUPIL_COLUMNS = [
    "id",
    "school_id",
    "ref",
    "ref_hash",
    "first_name",
    "last_name",
    "class_name",
    "grade",
    "home_municipality",
    "left",
    "left_on",
    "secret_hash",
    "from_gen",
]
_ENTRY_COLUMNS = [
    "school_id",
    "class_name",
    "weekday",
    "start",
    "first_day",
    "end",
    "subject_id",
    "last_day",
    "from_gen",
    "to_gen",
]


def _count_on(table: str) -> Step:
    """PostgreSQL goes on numbering after the numbers given here."""
    sql = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"

    def step(session: Session) -> int:
        session.connection().exec_driver_sql(sql)
        return 0

    return step
