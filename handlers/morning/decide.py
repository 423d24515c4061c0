"""What this morning finds: the plan's triggers over all pupils of many schools at once.

Nothing is changed here. A trigger is asked of the database once for all pupils (`storage.queries`);
which pupils it may look at by their case (`When`) is settled on the few it found.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from content.model import (
    Limit,
    Plan,
    RateInWindow,
    RateSince,
    ReportedOccasions,
    Trigger,
    UnreportedLesson,
    When,
)
from handlers.plans import Begun, Plans
from storage.calendar import SchoolCalendar
from storage.queries import absence
from storage.queries.absence import Scope, Sums
from storage.tables import Case, CaseEvent

Found = TypeVar("Found")
HighRates = Callable[[Session, Scope, date, Limit], dict[int, Sums]]


@dataclass(frozen=True)
class OpenCase:
    """What the rules need to know of a case."""

    id: int
    pupil_id: int
    school_id: int
    step: int
    opened_on: date
    measures_on: date | None
    held_until: date | None
    plan: str
    plan_version: str


@dataclass(frozen=True)
class Fired:
    """A trigger that fired for a pupil, with the window and the numbers that made it fire."""

    trigger: Trigger
    first_day: date
    sums: Sums | None = None
    count: int | None = None


class Decision(NamedTuple):
    """What a morning says of one pupil. `step`: after; `case`: the open case before, if any."""

    pupil_id: int
    case: OpenCase | None
    step: int
    fired: tuple[Fired, ...]
    month: Sums

    @property
    def triggers(self) -> tuple[str, ...]:
        return tuple(sorted(fired.trigger.id for fired in self.fired))


@dataclass(frozen=True)
class Findings:
    """`ongoing`: pupils with an open case and unreported absence no morning has seen (its last day)."""

    decisions: tuple[Decision, ...] = ()
    ongoing: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One morning's question: schools under one plan that look at the same days.

    `plan`: what a case that begins today follows. `older`: the other editions, and plans, that open cases at
    the schools began with."""

    plan: Plan
    scope: Scope
    on: date
    calendars: Mapping[int, SchoolCalendar]
    plans: Plans
    older: tuple[Plan, ...] = ()

    @property
    def editions(self) -> tuple[Plan, ...]:
        return (self.plan, *self.older)

    def plan_of(self, case: Begun) -> Plan:
        """The edition that the case began with."""
        return self.plans.begun_with(case) or self.plan

    def month_first(self, plan: Plan) -> date:
        return self.scope.first_day(plan.settings.month_days.value)


def one_reader(session: Session, scope: Scope, first: date, limit: Limit) -> dict[int, Sums]:
    return absence.high_rates(session, scope, first, limit.percent, or_equal=limit.over is None)


def decide(session: Session, question: Question, high_rates: HighRates = one_reader) -> Findings:
    """What fires, for whom. `high_rates` may share the large question between several readers."""
    return _Deciding(session, question, high_rates).findings()


class _Deciding:
    """One decision's working memory: the open cases, the late closings and what fired so far."""

    def __init__(self, session: Session, question: Question, high_rates: HighRates) -> None:
        self._session = session
        self._question = question
        self._scope = question.scope
        self._high_rates = high_rates
        self._cases = open_cases(session, question.scope.school_ids)
        self._closed = absence.late_closings(session, question.scope.school_ids)
        self._plans = {pupil: question.plan_of(case) for pupil, case in self._cases.items()}
        self._fired: dict[int, list[Fired]] = {}
        self._asked: dict[Hashable, Any] = {}
        self._sums: dict[date, dict[int, Sums]] = {}

    def findings(self) -> Findings:
        for plan in self._question.editions:
            for trigger in plan.triggers:
                self._keep(plan, trigger, self._find(plan, trigger))
        return Findings(tuple(self._decisions()), self._ongoing())

    def _find(self, plan: Plan, trigger: Trigger) -> dict[int, Fired]:
        match trigger:
            case UnreportedLesson():
                return self._unreported(trigger)
            case ReportedOccasions():
                return self._occasions(trigger)
            case RateInWindow():
                return self._rate(plan, trigger)
            case RateSince():
                return self._rate_since(plan, trigger)

    def _once(self, asked: Hashable, ask: Callable[[], Found]) -> Found:
        """Editions mostly ask the same: of the database it is asked once."""
        if asked not in self._asked:
            self._asked[asked] = ask()
        found: Found = self._asked[asked]
        return found

    def _unseen(self, first: date) -> dict[int, date]:
        return self._once(
            ("unseen", first), lambda: absence.unseen_unreported(self._session, self._scope, first)
        )

    def _unreported(self, trigger: UnreportedLesson) -> dict[int, Fired]:
        first_morning = self._scope.seen_day is None
        days = trigger.first_morning_days.value if first_morning else trigger.days
        first = self._scope.first_day(days)
        found = self._unseen(first)
        return {
            pupil: Fired(trigger, self._after_closing(pupil, first))
            for pupil, last_day in found.items()
            if pupil not in self._closed or last_day > self._closed[pupil]
        }

    def _occasions(self, trigger: ReportedOccasions) -> dict[int, Fired]:
        first = self._scope.first_day(trigger.days)
        least = trigger.min_occasions.value
        found = self._once(
            ("occasions", first, least),
            lambda: absence.reported_occasions(self._session, self._scope, first, least),
        )
        return {
            pupil: Fired(trigger, self._after_closing(pupil, first), count=count)
            for pupil, count in found.items()
        }

    def _rate(self, plan: Plan, trigger: RateInWindow) -> dict[int, Fired]:
        first = self._scope.first_day(trigger.days)
        # Asked while the readers are at the large question: the lines of those found so far need them.
        self._sums_of(self._question.month_first(plan), self._fired)
        high = self._once(
            ("rate", first, trigger.limit.over, trigger.limit.at_least),
            lambda: self._high_rates(self._session, self._scope, first, trigger.limit),
        )
        self._sums.setdefault(first, {}).update(high)
        return {
            pupil: Fired(trigger, self._after_closing(pupil, first), sums)
            for pupil, sums in high.items()
            if sums.lessons_days >= trigger.min_school_days.value
        }

    def _sums_of(self, first: date, pupils: Iterable[int]) -> dict[int, Sums]:
        """A window's sums, asked of the database once a pupil: rules and lines often share the month."""
        known = self._sums.setdefault(first, {})
        known.update(absence.sums_of(self._session, self._scope, first, set(pupils) - known.keys()))
        return known

    def _rate_since(self, plan: Plan, trigger: RateSince) -> dict[int, Fired]:
        month_first = self._question.month_first(plan)
        opened = trigger.since == "opened"
        column = col(Case.opened_on) if opened else col(Case.measures_on)
        since = {
            case.pupil_id: day
            for case in self._cases.values()
            if case.step in trigger.when.steps
            and self._plans[case.pupil_id] is plan
            and (day := case.opened_on if opened else case.measures_on)
            and self._is_time(plan, case, day, trigger.weeks)
        }
        sums = absence.rates_since(self._session, self._scope, column, month_first, since)
        return {
            pupil: Fired(trigger, max(since[pupil], month_first), found)
            for pupil, found in sums.items()
            if trigger.limit.passed(found.absent, found.scheduled)
        }

    def _is_time(self, plan: Plan, case: OpenCase, since: date, weeks: int) -> bool:
        """Whether the weeks have passed and nobody holds the case as explained."""
        on = self._question.on
        if case.held_until is not None and on <= case.held_until:
            return False
        pause = plan.settings.breaks_pause_clock.value
        return on >= self._question.calendars[case.school_id].add_weeks(since, weeks, breaks_pause=pause)

    def _after_closing(self, pupil: int, first: date) -> date:
        closed = self._closed.get(pupil)
        return first if closed is None else max(first, date.fromordinal(closed.toordinal() + 1))

    def _keep(self, plan: Plan, trigger: Trigger, found: dict[int, Fired]) -> None:
        """A case is looked at by its own edition; who has none, by the one of today."""
        before = fired_before(self._session, trigger.id) if trigger.when.once else frozenset()
        for pupil, fired in found.items():
            case = self._cases.get(pupil)
            if self._plans.get(pupil, self._question.plan) is not plan:
                continue
            if looks_at(trigger.when, case) and not (case and case.id in before):
                self._fired.setdefault(pupil, []).append(fired)

    def _decisions(self) -> Iterable[Decision]:
        months = self._months()
        for pupil, fired in self._fired.items():
            case = self._cases.get(pupil)
            step = max(one.trigger.step for one in fired)
            if case is not None:
                step = max(step, case.step)
            yield Decision(pupil, case, step, tuple(fired), months.get(pupil, Sums(0, 0)))

    def _months(self) -> dict[int, Sums]:
        """Of those something fired for, each over the month of their own edition."""
        if not self._question.older:
            return self._sums_of(self._question.month_first(self._question.plan), self._fired)
        found: dict[int, Sums] = {}
        for plan in self._question.editions:
            own = [one for one in self._fired if self._plans.get(one, self._question.plan) is plan]
            months = self._sums_of(self._question.month_first(plan), own)
            found |= {one: months[one] for one in own if one in months}
        return found

    def _ongoing(self) -> dict[int, date]:
        if not self._cases:
            return {}
        return {
            pupil: day
            for plan in self._question.editions
            for pupil, day in self._unseen(self._question.month_first(plan)).items()
            if self._plans.get(pupil) is plan
        }


def looks_at(when: When, case: OpenCase | None) -> bool:
    """Whether a trigger may look at a pupil with this case, or with none."""
    if case is None:
        return when.case in ("none", "any")
    return when.case in ("open", "any") and (not when.steps or case.step in when.steps)


def open_cases(session: Session, school_ids: Iterable[int]) -> dict[int, OpenCase]:
    """By pupil."""
    columns = (
        col(Case.id),
        col(Case.pupil_id),
        col(Case.school_id),
        col(Case.step),
        col(Case.opened_on),
        col(Case.measures_on),
        col(Case.held_until),
        col(Case.plan),
        col(Case.plan_version),
    )
    question = select(*columns).where(  # type: ignore[call-overload]
        col(Case.school_id).in_(list(school_ids)), col(Case.state) == "open"
    )
    return {row.pupil_id: OpenCase(*row) for row in session.execute(question)}


def fired_before(session: Session, trigger_id: str) -> frozenset[int]:
    """Open cases in which a trigger has fired already."""
    question = (
        select(CaseEvent.case_id)
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(CaseEvent.kind == "trigger", CaseEvent.trigger == trigger_id, Case.state == "open")
    )
    return frozenset(session.exec(question))
