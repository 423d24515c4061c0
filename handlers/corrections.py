"""Corrections: when an import takes away the lessons that made a case's events fire.

An untouched case none of whose lessons still counts is withdrawn, and the mentor's message says so;
a case that somebody has worked on is kept, with a note (RULES.md, "Triggers").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select, update

from handlers import doubt
from handlers.morning.refresh import refresh_messages
from handlers.plans import Plans
from storage.database import Database
from storage.ingest.generations import current_generation, visible
from storage.ingest.pacing import PacedWriter, Step
from storage.queries import absence
from storage.tables import Case, CaseEvent, CaseEventLesson, Import, Lesson

NOTED = "corrected"
WITHDRAWN = "withdrawn"
CASES_AT_A_TIME = 20
"""Corrected together: what a school's messages are made of is read once for them."""


def finish(database: Database, plans: Plans, now: datetime) -> int:
    """Looks over the cases after the last import, once. Returns how many it withdrew or noted.

    It is called when an import is done, and again before a morning, should the import's process
    have died between the two."""
    doubt.look_over(database, plans, now)
    with database.reading() as session:
        generation = current_generation(session)
        latest = session.get(Import, generation) if generation else None
        if latest is None or latest.settled:
            return 0
        by_school = _by_school(_without_ground(session, generation))
        held = [school for school, cases in by_school.items() if _is_held(session, plans, school, cases, now)]
    going = {school: cases for school, cases in by_school.items() if school not in held}
    PacedWriter(database).run(_steps(plans, going, now))
    if not held:
        with database.writing() as session:
            session.exec(update(Import).where(col(Import.id) <= generation).values(settled=True))
    return sum(len(cases) for cases in going.values())


def _steps(plans: Plans, by_school: Mapping[int, Sequence[Case]], now: datetime) -> Iterator[Step]:
    """A large correction makes nobody's click wait: some cases at a time. Those that a crash leaves are
    found again the next time; what is done is withdrawn, or noted."""
    for school, cases in by_school.items():
        for first in range(0, len(cases), CASES_AT_A_TIME):
            yield partial(_correct, plans, school, cases[first : first + CASES_AT_A_TIME], now)


def _correct(plans: Plans, school: int, cases: Sequence[Case], now: datetime, session: Session) -> int:
    _take_back(session, cases, now)
    refresh_messages(session, plans, school, [case.pupil_id for case in cases], now)
    return len(cases)


def _is_held(session: Session, plans: Plans, school: int, cases: Sequence[Case], now: datetime) -> bool:
    """Whether the school's cases are left alone until its figures are mended or said to be right."""
    untouched = sum(1 for case in cases if not case.touched)
    own = select(func.count()).select_from(Case).where(Case.school_id == school, Case.state == "open")
    return doubt.holds_back(session, plans, school, untouched, session.exec(own).one(), now)


def _without_ground(session: Session, generation: int) -> list[Case]:
    """Open cases begun by the rule, none of whose lessons counts any longer."""
    counts_still = or_(
        *(and_(col(CaseEvent.counts) == kind, counting) for kind, counting in absence.COUNTING.items())
    )
    standing = (
        select(Lesson.start)
        .select_from(CaseEvent)
        .join(CaseEventLesson, col(CaseEventLesson.event_id) == col(CaseEvent.id))
        .join(
            Lesson,
            and_(
                col(Lesson.pupil_id) == col(CaseEventLesson.pupil_id),
                col(Lesson.day) == col(CaseEventLesson.day),
                col(Lesson.start) == col(CaseEventLesson.start),
            ),
        )
        .where(
            col(CaseEvent.case_id) == col(Case.id),
            counts_still,
            visible(Lesson, generation),
            absence.is_on_school_day(generation),
        )
        .correlate(Case)
        .exists()
    )
    kept_lessons = (
        select(CaseEventLesson.start)
        .join(CaseEvent, col(CaseEvent.id) == col(CaseEventLesson.event_id))
        .where(col(CaseEvent.case_id) == col(Case.id))
        .correlate(Case)
        .exists()
    )
    noted = (
        select(CaseEvent.id)
        .where(col(CaseEvent.case_id) == col(Case.id), CaseEvent.kind == NOTED)
        .correlate(Case)
        .exists()
    )
    found = list(session.exec(select(Case).where(Case.state == "open", kept_lessons, ~standing, ~noted)))
    session.expunge_all()
    return found


def _by_school(cases: Sequence[Case]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.school_id, []).append(case)
    return found


def _take_back(session: Session, cases: Sequence[Case], now: datetime) -> None:
    for stale in cases:
        case = session.get_one(Case, stale.id, with_for_update=True, populate_existing=True)
        if case.state != "open":
            continue
        kind = NOTED if case.touched else WITHDRAWN
        if not case.touched:
            case.state = WITHDRAWN
            case.closed_on = None
        case.version += 1
        session.add(
            CaseEvent(case_id=case.id or 0, kind=kind, on=now.date(), at=now, actor="", step=case.step)
        )
    session.flush()
