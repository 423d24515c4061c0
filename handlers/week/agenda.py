"""What EHT's week is about: what is new, to be decided, overdue, rising and may be closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from handlers.morning.decide import Question
from handlers.morning.reminders import is_noted, still_holds
from handlers.morning.subjects import Spoken, spoken_of
from handlers.morning.wanted import LADDERS, NO_NEXT, OVERDUE
from handlers.people.rektor import open_decisions
from handlers.week.kinds import CLOSE, DECIDE, NEW, OVERDUE_NOW, RISING, UNCLAIMED
from storage.queries.absence import Sums
from storage.queries.among import is_among
from storage.queries.habits import Change
from storage.tables import Case, CaseThread, Due, FollowUp, Pupil

_CLIMBS = [kind for ladder in LADDERS for kind in ladder.values()]


@dataclass(frozen=True)
class Point:
    """One case under one of the agenda's headings. `what`: what is to be decided, or what waits."""

    group: str
    case: Case
    what: str = ""
    since: date | None = None
    change: Change | None = None
    month: Sums | None = None


def open_cases(session: Session, school_ids: Collection[int]) -> Sequence[Case]:
    """The highest step first, and then the oldest. A case whose pupil has left is silent."""
    return session.exec(
        select(Case)
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(col(Case.school_id).in_(list(school_ids)), Case.state == "open", col(Pupil.left).is_(False))
        .order_by(col(Case.step).desc(), col(Case.step_on), col(Case.id))
    ).all()


def points(
    session: Session,
    question: Question,
    cases: Sequence[Case],
    since: Mapping[int, date],
    months: Mapping[int, Sums],
    rising: Mapping[int, Change],
) -> list[Point]:
    """`since`: by school, what came after that day is new."""
    threads = _threads(session, cases)
    found = [point for case in cases for point in _new(case, threads, since[case.school_id])]
    found += _to_decide(session, cases, threads)
    found += _overdue(session, cases)
    for case in cases:
        change, month = rising.get(case.pupil_id), months.get(case.pupil_id)
        found += [Point(RISING, case, change=change)] if change else []
        if month is not None and _may_close(case, question, month):
            found.append(Point(CLOSE, case, month=month))
    return found


def _threads(session: Session, cases: Iterable[Case]) -> dict[int, CaseThread]:
    wanted = is_among(col(CaseThread.case_id), (case.id or 0 for case in cases))
    return {thread.case_id: thread for thread in session.exec(select(CaseThread).where(wanted))}


def _new(case: Case, threads: Mapping[int, CaseThread], since: date) -> list[Point]:
    thread = threads.get(case.id or 0)
    return [Point(NEW, case, since=thread.opened_on)] if thread and thread.opened_on > since else []


def _to_decide(session: Session, cases: Sequence[Case], threads: Mapping[int, CaseThread]) -> Iterable[Point]:
    """Cases nobody has taken, and what rektor is asked."""
    by_id = {case.id or 0: case for case in cases}
    for number, case in by_id.items():
        thread = threads.get(number)
        if thread is not None and thread.state == "waiting":
            yield Point(DECIDE, case, UNCLAIMED, thread.waits_since or thread.opened_on)
    for decision in open_decisions(session, by_id):
        yield Point(DECIDE, by_id[decision.case_id], decision.kind, decision.asked_on)


def _overdue(session: Session, cases: Sequence[Case]) -> Iterable[Point]:
    """Each case once, since the first day that passed."""
    by_id = {case.id or 0: case for case in cases}
    met = _booked(session, by_id)
    waits: dict[int, date] = {}
    for one in _climbed(session, by_id):
        case = by_id.get(one.case_id)
        if case is not None and _waits_still(one, case, met):
            waits[one.case_id] = min(one.due.on, waits.get(one.case_id, one.due.on))
    return [Point(OVERDUE_NOW, by_id[number], since=day) for number, day in waits.items()]


def _climbed(session: Session, cases: Mapping[int, Case]) -> list[Spoken]:
    schools = {case.school_id for case in cases.values()}
    question = select(Due).where(
        col(Due.kind).in_(_CLIMBS), col(Due.school_id).in_(schools), col(Due.said_on).is_not(None)
    )
    return spoken_of(session, session.exec(question).all())


def _waits_still(one: Spoken, case: Case, booked: Collection[int]) -> bool:
    if one.due.kind in OVERDUE.values() and one.due.on < case.step_on:
        return False
    if one.due.kind in NO_NEXT.values() and (
        one.case_id in booked or (case.measures_on is not None and case.measures_on > one.due.on)
    ):
        return False
    return still_holds(one, case)


def _booked(session: Session, cases: Mapping[int, Case]) -> set[int]:
    wanted = is_among(col(FollowUp.case_id), cases)
    return set(session.exec(select(FollowUp.case_id).where(wanted, FollowUp.state == "booked")))


def _may_close(case: Case, question: Question, month: Sums) -> bool:
    """The step's work is done, its time has passed, and the month is calm."""
    settings, days = question.plan.settings, question.calendars[case.school_id]
    pause = settings.breaks_pause_clock.value
    passed = days.add_weeks(case.opened_on, settings.follow_up_weeks.value, breaks_pause=pause)
    calm = month.scheduled > 0 and month.absent * 100 <= month.scheduled * settings.calm.value
    return calm and is_noted(case) and passed <= question.on
