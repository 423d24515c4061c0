"""When a school's week, and its month, is told: on the first morning of it that is run, once.

A morning that was missed is caught up by the next of the same week; a whole week that was missed is not told
afterwards. A school whose very first morning comes in the middle of a week waits for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from handlers.morning.decide import Question
from storage.calendar import SchoolCalendar
from storage.columns import Day
from storage.tables import Due, SchoolMorning

WEEK, MONTH = "week", "month"
"""Kinds of `due` rows: "school:<id>", on the week's Monday or the month's first."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def begins(kind: str, day: date) -> date:
    """The Monday of the day's week, or the first of its month."""
    return monday_of(day) if kind == WEEK else day.replace(day=1)


def due_schools(session: Session, question: Question, kind: str) -> list[int]:
    """The question's schools whose week (or month) is to be told this morning."""
    begin = begins(kind, question.on)
    schools = question.scope.school_ids
    told = {
        int(subject.partition(":")[2])
        for subject in session.exec(select(Due.subject).where(Due.kind == kind, Due.on == begin))
    }
    waiting = [school for school in schools if school not in told]
    earlier = _mornings_before(session, begin) if waiting else set()
    return [
        school
        for school in waiting
        if school in earlier or question.calendars[school].next_on_or_after(begin) == question.on
    ]


def _mornings_before(session: Session, begin: date) -> set[int]:
    """Schools that had a morning before the stretch began."""
    first = func.min(col(SchoolMorning.on), type_=Day())
    question = select(SchoolMorning.school_id).group_by(col(SchoolMorning.school_id)).having(first < begin)
    return set(session.exec(question))


def last_told(session: Session, school_ids: Iterable[int], on: date) -> dict[int, date]:
    """By school: the morning that told its week before this one."""
    latest = func.max(col(Due.said_on), type_=Day())
    question = (
        select(Due.school_id, latest)
        .where(Due.kind == WEEK, col(Due.said_on) < on, col(Due.school_id).in_(list(school_ids)))
        .group_by(col(Due.school_id))
    )
    return {school: day for school, day in session.exec(question) if school is not None and day is not None}


DRAW_WEEK = "draw_week"
"""Kind of the `due` rows that wait for a picture: "school:<id>", on the morning."""


def wants_picture(session: Session, schools: Iterable[int], on: date) -> None:
    session.add_all(
        Due(kind=DRAW_WEEK, recipient="", subject=f"school:{school}", on=on, school_id=school)
        for school in schools
    )


def mark_told(session: Session, kind: str, schools: Iterable[int], on: date, now: datetime) -> None:
    begin = begins(kind, on)
    session.add_all(
        Due(
            kind=kind,
            recipient="",
            subject=f"school:{school}",
            on=begin,
            said_on=on,
            school_id=school,
            done_at=now,
        )
        for school in schools
    )


def lessons_week(days: SchoolCalendar, on: date) -> date:
    """The Monday of the last week with a school day before this one: whose lessons should be registered."""
    return monday_of(days.last_before(monday_of(on)))
