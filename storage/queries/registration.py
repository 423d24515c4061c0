"""Which of a stretch's lessons the teachers have registered: by class and subject, and by teacher.

A class' lesson is one, however many pupils it has; it is missing when at least half of those that files tell
of are not registered. Attended lessons that only the timetable gives are registered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlmodel import Session, col

from storage.ingest.generations import visible
from storage.tables import DaySum, Lesson, LessonStatus, Pupil, ScheduleEntry, Subject


@dataclass(frozen=True)
class Registered:
    """Lessons of a class in a subject. `teacher`: a `Staff.id`, where the file names one."""

    school_id: int
    class_name: str
    subject: str
    teacher: int | None
    lessons: int
    missing: int


def registered(
    session: Session, generation: int, school_ids: Collection[int], first: date, last: date
) -> list[Registered]:
    """From `first` to `last`, both included, on school days."""
    here = (
        col(Pupil.school_id).in_(list(school_ids)),
        col(Pupil.left).is_(False),
        col(DaySum.day).between(first, last),
        visible(DaySum, generation),
    )
    names: dict[int | None, str] = dict(session.execute(select(col(Subject.id), col(Subject.name))).all())
    rows = [*_told(session, generation, here), *_filled(session, generation, here)]
    return [
        Registered(school, klass, names.get(subject, ""), teacher, int(lessons), int(missing))
        for school, klass, subject, teacher, lessons, missing in rows
    ]


Row = tuple[int, str, int | None, int | None, int, int]


def _told(session: Session, generation: int, here: tuple[Any, ...]) -> Iterable[Row]:
    unregistered = func.sum(case((col(Lesson.status) == LessonStatus.UNREGISTERED, 1), else_=0))
    each = (
        _class_lessons(generation, here)
        .add_columns(
            func.max(col(Lesson.teacher_id)).label("teacher"),
            case((unregistered * 2 >= func.count(), 1), else_=0).label("missing"),
        )
        .group_by(*_SAME)
        .subquery()
    )
    by = (each.c.school_id, each.c.class_name, each.c.subject_id, each.c.teacher)
    return session.execute(select(*by, func.count(), func.sum(each.c.missing)).group_by(*by)).all()


_SAME = (
    col(Pupil.school_id),
    col(Pupil.class_name),
    col(Lesson.subject_id),
    col(Lesson.day),
    col(Lesson.start),
)


def _class_lessons(generation: int, here: tuple[Any, ...]) -> Select[Any]:
    same: Any = select(*_SAME)
    found: Select[Any] = (
        same.select_from(Pupil)
        .join(DaySum, col(DaySum.pupil_id) == col(Pupil.id))
        .join(
            Lesson, and_(col(Lesson.pupil_id) == col(DaySum.pupil_id), col(Lesson.day) == col(DaySum.day) + 0)
        )
        .where(*here, visible(Lesson, generation))
    )
    return found


def _filled(session: Session, generation: int, here: tuple[Any, ...]) -> Iterable[Row]:
    """What the timetable gives and no file tells of."""
    days = (
        select(col(Pupil.school_id), col(Pupil.class_name), col(DaySum.day))
        .join(DaySum, col(DaySum.pupil_id) == col(Pupil.id))
        .where(*here, select(1).select_from(ScheduleEntry).exists())
        .distinct()
        .subquery()
    )
    given = select(
        days.c.school_id,
        days.c.class_name,
        col(ScheduleEntry.subject_id),
        days.c.day,
        col(ScheduleEntry.start),
    ).join(
        ScheduleEntry,
        and_(
            col(ScheduleEntry.school_id) == days.c.school_id,
            col(ScheduleEntry.class_name) == days.c.class_name,
            col(ScheduleEntry.weekday) == (days.c.day + 6) % 7,
            col(ScheduleEntry.first_day) <= days.c.day,
            col(ScheduleEntry.last_day) >= days.c.day,
            visible(ScheduleEntry, generation),
        ),
    )
    silent = given.except_(_class_lessons(generation, here)).subquery()
    school, klass, subject, *_ = silent.c
    by = (school, klass, subject)
    rows = session.execute(select(*by, func.count()).group_by(*by)).all()
    return [(school, klass, subject, None, lessons, 0) for school, klass, subject, lessons in rows]
