"""Writing what a morning found: cases opened and moved, their events and the lessons behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import insert, literal
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select, update

from content.model import ReportedOccasions, UnreportedLesson
from handlers.morning.decide import Decision, Fired, Question
from handlers.morning.lines import kept_line, mentors_by_pupil, write_lines
from storage.columns import Day
from storage.ingest.generations import visible
from storage.many import add_rows
from storage.queries import absence
from storage.queries.among import is_among
from storage.tables import Case, CaseEvent, CaseEventLesson, DaySum, Lesson, MorningLine, SchoolMorning


def record(
    session: Session,
    question: Question,
    homes: Mapping[int, int],
    decisions: Sequence[Decision],
    now: datetime,
) -> None:
    """Everything the morning leaves behind at the question's schools. `homes`: schools by pupil."""
    mentors = mentors_by_pupil(session, [one.pupil_id for one in decisions])
    write_lines(
        session,
        (
            kept_line(homes[one.pupil_id], question.on, one, mentors.get(one.pupil_id, ()))
            for one in decisions
        ),
    )
    cases = _open_cases(session, question)
    cases |= _move_cases(session, question.on, [one for one in decisions if one.case is not None])
    _write_events(session, question, cases, decisions, now)
    _keep_lessons(session, question)
    _write_mornings(session, question, now)


def _open_cases(session: Session, question: Question) -> dict[int, int]:
    """Every line of a pupil without a case opens one, in one statement. Case ids by pupil, for all that
    were opened on the day."""
    plan, on, schools = question.plan, question.on, question.scope.school_ids
    values = {
        "school_id": col(MorningLine.school_id),
        "pupil_id": col(MorningLine.pupil_id),
        "plan": literal(plan.id),
        "plan_version": literal(plan.version),
        "state": literal("open"),
        "step": col(MorningLine.step),
        "opened_on": literal(on, Day()),
        "step_on": literal(on, Day()),
        "touched": literal(False),
        "version": literal(1),
    }
    without = (
        core_select(*values.values())
        .where(col(MorningLine.on) == on, col(MorningLine.school_id).in_(schools))
        .where(col(MorningLine.case_step).is_(None))
        .order_by(col(MorningLine.id))
    )
    session.connection().execute(insert(Case).from_select(list(values), without))
    opened = core_select(col(Case.pupil_id), col(Case.id)).where(
        col(Case.school_id).in_(schools), col(Case.state) == "open", col(Case.opened_on) == on
    )
    return {pupil: case or 0 for pupil, case in session.connection().execute(opened).all()}


def _move_cases(session: Session, on: date, decisions: Sequence[Decision]) -> dict[int, int]:
    """A new step begins without measures: they are the step's own."""
    moved: dict[int, list[int]] = {}
    for decision in decisions:
        if decision.case is not None and decision.step > decision.case.step:
            moved.setdefault(decision.step, []).append(decision.case.id)
    for step, cases in moved.items():
        session.execute(
            update(Case)
            .where(is_among(col(Case.id), cases))
            .values(step=step, step_on=on, measures_on=None, version=col(Case.version) + 1)
            .execution_options(synchronize_session="fetch")
        )
    return {decision.pupil_id: decision.case.id for decision in decisions if decision.case is not None}


def _write_events(
    session: Session,
    question: Question,
    cases: dict[int, int],
    decisions: Iterable[Decision],
    now: datetime,
) -> None:
    rows = (
        _event(cases[decision.pupil_id], fired, question, now)
        for decision in decisions
        for fired in decision.fired
    )
    add_rows(session, CaseEvent, _EVENT_COLUMNS, rows)


_EVENT_COLUMNS = (
    *("case_id", "kind", "on", "at", "actor", "step", "trigger"),
    *("window_from", "window_to", "absent", "scheduled", "count", "counts"),
)


def _event(case_id: int, fired: Fired, question: Question, now: datetime) -> tuple[object, ...]:
    """As the columns stand in `_EVENT_COLUMNS`."""
    trigger, sums = fired.trigger, fired.sums
    minutes = (None, None) if sums is None else (sums.absent, sums.scheduled)
    window = (fired.first_day, question.scope.evaluated_day)
    begun = (case_id, "trigger", question.on, now, "", trigger.step, trigger.id)
    return (*begun, *window, *minutes, fired.count, counts(fired))


def counts(fired: Fired) -> str:
    """Which lessons carry the trigger (`absence.COUNTING`)."""
    match fired.trigger:
        case UnreportedLesson():
            return "unreported"
        case ReportedOccasions():
            return "reported"
        case _:
            return "absent"


def _keep_lessons(session: Session, question: Question) -> None:
    """Each event keeps the lessons that made it fire, so that a correction can take it back.

    By way of the day's sums: only school days have one, and only those with absence are looked into."""
    for kind, counting in absence.COUNTING.items():
        lessons = (
            select(col(CaseEvent.id), col(Lesson.day), col(Lesson.start), col(Lesson.pupil_id))
            .select_from(Case)
            .join(CaseEvent, col(CaseEvent.case_id) == col(Case.id))
            .join(DaySum, col(DaySum.pupil_id) == col(Case.pupil_id))
            .join(
                Lesson,
                (col(Lesson.pupil_id) == col(DaySum.pupil_id)) & (col(Lesson.day) == col(DaySum.day) + 0),
            )
            .where(
                col(Case.school_id).in_(question.scope.school_ids),
                col(Case.state) == "open",
                col(CaseEvent.on) == question.on,
                col(CaseEvent.counts) == kind,
                col(DaySum.day).between(col(CaseEvent.window_from), col(CaseEvent.window_to)),
                col(DaySum.absent) > 0,
                visible(DaySum, question.scope.generation),
                counting,
                visible(Lesson, question.scope.generation),
                absence.unseen_lesson(question.scope) if kind == "unreported" else literal(True),
            )
        )
        session.execute(
            insert(CaseEventLesson).from_select(["event_id", "day", "start", "pupil_id"], lessons)
        )


def _write_mornings(session: Session, question: Question, now: datetime) -> None:
    scope = question.scope
    rows = [
        {
            "school_id": school,
            "on": question.on,
            "evaluated_day": scope.evaluated_day,
            "generation": scope.generation,
            "ran_at": now,
        }
        for school in scope.school_ids
    ]
    session.connection().execute(insert(SchoolMorning), rows)
