"""What a platform is to the rest: it delivers cards, and hands in events.

A new platform is one package under `bot/platforms/` that offers a `Platform`, and one line
where platforms are listed (`bot/app.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.documents.desk import Desk, MadeFile, Unknown
from handlers.context import Refusal
from handlers.vocabulary import Card, Event, Now


@dataclass(frozen=True)
class Delivery:
    """One outbox row on its way out. `key` names the message; `platform_id` is what the platform
    called it when it was posted ("" for a post). `again`: an earlier try has an unknown fate.
    `thread_id`: what the platform called the message `thread` ("" when it was never posted).
    `attempt` counts from 1."""

    outbox_id: int
    operation: str
    key: str
    staff_id: int | None
    channel: str
    thread: str
    card: Card | None
    platform_id: str = ""
    again: bool = False
    thread_id: str = ""
    attempt: int = 1


class DeliveryFailed(Exception):
    """The platform refused. `permanent`: trying again is of no use. `code` is the platform's own
    short code, never a text with names in it. `retry_after`: seconds the platform asks us to wait.
    `unknown`: the answer was lost, so it may have been done; the next try comes with `again`."""

    def __init__(
        self, code: str, *, permanent: bool, retry_after: float | None = None, unknown: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.unknown = unknown


def file_of(desk: Desk, delivery: Delivery) -> MadeFile | None:
    """The file that goes with a message, made now. Raises DeliveryFailed when the person may not have it any
    longer, or has waited too long. Asked in a worker thread."""
    if delivery.card is None or delivery.card.file is None:
        return None
    try:
        return desk.sent(delivery.card.file.ticket, delivery.staff_id)
    except (Unknown, Refusal):
        raise DeliveryFailed("file_not_given", permanent=True) from None


class Platform(Protocol):
    """`name` is "local", "slack" or "teams"."""

    name: str

    def reaches(self, delivery: Delivery) -> bool:
        """Whether this platform is where the recipient is. Asked in a worker thread, of posts
        only (a change goes where its post went), before the card is read: `card` is None."""

    async def deliver(self, delivery: Delivery) -> str:
        """Carries out one operation and returns the platform's id of the message.

        Raises DeliveryFailed."""


class Intake(Protocol):
    """Where a platform hands in what people do (`bot/intake.py`)."""

    async def take(self, platform: str, event: Event) -> tuple[Now, ...]:
        """Stores the event, handles it in a worker thread in one transaction, wakes delivery,
        and returns what goes back with the press. An event seen before returns ()."""
