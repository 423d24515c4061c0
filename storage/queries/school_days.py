"""A school's days as sums over its pupils: how much was on the timetable, missed and not registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from storage.ingest.generations import visible
from storage.tables import DaySum, Pupil


@dataclass(frozen=True)
class SchoolDay:
    """Minutes. `pupils` have lessons that day, `absent_pupils` have missed some of them."""

    school_id: int
    day: date
    pupils: int
    absent_pupils: int
    scheduled: int
    absent: int
    unregistered: int

    @property
    def lessons(self) -> int:
        """Everything on the timetable, registered or not."""
        return self.scheduled + self.unregistered


def school_days(session: Session, generation: int, first: date, last: date) -> Iterable[SchoolDay]:
    """Days with lessons from `first` to `last`, both included, oldest first."""
    day = col(DaySum.day)
    question = (
        select(
            col(Pupil.school_id),
            day,
            func.count(),
            func.sum(case((col(DaySum.absent) > 0, 1), else_=0)),
            func.sum(col(DaySum.scheduled)),
            func.sum(col(DaySum.absent)),
            func.sum(col(DaySum.unregistered)),
        )
        .join(Pupil, col(Pupil.id) == col(DaySum.pupil_id))
        .where(day.between(first, last), visible(DaySum, generation))
        .group_by(col(Pupil.school_id), day)
        .order_by(col(Pupil.school_id), day)
    )
    rows = session.connection().execute(question).all()
    return [SchoolDay(school, on, *(int(number) for number in numbers)) for school, on, *numbers in rows]
