"""When a pupil is missed: one pupil's lessons of a window, hour by hour of the week, or week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BindParameter, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from storage.ingest.generations import visible
from storage.queries.absence import Sums
from storage.queries.prepared import ask
from storage.tables import DaySum, Lesson, LessonStatus, Pupil, ScheduleEntry

Cell = tuple[int, int]
"""Weekday, 0 is Monday, and the hour in which a lesson begins."""
VALID = frozenset({LessonStatus.REPORTED, LessonStatus.GRANTED_LEAVE})


@dataclass(frozen=True)
class WeekSums:
    """Minutes by `cells`; `valid` and `invalid` are the absent ones (RULES.md, "Absence, as numbers")."""

    cells: Mapping[Cell, Sums]
    valid: int
    invalid: int


@dataclass(frozen=True)
class WeekMinutes:
    """Minutes of a week's registered lessons; `valid` and `invalid` are the absent ones."""

    scheduled: int
    valid: int
    invalid: int


@dataclass(frozen=True)
class _Slot:
    day: date
    start: int
    scheduled: int
    absent: int = 0
    status: int = LessonStatus.PRESENT


def week_sums(session: Session, generation: int, pupil_id: int, first: date, last: date) -> WeekSums:
    """Lessons from `first` to `last`, both included, on school days: those that files tell of, and those
    the timetable gives. Unregistered lessons count nowhere, as in the sums by day."""
    minutes: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    missed = {True: 0, False: 0}
    for slot in _slots(session, generation, pupil_id, first, last):
        if slot.status != LessonStatus.UNREGISTERED:
            cell = minutes[slot.day.weekday(), slot.start // 60]
            cell[0] += slot.absent
            cell[1] += slot.scheduled
            missed[slot.status in VALID] += slot.absent
    cells = {place: Sums(absent, scheduled) for place, (absent, scheduled) in minutes.items()}
    return WeekSums(cells, missed[True], missed[False])


def weeks_in_a_row(
    session: Session, generation: int, pupil_id: int, first: date, last: date
) -> dict[date, WeekMinutes]:
    """By the week's Monday, every week from `first` to `last`, also those without lessons."""
    monday = first - timedelta(days=first.weekday())
    found = {monday + timedelta(weeks=number): [0, 0, 0] for number in range((last - monday).days // 7 + 1)}
    for slot in _slots(session, generation, pupil_id, first, last):
        if slot.status != LessonStatus.UNREGISTERED:
            minutes = found[slot.day - timedelta(days=slot.day.weekday())]
            minutes[0] += slot.scheduled
            minutes[1 if slot.status in VALID else 2] += slot.absent
    return {day: WeekMinutes(*minutes) for day, minutes in found.items()}


def _slots(session: Session, generation: int, pupil_id: int, first: date, last: date) -> Iterator[_Slot]:
    window = {"pupil": pupil_id, "first": first, "last": last, "generation": generation}
    days = {day for (day,) in ask(session, _DAYS, **window)}
    told = {row[:2]: _Slot(*row) for row in ask(session, _LESSONS, **window) if row[0] in days}
    yield from told.values()
    yield from (one for one in _attended(session, generation, pupil_id, days) if _key(one) not in told)


_FIRST: BindParameter[date] = bindparam("first")
_LAST: BindParameter[date] = bindparam("last")
_DAYS = select(col(DaySum.day)).where(
    col(DaySum.pupil_id) == bindparam("pupil"),
    col(DaySum.day).between(_FIRST, _LAST),
    visible(DaySum, bindparam("generation")),
)
_LESSONS = core_select(
    col(Lesson.day), col(Lesson.start), col(Lesson.scheduled), col(Lesson.absent), col(Lesson.status)
).where(
    col(Lesson.pupil_id) == bindparam("pupil"),
    col(Lesson.day).between(_FIRST, _LAST),
    visible(Lesson, bindparam("generation")),
)
"""As the fields of `_Slot`."""


def _key(slot: _Slot) -> tuple[date, int]:
    return slot.day, slot.start


def _attended(session: Session, generation: int, pupil_id: int, days: set[date]) -> Iterator[_Slot]:
    """What the class' timetable gives. Of two that begin at once, the one that began to apply last."""
    pupil = session.get_one(Pupil, pupil_id)
    if pupil.left:
        return
    own = {"school": pupil.school_id, "name": pupil.class_name, "generation": generation}
    entries = session.exec(_TIMETABLE, params=own).all()
    for day in days:
        on_day = [one for one in entries if one.weekday == day.weekday()]
        given = {one.start: one for one in on_day if one.first_day <= day <= one.last_day}
        yield from (_Slot(day, one.start, one.end - one.start) for one in given.values())


_TIMETABLE = (
    select(ScheduleEntry)
    .where(
        col(ScheduleEntry.school_id) == bindparam("school"),
        col(ScheduleEntry.class_name) == bindparam("name"),
        visible(ScheduleEntry, bindparam("generation")),
    )
    .order_by(col(ScheduleEntry.first_day))
)
