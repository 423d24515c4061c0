"""What to press next in a case: the next action as buttons."""

from __future__ import annotations

from collections.abc import Iterable

from content.model import Plan
from content.texts import text
from handlers.morning.standing import Standing
from handlers.vocabulary import Button


def next_buttons(plan: Plan, case: Standing, *, calm: bool = False) -> tuple[Button, ...]:
    """In the first step the three taps begin; later the checklist leads. `calm`: closing is offered."""
    close = _button("case.close_button", "close.ask", case)
    if is_first_step(plan, case) and not case.reached:
        return (*reached_buttons(plan, case), _button("first.no_meeting", "no_meeting", case))
    show = _button("case.show", "case.show", case, "primary")
    if is_first_step(plan, case):
        return (show, _button("case.change", "change", case), *((close,) if calm else ()))
    return (
        show,
        _button("case.measures_button", "measures.ask", case),
        _button("case.hold_button", "hold.ask", case),
        close,
    )


def is_first_step(plan: Plan, case: Standing) -> bool:
    return case.step == plan.steps[0].number


def show_button(case: Standing) -> Button:
    """For those who follow a case beside the mentor."""
    return _button("case.show_case", "case.show", case)


def result_buttons(case: Standing) -> tuple[Button, ...]:
    """After a meeting: how it went, that nobody came, or another day."""
    return (
        _button("morning.meeting_held", "meeting.held", case, "primary"),
        _button("follow.missed_button", "meeting.missed", case),
        Button(text("case.change_meeting"), "change", f"{case.id}:meeting"),
    )


def handover_button(case: Standing) -> Button:
    return _button("people.handover_button", "handover.show", case)


def reached_buttons(plan: Plan, case: Standing, *, lead: bool = True) -> tuple[Button, ...]:
    """Whom the mentor reached. `lead`: the first is the card's likeliest press."""
    return tuple(
        Button(
            choice.text, "contact", f"{case.id}:{choice.id}", "primary" if lead and not number else "plain"
        )
        for number, choice in enumerate(plan.first_contact.reached)
    )


def proposals(plan: Plan, case: Standing, fired: Iterable[str | None]) -> list[str]:
    """What is offered by the triggers that fired, while the case is at a step that they look at."""
    ids = frozenset(fired)
    return [
        trigger.proposes
        for trigger in plan.triggers
        if trigger.id in ids and trigger.proposes and case.step in (trigger.when.steps or (case.step,))
    ]


def proposal_button(case: Standing) -> Button:
    """Asking EHT is the way to whatever support the plan proposes."""
    return Button(text("eht.call_button"), "eht.call.ask", str(case.id))


def _button(name: str, action: str, case: Standing, style: str = "plain") -> Button:
    return Button(text(name), action, str(case.id), "primary" if style == "primary" else "plain")
