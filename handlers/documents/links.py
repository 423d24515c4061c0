"""The ticket to a document. As a link it lives for minutes; one that goes with a message, for the platform to
hand in, waits for its delivery."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from handlers.context import Context
from handlers.tickets import Purpose, for_actor, link_for_actor, opened
from storage.vault import Vault

PAGE = "/dokument"
"""Where the page of a document is, on the bot's own address."""
FILE_WAITS = timedelta(hours=1)
"""So long a file that somebody has asked for may wait until the platform can take it."""
LINK = Purpose("narvarolots document link")
_FILE = Purpose("narvarolots document in the chat")


@dataclass(frozen=True)
class Wanted:
    """Which document: `case` None is one that is about no pupil. `consent`: what one for others rests on."""

    document: str
    school: int
    case: int | None = None
    consent: int | None = None


@dataclass(frozen=True)
class Ticket:
    """`staff`: the only one who may use it."""

    staff: int
    wanted: Wanted


def link_to(context: Context, wanted: Wanted) -> str:
    """The address for the actor's own browser."""
    return link_for_actor(context, PAGE, LINK, astuple(wanted))


def file_ticket(context: Context, wanted: Wanted, kind: str) -> str:
    """For a file of this kind in the actor's own conversation. No address leads to it."""
    return for_actor(context, _FILE, (kind, *astuple(wanted)), FILE_WAITS)


def ticket_in(vault: Vault, token: str, now: datetime) -> Ticket | None:
    """None for what we never made. Raises LinkEnded for one whose minutes have passed."""
    found = opened(vault, LINK, token, now)
    return Ticket(found[0], Wanted(*found[1])) if found else None


def file_in(vault: Vault, token: str, now: datetime) -> tuple[str, Ticket] | None:
    """The kind of file, and for whom. None and LinkEnded as for a link."""
    found = opened(vault, _FILE, token, now)
    if found is None:
        return None
    staff, (kind, *wanted) = found
    return kind, Ticket(staff, Wanted(*wanted))
