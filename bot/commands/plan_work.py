"""`narvarolots plan todo`: what somebody who owns a plan still has to decide."""

from __future__ import annotations

from bot.commands.output import give


def show_todo(plan: str) -> None:
    """Raises ContentError for a plan that is not there."""
    from content.decisions import open_decisions
    from content.loader import PlanLibrary
    from content.wording import page

    known = PlanLibrary().get(plan)
    found = open_decisions(known)
    stopping, asking = [one for one in found if one.stops], [one for one in found if not one.stops]
    give(page("todo.jinja", plan=known, stopping=stopping, asking=asking).rstrip())
