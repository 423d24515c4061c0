"""The link to a document: personal, sealed, and of use for some minutes.

It holds who may use it and for what, and nothing in it can be read or changed. The right is asked for again
when the document is fetched.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from content.texts import text
from handlers.context import Context, Refusal
from storage.columns import STOCKHOLM
from storage.errors import StorageError
from storage.vault import Vault, vault_of

LIVES = timedelta(minutes=10)
PAGE = "/dokument"
"""Where the page of a document is, on the bot's own address."""
_PURPOSE = "narvarolots document link"


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
    until = int((context.now + LIVES).timestamp())
    token = sealed(vault_in(context), Ticket(context.actor.staff_id or 0, until, wanted))
    return f"{context.address}{PAGE}/{token}"


def vault_in(context: Context) -> Vault:
    return vault_of(context.session.connection().dialect)


def sealed(vault: Vault, ticket: Ticket) -> str:
    staff, until, wanted = astuple(ticket)
    return vault.derived(_PURPOSE).seal(json.dumps([staff, until, *wanted]))


def ticket_in(vault: Vault, token: str, now: datetime) -> Ticket | None:
    """None for what we never made. Raises LinkEnded for one whose minutes have passed."""
    try:
        staff, until, *wanted = json.loads(vault.derived(_PURPOSE).open(token))
    except StorageError:
        return None
    if datetime.fromtimestamp(until, STOCKHOLM) < now:
        raise LinkEnded(text("document.ended", minutes=LIVES.seconds // 60))
    return Ticket(staff, until, Wanted(*wanted))
