"""What a morning asks rektor to decide: said when it is asked for, and then once a week until it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from content.model import Plan
from handlers.morning.decide import Question
from handlers.morning.wanted import Wanted
from handlers.people.rektor import DECIDE, MONTHLY, ask_for, asked_at_once, decisions_of
from storage.tables import Case, CaseDecision

MONTH_WEEKS = 4
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class _Asks:
    """What an edition asks of rektor, by step."""

    at_once: Mapping[int, list[str]]
    monthly: frozenset[int]

    @classmethod
    def of(cls, plan: Plan) -> _Asks:
        monthly = (step.number for step in plan.steps if any(one.decides == MONTHLY for one in step.actions))
        at_once = {step.number: asked_at_once(plan, step.number) for step in plan.steps}
        return cls(at_once, frozenset(monthly))


def decisions_wanted(session: Session, cases: Sequence[Case], question: Question) -> list[Wanted]:
    asks = {(plan.id, plan.version): _Asks.of(plan) for plan in question.editions}
    known = decisions_of(session, [case.id or 0 for case in cases])
    found: list[Wanted] = []
    for case in cases:
        plan, asked = question.plan_of(case), known.get(case.id or 0, [])
        own = asks[plan.id, plan.version]
        if own.at_once[case.step]:
            asked = asked + ask_for(session, case, own.at_once[case.step], question.on, asked)
        if case.step in own.monthly and (on := _month_ended(plan, case, question)) is not None:
            asked = asked + ask_for(session, case, [MONTHLY], on, asked)
        found += [_line(case, one, question.on) for one in asked if one.state == "open"]
    return list(dict.fromkeys(found))


def _line(case: Case, decision: CaseDecision, on: date) -> Wanted:
    """Its key is the week since it was asked, so that each week says it once."""
    weeks = max(on - decision.asked_on, timedelta()) // WEEK
    return Wanted(DECIDE, f"case:{case.id}", decision.asked_on + weeks * WEEK, case.school_id)


def _month_ended(plan: Plan, case: Case, question: Question) -> date | None:
    """The latest day on which a month of the measures had gone; None before the first."""
    if case.measures_on is None:
        return None
    days, pause = question.calendars[case.school_id], plan.settings.breaks_pause_clock.value
    ended, weeks = None, MONTH_WEEKS
    while (day := days.add_weeks(case.measures_on, weeks, breaks_pause=pause)) <= question.on:
        ended, weeks = day, weeks + MONTH_WEEKS
    return ended
