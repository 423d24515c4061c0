"""Somebody clicks while a large import is running: the click is answered at once."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from storage.database import Database
from storage.tables import Due
from tests.ingest.applying import STAFF, Importer, absence_file, lesson, pupil, pupils_file, seen

PUPILS, DAYS, LESSONS = 800, 20, 5
LONGEST_WAIT = 1.0
"""Seconds. Half a second is the promise; the rest is for a machine that runs other tests as well."""
IMPORTING = """
import sys
from pathlib import Path
from storage.database import open_database
from storage.ingest import import_files
from tests.ingest.applying import NOW
print(import_files(open_database(sys.argv[1], [sys.argv[2]]), map(Path, sys.argv[3:]), now=NOW).new_lessons)
"""


def test_a_click_during_a_large_import_is_answered_at_once(
    sqlite_database: Database, encryption_keys: list[str], tmp_path: Path
) -> None:
    importing = Importer(sqlite_database, tmp_path)
    importing(STAFF, pupils_file(pupil("E0")))
    files = importing.write(pupils_file(*(pupil(f"E{number}") for number in range(PUPILS))), _many_lessons())
    address = sqlite_database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", IMPORTING, address, encryption_keys[0], *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        waits = []
        while running.poll() is None:
            waits.append(_click(sqlite_database, len(waits)))
            time.sleep(0.01)
        assert running.stdout
        assert running.stdout.read().strip() == str(PUPILS * DAYS * LESSONS)
    assert len(waits) > 20
    assert max(waits) < LONGEST_WAIT
    assert sorted(waits)[len(waits) // 2] < 0.1
    assert len(seen(sqlite_database).pupils) == PUPILS


def _many_lessons() -> str:
    school_days = [date(2026, 10, 1) + timedelta(days=number) for number in range(DAYS)]
    return absence_file(
        *(
            lesson(
                f"E{number}", str(day), f"{8 + hour:02}:00", "anmäld" if number % 9 == hour else "närvarande"
            )
            for day in school_days
            for number in range(PUPILS)
            for hour in range(LESSONS)
        )
    )


def _click(database: Database, number: int) -> float:
    """Seconds until the click's own small transaction was done."""
    began = time.perf_counter()
    with database.writing() as session:
        session.add(Due(kind="click", recipient="", subject=str(number), on=date(2026, 11, 23)))
    return time.perf_counter() - began
