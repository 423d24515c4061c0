"""What a plan's source leaves open and the municipality has to decide: "beslut krävs".

A number with that source is there for demonstration and training only, and a plan that has one is never
used on real pupils. Times and questions that the source leaves open stop nothing: there the program says
nothing and reminds of nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content.base import DECISION_NEEDED, Sourced
from content.checks.flaw import Path, models
from content.model import (
    Consideration,
    Deadline,
    Limit,
    Plan,
    RateInWindow,
    RateSince,
    ReportedOccasions,
    Setting,
    Step,
    Switch,
    UnreportedLesson,
    YearReminder,
)
from content.render import SETTINGS, value_text
from content.wording import MONTHS, reason


@dataclass(frozen=True)
class OpenDecision:
    """`where`: the file and the key. `source`: the place that leaves it open. `stops`: the plan is not used
    on real pupils until it is settled. `training`: what stands there meanwhile, "" for nothing."""

    where: str
    text: str
    source: str
    stops: bool
    training: str = ""


def open_decisions(plan: Plan) -> tuple[OpenDecision, ...]:
    """In the order of the plan: first what stops it from being used, then the rest."""
    found = [one for path, model in models(plan) for one in _of(plan, path, model)]
    return tuple(sorted(found, key=lambda one: not one.stops))


def is_for_training_only(plan: Plan) -> bool:
    return any(one.stops for one in open_decisions(plan))


def _of(plan: Plan, path: Path, model: object) -> Iterator[OpenDecision]:
    if isinstance(model, Deadline | Consideration | YearReminder) and _is_left_open(path, model):
        asks, meanwhile = model.text, ""
        if isinstance(model, YearReminder):
            asks, meanwhile = f"När på året? {model.text}", _when(model)
        yield OpenDecision(_where(plan, path), asks, model.source, stops=False, training=meanwhile)
    elif isinstance(model, Sourced) and needs_decision(model.source):
        training = value_text(model) if isinstance(model, Setting | Switch | Limit) else ""
        name = str(path[-1])
        text = SETTINGS.get(name, "") or _FIGURES.get(name, "") or _own_words(model) or name
        yield OpenDecision(_where(plan, path), text, _lines(model.source), stops=True, training=training)


def _is_left_open(path: Path, model: Deadline | Consideration | YearReminder) -> bool:
    return "undecided" in path if isinstance(model, Consideration) else model.undecided


def _when(reminder: YearReminder) -> str:
    """The time that nobody has decided, in words."""
    return MONTHS[reminder.month - 1] if reminder.month is not None else f"v. {reminder.week}"


def needs_decision(source: str) -> bool:
    return any(part.strip() == DECISION_NEEDED for part in source.split(";"))


def _lines(source: str) -> str:
    """Where the source is silent: the lines that speak of it without settling it."""
    parts = (part.strip() for part in source.split(";"))
    return "; ".join(part for part in parts if part != DECISION_NEEDED)


_FIGURES = {
    "limit": "Gränsen i procent",
    "min_school_days": "Minsta antal skoldagar innan andelen räknas",
    "min_occasions": "Antal gånger",
    "first_morning_days": "Dagar bakåt, en skolas första morgon",
}
"""A trigger's own numbers, in words."""


def _own_words(model: Sourced) -> str:
    if isinstance(model, UnreportedLesson | ReportedOccasions | RateInWindow | RateSince):
        return f"När steg {model.step} börjar. {reason(model)}"
    return next((words for name in ("why", "text", "name") if (words := getattr(model, name, ""))), "")


def _where(plan: Plan, path: Path) -> str:
    """ "steps/2.yaml, deadlines 1", "settings.yaml, month_days", "triggers.yaml, mentor_10, limit"."""
    part, *rest = path
    if part == "steps" and rest:
        step: Step = plan.steps[int(rest[0])]
        return ", ".join([f"steps/{step.number}.yaml", *_keys(rest[1:])])
    if rest and isinstance(rest[0], int):
        named = getattr(getattr(plan, str(part))[rest[0]], "id", str(rest[0] + 1))
        return ", ".join([f"{part}.yaml", named, *_keys(rest[1:])])
    return ", ".join([f"{part}.yaml", *_keys(rest)])


def _keys(path: list[str | int]) -> list[str]:
    """A position in a list is told from one, beside the list's name."""
    told: list[str] = []
    for key in path:
        if isinstance(key, int):
            told[-1] += f" {key + 1}"
        else:
            told.append(key)
    return told
