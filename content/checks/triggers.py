"""Triggers lead to steps that exist, say only what they know, and settings stay possible."""

from __future__ import annotations

import string
from collections.abc import Iterator

from content.checks.flaw import Flaw, Path
from content.model import Plan, RateInWindow, RateSince, Trigger


def trigger_flaws(plan: Plan) -> Iterator[Flaw]:
    numbers = {step.number for step in plan.steps}
    for index, trigger in enumerate(plan.triggers):
        yield from _to_nowhere(index, trigger, numbers)
        yield from _unknown_words(index, trigger)
        if isinstance(trigger, RateSince) and trigger.when.case != "open":
            what = f"{trigger.id} räknar från ett ärende, men gäller inte öppna ärenden."
            yield Flaw(("triggers", index, "when"), what, "when: {case: open}")
    for name in ("calm", "uncertain_over"):
        if (value := getattr(plan.settings, name).value) > 100:
            path = ("settings", name, "value")
            yield Flaw(path, f"{value} procent är omöjligt.", "ett heltal från 0 till 100")


def _to_nowhere(index: int, trigger: Trigger, numbers: set[int]) -> Iterator[Flaw]:
    known = ", ".join(str(number) for number in sorted(numbers))
    for path, number in _named_steps(index, trigger):
        if number not in numbers:
            yield Flaw(path, f"Steg {number} finns inte.", f"något av {known}")


def _named_steps(index: int, trigger: Trigger) -> Iterator[tuple[Path, int]]:
    yield ("triggers", index, "step"), trigger.step
    for place, number in enumerate(trigger.when.steps):
        yield ("triggers", index, "when", "steps", place), number


def _unknown_words(index: int, trigger: Trigger) -> Iterator[Flaw]:
    known = _known_words(trigger)
    expected = ", ".join(f"{{{word}}}" for word in sorted(known))
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(trigger.why) if name is not None}
    except ValueError:
        yield Flaw(("triggers", index, "why"), "Meningen i why har en ensam klammer.", expected)
        return
    for name in sorted(used - known):
        yield Flaw(("triggers", index, "why"), f"Ordet {{{name}}} i why finns inte här.", expected)


def _known_words(trigger: Trigger) -> set[str]:
    if isinstance(trigger, RateSince):
        return {"weeks", "limit"}
    return {"days", "limit"} if isinstance(trigger, RateInWindow) else {"days", "count"}
