"""Taking a pupil out of the database whole: a pupil whose identity is protected was never here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from storage.ingest.people import PupilEntry
from storage.ingest.summary import ErasedPupil
from storage.tables import (
    Case,
    CaseAction,
    CaseDecision,
    CaseEvent,
    CaseEventLesson,
    CaseMentor,
    CaseQuestion,
    CaseTask,
    CaseThread,
    Consent,
    DaySum,
    Due,
    FollowUp,
    Guardian,
    GuideAnswer,
    GuideAppendix,
    GuideSeat,
    GuideSession,
    Holding,
    Lesson,
    Measure,
    Mentorship,
    MorningLine,
    Outbox,
    PeriodFigure,
    Pupil,
    WeekLine,
)
from storage.tables.chat import REDACT

_UNSENT = ("created", "failed")


def erase(session: Session, entry: PupilEntry, today: date) -> ErasedPupil:
    """Deletes everything about the pupil, and messages of the cases that are not sent.

    What is sent lies with the platforms: a `due` row for each case, and for each morning that spoke of
    the pupil, says that it is to be redacted.
    """
    cases = [case for case in session.exec(select(Case.id).where(Case.pupil_id == entry.id)) if case]
    mornings = _mornings(session, entry.id, cases)
    _delete_cases(session, cases)
    for table in (Lesson, DaySum, Guardian, Mentorship, MorningLine, PeriodFigure, WeekLine):
        _delete(session, table, "pupil_id", [entry.id])
    _delete(session, Pupil, "id", [entry.id])
    spoken_of = [(f"case:{case}", today) for case in cases] + [(f"pupil:{entry.id}", on) for on in mornings]
    for subject, on in spoken_of:
        session.add(Due(kind=REDACT, recipient="", subject=subject, on=on, school_id=entry.school_id))
    session.flush()
    return ErasedPupil(entry.id, entry.school_id, tuple(cases), entry.mentors)


def _mornings(session: Session, pupil: int, cases: Sequence[int]) -> list[date]:
    """The mornings whose messages may name the pupil."""
    lines = session.exec(select(col(MorningLine.on)).where(MorningLine.pupil_id == pupil))
    said = session.exec(select(col(Due.said_on)).where(col(Due.subject).in_(_subjects(session, cases))))
    weeks = session.exec(select(col(WeekLine.on)).where(WeekLine.pupil_id == pupil))
    return sorted({on for on in (*lines, *said, *weeks) if on is not None})


def _subjects(session: Session, cases: Sequence[int]) -> list[str]:
    """What `due` calls the cases, their meetings and their tasks."""
    meetings = session.exec(select(FollowUp.id).where(col(FollowUp.case_id).in_(cases)))
    tasks = session.exec(select(CaseTask.id).where(col(CaseTask.case_id).in_(cases)))
    return [
        *(f"case:{case}" for case in cases),
        *(f"follow_up:{meeting}" for meeting in meetings),
        *(f"task:{task}" for task in tasks),
    ]


def _delete_cases(session: Session, cases: Sequence[int]) -> None:
    events = session.exec(select(CaseEvent.id).where(col(CaseEvent.case_id).in_(cases))).all()
    sessions = session.exec(select(GuideSession.id).where(col(GuideSession.case_id).in_(cases))).all()
    _delete(session, Due, "subject", _subjects(session, cases))
    _delete(session, CaseEventLesson, "event_id", events)
    for kept in (GuideAnswer, GuideAppendix, GuideSeat, Consent):
        _delete(session, kept, "session_id", sessions)
    together = (CaseThread, Holding, CaseMentor, CaseQuestion, CaseDecision, Measure, CaseTask)
    for table in (CaseEvent, CaseAction, FollowUp, GuideSession, *together):
        _delete(session, table, "case_id", cases)
    _delete(session, Case, "id", cases)
    threads = [name for case in cases for name in (f"case:{case}", f"thread:{case}:first")]
    session.exec(delete(Outbox).where(col(Outbox.thread).in_(threads), col(Outbox.state).in_(_UNSENT)))


def _delete(session: Session, table: type[Any], column: str, values: Sequence[Any]) -> None:
    session.exec(delete(table).where(col(getattr(table, column)).in_(values)))
