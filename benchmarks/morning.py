"""What a morning costs, as ratios measured in one run: `make bench`, or python -m benchmarks.morning.

(a) deciding for 100,000 pupils, to what DuckDB takes for the month's rate per pupil on the same lessons;
(b) the rest of the morning, to a bare executemany of the same case, event and outbox rows;
(c) the peak memory of a process that does that morning; (d) ten years of history to one month.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

from benchmarks.school_data import STARTS, Lessons, fill, lessons_of, school_days
from content.loader import PlanLibrary
from handlers.morning.run import run
from handlers.plans import Plans
from storage.database import Database, open_database

ON = date(2026, 9, 25)
LAST = date(2026, 9, 24)
NOW = datetime(2026, 9, 25, 5, 0, tzinfo=UTC)
EPOCH = date(1970, 1, 1).toordinal()
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
WORDS = ("närvarande", "anmäld", "oanmäld", "ledighet", "sen", "ej_rapporterad")
WRITTEN = ("case", "case_event", "case_event_lesson", "outbox")
MONTH = 22


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        rows = [*_large(Path(folder), options.pupils), _history(Path(folder), options.small)]
    width = max(len(name) for name, *_ in rows)
    failed = False
    for name, measured, limit, note in rows:
        failed |= measured > limit
        print(f"{name:<{width}}  {measured:8.2f}  at most {limit:g}  {note}")
    sys.exit(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=2_000, help="pupils of the ten years' history")
    parser.add_argument("--folder", default=None, help="where the databases are made (several GB)")
    return parser.parse_args()


Row = tuple[str, float, float, str]


def _large(folder: Path, pupils: int) -> list[Row]:
    path = folder / "large.db"
    lessons = lessons_of(pupils, MONTH, np.random.default_rng(1))
    days = school_days(LAST, MONTH)
    duck = _duckdb_rate(lessons, days)
    _make(path, pupils, days, lessons)
    del lessons
    deciding, whole, memory = _in_own_process(_morning, path)
    bare, count = _bare_writes(path, folder / "bare.db")
    rest = whole - deciding
    return [
        ("(a) deciding / DuckDB", deciding / duck, 10, f"{deciding:.2f} s / {duck:.3f} s"),
        ("(b) rest / bare rows", rest / bare, 5, f"{rest:.2f} s / {bare:.2f} s, {count} rows"),
        ("(c) peak memory, MB", memory, 700, ""),
    ]


def _make(path: Path, pupils: int, days: list[date], lessons: Lessons) -> None:
    database = _open(path)
    fill(database, path, pupils, days, lessons)
    database.close()


def _open(path: Path) -> Database:
    return open_database(f"sqlite:///{path}", [KEY])


def _duckdb_rate(lessons: Lessons, days: list[date]) -> float:
    """Seconds for the month's rate per pupil over a native table loaded beforehand, 2 threads."""
    pupils = lessons.status.shape[0]
    per_pupil = MONTH * len(STARTS)
    columns = {
        "pupil": np.repeat(np.arange(1, pupils + 1, dtype=np.int32), per_pupil),
        "day": np.tile(np.repeat([day.toordinal() - EPOCH for day in days], len(STARTS)), pupils),
        "start": np.tile(np.array(STARTS, dtype=np.int16), pupils * MONTH),
        "absent": lessons.absent.reshape(-1),
        "status": lessons.status.reshape(-1),
    }
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.register("columns", columns)
        connection.execute(
            "CREATE TABLE lesson AS SELECT pupil, DATE '1970-01-01' + day::INTEGER AS day, start,"
            " 60::SMALLINT AS scheduled, absent, ($1)[status + 1] AS status FROM columns",
            [list(WORDS)],
        )
        connection.unregister("columns")
        del columns
        question = (
            "SELECT pupil, sum(absent) * 100.0 / sum(scheduled) FROM lesson"
            " WHERE status <> 'ej_rapporterad' AND day BETWEEN ? AND ? GROUP BY pupil"
        )
        month = [date.fromordinal(LAST.toordinal() - 29), LAST]
        return _time(lambda: connection.execute(question, month).fetchnumpy(), 7)


def _morning(path: Path) -> tuple[float, float, float]:
    """Seconds for deciding and for a whole morning, and the peak memory of this process in MB."""
    database, plans = _open(path), Plans(PlanLibrary(), "danderyd")
    plans.library.get("danderyd")
    deciding = _time(lambda: run(database, plans, now=NOW, on=ON, dry_run=True), 3)
    whole = _time(lambda: run(database, plans, now=NOW, on=ON), 1)
    database.close()
    return deciding, whole, _peak_memory()


def _peak_memory() -> float:
    """MB of this process. Linux hands `ru_maxrss` on from the process that started this one, which has held
    the arrays of lessons: there the process's own mark is read."""
    status = Path("/proc/self/status")
    if status.exists():
        marks = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(marks["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _in_own_process(
    work: Callable[[Path], tuple[float, float, float]], path: Path
) -> tuple[float, float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (path,))


def _bare_writes(done: Path, path: Path) -> tuple[float, int]:
    """Seconds for a bare executemany of the rows that the morning wrote, into the same empty tables."""
    _open(path).close()
    source = sqlite3.connect(done)
    rows = {table: source.execute(f'SELECT * FROM "{table}"').fetchall() for table in WRITTEN}
    source.close()
    target = sqlite3.connect(path)
    target.execute("PRAGMA synchronous=NORMAL")

    def write() -> None:
        for table, listed in rows.items():
            marks = ",".join("?" * len(listed[0]))
            target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', listed)
        target.commit()

    seconds = _time(write, 1)
    target.close()
    return seconds, sum(len(listed) for listed in rows.values())


def _history(folder: Path, pupils: int) -> Row:
    rng = np.random.default_rng(2)
    lessons = lessons_of(pupils, MONTH, rng)
    days = school_days(LAST, 10 * 178)
    _make(folder / "month.db", pupils, days[-MONTH:], lessons)
    long = lessons_of(pupils, len(days) - MONTH, rng)
    years = Lessons(
        np.concatenate([long.status, lessons.status], axis=1),
        np.concatenate([long.absent, lessons.absent], axis=1),
    )
    _make(folder / "years.db", pupils, days, years)
    month = _in_own_process(_many_mornings, folder / "month.db")[0]
    ten_years = _in_own_process(_many_mornings, folder / "years.db")[0]
    return ("(d) ten years / one month", ten_years / month, 1.2, f"{ten_years:.3f} s / {month:.3f} s")


def _many_mornings(path: Path) -> tuple[float, float, float]:
    database, plans = _open(path), Plans(PlanLibrary(), "danderyd")
    plans.library.get("danderyd")
    seconds = _time(lambda: run(database, plans, now=NOW, on=ON, dry_run=True), 15)
    database.close()
    return seconds, 0, 0


def _time(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


if __name__ == "__main__":
    main()
