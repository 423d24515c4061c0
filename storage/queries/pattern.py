"""When in the week a pupil is missed: one pupil's registered lessons of a window, hour by hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from storage.ingest.generations import visible
from storage.queries.absence import Sums, is_on_school_day
from storage.tables import Lesson, LessonStatus

Cell = tuple[int, int]
"""Weekday, 0 is Monday, and the hour in which a lesson begins."""
VALID = frozenset({LessonStatus.REPORTED, LessonStatus.GRANTED_LEAVE})


@dataclass(frozen=True)
class WeekSums:
    """Minutes by `cells`; `valid` and `invalid` are the absent ones (RULES.md, "Absence, as numbers")."""

    cells: Mapping[Cell, Sums]
    valid: int
    invalid: int


def week_sums(session: Session, generation: int, pupil_id: int, first: date, last: date) -> WeekSums:
    """Lessons from `first` to `last`, both included, on school days. Unregistered lessons count nowhere."""
    rows = session.execute(
        select(
            col(Lesson.day), col(Lesson.start), col(Lesson.status), col(Lesson.scheduled), col(Lesson.absent)
        )
        .where(
            col(Lesson.pupil_id) == pupil_id,
            col(Lesson.day).between(first, last),
            col(Lesson.status) != LessonStatus.UNREGISTERED,
            visible(Lesson, generation),
            is_on_school_day(generation),
        )
        .order_by(col(Lesson.day), col(Lesson.start))
    )
    minutes: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    missed = {True: 0, False: 0}
    for day, start, status, scheduled, absent in rows:
        cell = minutes[day.weekday(), start // 60]
        cell[0] += absent
        cell[1] += scheduled
        missed[status in VALID] += absent
    cells = {place: Sums(absent, scheduled) for place, (absent, scheduled) in minutes.items()}
    return WeekSums(cells, missed[True], missed[False])
