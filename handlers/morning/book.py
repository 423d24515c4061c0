"""One school's morning as it stands now: what was said, of which case, and how far that case has come.

The message is composed from this both the first time and every time something changes later, so it
always shows the present state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as core_select
from sqlmodel import Session, col, or_, select

from content.model import Plan
from handlers.morning.lines import KeptLine, mentors_by_pupil, read_lines
from handlers.morning.reminders import THAT_DAY, still_holds
from handlers.morning.standing import CaseNow, Standing, cases_now
from handlers.names import Called, names_of
from storage.ingest.generations import current_generation, visible
from storage.queries.absence import Scope, Sums, sums_of
from storage.queries.among import is_among
from storage.tables import (
    Case,
    CaseEvent,
    CaseEventLesson,
    Due,
    FollowUp,
    Lesson,
    Mentorship,
    Pupil,
    SchoolMorning,
    Staff,
    StaffRole,
    Subject,
)

LEADERS = ("eht", "rektor")


class Missed(NamedTuple):
    """A lesson that somebody missed. `start`: minutes after midnight."""

    day: date
    start: int
    subject: str


@dataclass(frozen=True, slots=True)
class FiredEvent:
    """A trigger's event, as the message needs it: many are read every morning."""

    id: int
    case_id: int
    step: int
    trigger: str | None
    window_from: date | None
    window_to: date | None
    absent: int | None
    scheduled: int | None
    count: int | None
    counts: str | None


@dataclass
class Entry:
    """What a morning says of one case."""

    case: Standing
    line: KeptLine | None = None
    events: list[FiredEvent] = field(default_factory=list)
    lessons: list[Missed] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    meeting: FollowUp | None = None
    corrected: bool = False
    """Whether a correction has taken away what the case began with, though somebody works on it."""
    month: Sums | None = None
    """The month's sums, where the follow-up is today."""


@dataclass(frozen=True)
class Book:
    """`mentors`: who gets the message of each pupil, deputies already in the place of those away."""

    plan: Plan
    school_id: int
    on: date
    entries: tuple[Entry, ...]
    names: Mapping[int, Called]
    mentors: Mapping[int, tuple[int, ...]]
    leaders: Mapping[str, tuple[int, ...]]
    """Staff by role: eht and rektor."""
    reasons: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Words already put together, by the triggers they explain."""

    @cached_property
    def by_mentor(self) -> Mapping[int, list[Entry]]:
        found: dict[int, list[Entry]] = {}
        for entry in self.entries:
            for staff in self.mentors.get(entry.case.pupil_id, ()):
                found.setdefault(staff, []).append(entry)
        return found

    def roles_of(self, staff_id: int) -> list[str]:
        return [role for role, staff in self.leaders.items() if staff_id in staff]


def load_book(session: Session, plan: Plan, school_id: int, on: date) -> Book:
    """One school's morning."""
    return load_books(session, plan, [school_id], on)[school_id]


def load_books(session: Session, plan: Plan, school_ids: Collection[int], on: date) -> dict[int, Book]:
    """The mornings of schools that share a plan, by school: each question is asked once for all of them."""
    session.flush()
    by_school = _entries(session, school_ids, on)
    entries = {case: entry for found in by_school.values() for case, entry in found.items()}
    _add_lines(session, entries, school_ids, on)
    _add_lessons(session, entries, school_ids, on)
    changed = [case for case, entry in entries.items() if entry.case.version > 1]
    _add_meetings(session, entries, changed)
    _add_corrections(session, entries, changed)
    for school, found in by_school.items():
        _add_months(session, plan, school, on, found.values())
    pupil_ids = {entry.case.pupil_id for entry in entries.values()}
    names = names_of(session, pupil_ids)
    mentors = _receivers(session, mentors_by_pupil(session, pupil_ids), on)
    leaders = _leaders(session, school_ids)
    reasons: dict[tuple[str, ...], str] = {}
    return {
        school: Book(plan, school, on, tuple(found.values()), names, mentors, leaders[school], reasons)
        for school, found in by_school.items()
    }


def _entries(session: Session, school_ids: Collection[int], on: date) -> dict[int, dict[int, Entry]]:
    """By school and case: those something fired for that morning, and those something was said of."""
    fired: dict[int, list[FiredEvent]] = {}
    for event in _fired(session, school_ids, on):
        fired.setdefault(event.case_id, []).append(event)
    cases = cases_now(session, fired)
    found: dict[int, dict[int, Entry]] = {school: {} for school in school_ids}
    for number, events in fired.items():
        found[cases[number].school_id][number] = Entry(cases[number], events=events)
    for due, case, meeting in _said(session, school_ids, on):
        entry = found[due.school_id or 0].setdefault(case.id, Entry(case))
        entry.due += [due] if still_holds(due, case, meeting) else []
    return found


def _fired(session: Session, school_ids: Iterable[int], on: date) -> Iterable[FiredEvent]:
    columns = [col(getattr(CaseEvent, one.name)) for one in fields(FiredEvent)]
    question = (
        core_select(*columns)
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(*_fired_on(school_ids, on))
        .order_by(col(CaseEvent.id))
    )
    return (FiredEvent(*row) for row in session.connection().execute(question).all())


def _fired_on(school_ids: Iterable[int], on: date) -> tuple[ColumnElement[bool], ...]:
    """The condition for what fired that morning at the schools."""
    return (
        col(Case.school_id).in_(list(school_ids)),
        col(CaseEvent.on) == on,
        col(CaseEvent.kind) == "trigger",
    )


def _said(
    session: Session, school_ids: Iterable[int], on: date
) -> Iterable[tuple[Due, CaseNow, FollowUp | None]]:
    """What the morning said of cases and their meetings; not of those that have been erased since."""
    here = col(Due.school_id).in_(list(school_ids))
    rows = session.exec(select(Due).where(Due.said_on == on, here)).all()
    meetings = _meetings(session, (_number(row) for row in rows if _of_meeting(row)))
    meant = [(row, meetings.get(_number(row))) for row in rows if _of_meeting(row)]
    case_ids = {row.id: meeting.case_id for row, meeting in meant if meeting is not None}
    case_ids |= {row.id: _number(row) for row in rows if not _of_meeting(row)}
    cases = cases_now(session, case_ids.values())
    return [
        (row, cases[case_ids[row.id]], meetings.get(_number(row)) if _of_meeting(row) else None)
        for row in rows
        if case_ids.get(row.id) in cases
    ]


def _of_meeting(row: Due) -> bool:
    return row.subject.startswith("follow_up:")


def _number(row: Due) -> int:
    return int(row.subject.partition(":")[2])


def _meetings(session: Session, ids: Iterable[int]) -> dict[int, FollowUp]:
    rows = session.exec(select(FollowUp).where(is_among(col(FollowUp.id), ids)))
    return {row.id or 0: row for row in rows}


def _add_lines(session: Session, entries: Mapping[int, Entry], school_ids: Iterable[int], on: date) -> None:
    by_pupil = {line.pupil_id: line for line in read_lines(session, school_ids, on)}
    for entry in entries.values():
        if entry.events:
            entry.line = by_pupil.get(entry.case.pupil_id)


def _add_lessons(session: Session, entries: Mapping[int, Entry], school_ids: Iterable[int], on: date) -> None:
    """The unreported lessons behind the events, as they stand now."""
    question = (
        core_select(col(CaseEvent.case_id), col(Lesson.day), col(Lesson.start), col(Subject.name))
        .select_from(Case)
        .join(CaseEvent, col(CaseEvent.case_id) == col(Case.id))
        .join(CaseEventLesson, col(CaseEventLesson.event_id) == col(CaseEvent.id))
        .join(
            Lesson,
            (col(Lesson.pupil_id) == col(CaseEventLesson.pupil_id))
            & (col(Lesson.day) == col(CaseEventLesson.day))
            & (col(Lesson.start) == col(CaseEventLesson.start)),
        )
        .outerjoin(Subject, col(Subject.id) == col(Lesson.subject_id))
        .where(
            *_fired_on(school_ids, on),
            col(CaseEvent.counts) == "unreported",
            visible(Lesson, current_generation(session)),
        )
        .order_by(col(Lesson.day), col(Lesson.start))
    )
    for case, day, start, subject in session.connection().execute(question).all():
        entries[case].lessons.append(Missed(day, start, subject or ""))


def _add_meetings(session: Session, entries: Mapping[int, Entry], changed: Iterable[int]) -> None:
    """The case's next booked meeting. A case in which nothing has `changed` has none."""
    question = (
        select(FollowUp)
        .where(is_among(col(FollowUp.case_id), changed), FollowUp.state == "booked")
        .order_by(col(FollowUp.on).desc())
    )
    for meeting in session.exec(question):
        entries[meeting.case_id].meeting = meeting


def _add_corrections(session: Session, entries: Mapping[int, Entry], changed: Iterable[int]) -> None:
    question = select(CaseEvent.case_id).where(
        is_among(col(CaseEvent.case_id), changed), CaseEvent.kind == "corrected"
    )
    for case in session.exec(question):
        entries[case].corrected = True


def _add_months(session: Session, plan: Plan, school_id: int, on: date, entries: Iterable[Entry]) -> None:
    """For cases whose follow-up is today, as that morning saw the month."""
    today = {
        entry.case.pupil_id: entry for entry in entries if any(due.kind == THAT_DAY for due in entry.due)
    }
    morning = session.get(SchoolMorning, (school_id, on)) if today else None
    if morning is None:
        return
    scope = Scope((school_id,), morning.evaluated_day, current_generation(session))
    for pupil, sums in sums_of(
        session, scope, scope.first_day(plan.settings.month_days.value), today
    ).items():
        today[pupil].month = sums


def _leaders(session: Session, school_ids: Collection[int]) -> dict[int, dict[str, tuple[int, ...]]]:
    """EHT and rektor of each school; a role without a school is a role at all of them."""
    question = (
        select(col(StaffRole.role), col(StaffRole.school_id), col(StaffRole.staff_id))
        .where(
            or_(col(StaffRole.school_id).in_(list(school_ids)), col(StaffRole.school_id).is_(None)),
            col(StaffRole.role).in_(LEADERS),
        )
        .order_by(col(StaffRole.staff_id))
    )
    rows = session.connection().execute(question).all()

    def at(school: int, role: str) -> tuple[int, ...]:
        found = [staff for what, where, staff in rows if what == role and where in (school, None)]
        return tuple(dict.fromkeys(found))

    return {school: {role: at(school, role) for role in LEADERS} for school in school_ids}


def mentors_at(session: Session, school_ids: Iterable[int], on: date) -> set[int]:
    """Everyone who gets a mentor's message at the schools, deputies in the place of those away."""
    question = (
        select(Mentorship.staff_id)
        .join(Pupil, col(Pupil.id) == col(Mentorship.pupil_id))
        .where(col(Pupil.school_id).in_(list(school_ids)), col(Pupil.left).is_(False))
        .distinct()
    )
    stand_ins = _stand_ins(session, on)
    return {stand_ins.get(staff, staff) for staff in session.exec(question)}


def _receivers(
    session: Session, mentors: Mapping[int, Iterable[int]], on: date
) -> dict[int, tuple[int, ...]]:
    """Mentors, each away one replaced by the deputy the roster names."""
    stand_ins = _stand_ins(session, on)
    return {
        pupil: tuple(dict.fromkeys(stand_ins.get(one, one) for one in staff))
        for pupil, staff in mentors.items()
    }


def _stand_ins(session: Session, on: date) -> dict[int, int]:
    """Who is away on a day, and who stands in. Nobody named: the message waits with the one away."""
    away = session.exec(
        select(Staff.id, Staff.deputy_hash).where(
            col(Staff.deputy_hash).is_not(None),
            col(Staff.away_from) <= on,
            or_(col(Staff.away_to).is_(None), col(Staff.away_to) >= on),
        )
    ).all()
    if not away:
        return {}
    deputies = dict(
        session.execute(
            select(col(Staff.email_hash), col(Staff.id)).where(
                col(Staff.email_hash).in_([deputy for _, deputy in away])
            )
        ).all()
    )
    return {staff: deputies[deputy] for staff, deputy in away if staff and deputy in deputies}
