"""What is said of open cases on a morning besides what fired: meetings, what waits, what goes on.

Each is said once: a row in `due`, unique, remembers which morning said it. A morning that was missed
is caught up by the next, and a meeting's own day takes the day before with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from content.model import Plan
from handlers.morning.decide import Question
from handlers.morning.standing import Standing
from storage.calendar import SchoolCalendar
from storage.queries.absence import sums_of
from storage.tables import Case, Due, FollowUp, Pupil

BEFORE = "follow_up_before"
THAT_DAY = "follow_up_day"
OVERDUE = {"mentor": "overdue_mentor", "eht": "overdue_eht", "rektor": "overdue_rektor"}
ONGOING = "ongoing"
"""New absence since the last morning: of the same day too, when a lesson is registered late."""
FOR_EHT = "for_eht"
"""High absence with a cause that EHT is to know of, such as illness: valid absence counts."""


@dataclass(frozen=True)
class _Wanted:
    kind: str
    subject: str
    on: date
    school_id: int
    silent: bool = False


def write_due(session: Session, question: Question, ongoing: Mapping[int, date], now: datetime) -> None:
    """Notes all that this morning is to say at the question's schools and no earlier one has said."""
    cases = _cases(session, question)
    by_id = {case.id or 0: case for case in cases}
    meetings = [one for one in _booked(session, question) if one.case_id in by_id]
    wanted = [
        *(
            want
            for meeting in meetings
            if (case := by_id.get(meeting.case_id))
            for want in _meeting(meeting, case, question)
        ),
        *(want for case in cases for want in _overdue(case, question)),
        *(_of_case(ONGOING, case, ongoing[case.pupil_id]) for case in cases if case.pupil_id in ongoing),
        *(_of_case(FOR_EHT, case, case.step_on) for case in _for_eht(session, question, cases)),
    ]
    _write(session, wanted, question.on, now)


def _of_case(kind: str, case: Case, on: date) -> _Wanted:
    return _Wanted(kind, f"case:{case.id}", on, case.school_id)


def _cases(session: Session, question: Question) -> Sequence[Case]:
    """The schools' open cases; that of a pupil who has left is kept and falls silent.

    Those that this morning opened are left out: there is nothing to say of them but what fired."""
    just_opened = (col(Case.opened_on) == question.on) & col(Case.touched).is_(False)
    return session.exec(
        select(Case)
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(
            col(Case.school_id).in_(question.scope.school_ids),
            Case.state == "open",
            col(Pupil.left).is_(False),
            ~just_opened,
        )
        .order_by(col(Case.id))
    ).all()


def _booked(session: Session, question: Question) -> Sequence[FollowUp]:
    """The meetings booked in the schools' open cases."""
    return session.exec(
        select(FollowUp)
        .join(Case, col(Case.id) == col(FollowUp.case_id))
        .where(
            FollowUp.state == "booked",
            Case.state == "open",
            col(Case.school_id).in_(question.scope.school_ids),
        )
        .order_by(col(FollowUp.id))
    ).all()


def _for_eht(session: Session, question: Question, cases: Iterable[Case]) -> list[Case]:
    """Cases with such a cause and a high month, held as explained or not (RULES.md: "Illness over 15 %")."""
    causes = {cause.id for cause in question.plan.first_contact.causes if "eht" in cause.tells}
    with_cause = [case for case in cases if case.cause in causes]
    months = sums_of(session, question.scope, question.month_first, [case.pupil_id for case in with_cause])
    limit = question.plan.settings.problematic
    return [
        case
        for case in with_cause
        if (month := months.get(case.pupil_id)) and limit.passed(month.absent, month.scheduled)
    ]


def _write(session: Session, wanted: Sequence[_Wanted], on: date, now: datetime) -> None:
    said = _said(session, {want.subject for want in wanted})
    for want in wanted:
        if want.kind == ONGOING or (want.kind, want.subject, want.on) not in said:
            session.add(
                Due(
                    kind=want.kind,
                    recipient=on.isoformat() if want.kind == ONGOING else "",
                    subject=want.subject,
                    on=want.on,
                    said_on=None if want.silent else on,
                    school_id=want.school_id,
                    done_at=now,
                )
            )
    session.flush()


def _said(session: Session, subjects: set[str]) -> set[tuple[str, str, date]]:
    rows = session.exec(select(Due).where(col(Due.subject).in_(sorted(subjects)))) if subjects else ()
    return {(row.kind, row.subject, row.on) for row in rows}


def _meeting(meeting: FollowUp, case: Case, question: Question) -> list[_Wanted]:
    subject, school = f"follow_up:{meeting.id}", case.school_id
    if question.on >= meeting.on:
        before = _Wanted(BEFORE, subject, meeting.on, school, silent=True)
        return [_Wanted(THAT_DAY, subject, meeting.on, school), before]
    ahead = question.plan.settings.remind_school_days_before.value
    if question.on >= question.calendars[school].add_school_days(meeting.on, -ahead):
        return [_Wanted(BEFORE, subject, meeting.on, school)]
    return []


def _overdue(case: Case, question: Question) -> list[_Wanted]:
    """One rung at a time: mentor when the day has passed, then EHT, then rektor, in school days."""
    days = question.calendars[case.school_id]
    due = due_day(case, question.plan, days)
    if due is None or question.on <= due or is_held(case, question.on):
        return []
    settings = question.plan.settings
    rungs = {
        "mentor": 0,
        "eht": settings.overdue_to_eht_school_days.value,
        "rektor": settings.overdue_to_rektor_school_days.value,
    }
    return [
        _of_case(OVERDUE[who], case, due)
        for who, after in rungs.items()
        if question.on > days.add_school_days(due, after)
    ]


def is_held(case: Standing, on: date) -> bool:
    return case.held_until is not None and on <= case.held_until


def is_noted(case: Standing) -> bool:
    """Whether the step's own work is noted."""
    return case.measures_on is not None or (case.step == 1 and bool(case.reached))


def still_holds(due: Due, case: Standing, meeting: FollowUp | None) -> bool:
    """Whether what a morning said is still so: a meeting that is moved, or work that is noted, is not."""
    if due.kind in (BEFORE, THAT_DAY):
        return meeting is not None and meeting.state == "booked"
    return due.kind not in OVERDUE.values() or not (is_noted(case) or is_held(case, due.said_on or due.on))


def due_day(case: Case, plan: Plan, days: SchoolCalendar) -> date | None:
    """The day by which the step's own work should be noted, or None when it is.

    In the first step that is the contact, from the second the step's measures."""
    if is_noted(case):
        return None
    weeks = [
        deadline.weeks
        for deadline in plan.step(case.step).deadlines
        if deadline.weeks and deadline.after in ("step_began", "opened")
    ]
    if not weeks:
        return None
    pause = plan.settings.breaks_pause_clock.value
    return days.add_weeks(case.step_on, min(weeks), breaks_pause=pause)
