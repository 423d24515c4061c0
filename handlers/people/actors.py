"""Who did something, as it is written in events and audits: "staff:7", "cli", or "" for the rules."""

from __future__ import annotations

from sqlmodel import Session

from content.texts import text
from handlers.people.coordinator import staff_name

_STAFF = "staff:"
ROSTER = "roster"
"""What the school's own list of pupils has answered."""


def staff_of(actor: str) -> int | None:
    """The number of a colleague; None for the command line's user and the rules."""
    return int(actor.removeprefix(_STAFF)) if actor.startswith(_STAFF) else None


def actor_name(session: Session, actor: str) -> str:
    """The name of whoever did it: the bot itself, the command line's user or a colleague."""
    if (staff := staff_of(actor)) is not None:
        return staff_name(session, staff) or text("case.colleague")
    if actor == ROSTER:
        return text("case.roster")
    return text("case.command_line") if actor else text("eht.the_rule")
