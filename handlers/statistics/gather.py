"""From the database to facts: some questions over all cases of the schools, then counting."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlmodel import Session

from content.model import Plan
from handlers.plans import Plans
from handlers.statistics.facts import (
    CONTACT,
    MAPPING,
    MEASURES,
    CaseFacts,
    Facts,
    MeasureFacts,
    Point,
    RegisteredFacts,
)
from handlers.statistics.history import steps_on
from handlers.statistics.in_time import follow_ups, measures_day
from handlers.statistics.support import support_of
from storage.calendar import SchoolCalendar, calendars
from storage.ingest.generations import current_generation
from storage.queries.case_course import (
    CasesOf,
    Noted,
    absence_days,
    causes,
    done_on,
    meetings_held,
    noted,
    tried,
)
from storage.queries.case_lives import CaseLife, case_lives
from storage.queries.school_days import school_days

DAY = timedelta(days=1)
_EARLIER = timedelta(days=500)
"""Cases opened so long before the period may still have follow-ups in it."""
_NOBODY = "nobody"


def facts_of(session: Session, plans: Plans, schools: Mapping[int, str], first: date, last: date) -> Facts:
    """Of the schools' cases from `first` to `last`, both included. `schools`: names by id."""
    own = {school: plans.of_school(session, school) for school in schools}
    lives = case_lives(session, schools)
    days = calendars(session, schools)
    course = _Course(session, CasesOf(schools, first - _EARLIER), own)
    pupils = {life.id: life.pupil_id for life in lives}
    different = list({plan.id: plan for plan in own.values()}.values())
    return Facts(
        first,
        last,
        schools,
        _steps(different),
        {one.id: one.text for plan in reversed(different) for one in plan.first_contact.causes},
        {one.id: one.text for plan in reversed(different) for one in plan.measure_areas},
        cases=tuple(
            _case(life, course, own[life.school_id], days[life.school_id], (first, last)) for life in lives
        ),
        points=tuple(Point(day, steps_on(lives, day)) for day in month_ends(first, last)),
        follow_ups=tuple(follow_ups(lives, own, days, course.events, course.held, (first, last))),
        measures=tuple(
            MeasureFacts(pupils[one.case_id], one.area, one.worked)
            for one in course.tried
            if first <= one.started_on <= last and one.case_id in pupils
        ),
        registered=_registered(session, schools, first, last),
        support=tuple(
            support_of(
                session,
                [(plan, [school for school in own if own[school].id == plan.id]) for plan in different],
                schools,
                lives,
                (first, last),
            )
        ),
        plans=tuple(f"{plan.name}, {plan.version}" for plan in different),
    )


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of each month of the period, and the period's own last day."""
    every = (first + DAY * number for number in range((last - first).days + 1))
    for _, days in groupby(every, key=lambda day: (day.year, day.month)):
        *_, end = days
        yield end


def _steps(plans: Sequence[Plan]) -> dict[int, str]:
    """Where plans differ a step is known by its number alone."""
    numbers = sorted({step.number for plan in plans for step in plan.steps})
    if len(plans) == 1:
        return {step.number: step.name for step in plans[0].steps}
    return dict.fromkeys(numbers, "")


class _Course:
    """What has been done in the cases, by case."""

    def __init__(self, session: Session, cases: CasesOf, plans: Mapping[int, Plan]) -> None:
        self.began = absence_days(session, cases)
        self.events = noted(session, cases, ("contact", "measures", "hold"))
        self.held = meetings_held(session, cases)
        self.tried = tried(session, cases)
        self.causes = causes(session, cases)
        self._days = {
            CONTACT: _earliest(_contacts(self.events)),
            MAPPING: done_on(session, cases, *_mappings(plans.values())),
            MEASURES: _earliest(
                [*_measures(self.events), *((one.case_id, one.started_on) for one in self.tried)]
            ),
        }

    def reached(self, case_id: int, last: date) -> dict[str, date]:
        """By milestone, up to `last`."""
        found = {name: days.get(case_id) for name, days in self._days.items()}
        return {name: day for name, day in found.items() if day is not None and day <= last}


def _contacts(events: Iterable[Noted]) -> Iterator[tuple[int, date]]:
    for one in events:
        if one.kind == "contact" and _word(one, "reached") not in ("", _NOBODY):
            yield one.case_id, one.on


def _measures(events: Iterable[Noted]) -> Iterator[tuple[int, date]]:
    for one in events:
        if one.kind == "measures":
            yield one.case_id, measures_day(one)


def _word(event: Noted, name: str) -> str:
    return str(json.loads(event.note).get(name, "")) if event.note else ""


def _mappings(plans: Iterable[Plan]) -> tuple[set[str], set[str]]:
    """Ids of the actions and guides that are a mapping, in the plans' own words."""
    guides = {guide.id for plan in plans for guide in plan.guides if guide.counts_as == MAPPING}
    actions = {
        action.id
        for plan in plans
        for step in plan.steps
        for action in step.actions
        if action.guide in guides
    }
    return actions, guides


def _earliest(days: Iterable[tuple[int, date]]) -> dict[int, date]:
    found: dict[int, date] = {}
    for case_id, day in days:
        found[case_id] = min(day, found.get(case_id, day))
    return found


def _case(
    life: CaseLife, course: _Course, plan: Plan, days: SchoolCalendar, period: tuple[date, date]
) -> CaseFacts:
    first, last = period
    began = course.began.get(life.id)
    reached = course.reached(life.id, last) if began else {}
    closed, cause = life.closed_on, course.causes.get(life.id, "")
    return CaseFacts(
        life.school_id,
        life.pupil_id,
        life.grade,
        is_new=first <= life.opened_on <= last,
        step=life.step(last) if life.is_open(last) else None,
        is_closed=closed is not None and first <= closed <= last,
        cause=cause,
        is_settled=any(one.id == cause and one.closes for one in plan.first_contact.causes),
        days={name: _school_days(days, began, day) for name, day in reached.items() if began},
    )


def _school_days(days: SchoolCalendar, first: date, last: date) -> int:
    """How many school days later: 0 on the same day, 1 on the next school day."""
    return len(days.school_days(first + DAY, last))


def _registered(
    session: Session, schools: Mapping[int, str], first: date, last: date
) -> dict[int, RegisteredFacts]:
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in school_days(session, current_generation(session), first, last):
        if one.school_id in schools:
            sums = found[one.school_id]
            sums[0] += one.scheduled
            sums[1] += one.lessons
            sums[2] = max(sums[2], one.pupils)
    return {school: RegisteredFacts(*sums) for school, sums in found.items()}
