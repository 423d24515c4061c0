"""What a morning says of follow-ups and tasks beside the step's own work.

Every open case has a next day: its step's work, a booked meeting, the end of an explained absence, or the
day by which the plan wants it followed up. When that day has passed, the ladder is climbed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from content.model import Plan
from handlers.morning.decide import Question
from handlers.morning.wanted import NO_NEXT, NO_RESULT, TASK_LATE, Wanted, climb
from storage.calendar import SchoolCalendar
from storage.columns import Day
from storage.queries.among import is_among
from storage.tables import Case, CaseTask, FollowUp

TASK_BEFORE = "task_before"
TASK_DAY = "task_day"
DAY = timedelta(days=1)


def results_wanted(
    meetings: Iterable[FollowUp], cases: Mapping[int, Case], question: Question
) -> list[Wanted]:
    """Of meetings that have been: how did it go?"""
    return [
        want
        for meeting in meetings
        if (case := cases.get(meeting.case_id)) and meeting.on < question.on
        for want in climb(NO_RESULT, f"follow_up:{meeting.id}", meeting.on, case, question)
    ]


def next_days_wanted(
    session: Session, meetings: Iterable[FollowUp], cases: Collection[Case], question: Question
) -> list[Wanted]:
    """Of cases whose work is noted and that nobody has set a day for."""
    with_meeting = {meeting.case_id for meeting in meetings}
    waiting = [case for case in cases if case.id not in with_meeting]
    met = _last_met(session, [case.id or 0 for case in waiting])
    found: list[Wanted] = []
    for case in waiting:
        due = next_day(
            case, question.plan_of(case), question.calendars[case.school_id], met.get(case.id or 0)
        )
        if due is not None and not (case.held_until and question.on <= case.held_until):
            found += climb(NO_NEXT, f"case:{case.id}", due, case, question)
    return found


def next_day(case: Case, plan: Plan, days: SchoolCalendar, met: date | None = None) -> date | None:
    """The day by which a case without a meeting is to be looked at; None while its step's work waits."""
    if case.measures_on is not None:
        since, weeks = case.measures_on, plan.follow_up_limit(case.step)
    elif case.step == plan.steps[0].number and case.reached:
        since, weeks = case.step_on, plan.settings.follow_up_weeks.value
    else:
        return None
    pause = plan.settings.breaks_pause_clock.value
    since = max(since, met) if met else since
    due = days.add_weeks(since, weeks or plan.settings.follow_up_weeks.value, breaks_pause=pause)
    return max(due, days.next_on_or_after(case.held_until + DAY)) if case.held_until else due


def _last_met(session: Session, case_ids: Collection[int]) -> dict[int, date]:
    """By case: the last meeting that was held, or that nobody came to."""
    if not case_ids:
        return {}
    latest = func.max(col(FollowUp.on), type_=Day())
    question = (
        select(FollowUp.case_id, latest)
        .where(is_among(col(FollowUp.case_id), case_ids), col(FollowUp.state).in_(("done", "missed")))
        .group_by(col(FollowUp.case_id))
    )
    return dict(session.exec(question).all())


def tasks_wanted(session: Session, cases: Mapping[int, Case], question: Question) -> list[Wanted]:
    """Said to the owner as a meeting is: ahead, on the day, and then up the ladder."""
    found: list[Wanted] = []
    for task in _open_tasks(session, question):
        case = cases.get(task.case_id)
        if case is None:
            continue
        subject, school = f"task:{task.id}", case.school_id
        ahead = question.plan_of(case).settings.remind_school_days_before.value
        if question.on > task.on:
            found += climb(TASK_LATE, subject, task.on, case, question)
        elif question.on == task.on:
            before = Wanted(TASK_BEFORE, subject, task.on, school, silent=True)
            found += [Wanted(TASK_DAY, subject, task.on, school), before]
        elif question.on >= question.calendars[school].add_school_days(task.on, -ahead):
            found.append(Wanted(TASK_BEFORE, subject, task.on, school))
    return found


def _open_tasks(session: Session, question: Question) -> Iterable[CaseTask]:
    return session.exec(
        select(CaseTask)
        .join(Case, col(Case.id) == col(CaseTask.case_id))
        .where(
            CaseTask.state == "open",
            Case.state == "open",
            col(Case.school_id).in_(question.scope.school_ids),
        )
        .order_by(col(CaseTask.id))
    ).all()
