"""How often, of how many times: what a pupil's absence of some weeks looks like, for all pupils of schools.

Counted in days and lessons, never in minutes: a lesson is missed when it has absent minutes and the status
REPORTED or UNREPORTED. Granted leave and late arrivals are something else. A lesson that the teacher has not
registered counts nowhere. Days are inclusive at both ends.

The many who have missed next to nothing are put aside first, by the indexes of days with absence, so that a
municipality's pupils are a few seconds' work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.ingest.generations import visible
from storage.queries.absence import HAS_REPORTED, HAS_UNREPORTED
from storage.queries.among import is_among
from storage.tables import Case, DaySum, Lesson, LessonStatus, Pupil, ScheduleEntry

SCHOOL_WEEK = range(5)


class Times(NamedTuple):
    """`missed` of `of` times."""

    missed: int = 0
    of: int = 0

    def others(self, all_of_them: Times) -> Times:
        """The times that are not these."""
        return Times(all_of_them.missed - self.missed, all_of_them.of - self.of)


NEVER = Times()


@dataclass(frozen=True)
class Span:
    """Schools that share their days. `after_free`: the school days that follow on days without school.
    `pupils`: only these; None is all."""

    school_ids: tuple[int, ...]
    first: date
    last: date
    generation: int
    after_free: tuple[date, ...] = ()
    pupils: tuple[int, ...] | None = None

    def here(self) -> tuple[ColumnElement[bool], ...]:
        """The condition for the schools' pupils."""
        found = (col(Pupil.school_id).in_(self.school_ids), col(Pupil.left).is_(False))
        return found if self.pupils is None else (*found, is_among(col(Pupil.id), self.pupils))


@dataclass(frozen=True)
class Habits:
    """One pupil's times. `days`: those with a missed lesson, of those with lessons. `first`, `last`: the
    day's first and last lesson. `subjects`: by `Subject.id`, those that may stand out."""

    days: Times
    lessons: Times
    weekdays: Mapping[int, Times]
    after_free: Times
    first: Times = NEVER
    last: Times = NEVER
    subjects: Mapping[int, Times] = field(default_factory=dict)


def habits(session: Session, span: Span, at_least: int) -> dict[int, Habits]:
    """Pupils who have missed lessons on `at_least` days. Who has had a case closed in the span is left out:
    what it looked like then has been talked about."""
    days = _days(session, span, at_least)
    missed = _missed(session, span, days)
    often = {
        pupil: {s for s, n in found.items() if s and n[0] >= at_least} for pupil, found in missed.items()
    }
    given = _given(session, span, often)
    return {
        pupil: _habits(row, missed.get(pupil, {}), given.get(pupil, {}), often.get(pupil, set()))
        for pupil, row in days.items()
    }


def late_days(session: Session, span: Span, at_least: int) -> dict[int, Times]:
    """Pupils who have come late on so many days, of those with lessons."""
    late = and_(col(Lesson.status) == LessonStatus.LATE, col(Lesson.absent) > 0)
    days = func.count(func.distinct(col(DaySum.day)))
    question = (
        _of_days(select(col(Pupil.id), days), span)
        .join(Lesson, _same_day(Lesson))
        .where(col(DaySum.absent) > col(DaySum.reported), late, visible(Lesson, span.generation))
        .group_by(col(Pupil.id))
        .having(days >= at_least)
    )
    found: dict[int, int] = dict(session.execute(question).all())
    totals = _of_days(select(col(Pupil.id), func.count()), span).where(
        is_among(col(Pupil.id), found), col(DaySum.lessons) > 0
    )
    of = dict(session.execute(totals.group_by(col(Pupil.id))).all())
    return {pupil: Times(number, max(of.get(pupil, 0), number)) for pupil, number in found.items()}


class Change(NamedTuple):
    """Absent and scheduled minutes of two stretches that follow on each other."""

    absent_before: int
    scheduled_before: int
    absent: int
    scheduled: int


def changes(session: Session, span: Span, middle: date, points: int, days: int) -> dict[int, Change]:
    """Pupils whose absence from `middle` on is over `points` percentage points higher than before it, and
    at least twice as high; with so many days with lessons in each stretch."""
    later = col(DaySum.day) >= middle
    sums = [
        func.sum(case((when, column), else_=0))
        for when in (~later, later)
        for column in (col(DaySum.absent), col(DaySum.scheduled))
    ]
    absent_before, scheduled_before, absent, scheduled = sums
    had = [func.sum(case((and_(when, col(DaySum.lessons) > 0), 1), else_=0)) for when in (~later, later)]
    question = (
        _of_days(select(col(Pupil.id), *sums), span)
        .group_by(col(Pupil.id))
        .having(
            and_(
                *(number >= days for number in had),
                absent * 100 * scheduled_before
                > absent_before * 100 * scheduled + points * scheduled * scheduled_before,
                absent * scheduled_before >= 2 * absent_before * scheduled,
            )
        )
    )
    return {pupil: Change(*map(int, numbers)) for pupil, *numbers in session.execute(question).all()}


def _of_days(question: Any, span: Span) -> Select[Any]:
    """Of the span's school days that have a sum."""
    found: Select[Any] = (
        question.select_from(Pupil)
        .join(DaySum, col(DaySum.pupil_id) == col(Pupil.id))
        .where(
            col(DaySum.day).between(span.first, span.last),
            visible(DaySum, span.generation),
            *span.here(),
        )
    )
    return found


_MISSED_DAY = or_(col(DaySum.reported) > 0, col(DaySum.unreported_gen) > 0)
_MISSED = and_(
    col(Lesson.status).in_((LessonStatus.REPORTED, LessonStatus.UNREPORTED)), col(Lesson.absent) > 0
)


def _same_day(lesson: Any) -> ColumnElement[bool]:
    """`+ 0`: else SQLite looks through the lessons of all the days for each of them."""
    return and_(lesson.pupil_id == col(DaySum.pupil_id), lesson.day == col(DaySum.day) + 0)


def _days(session: Session, span: Span, at_least: int) -> dict[int, tuple[int, ...]]:
    """By pupil: days with lessons and the missed of them, the same for each weekday and after free days, and
    the lessons."""
    weekday = (col(DaySum.day) + 6) % 7
    parts = [weekday == number for number in SCHOOL_WEEK]
    parts.append(is_among(col(DaySum.day), (day.toordinal() for day in span.after_free)))
    counted = [func.count(), func.sum(case((_MISSED_DAY, 1), else_=0))]
    for part in parts:
        counted.append(func.sum(case((part, 1), else_=0)))
        counted.append(func.sum(case((and_(part, _MISSED_DAY), 1), else_=0)))
    counted.append(func.sum(col(DaySum.lessons)))
    question = (
        _of_days(select(col(Pupil.id), *counted), span)
        .where(
            col(DaySum.lessons) > 0,
            col(Pupil.id).in_(_absent_often(span, at_least)),
            col(Pupil.id).not_in(_closed_lately(span)),
        )
        .group_by(col(Pupil.id))
    )
    return {pupil: tuple(map(int, numbers)) for pupil, *numbers in session.execute(question).all()}


def _absent_often(span: Span, at_least: int) -> Select[Any]:
    """Asked of the two indexes over days with absence, and of nothing else."""
    where = [col(DaySum.day).between(span.first, span.last), visible(DaySum, span.generation)]
    where += [] if span.pupils is None else [is_among(col(DaySum.pupil_id), span.pupils)]
    both = union(
        *(
            select(col(DaySum.pupil_id), col(DaySum.day)).where(has, *where)
            for has in (HAS_REPORTED, HAS_UNREPORTED)
        )
    ).subquery()
    return select(both.c.pupil_id).group_by(both.c.pupil_id).having(func.count() >= at_least)


def _closed_lately(span: Span) -> Select[Any]:
    return select(col(Case.pupil_id)).where(col(Case.state) == "closed", col(Case.closed_on) >= span.first)


def _missed(session: Session, span: Span, pupils: Collection[int]) -> dict[int, dict[int, tuple[int, ...]]]:
    """By pupil and subject (0: none): missed lessons, and how many of them begin and end a day."""
    counted = [
        func.count(),
        *(func.sum(case((~_has_another(span, earlier), 1), else_=0)) for earlier in (True, False)),
    ]
    question = (
        _of_days(select(col(Pupil.id), col(Lesson.subject_id), *counted), span)
        .join(Lesson, _same_day(Lesson))
        .where(_MISSED_DAY, _MISSED, visible(Lesson, span.generation), is_among(col(Pupil.id), pupils))
        .group_by(col(Pupil.id), col(Lesson.subject_id))
    )
    found: dict[int, dict[int, tuple[int, ...]]] = {}
    for pupil, subject, *numbers in session.execute(question).all():
        found.setdefault(pupil, {})[subject or 0] = tuple(map(int, numbers))
    return found


def _has_another(span: Span, earlier: bool) -> ColumnElement[bool]:
    """Whether the pupil has a lesson before (or after) this one the same day, told of in a file or given by
    the timetable."""
    other = aliased(Lesson)
    entry = aliased(ScheduleEntry)
    told = (
        select(1)
        .where(
            col(other.pupil_id) == col(Lesson.pupil_id),
            col(other.day) == col(Lesson.day),
            col(other.start) < col(Lesson.start) if earlier else col(other.start) > col(Lesson.start),
            visible(other, span.generation),
        )
        .correlate(Lesson)
        .exists()
    )
    given = (
        select(1)
        .where(
            *_gives(entry, span),
            col(entry.start) < col(Lesson.start) if earlier else col(entry.start) > col(Lesson.start),
        )
        .correlate(Pupil, DaySum, Lesson)
        .exists()
    )
    return or_(told, given)


def _gives(entry: type[ScheduleEntry], span: Span) -> tuple[ColumnElement[bool], ...]:
    """The timetable's lessons for the pupil's class on the day."""
    return (
        col(entry.school_id) == col(Pupil.school_id),
        col(entry.class_name) == col(Pupil.class_name),
        col(entry.weekday) == (col(DaySum.day) + 6) % 7,
        col(entry.first_day) <= col(DaySum.day),
        col(entry.last_day) >= col(DaySum.day),
        visible(entry, span.generation),
    )


def _given(session: Session, span: Span, often: Mapping[int, Collection[int]]) -> dict[int, dict[int, int]]:
    """By pupil and subject: how many lessons there were, missed or not."""
    pupils = [pupil for pupil, subjects in often.items() if subjects]
    found: dict[int, dict[int, int]] = {}
    for question in (_told(span, pupils), _filled(span, pupils)):
        for pupil, subject, number in session.execute(question).all():
            mine = found.setdefault(pupil, {})
            mine[subject or 0] = mine.get(subject or 0, 0) + int(number)
    return found


def _told(span: Span, pupils: Iterable[int]) -> Select[Any]:
    return (
        _of_days(select(col(Pupil.id), col(Lesson.subject_id), func.count()), span)
        .join(Lesson, _same_day(Lesson))
        .where(
            is_among(col(Pupil.id), pupils),
            visible(Lesson, span.generation),
            col(Lesson.status) != LessonStatus.UNREGISTERED,
        )
        .group_by(col(Pupil.id), col(Lesson.subject_id))
    )


def _filled(span: Span, pupils: Iterable[int]) -> Select[Any]:
    """Attended lessons that no file tells of. Of two that begin at once, the one that began to apply last."""
    entry, later = aliased(ScheduleEntry), aliased(ScheduleEntry)
    told = (
        select(1)
        .where(_same_day(Lesson), col(Lesson.start) == col(entry.start), visible(Lesson, span.generation))
        .correlate(DaySum, entry)
        .exists()
    )
    replaced = (
        select(1)
        .where(
            *_gives(later, span),
            col(later.start) == col(entry.start),
            col(later.first_day) > col(entry.first_day),
        )
        .correlate(Pupil, DaySum, entry)
        .exists()
    )
    return (
        _of_days(select(col(Pupil.id), col(entry.subject_id), func.count()), span)
        .join(entry, and_(*_gives(entry, span)))
        .where(is_among(col(Pupil.id), pupils), ~told, ~replaced)
        .group_by(col(Pupil.id), col(entry.subject_id))
    )


def _habits(
    row: tuple[int, ...],
    missed: Mapping[int, tuple[int, ...]],
    given: Mapping[int, int],
    often: Collection[int],
) -> Habits:
    of, missed_days, *rest = row
    *parts, lessons = rest
    pairs = [Times(parts[place + 1], parts[place]) for place in range(0, len(parts), 2)]
    first = sum(numbers[1] for numbers in missed.values())
    last = sum(numbers[2] for numbers in missed.values())
    return Habits(
        days=Times(missed_days, of),
        lessons=Times(sum(numbers[0] for numbers in missed.values()), lessons),
        weekdays=dict(enumerate(pairs[:-1])),
        after_free=pairs[-1],
        first=Times(first, of),
        last=Times(last, of),
        subjects={one: Times(missed[one][0], given.get(one, 0)) for one in often},
    )
