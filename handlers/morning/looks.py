"""The button of the plan's daily look (`handlers.away` answers it)."""

from __future__ import annotations

from content.model import Plan
from handlers.vocabulary import Button

LOOK = "away.show"


def look_buttons(plan: Plan) -> tuple[Button, ...]:
    """None for a plan that has no daily look."""
    return (Button(plan.daily_look.name, LOOK),) if plan.daily_look else ()
