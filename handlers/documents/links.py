"""The ticket to a document: personal, sealed, and of use for a while. As a link it lives for minutes; one
that goes with a message, for the platform to hand in, waits for its delivery.

It holds who may use it and for what, and nothing in it can be read or changed. The right is asked for again
when the document is fetched.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from content.texts import text
from handlers.context import Context, Refusal
from storage.errors import StorageError
from storage.vault import Vault, vault_of
from storage.zone import STOCKHOLM

LIVES = timedelta(minutes=10)
PAGE = "/dokument"
"""Where the page of a document is, on the bot's own address."""
FILE_WAITS = timedelta(hours=1)
"""So long a file that somebody has asked for may wait until the platform can take it."""
_LINK = "narvarolots document link"
_FILE = "narvarolots document file"


class LinkEnded(Refusal):
    """Its minutes have passed."""


@dataclass(frozen=True)
class Wanted:
    """Which document: `case` None is one that is about no pupil. `consent`: what one for others rests on."""

    document: str
    school: int
    case: int | None = None
    consent: int | None = None


@dataclass(frozen=True)
class Ticket:
    """`staff`: the only one who may use it, until a moment (in seconds since 1970)."""

    staff: int
    until: int
    wanted: Wanted


def link_to(context: Context, wanted: Wanted) -> str:
    """The address for the actor's own browser."""
    token = sealed(vault_in(context), _ticket(context, wanted, LIVES))
    return f"{context.address}{PAGE}/{token}"


def file_ticket(context: Context, wanted: Wanted, kind: str) -> str:
    """For a file of this kind in the actor's own conversation. No address leads to it."""
    ticket = _ticket(context, wanted, FILE_WAITS)
    return vault_in(context).derived(_FILE).seal(json.dumps([kind, *_flat(ticket)]))


def _ticket(context: Context, wanted: Wanted, lives: timedelta) -> Ticket:
    return Ticket(context.actor.staff_id or 0, int((context.now + lives).timestamp()), wanted)


def vault_in(context: Context) -> Vault:
    return vault_of(context.session.connection().dialect)


def sealed(vault: Vault, ticket: Ticket) -> str:
    return vault.derived(_LINK).seal(json.dumps(_flat(ticket)))


def _flat(ticket: Ticket) -> list[object]:
    staff, until, wanted = astuple(ticket)
    return [staff, until, *wanted]


def ticket_in(vault: Vault, token: str, now: datetime) -> Ticket | None:
    """None for what we never made. Raises LinkEnded for one whose minutes have passed."""
    try:
        return _still_good(json.loads(vault.derived(_LINK).open(token)), now)
    except StorageError:
        return None


def file_in(vault: Vault, token: str, now: datetime) -> tuple[str, Ticket] | None:
    """The kind of file, and for whom. None and LinkEnded as for a link."""
    try:
        kind, *rest = json.loads(vault.derived(_FILE).open(token))
    except StorageError:
        return None
    return kind, _still_good(rest, now)


def _still_good(parts: list[Any], now: datetime) -> Ticket:
    staff, until, *wanted = parts
    if datetime.fromtimestamp(until, STOCKHOLM) < now:
        raise LinkEnded(text("document.ended", minutes=LIVES.seconds // 60))
    return Ticket(staff, until, Wanted(*wanted))
