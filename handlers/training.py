"""A plan in which somebody still has to decide something is for demonstration and training only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.decisions import open_decisions
from content.model import Plan
from content.texts import text
from handlers.context import Refusal
from handlers.plans import Plans


def usable(plans: Plans, ids: Iterable[str], on: date | None = None) -> dict[str, Plan]:
    """The plans with these ids, as they are valid on the day (None: the newest editions). Raises Refusal for
    one that has open decisions, unless all pupils are invented, and ContentError for one that cannot be
    read."""
    found = {plan: plans.library.get(plan, on) for plan in dict.fromkeys(ids)}
    if not plans.training:
        for plan in found.values():
            _must_be_decided(plan)
    return found


def _must_be_decided(plan: Plan) -> None:
    if stopping := [one for one in open_decisions(plan) if one.stops]:
        raise Refusal(text("training.undecided", name=plan.name, plan=plan.id, count=len(stopping)))
