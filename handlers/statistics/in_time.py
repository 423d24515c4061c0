"""Which follow-ups the plan wanted, and whether they were held by the plan's own day.

Counted from what was to be done and not from what was booked: a meeting that nobody booked was not in time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from content.model import Plan
from handlers.statistics.facts import FollowUpFacts
from storage.calendar import SchoolCalendar
from storage.queries.case_course import Noted
from storage.queries.case_lives import CaseLife

DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Begun:
    """What a follow-up is counted from: the case's opening in the first step, else measures of a step."""

    on: date
    step: int


def follow_ups(
    lives: Iterable[CaseLife],
    plans: Mapping[int, Plan],
    days: Mapping[int, SchoolCalendar],
    events: Iterable[Noted],
    held: Iterable[tuple[int, date]],
    period: tuple[date, date],
) -> Iterator[FollowUpFacts]:
    """Those whose last day is within the period.

    None is wanted where the case was closed, moved on, was explained or got new measures before that day.
    The rule itself may move it on the very day, since nothing had come of it."""
    by_case: dict[int, list[Noted]] = defaultdict(list)
    for event in events:
        by_case[event.case_id].append(event)
    meetings: dict[int, list[date]] = defaultdict(list)
    for case_id, on in held:
        meetings[case_id].append(on)
    for life in lives:
        plan, calendar = plans[life.school_id], days[life.school_id]
        for begun, due in _wanted(life, plan, calendar, by_case[life.id]):
            if period[0] <= due <= period[1]:
                in_time = any(begun.on <= day <= due for day in meetings[life.id])
                yield FollowUpFacts(life.school_id, life.pupil_id, in_time)


def _wanted(
    life: CaseLife, plan: Plan, days: SchoolCalendar, events: list[Noted]
) -> Iterator[tuple[_Begun, date]]:
    begun = list(_begun(life, plan, events))
    pause = plan.settings.breaks_pause_clock.value
    for place, one in enumerate(begun):
        weeks = plan.follow_up_limit(one.step)
        if weeks is None:
            continue
        due = days.add_weeks(one.on, weeks, breaks_pause=pause)
        explained = any(event.kind == "hold" and one.on <= event.on <= due for event in events)
        again = any(other.on <= due for other in begun[place + 1 :])
        moved_on = life.step(due - DAY) != one.step
        if not (explained or again or moved_on) and life.is_open(due):
            yield one, due


def _begun(life: CaseLife, plan: Plan, events: Iterable[Noted]) -> Iterator[_Begun]:
    first = plan.steps[0].number
    counted_from_measures = {
        step.number for step in plan.steps if any(one.after == "measures" for one in step.deadlines)
    }
    if life.step(life.opened_on) == first and first not in counted_from_measures:
        yield _Begun(life.opened_on, first)
    for event in events:
        if event.kind == "measures" and event.step in counted_from_measures:
            yield _Begun(measures_day(event), event.step)


def measures_day(event: Noted) -> date:
    """The day the measures were taken, which may be before the day it was noted."""
    written = json.loads(event.note).get("on") if event.note else None
    return date.fromisoformat(written) if written else event.on
