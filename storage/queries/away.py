"""Who was away on a day, whatever the reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.ingest.generations import visible
from storage.queries.among import is_among
from storage.queries.day_sums import pupil_days
from storage.queries.pattern import VALID
from storage.tables import Lesson


@dataclass(frozen=True)
class Away:
    """One pupil's day, in minutes. `valid`: of those absent, the ones that are reported or granted."""

    pupil_id: int
    absent: int
    scheduled: int
    valid: int


def away_on(session: Session, generation: int, pupils: Collection[int], day: date) -> list[Away]:
    """Those with absence on the day: the least of it valid first, then the most of it."""
    days = pupil_days(session, generation, pupils, day, day)
    question = select(col(Lesson.pupil_id), func.sum(col(Lesson.absent))).where(
        is_among(col(Lesson.pupil_id), days),
        col(Lesson.day) == day,
        col(Lesson.status).in_([int(status) for status in VALID]),
        visible(Lesson, generation),
    )
    rows = session.connection().execute(question.group_by(col(Lesson.pupil_id)))
    valid: dict[int, int] = {pupil: minutes or 0 for pupil, minutes in rows}
    found = [
        Away(pupil, sums[day].absent, sums[day].scheduled, min(valid.get(pupil, 0), sums[day].absent))
        for pupil, sums in days.items()
        if sums[day].absent
    ]
    return sorted(found, key=lambda one: (one.valid - one.absent, -one.absent, one.pupil_id))
