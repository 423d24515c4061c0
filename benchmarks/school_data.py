"""Plausible absence in bulk: pupils, days and lessons as arrays, and their rows in both databases.

Most pupils are away a few per cent, in spells of a day or three; some are away a lot; single lessons are
missed, come late to, or are not registered by the teacher. Seeded: every run measures the same data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.database import Database
from storage.tables import FOREVER, LessonStatus

LESSONS_A_DAY = 5
MINUTES = 60
PUPILS_A_SCHOOL = 500
PUPILS_A_MENTOR = 20
STARTS = (500, 570, 640, 740, 810)
CHUNK = 20_000


@dataclass(frozen=True)
class Lessons:
    """One row a lesson, `status` as LessonStatus and `absent` in minutes; pupils × days × lessons."""

    status: NDArray[np.int8]
    absent: NDArray[np.int16]


def school_days(last: date, count: int) -> list[date]:
    """The `count` weekdays that end on `last`, without public holidays in mind: the breaks file is empty."""
    days: list[date] = []
    day = last
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def lessons_of(pupils: int, days: int, rng: np.random.Generator) -> Lessons:
    shape = (pupils, days, LESSONS_A_DAY)
    often = np.where(rng.random(pupils) < 0.07, rng.uniform(0.1, 0.5, pupils), rng.beta(1.2, 40, pupils))
    begins = rng.random((pupils, days)) < often[:, None] * 0.7
    away = begins.copy()
    away[:, 1:] |= begins[:, :-1] & (rng.random((pupils, days - 1)) < 0.5)
    how = rng.random((pupils, days))
    spell = np.select(
        [how < 0.86, how < 0.94], [LessonStatus.REPORTED, LessonStatus.UNREPORTED], LessonStatus.GRANTED_LEAVE
    )
    status = np.where(away[:, :, None], spell[:, :, None], LessonStatus.PRESENT).astype(np.int8)
    status = np.broadcast_to(status, shape).copy()
    single = rng.random(shape, dtype=np.float32)
    free = status == LessonStatus.PRESENT
    status[free & (single < 0.003)] = LessonStatus.UNREPORTED
    status[free & (single > 0.99)] = LessonStatus.LATE
    status[(single > 0.4) & (single < 0.42)] = LessonStatus.UNREGISTERED
    absent = np.select(
        [
            status == LessonStatus.LATE,
            (status == LessonStatus.PRESENT) | (status == LessonStatus.UNREGISTERED),
        ],
        [10, 0],
        MINUTES,
    ).astype(np.int16)
    return Lessons(status, absent)


def fill(database: Database, path: Path, pupils: int, days: list[date], lessons: Lessons) -> None:
    """Schools, staff, pupils, lessons and day sums, as an import would have left them."""
    _fill_people(database, pupils)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA synchronous=OFF")
    for first in range(0, pupils, CHUNK):
        part = slice(first, min(first + CHUNK, pupils))
        raw.executemany(
            "INSERT INTO lesson VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", _lesson_rows(lessons, part, days)
        )
        raw.executemany("INSERT INTO day_sum VALUES (?,?,?,?,?,?,?,?,?,?)", _sum_rows(lessons, part, days))
        raw.commit()
    raw.execute("ANALYZE")
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _fill_people(database: Database, pupils: int) -> None:
    name = database.vault.seal("Namn")
    mentors = pupils // PUPILS_A_MENTOR + 1
    schools = pupils // PUPILS_A_SCHOOL + 1
    with database.writing() as session:
        raw = session.connection().connection
        run = raw.cursor().executemany
        run(
            "INSERT INTO import (id, state, started_at, files, rows, settled, last_pupil)"
            " VALUES (?,?,?,?,?,?,?)",
            [(1, "active", 0, "", 0, True, pupils)],
        )
        run(
            "INSERT INTO school (id, name, from_gen) VALUES (?,?,1)",
            [(n + 1, f"Skola {n}") for n in range(schools)],
        )
        run(
            "INSERT INTO staff (id, email_hash, email, name, quiet_when_nothing, from_gen)"
            " VALUES (?,?,?,?,0,1)",
            [(n + 1, f"h{n}", name, name) for n in range(mentors)],
        )
        run(
            "INSERT INTO staff_role (staff_id, school_id, role) VALUES (?,?,'mentor')",
            [(n + 1, n * PUPILS_A_MENTOR // PUPILS_A_SCHOOL + 1) for n in range(mentors)],
        )
        run(
            'INSERT INTO pupil (id, school_id, ref, first_name, last_name, class_name, "left", from_gen)'
            " VALUES (?,?,?,?,?,'8B',0,1)",
            [(n, n // PUPILS_A_SCHOOL + 1, f"E{n:06d}", name, name) for n in range(1, pupils + 1)],
        )
        run(
            "INSERT INTO mentorship (pupil_id, staff_id, position) VALUES (?,?,0)",
            [(n, n // PUPILS_A_MENTOR + 1) for n in range(1, pupils + 1)],
        )


def _lesson_rows(lessons: Lessons, part: slice, days: list[date]) -> Iterator[tuple[int | None, ...]]:
    ordinals = [day.toordinal() for day in days]
    status, absent = lessons.status[part].tolist(), lessons.absent[part].tolist()
    for number, (pupil_status, pupil_absent) in enumerate(zip(status, absent, strict=True), part.start + 1):
        for day, day_status, day_absent in zip(ordinals, pupil_status, pupil_absent, strict=True):
            for start, one, minutes in zip(STARTS, day_status, day_absent, strict=True):
                seen = 1 if one == LessonStatus.UNREPORTED else 0
                yield (
                    number,
                    day,
                    start,
                    1,
                    FOREVER,
                    start + MINUTES,
                    None,
                    None,
                    MINUTES,
                    minutes,
                    one,
                    seen,
                )


def _sum_rows(lessons: Lessons, part: slice, days: list[date]) -> Iterator[tuple[int, ...]]:
    status, absent = lessons.status[part], lessons.absent[part]
    registered = status != LessonStatus.UNREGISTERED
    count = registered.sum(axis=2)
    columns = (
        count * MINUTES,
        absent.sum(axis=2),
        (LESSONS_A_DAY - count) * MINUTES,
        np.where(status == LessonStatus.REPORTED, absent, 0).sum(axis=2),
        count,
        (status == LessonStatus.UNREPORTED).any(axis=2).astype(int),
    )
    table = np.stack(columns, axis=2).tolist()
    ordinals = [day.toordinal() for day in days]
    for number, pupil_days in enumerate(table, part.start + 1):
        for day, sums in zip(ordinals, pupil_days, strict=True):
            yield (number, day, 1, FOREVER, *sums)
