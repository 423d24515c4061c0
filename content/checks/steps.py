"""What every step must have, and that the steps stand in order and can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw
from content.model import Plan, Step, Trigger

_NEEDED = {
    "responsible": "ansvarig",
    "actions": "åtgärd",
    "questions": "fråga",
    "deadlines": "tidsgräns",
}


def step_flaws(plan: Plan) -> Iterator[Flaw]:
    reached = _reached(plan)
    for index, step in enumerate(plan.steps):
        yield from _out_of_order(index, step)
        yield from _incomplete(index, step)
        if step.number not in reached:
            what = f"Ingen utlösare leder till steg {step.number}."
            yield Flaw(("steps", index, "number"), what, "en utlösare hit, eller reached_by: person")


def _out_of_order(index: int, step: Step) -> Iterator[Flaw]:
    if step.number != index + 1:
        what = f"Steget har nummer {step.number}, men är nummer {index + 1} i ordningen."
        yield Flaw(("steps", index, "number"), what, f"number: {index + 1}")


def _incomplete(index: int, step: Step) -> Iterator[Flaw]:
    for part, name in _NEEDED.items():
        if not getattr(step, part):
            yield Flaw(("steps", index, part), f"Steg {step.number} saknar {name}.", f"minst en under {part}")
    for a, action in enumerate(step.actions):
        if not action.who:
            path = ("steps", index, "actions", a, "who")
            yield Flaw(path, f"Åtgärden {action.id} saknar ansvarig.", "minst en roll")
    for d, deadline in enumerate(step.deadlines):
        if deadline.undecided and deadline.weeks is not None:
            path = ("steps", index, "deadlines", d, "undecided")
            what = "Tidsgränsen har veckor men är märkt som obeslutad."
            yield Flaw(path, what, "antingen weeks eller undecided")


def _reached(plan: Plan) -> set[int]:
    """Steps that a trigger leads to from a reached step or from no case, and those a person raises to."""
    reached = {step.number for step in plan.steps if step.reached_by == "person"}
    while fresh := {trigger.step for trigger in plan.triggers if _leads(trigger, reached)} - reached:
        reached |= fresh
    return reached


def _leads(trigger: Trigger, reached: set[int]) -> bool:
    if trigger.when.case != "open":
        return True
    return bool(reached.intersection(trigger.when.steps)) if trigger.when.steps else bool(reached)
