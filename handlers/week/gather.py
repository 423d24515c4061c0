"""What a week is told of, asked of the database for all schools at once, before anything is written.

This is the week's heavy work: on all other mornings none of it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from handlers import signs
from handlers.doubt import doubts_of
from handlers.morning.decide import Question
from handlers.signs import Seen
from handlers.week.due import MONTH, WEEK, due_schools, lessons_week
from storage.database import Database
from storage.queries.absence import Sums, sums_of
from storage.queries.among import is_among
from storage.queries.habits import Change, Span
from storage.queries.registration import Registered, registered
from storage.tables import Case


@dataclass(frozen=True)
class WeekFound:
    """`weekly`, `monthly`: the schools that are told this morning. `months` and `rising`: of pupils with an
    open case. `signs`: of all pupils. A school whose figures look broken has none of the three."""

    weekly: frozenset[int] = frozenset()
    monthly: frozenset[int] = frozenset()
    signs: Mapping[int, tuple[Seen, ...]] = field(default_factory=dict)
    months: Mapping[int, Sums] = field(default_factory=dict)
    rising: Mapping[int, Change] = field(default_factory=dict)
    lessons: Mapping[int, tuple[Registered, ...]] = field(default_factory=dict)

    def with_(self, other: WeekFound) -> WeekFound:
        """Both, of different schools."""
        return WeekFound(
            self.weekly | other.weekly,
            self.monthly | other.monthly,
            {**self.signs, **other.signs},
            {**self.months, **other.months},
            {**self.rising, **other.rising},
            {**self.lessons, **other.lessons},
        )


NOTHING = WeekFound()
SIX_DAYS = timedelta(days=6)
MANY_SCHOOLS = 40
"""From so many on, two read at once."""


def gather_shared(database: Database, question: Question) -> WeekFound:
    """As `gather`; many schools are shared between two readers."""
    schools = question.scope.school_ids
    if len(schools) < MANY_SCHOOLS:
        with database.reading() as session:
            return gather(session, question)

    def half(some: tuple[int, ...]) -> WeekFound:
        with database.reading() as own:
            return gather(own, replace(question, scope=replace(question.scope, school_ids=some)))

    with ThreadPoolExecutor(2) as readers:
        first, second = readers.map(half, (schools[::2], schools[1::2]))
    return first.with_(second)


def gather(session: Session, question: Question) -> WeekFound:
    weekly = due_schools(session, question, WEEK)
    monthly = due_schools(session, question, MONTH)
    if not weekly:
        return WeekFound(monthly=frozenset(monthly))
    evaluated = question.scope.evaluated_day
    doubted = doubts_of(session, dict.fromkeys(weekly, evaluated))
    sure = tuple(school for school in weekly if school not in doubted)
    some = replace(question, scope=replace(question.scope, school_ids=sure))
    found = WeekFound(frozenset(weekly), frozenset(monthly), lessons=_lessons(session, question, weekly))
    return _with_figures(session, some, found) if sure else found


def _with_figures(session: Session, question: Question, found: WeekFound) -> WeekFound:
    plan, scope = question.plan, question.scope
    pupils = tuple(
        session.exec(
            select(Case.pupil_id).where(Case.state == "open", is_among(col(Case.school_id), scope.school_ids))
        )
    )
    span = Span(scope.school_ids, scope.evaluated_day, scope.evaluated_day, scope.generation, (), pupils)
    return replace(
        found,
        signs=signs.look(session, plan, scope, question.calendars),
        months=sums_of(session, scope, question.month_first(plan), pupils),
        rising=signs.rising(session, plan.settings, span),
    )


def _lessons(session: Session, question: Question, schools: list[int]) -> dict[int, tuple[Registered, ...]]:
    """By school, of the week before."""
    weeks: dict[date, list[int]] = {}
    for school in schools:
        weeks.setdefault(lessons_week(question.calendars[school], question.on), []).append(school)
    found: dict[int, list[Registered]] = {}
    for first, some in weeks.items():
        for one in registered(session, question.scope.generation, some, first, first + SIX_DAYS):
            found.setdefault(one.school_id, []).append(one)
    return {school: tuple(lessons) for school, lessons in found.items()}
