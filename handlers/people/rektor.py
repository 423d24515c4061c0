"""What only rektor decides: who investigates, special support, the report, the coordinator, each new month,
and how to go on when nobody comes.

The plan says which of its actions are such a decision (`decides`). Each is asked in rektor's morning message
and stays there until it is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlmodel import Session, col, select

from content.model import Action, Plan
from content.texts import text
from handlers.vocabulary import Button
from storage.queries.among import is_among
from storage.tables import Case, CaseDecision

INVESTIGATOR, SPECIAL_SUPPORT, REPORT = "investigator", "special_support", "report"
COORDINATOR, MONTHLY, NO_SHOW = "coordinator", "monthly", "no_show"
APPOINTS = (INVESTIGATOR, COORDINATOR)
"""Decisions that name a person."""
CHOICES: dict[str, tuple[str, ...]] = {
    SPECIAL_SUPPORT: ("yes", "not_now"),
    REPORT: ("made", "not_needed"),
    MONTHLY: ("planned", "changed"),
    NO_SHOW: ("new_time", "another_way", "investigate"),
}
"""What can be chosen, with a text each ("people.choice_<kind>_<choice>")."""
DECIDE = "decide"
"""Kind of the `due` row that puts an open decision in rektor's morning message."""


def actions_of(plan: Plan, step: int, kind: str) -> list[Action]:
    return [action for action in plan.step(step).actions if action.decides == kind]


def asked_at_once(plan: Plan, step: int) -> list[str]:
    """The decisions that the step itself asks for. The monthly one comes with the first month's end."""
    kinds = (action.decides for action in plan.step(step).actions)
    return [kind for kind in dict.fromkeys(kinds) if kind and kind != MONTHLY]


def open_decisions(session: Session, case_ids: Iterable[int]) -> list[CaseDecision]:
    question = select(CaseDecision).where(
        is_among(col(CaseDecision.case_id), case_ids), CaseDecision.state == "open"
    )
    return list(session.exec(question.order_by(col(CaseDecision.id))))


def decisions_of(session: Session, case_ids: Iterable[int]) -> dict[int, list[CaseDecision]]:
    """All that have been asked for, by case."""
    found: dict[int, list[CaseDecision]] = {}
    for row in session.exec(select(CaseDecision).where(is_among(col(CaseDecision.case_id), case_ids))):
        found.setdefault(row.case_id, []).append(row)
    return found


def ask_for(
    session: Session, case: Case, kinds: Collection[str], on: date, asked: Iterable[CaseDecision]
) -> list[CaseDecision]:
    """Asks for what is not `asked` in the case already. A decision taken at this step is not asked for
    again; a month's and a missed meeting's come back. One that has waited since an earlier step waits on at
    this one, and is not asked twice."""
    asked = list(asked)
    for waiting in asked:
        if waiting.state == "open" and waiting.kind in kinds:
            waiting.step = case.step
    known = [one for one in asked if one.step == case.step]
    taken = {one.kind for one in known if one.state == "open" or one.kind not in (MONTHLY, NO_SHOW)}
    fresh = [
        CaseDecision(case_id=case.id or 0, kind=kind, step=case.step, asked_on=on)
        for kind in kinds
        if kind not in taken and not any((one.kind, one.asked_on) == (kind, on) for one in known)
    ]
    session.add_all(fresh)
    session.flush()
    return fresh


def decision_words(plan: Plan, decision: CaseDecision) -> str:
    return text(f"people.decide_{decision.kind}", unit=plan.support_unit.short)


def decision_button(decision: CaseDecision) -> Button:
    name = f"people.decide_button_{decision.kind}"
    return Button(text(name), "decide.ask", f"{decision.case_id}:{decision.id}", "primary")
