"""Figures that look broken: an export that stopped must not close or calm anything.

Looked for when files have been taken in. A day is doubted when most of it is not registered, when the
school's lessons or absence have suddenly fallen, or when no file has come for some school days (the plan's
settings). The school's morning then says so and holds back: nobody is told that all is well, no case is
offered to be closed, and none is withdrawn. What the plan's triggers open is opened all the same, for they
are a contract and a missed child is worse than a call too many, but the message says that the figures are
uncertain. A later import that mends the day, or rektor who says that the figures are right, ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, func, select

from content.model import PlanSettings
from handlers.plans import Plans
from storage.calendar import SchoolCalendar, calendars
from storage.columns import Day
from storage.database import Database
from storage.ingest.generations import current_generation
from storage.queries.school_days import SchoolDay, school_days
from storage.tables import Coverage, DaySum, Due, Import, Pupil, School

DOUBT, TRUSTED = "doubt", "doubt_trusted"
"""Kinds of `due` rows: "school:<id>", on the day; `recipient` is the reason."""
UNREGISTERED, LESSONS, ABSENCE = "unregistered", "lessons", "absence"
SILENT = "silent"
"""The reason when no file has come."""
LOOKED_BACK, ONE_DAY = timedelta(days=45), timedelta(days=1)
JUDGED = 3
"""The latest days with lessons that are judged; those before them are what is usual."""
USUAL_AT_LEAST = 5
ABSENT_AT_LEAST = 10
"""So many pupils are away on a usual day, or a drop in absence may be chance."""
WITHDRAWN_AT_LEAST = 5


def look_over(database: Database, plans: Plans, now: datetime) -> None:
    """Judges every school's latest days after an import; what it said of them before is said anew."""
    with database.reading() as session:
        generation = current_generation(session)
        latest = session.get(Import, generation) if generation else None
        if latest is None or latest.settled:
            return
        last = session.exec(select(func.max(col(DaySum.day), type_=Day()))).one()
        days = list(school_days(session, generation, last - LOOKED_BACK, last)) if last else []
        found = [
            doubt
            for school, own in groupby(days, key=lambda day: day.school_id)
            for doubt in _judged(list(own), plans.of_school(session, school, last).settings)
        ]
    with database.writing() as session:
        _write(session, found, now)


def note_silence(database: Database, plans: Plans, on: date, now: datetime) -> None:
    """Before a morning: the schools whose export has stopped coming, so that old figures are not taken for
    today's."""
    with database.reading() as session:
        ids = [school for school in session.exec(select(School.id)) if school is not None]
        days = {school: own for school, own in calendars(session, ids).items() if own.is_school_day(on)}
        evaluated = {school: own.last_before(on) for school, own in days.items()}
        known = doubts_of(session, evaluated)
        found = silent_schools(
            session, days, on, lambda school: plans.of_school(session, school, on).settings
        )
        silent = [school for school in found if school not in known]
    if silent:
        with database.writing() as session:
            for school in silent:
                _add(session, DOUBT, school, evaluated[school], SILENT, now)


def silent_schools(
    session: Session,
    at_school: Mapping[int, SchoolCalendar],
    on: date,
    settings_of: Callable[[int], PlanSettings],
) -> list[int]:
    """Those of which no absence file has spoken for so many school days as the plan says (lokal tolkning).

    A school that has never had a file has not begun; in a small one there are days when nobody is away."""
    latest = func.max(col(Coverage.last_day), type_=Day())
    last = dict(session.exec(select(Coverage.school_id, latest).group_by(col(Coverage.school_id))).all())
    return [
        school
        for school, days in at_school.items()
        if school in last and _is_silent(session, school, days, last[school], on, settings_of)
    ]


def _is_silent(
    session: Session,
    school: int,
    days: SchoolCalendar,
    last: date,
    on: date,
    settings_of: Callable[[int], PlanSettings],
) -> bool:
    missing = days.school_days(last + ONE_DAY, days.last_before(on))
    if not missing:
        return False
    settings = settings_of(school)
    is_long = len(missing) >= settings.silent_school_days.value
    return is_long and _pupils(session, school) >= settings.broken_pupils.value


def _judged(days: list[SchoolDay], settings: PlanSettings) -> Iterable[tuple[SchoolDay, str]]:
    """The judged days, each with its reason, or "" when nothing is wrong with it."""
    usual, judged = days[:-JUDGED], days[-JUDGED:]
    for day in judged:
        yield day, _reason(day, usual, settings)


def _reason(day: SchoolDay, usual: list[SchoolDay], settings: PlanSettings) -> str:
    pupils = max(day.pupils, median([one.pupils for one in usual] or [0]))
    if pupils < settings.broken_pupils.value:
        return ""
    if day.unregistered * 100 > day.lessons * settings.broken_unregistered.value:
        return UNREGISTERED
    if len(usual) < USUAL_AT_LEAST:
        return ""
    drop = settings.broken_drop.value
    if day.lessons * 100 < median(one.lessons for one in usual) * drop:
        return LESSONS
    many = median(one.absent_pupils for one in usual) >= ABSENT_AT_LEAST
    return ABSENCE if many and day.absent * 100 < median(one.absent for one in usual) * drop else ""


def _write(session: Session, found: Collection[tuple[SchoolDay, str]], now: datetime) -> None:
    for day, reason in found:
        subject = f"school:{day.school_id}"
        session.exec(
            delete(Due).where(
                col(Due.kind) == DOUBT,
                col(Due.subject) == subject,
                col(Due.recipient) == SILENT,
                col(Due.on) <= day.day,
            )
        )
        session.exec(
            delete(Due).where(col(Due.kind) == DOUBT, col(Due.subject) == subject, col(Due.on) == day.day)
        )
        if reason and not is_trusted(session, day.school_id, day.day):
            _add(session, DOUBT, day.school_id, day.day, reason, now)


def _add(session: Session, kind: str, school_id: int, on: date, reason: str, now: datetime) -> None:
    session.add(
        Due(
            kind=kind,
            recipient=reason,
            subject=f"school:{school_id}",
            on=on,
            school_id=school_id,
            done_at=now,
        )
    )
    session.flush()


def is_trusted(session: Session, school_id: int, since: date) -> bool:
    """Whether somebody has said that the figures of that day, or a later one, are right."""
    question = select(Due.id).where(
        Due.kind == TRUSTED, Due.subject == f"school:{school_id}", col(Due.on) >= since
    )
    return session.exec(question).first() is not None


def trust(session: Session, school_id: int, on: date, now: datetime) -> bool:
    """The figures are right after all. False when nothing was doubted."""
    doubts = session.exec(
        select(Due).where(Due.kind == DOUBT, Due.subject == f"school:{school_id}", col(Due.on) <= on)
    ).all()
    for doubt in doubts:
        session.delete(doubt)
    if doubts and not is_trusted(session, school_id, on):
        _add(session, TRUSTED, school_id, on, "", now)
    return bool(doubts)


def doubts_of(session: Session, evaluated: Mapping[int, date]) -> dict[int, Due]:
    """By school, of the day its morning looks at: what is doubted, if anything."""
    if not evaluated:
        return {}
    subjects = [f"school:{school}" for school in evaluated]
    rows = session.exec(_DOUBTS, params={"subjects": subjects})
    return {
        row.school_id: row for row in rows if row.school_id is not None and row.on == evaluated[row.school_id]
    }


_DOUBTS = select(Due).where(Due.kind == DOUBT, col(Due.subject).in_(bindparam("subjects", expanding=True)))


def holds_back(
    session: Session, plans: Plans, school_id: int, withdrawn: int, open_cases: int, now: datetime
) -> bool:
    """Whether a school's cases are left alone though an import took away what they began with: its figures
    are doubted, or suspiciously many would go at once."""
    day = now.date()
    if is_trusted(session, school_id, day - timedelta(days=JUDGED)):
        return False
    doubted = session.exec(
        select(Due.id).where(Due.kind == DOUBT, Due.subject == f"school:{school_id}")
    ).first()
    settings = plans.of_school(session, school_id, day).settings
    many = withdrawn >= WITHDRAWN_AT_LEAST and withdrawn * 100 > open_cases * settings.broken_drop.value
    return doubted is not None or (many and _pupils(session, school_id) >= settings.broken_pupils.value)


def _pupils(session: Session, school_id: int) -> int:
    there = select(func.count()).select_from(Pupil).where(Pupil.school_id == school_id)
    return session.exec(there.where(col(Pupil.left).is_(False))).one()
