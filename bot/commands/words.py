"""A plan's triggers and a case's events in a few words each, for a table in a terminal."""

from __future__ import annotations

from content.findings import ContentError
from content.model import RateInWindow, RateSince, ReportedOccasions, Trigger, UnreportedLesson
from content.wording import count
from handlers.plans import Plans

EVENTS = {
    "trigger": "planens regel",
    "contact": "kontakt",
    "cause": "orsak",
    "follow_up": "uppföljning bokad",
    "measures": "åtgärder insatta",
    "hold": "förklarad frånvaro",
    "raise": "flyttat upp",
    "lower": "flyttat ner",
    "close": "avslutat",
    "reopen": "öppnat igen",
    "note": "rättad frånvaro",
    "tick": "checklistan",
    "withdrawn": "återtaget",
}
STATES = {"open": "öppet", "closed": "avslutat", "withdrawn": "återtaget"}


def trigger_words(plans: Plans) -> dict[str, str]:
    """By the triggers' ids, of every plan that can be used: a school may have a plan of its own."""
    found = {}
    for plan_id in plans.library.ids():
        try:
            plan = plans.library.get(plan_id)
        except ContentError:
            continue
        found.update({trigger.id: _in_short(trigger) for trigger in plan.triggers})
    return found


def _in_short(trigger: Trigger) -> str:
    match trigger:
        case UnreportedLesson():
            return "oanmäld lektion"
        case ReportedOccasions():
            return "anmäld gång på gång"
        case RateInWindow(limit=limit, days=days):
            return f"{'över' if limit.over is not None else 'minst'} {limit.percent} % på {days} dagar"
        case RateSince(since=since, weeks=weeks):
            after = "åtgärderna" if since == "measures" else "start"
            return f"fortsatt borta {count(weeks, 'vecka', 'veckor')} efter {after}"
