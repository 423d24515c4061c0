"""A pupil gets a new mentor: the case comes along, and the new one is handed what has been done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, insert, literal
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from handlers.morning.wanted import Wanted
from storage.columns import Day
from storage.tables import Case, CaseMentor, Mentorship

HANDOVER = "handover"


def handovers_wanted(session: Session, school_ids: Iterable[int], on: date) -> list[Wanted]:
    """Open cases whose pupil has got a mentor who was not there before. Writes down who the mentors are.

    A case's first mentors are not new to it."""
    schools = list(school_ids)
    new = _new_mentors(session, schools)
    session.connection().execute(
        insert(CaseMentor).from_select(["case_id", "staff_id", "since"], _missing(schools, on))
    )
    return [Wanted(HANDOVER, f"case:{case}", on, school) for case, school in new]


def _missing(schools: list[int], on: date) -> Any:
    return (
        core_select(col(Case.id), col(Mentorship.staff_id), literal(on, Day()))
        .join(Mentorship, col(Mentorship.pupil_id) == col(Case.pupil_id))
        .where(col(Case.school_id).in_(schools), col(Case.state) == "open", ~_known())
    )


def _known() -> ColumnElement[bool]:
    return (
        select(CaseMentor.case_id)
        .where(col(CaseMentor.case_id) == col(Case.id), col(CaseMentor.staff_id) == col(Mentorship.staff_id))
        .correlate(Case, Mentorship)
        .exists()
    )


def _new_mentors(session: Session, schools: list[int]) -> list[tuple[int, int]]:
    """Case and school, of cases that had mentors before."""
    had_some = (
        select(CaseMentor.case_id).where(col(CaseMentor.case_id) == col(Case.id)).correlate(Case).exists()
    )
    question = (
        select(Case.id, Case.school_id)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Case.pupil_id))
        .where(col(Case.school_id).in_(schools), Case.state == "open", had_some, ~_known())
        .distinct()
    )
    return [(case or 0, school) for case, school in session.exec(question)]
