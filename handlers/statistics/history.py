"""How many open cases there were at each step, day by day or week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from content.model import Plan
from content.wording import week
from handlers.pictures import StepHistory
from storage.queries.case_lives import CaseLife, case_lives

WEEK = timedelta(weeks=1)


def steps_on(lives: Iterable[CaseLife], day: date) -> Counter[int]:
    """Open cases by step, at the end of the day."""
    return Counter(life.step(day) for life in lives if life.is_open(day))


def weeks_of_school(
    session: Session, plan: Plan, school_id: int, last: date, weeks: int = 10
) -> StepHistory | None:
    """The school's open cases by step, the last of so many weeks ending on `last`.

    For who leads the school's own work and sees the cases: no number is hidden. Weeks before the school's
    first case are left out; None when it has never had a case."""
    lives = case_lives(session, [school_id])
    began = min((life.opened_on for life in lives), default=None)
    if began is None or began > last:
        return None
    sundays = [_sunday(last) - WEEK * number for number in reversed(range(weeks))]
    return _history(plan, lives, [min(day, last) for day in sundays if day >= began])


def _history(plan: Plan, lives: Sequence[CaseLife], days: Sequence[date]) -> StepHistory:
    steps = tuple((step.number, step.name) for step in plan.steps)
    found = [steps_on(lives, day) for day in days]
    counts = tuple(tuple(one[number] for number, _ in steps) for one in found)
    return StepHistory(tuple(week(day) for day in days), steps, counts)


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())
