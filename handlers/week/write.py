"""Noting what a week is told of, in the transaction of the school's morning: both are there, or neither."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from handlers.morning.decide import Question
from handlers.signs import Seen
from handlers.week.agenda import Point, open_cases, points
from handlers.week.due import MONTH, WEEK, begins, last_told, mark_told, wants_picture
from handlers.week.gather import WeekFound
from handlers.week.kinds import (
    DECIDE,
    MISSING,
    MONTH_NUMBERS,
    OPENED,
    OVERDUE_NOW,
    REGISTERED,
    SIGN,
    STEP,
    UNCLAIMED,
)
from storage.calendar import DAY
from storage.many import add_rows
from storage.queries.among import is_among
from storage.queries.registration import Registered
from storage.tables import Case, Pupil, WeekLine

_COLUMNS = (
    *("school_id", "on", "kind", "pupil_id", "case_id", "staff_id"),
    *("what", "detail", "count", "of", "other_count", "other_of"),
)
Row = tuple[object, ...]


def write_week(session: Session, question: Question, found: WeekFound, now: datetime) -> None:
    """What this morning tells of the week at the question's schools, and that it is told."""
    weekly = [school for school in question.scope.school_ids if school in found.weekly]
    monthly = [school for school in question.scope.school_ids if school in found.monthly]
    if not weekly and not monthly:
        return
    session.flush()
    cases = open_cases(session, {*weekly, *monthly})
    on = question.on
    week = list(_week(session, question, found, weekly, cases))
    rows = [*_steps(cases, on), *week, *_months(session, question, monthly, cases)]
    add_rows(session, WeekLine, _COLUMNS, rows)
    mark_told(session, WEEK, weekly, question.on, now)
    mark_told(session, MONTH, monthly, question.on, now)
    wants_picture(session, {*weekly, *monthly} & {case.school_id for case in cases}, question.on)


def _week(
    session: Session, question: Question, found: WeekFound, weekly: Collection[int], cases: Sequence[Case]
) -> Iterable[Row]:
    on = question.on
    mine = [case for case in cases if case.school_id in weekly]
    since = dict.fromkeys(weekly, on - timedelta(days=7)) | last_told(session, weekly, on)
    for point in points(session, question, mine, since, found.months, found.rising):
        yield _point(point, on)
    for case in mine:
        if case.opened_on > since[case.school_id]:
            yield _row(case.school_id, on, OPENED, case.pupil_id, case.id)
    homes = _homes(session, found, weekly, {case.pupil_id for case in mine})
    for pupil, school in homes.items():
        for seen in found.signs[pupil]:
            yield _sign(school, on, pupil, seen)
    for school in weekly:
        yield from _lessons(school, on, found.lessons.get(school, ()))


def _homes(
    session: Session, found: WeekFound, weekly: Collection[int], with_case: Collection[int]
) -> dict[int, int]:
    """Pupils with signs and no open case, and their schools."""
    wanted = is_among(col(Pupil.id), (pupil for pupil in found.signs if pupil not in with_case))
    rows = session.exec(select(Pupil.id, Pupil.school_id).where(wanted).order_by(col(Pupil.id))).all()
    return {pupil or 0: school for pupil, school in rows if school in weekly}


def _row(
    school: int,
    on: date,
    kind: str,
    pupil: int | None = None,
    case: int | None = None,
    staff: int | None = None,
    words: tuple[str, str] = ("", ""),
    numbers: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> Row:
    """As the columns stand in `_COLUMNS`."""
    return (school, on, kind, pupil, case, staff, *words, *numbers)


def _point(point: Point, on: date) -> Row:
    case, numbers = point.case, (0, 0, 0, 0)
    if point.change is not None:
        change = point.change
        numbers = (change.absent, change.scheduled, change.absent_before, change.scheduled_before)
    if point.month is not None:
        numbers = (point.month.absent, point.month.scheduled, 0, 0)
    since = point.since.isoformat() if point.since else ""
    return _row(
        case.school_id,
        on,
        point.group,
        case.pupil_id,
        case.id,
        words=(point.what, since),
        numbers=numbers,
    )


def _sign(school: int, on: date, pupil: int, seen: Seen) -> Row:
    numbers = (*seen.times, *seen.others)
    return _row(school, on, SIGN, pupil, words=(seen.kind, seen.detail), numbers=numbers)


def _steps(cases: Iterable[Case], on: date) -> Iterable[Row]:
    counts: dict[tuple[int, int], int] = {}
    for case in cases:
        counts[case.school_id, case.step] = counts.get((case.school_id, case.step), 0) + 1
    for (school, step), number in sorted(counts.items()):
        yield _row(school, on, STEP, words=(str(step), ""), numbers=(number, 0, 0, 0))


def _lessons(school: int, on: date, lessons: Iterable[Registered]) -> Iterable[Row]:
    """Each class as a whole, the subjects in it where something is missing, and the teachers' own."""
    classes: dict[tuple[str, str], list[int]] = {}
    teachers: dict[tuple[int, str, str], int] = {}
    for one in lessons:
        for key in dict.fromkeys(((one.class_name, ""), (one.class_name, one.subject))):
            counts = classes.setdefault(key, [0, 0])
            counts[0] += one.lessons - one.missing
            counts[1] += one.lessons
        if one.teacher is not None and one.missing:
            key_of = (one.teacher, one.class_name, one.subject)
            teachers[key_of] = teachers.get(key_of, 0) + one.missing
    for (klass, subject), (done, of) in sorted(classes.items()):
        if not subject or done < of:
            yield _row(school, on, REGISTERED, words=(klass, subject), numbers=(done, of, 0, 0))
    for (teacher, klass, subject), missing in sorted(teachers.items()):
        yield _row(school, on, MISSING, staff=teacher, words=(klass, subject), numbers=(missing, 0, 0, 0))


def _months(
    session: Session, question: Question, monthly: Collection[int], cases: Sequence[Case]
) -> Iterable[Row]:
    """The month before in numbers, and what waits now."""
    until = begins(MONTH, question.on)
    first = begins(MONTH, until - DAY)
    mine = [case for case in cases if case.school_id in monthly]
    waiting = points(session, question, mine, dict.fromkeys(monthly, question.on), {}, {}) if mine else []
    for school in monthly:
        own = [one for one in waiting if one.case.school_id == school]
        decisions = sum(1 for one in own if one.group == DECIDE and one.what != UNCLAIMED)
        overdue = sum(1 for one in own if one.group == OVERDUE_NOW)
        opened = _count(session, school, col(Case.opened_on).between(first, until - DAY))
        ended = col(Case.closed_on).between(first, until - DAY)
        closed = _count(session, school, Case.state == "closed", ended)
        yield _row(school, question.on, MONTH_NUMBERS, numbers=(opened, closed, decisions, overdue))


def _count(session: Session, school: int, *where: ColumnElement[bool] | bool) -> int:
    cases = select(func.count()).select_from(Case).where(Case.school_id == school, Case.state != "withdrawn")
    return session.exec(cases.where(*where)).one()
