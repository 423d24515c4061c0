"""What a handler is given: one transaction, the injected clock's moment, the plans, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from handlers.plans import Plans
from storage.zone import STOCKHOLM


class Refusal(Exception):
    """A refusal with a kind Swedish message. Nothing was changed."""


@dataclass(frozen=True)
class Actor:
    """Who does something. `staff_id` None: the command line's user (then `label` is "cli:<user>")
    or the rule itself (label "")."""

    staff_id: int | None = None
    label: str = ""

    @property
    def mark(self) -> str:
        """How the actor stands in events and in the audit log."""
        return f"staff:{self.staff_id}" if self.staff_id is not None else self.label


@dataclass(frozen=True)
class Context:
    """`now` is in Europe/Stockholm, whatever the server says. `address`: where a browser reaches the bot,
    such as "https://narvaro.example"; "" when it reaches nobody's browser. `files`: whether documents may
    stand in the chat as files."""

    session: Session
    now: datetime
    plans: Plans
    actor: Actor = Actor()
    address: str = ""
    files: bool = False

    @property
    def today(self) -> date:
        return self.now.astimezone(STOCKHOLM).date()
