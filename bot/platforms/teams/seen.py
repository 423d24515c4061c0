"""What messages look like just now, so that a card which only one person saw can give way to them again.

Kept in memory and for the newest messages only: what people were told is not stored a second time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from bot.clock import Clock
from bot.platforms.teams.activity import Address
from handlers.outgoing import enqueue
from handlers.vocabulary import Card, Update
from storage.database import Database

KEPT = 1000
"""Messages."""


class Seen:
    """`wake`: tells delivery that something was committed; called in the event loop."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._cards: OrderedDict[str, Card] = OrderedDict()
        self._keys: OrderedDict[Address, str] = OrderedDict()

    def note(self, key: str, address: Address, card: Card) -> None:
        self._remember(key, card)
        self._keys[address] = key
        while len(self._keys) > KEPT:
            self._keys.popitem(last=False)

    def forget(self, key: str) -> None:
        self._cards.pop(key, None)

    def of(self, key: str) -> Card | None:
        return self._cards.get(key)

    def at(self, address: Address) -> tuple[str, Card] | None:
        """The key and the card of the message there."""
        key = self._keys.get(address)
        card = self._cards.get(key) if key else None
        return (key, card) if key and card else None

    async def replaced(self, key: str, card: Card) -> None:
        """A press has changed the message. Its answer shows that to one client only: everyone else's, and
        the presser's other devices, see it when the message itself is changed, through the outbox."""
        self._remember(key, card)
        await asyncio.to_thread(self._enqueue, key, card)
        self._wake()

    def _enqueue(self, key: str, card: Card) -> None:
        with self._database.writing() as session:
            enqueue(session, [Update(key, card)], self._clock.now())

    def _remember(self, key: str, card: Card) -> None:
        self._cards.pop(key, None)
        self._cards[key] = card
        while len(self._cards) > KEPT:
            self._cards.popitem(last=False)
