"""In August EHT hears which pupils to prepare for: those with an open case, or one since last August.

It is a part of the first morning of the school year.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from handlers.morning.decide import Question
from handlers.morning.wanted import Wanted
from storage.columns import Day
from storage.tables import Case, Pupil, SchoolMorning

PREPARE = "prepare"
YEAR_BEGINS = 8
"""August."""
YEAR = timedelta(days=365)


def preparations_wanted(session: Session, question: Question) -> list[Wanted]:
    """Only on a school's first morning of the school year."""
    schools = _beginning(session, question.scope.school_ids, question.on)
    cases = _cases(session, schools, question.on) if schools else ()
    return [Wanted(PREPARE, f"case:{case.id}", question.on, case.school_id) for case in cases]


def _beginning(session: Session, school_ids: Iterable[int], on: date) -> list[int]:
    """The schools whose last morning was in the school year before."""
    begins = date(on.year, YEAR_BEGINS, 1)
    if not begins <= on < begins + timedelta(days=60):
        return []
    last = func.max(col(SchoolMorning.on), type_=Day())
    question = (
        select(SchoolMorning.school_id)
        .where(col(SchoolMorning.school_id).in_(list(school_ids)), col(SchoolMorning.on) < on)
        .group_by(col(SchoolMorning.school_id))
        .having(last < begins)
        .order_by(col(SchoolMorning.school_id))
    )
    return list(session.exec(question))


def _cases(session: Session, schools: list[int], on: date) -> Iterable[Case]:
    """The pupil's last case: open, or closed within the year."""
    latest = (
        select(func.max(col(Case.id)))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(
            col(Case.school_id).in_(schools),
            col(Case.state).in_(("open", "closed")),
            col(Pupil.left).is_(False),
        )
        .group_by(col(Case.pupil_id))
    )
    recent = (col(Case.state) == "open") | (col(Case.closed_on) >= on - YEAR)
    question = select(Case).where(col(Case.id).in_(latest), recent).order_by(col(Case.id))
    return session.exec(question).all()
