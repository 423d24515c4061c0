"""What a platform package is given, and what it gives back when it is installed (`bot/app.py`)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.clock import Clock
from bot.documents.desk import Desk
from bot.intake import EventIntake
from bot.platforms.base import Platform
from bot.settings import Settings
from storage.database import Database

if TYPE_CHECKING:
    from fastapi import APIRouter


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Services:
    """`wake` tells delivery that something was committed; called in the event loop. `desk` makes the file
    that goes with a message."""

    settings: Settings
    clock: Clock
    database: Database
    intake: EventIntake
    wake: Callable[[], None]
    desk: Desk


@dataclass(frozen=True)
class Installed:
    """A platform that is in use. `router`: its part of the web server. `run`: what it does in the
    background until it is cancelled. `close`: ends what would keep the server from stopping."""

    platform: Platform
    router: APIRouter | None = None
    run: Callable[[], Coroutine[Any, Any, None]] | None = None
    close: Callable[[], None] = _nothing
    lanes: int | None = None
    """Deliveries at the same time, for a platform that takes few: what a crash leaves must be looked for."""
