"""What is said of open cases on a morning besides what fired: meetings, what waits, what goes on.

Each is said once: a row in `due`, unique, remembers which morning said it. A morning that was missed
is caught up by the next, and a meeting's own day takes the day before with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from content.model import Plan, PlanSettings
from handlers.follow_ups.due import next_days_wanted, results_wanted, tasks_wanted
from handlers.morning.decide import Question
from handlers.morning.standing import Standing
from handlers.morning.subjects import Spoken
from handlers.morning.wanted import NO_NEXT, NO_RESULT, OVERDUE, Wanted, climb, lowest_rungs, of_case
from handlers.people.asked import decisions_wanted
from handlers.people.august import preparations_wanted
from handlers.people.consents_ending import endings_wanted
from handlers.people.handover import handovers_wanted
from handlers.people.moved import moves_wanted
from storage.calendar import SchoolCalendar
from storage.queries.absence import reported_occasions, sums_of
from storage.tables import Case, Due, FollowUp, Pupil

ANNOUNCED = "follow_up_announced"
BEFORE = "follow_up_before"
THAT_DAY = "follow_up_day"
ONGOING = "ongoing"
"""New absence since the last morning: of the same day too, when a lesson is registered late."""
FOR_EHT = "for_eht"
"""High absence with a cause that EHT is to know of, such as illness: valid absence counts."""


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
        *(of_case(ONGOING, case, ongoing[case.pupil_id]) for case in cases if case.pupil_id in ongoing),
        *(of_case(FOR_EHT, case, case.step_on) for case in _for_eht(session, question, cases)),
        *results_wanted(meetings, by_id, question),
        *next_days_wanted(session, meetings, cases, question),
        *tasks_wanted(session, by_id, question),
        *decisions_wanted(session, cases, question),
        *preparations_wanted(session, question),
        *endings_wanted(session, cases, question),
        *moves_wanted(session, question.scope.school_ids),
        *handovers_wanted(session, question.scope.school_ids, question.on),
    ]
    _write(session, wanted, question.on, now)


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


def _for_eht(session: Session, question: Question, cases: Sequence[Case]) -> list[Case]:
    """Cases with such a cause and a high month, held as explained or not (RULES.md: "Illness over 15 %"),
    or with so many occasions of it that EHT is to know."""
    found: list[Case] = []
    for plan in question.editions:
        causes = {cause.id for cause in plan.first_contact.causes if "eht" in cause.tells}
        with_cause = [case for case in cases if case.cause in causes and question.plan_of(case) is plan]
        if with_cause:
            found += _high_or_often(session, question, plan, with_cause)
    return found


def _high_or_often(session: Session, question: Question, plan: Plan, cases: Iterable[Case]) -> Iterable[Case]:
    often = _often(session, question, plan.settings)
    pupils = [case.pupil_id for case in cases]
    months = sums_of(session, question.scope, question.month_first(plan), pupils)
    limit = plan.settings.problematic
    return [
        case
        for case in cases
        if case.pupil_id in often
        or ((month := months.get(case.pupil_id)) and limit.passed(month.absent, month.scheduled))
    ]


def _often(session: Session, question: Question, settings: PlanSettings) -> Mapping[int, int]:
    first = question.scope.first_day(settings.cause_days.value)
    return reported_occasions(session, question.scope, first, settings.cause_occasions.value)


def _write(session: Session, wanted: Sequence[Wanted], on: date, now: datetime) -> None:
    said = _said(session, {want.subject for want in wanted})
    unsaid = [w for w in wanted if w.kind == ONGOING or (w.kind, w.subject, w.on) not in said]
    session.add_all(
        Due(
            kind=want.kind,
            recipient=on.isoformat() if want.kind == ONGOING else "",
            subject=want.subject,
            on=want.on,
            said_on=None if want.silent else on,
            school_id=want.school_id,
            done_at=now,
        )
        for want in lowest_rungs(unsaid)
    )
    session.flush()


def _said(session: Session, subjects: set[str]) -> set[tuple[str, str, date]]:
    rows = session.exec(select(Due).where(col(Due.subject).in_(sorted(subjects)))) if subjects else ()
    return {(row.kind, row.subject, row.on) for row in rows}


def _meeting(meeting: FollowUp, case: Case, question: Question) -> list[Wanted]:
    subject, school = f"follow_up:{meeting.id}", case.school_id
    kinds = [kind for kind, day in _days_of(meeting, question, case) if question.on >= day]
    return [Wanted(kind, subject, meeting.on, school, silent=kind != kinds[-1]) for kind in kinds]


def _days_of(meeting: FollowUp, question: Question, case: Case) -> tuple[tuple[str, date], ...]:
    """When a meeting is spoken of. A later morning that comes first takes the earlier ones with it."""
    settings, days = question.plan_of(case).settings, question.calendars[case.school_id]
    announced = days.add_school_days(meeting.on, -settings.announce_school_days_before.value)
    before = days.add_school_days(meeting.on, -settings.remind_school_days_before.value)
    return (ANNOUNCED, announced), (BEFORE, before), (THAT_DAY, meeting.on)


def _overdue(case: Case, question: Question) -> list[Wanted]:
    """One rung at a time: mentor when the day has passed, then EHT, then rektor, in school days."""
    days = question.calendars[case.school_id]
    due = due_day(case, question.plan_of(case), days)
    if due is None or question.on <= due or is_held(case, question.on):
        return []
    return climb(OVERDUE, f"case:{case.id}", due, case, question)


def is_held(case: Standing, on: date) -> bool:
    return case.held_until is not None and on <= case.held_until


def is_noted(case: Standing) -> bool:
    """Whether the step's own work is noted."""
    return case.measures_on is not None or (case.step == 1 and bool(case.reached))


def still_holds(said: Spoken, case: Standing) -> bool:
    """Whether what a morning said is still so: a meeting that is moved, or work that is noted, is not."""
    due = said.due
    if said.task is not None:
        return said.task.state == "open"
    if due.kind in (ANNOUNCED, BEFORE, THAT_DAY, *NO_RESULT.values()):
        return said.meeting is not None and said.meeting.state == "booked"
    on = due.said_on or due.on
    if due.kind in NO_NEXT.values():
        return not is_held(case, on)
    return due.kind not in OVERDUE.values() or not (is_noted(case) or is_held(case, on))


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
