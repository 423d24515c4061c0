"""The outbox read and acknowledged in memory: the messages as they stand in everyone's chats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, or_, select

from bot.outbox import waits
from handlers.cards_json import from_json
from handlers.vocabulary import Card
from storage.database import Database
from storage.tables import Outbox

Seat = int | str
"""Whose chat it is: a `Staff.id`, or a channel's name."""


@dataclass(frozen=True)
class Delivered:
    """`operation`: post, update or delete."""

    key: str
    operation: str
    seat: Seat


@dataclass
class Phones:
    """Every message as it stands, by key, and what each seat has that has not been looked at."""

    database: Database
    cards: dict[str, Card | str] = field(default_factory=dict)
    """Those nobody has read yet are kept as they came."""
    fresh: dict[Seat, dict[str, None]] = field(default_factory=dict)

    def deliver(self, now: datetime) -> list[Delivered]:
        """Takes everything that waits and may go, as delivery does: the card is erased once sent."""
        due = or_(col(Outbox.not_before).is_(None), col(Outbox.not_before) <= now)
        waiting = select(Outbox).where(waits("outbox"), due).order_by(col(Outbox.id))
        with self.database.reading() as session:
            if session.exec(waiting.limit(1)).first() is None:
                return []
        with self.database.writing() as session:
            found = [self._take(row) for row in session.exec(waiting)]
        return found

    def _take(self, row: Outbox) -> Delivered:
        seat = row.channel or row.staff_id or 0
        if row.operation == "delete":
            self.cards.pop(row.key, None)
            self.fresh.get(seat, {}).pop(row.key, None)
        elif row.card:
            self.cards[row.key] = row.card
            self.fresh.setdefault(seat, {})[row.key] = None
        row.state, row.card, row.platform_id = "sent", None, "shown"
        return Delivered(row.key, row.operation, seat)

    def look(self, seat: Seat) -> list[str]:
        """Keys of what is new or changed since the last look, oldest first."""
        return [key for key in self.fresh.pop(seat, {}) if key in self.cards]

    def card(self, key: str) -> Card | None:
        kept = self.cards.get(key)
        if isinstance(kept, str):
            kept = self.cards[key] = from_json(kept)
        return kept

    def replace(self, key: str, card: Card) -> None:
        if key in self.cards:
            self.cards[key] = card


def posts_by_person(delivered: Iterable[Delivered]) -> dict[int, int]:
    """New messages in people's own chats."""
    counts: dict[int, int] = {}
    for one in delivered:
        if one.operation == "post" and isinstance(one.seat, int):
            counts[one.seat] = counts.get(one.seat, 0) + 1
    return counts
