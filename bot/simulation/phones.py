"""The outbox read and acknowledged in memory: the messages as they stand in everyone's chats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import col

from bot.outbox import waits
from handlers.cards_json import from_json
from handlers.vocabulary import Card
from storage.database import Database
from storage.queries.among import is_listed, listed
from storage.queries.prepared import ask
from storage.tables import Outbox

Seat = int | str
"""Whose chat it is: a `Staff.id`, or a channel's name."""


@dataclass(frozen=True)
class Delivered:
    """`operation`: post, update or delete."""

    key: str
    operation: str
    seat: Seat


_WAITING = (
    select(
        col(Outbox.id),
        col(Outbox.key),
        col(Outbox.operation),
        col(Outbox.staff_id),
        col(Outbox.channel),
        col(Outbox.card),
    )
    .where(waits("outbox"), or_(col(Outbox.not_before).is_(None), col(Outbox.not_before) <= bindparam("now")))
    .order_by(col(Outbox.id))
)
_SENT = (
    update(Outbox)
    .where(is_listed(col(Outbox.id), "rows"))
    .values(state="sent", card=None, platform_id="shown")
)


@dataclass
class Phones:
    """Every message as it stands, by key, and what each seat has that has not been looked at."""

    database: Database
    cards: dict[str, Card | str] = field(default_factory=dict)
    """Those nobody has read yet are kept as they came."""
    fresh: dict[Seat, dict[str, None]] = field(default_factory=dict)

    def deliver(self, now: datetime) -> list[Delivered]:
        """Takes everything that waits and may go, as delivery does: the card is erased once sent."""
        with self.database.writing() as session:
            rows = ask(session, _WAITING, now=now)
            if rows:
                session.connection().execute(_SENT, {"rows": listed(row.id for row in rows)})
        return [self._take(row) for row in rows]

    def _take(self, row: Any) -> Delivered:
        """`row`: as `_WAITING` has it."""
        seat = row.channel or row.staff_id or 0
        if row.operation == "delete":
            self.cards.pop(row.key, None)
            self.fresh.get(seat, {}).pop(row.key, None)
        elif row.card:
            self.cards[row.key] = row.card
            self.fresh.setdefault(seat, {})[row.key] = None
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
