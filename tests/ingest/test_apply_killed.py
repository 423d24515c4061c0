"""An import that is killed leaves nothing behind that anybody sees, and the next one is right."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.errors import StorageError
from storage.ingest import bulk, staging
from storage.ingest.generations import one_import_at_a_time
from storage.tables import DaySum, Import, Lesson, Pupil, ScheduleEntry, School, Staff
from tests.ingest.applying import (
    ANNA,
    STAFF,
    Importer,
    Opened,
    Seen,
    absence_file,
    breaks_file,
    lesson,
    pupil,
    pupils_file,
    schedule_file,
    seen,
)
from tests.ingest.killed import Killed, doomed, in_small_steps, raise_killed

REFS = [f"E{number}" for number in range(12)]
SCHEDULE = "7A;tisdag;10:00;{end};Ma;2026-08-17;2026-12-18"
BEFORE = (
    STAFF,
    pupils_file(*map(pupil, REFS)),
    schedule_file(SCHEDULE.format(end="11:00")),
    absence_file(*(lesson(ref, f"2026-11-{day:02}") for ref in REFS for day in (2, 3, 4, 5))),
)
AFTER = (
    f"{STAFF}cia@skola.example;Cia Cederlöf;eht;Södra\n",
    pupils_file(
        *(pupil(ref, klass="7B") for ref in REFS[2:]),
        pupil("E1", protected="ja"),
        pupil("S1", klass="5C", school="Södra"),
    ),
    breaks_file("Norra;2026-11-04;Studiedag"),
    schedule_file(SCHEDULE.format(end="11:30"), "7B;onsdag;10:00;11:00;Sv;2026-08-17;2026-12-18"),
    absence_file(
        *(lesson(ref, f"2026-11-{day:02}", status="anmäld") for ref in REFS[2:] for day in (3, 5, 6))
    ),
)
GENERATIONAL = (Lesson, DaySum, ScheduleEntry, Pupil, Staff, School)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_WEIGHT", staging._WEIGHT)
    monkeypatch.setattr(bulk, "_ROWS_A_STEP", bulk._ROWS_A_STEP)
    in_small_steps()


def assert_nothing_left_behind(database: Database) -> None:
    with database.reading() as session:
        active = set(session.exec(select(Import.id).where(col(Import.state) == "active")))
        for table in GENERATIONAL:
            assert {row.from_gen for row in session.exec(select(table))} <= active, table


def expected(fresh: Opened) -> Seen:
    with fresh() as importing:
        importing(*BEFORE)
        importing(*AFTER)
        return seen(importing.database)


@pytest.mark.usefixtures("small_steps")
def test_an_import_stopped_at_any_transaction_changes_nothing_and_can_be_done_again(
    importing: Importer, fresh_sqlite: Opened
) -> None:
    importing(*BEFORE)
    before = seen(importing.database)
    number, stopped = 0, True
    while stopped:
        number += 1
        soon_over = Importer(doomed(importing.database, number, raise_killed), importing.folder)
        try:
            soon_over(*AFTER)
            stopped = False
        except Killed:
            assert seen(importing.database) == before
    assert number > 10
    assert seen(importing.database) == expected(fresh_sqlite)
    importing(*AFTER)
    assert_nothing_left_behind(importing.database)


@pytest.mark.parametrize("number", [1, 7, 14])
def test_a_killed_import_changes_nothing_and_can_be_done_again(
    importing: Importer, fresh_sqlite: Opened, encryption_keys: list[str], number: int
) -> None:
    importing(*BEFORE)
    before = seen(importing.database)
    address = importing.database.engine.url.render_as_string(hide_password=False)
    files = [str(path) for path in importing.write(*AFTER)]
    command = [sys.executable, "-m", "tests.ingest.killed", address, encryption_keys[0], str(number), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    assert seen(importing.database) == before
    importing(*AFTER)
    assert seen(importing.database) == expected(fresh_sqlite)
    importing(*AFTER)
    assert_nothing_left_behind(importing.database)


def test_a_second_import_at_the_same_time_is_refused(importing: Importer) -> None:
    with one_import_at_a_time(importing.database), pytest.raises(StorageError):
        importing(STAFF)
    importing(STAFF)
    assert ANNA in seen(importing.database).staff
