"""Tickets: who may fetch what, sealed, and of use for a while.

Nothing in one can be read or changed. Whoever takes it asks for the right again when it is handed in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content.texts import text
from handlers.context import Context, Refusal
from storage.errors import StorageError
from storage.vault import Vault, vault_of
from storage.zone import STOCKHOLM

LIVES = timedelta(minutes=10)
"""How long a link is of use."""


class LinkEnded(Refusal):
    """Its time has passed."""


@dataclass(frozen=True)
class Purpose:
    """What tickets of a kind are for: one of another kind is no good. `ended`: what is said of a late one."""

    name: str
    ended: str = "document.ended"


@dataclass(frozen=True)
class Bearer:
    """The only one who may use it, until a moment (in seconds since 1970)."""

    staff: int
    until: int


def for_actor(context: Context, purpose: Purpose, parts: Sequence[object], lives: timedelta = LIVES) -> str:
    """A ticket that the actor may use from now on. `parts`: of what JSON can say, told again when opened."""
    bearer = Bearer(context.actor.staff_id or 0, int((context.now + lives).timestamp()))
    return sealed(vault_of(context.session.connection().dialect), purpose, bearer, parts)


def link_for_actor(context: Context, page: str, purpose: Purpose, parts: Sequence[object]) -> str:
    """The address for the actor's own browser."""
    return f"{context.address}{page}/{for_actor(context, purpose, parts)}"


def sealed(vault: Vault, purpose: Purpose, bearer: Bearer, parts: Sequence[object]) -> str:
    return vault.derived(purpose.name).seal(json.dumps([bearer.staff, bearer.until, *parts]))


def opened(vault: Vault, purpose: Purpose, token: str, now: datetime) -> tuple[int, list[Any]] | None:
    """Whose it is, and its parts. None for what we never made, or made for something else.

    Raises LinkEnded for one whose time has passed."""
    try:
        staff, until, *parts = json.loads(vault.derived(purpose.name).open(token))
    except StorageError:
        return None
    if datetime.fromtimestamp(until, STOCKHOLM) < now:
        raise LinkEnded(text(purpose.ended, minutes=LIVES.seconds // 60))
    return staff, parts
