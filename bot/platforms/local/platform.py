"""The local chat as a platform: it delivers cards into its own memory, and hands in what visitors do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.documents.desk import Desk
from bot.platforms.base import Delivery, DeliveryFailed, Intake
from bot.platforms.local.feed import Feed
from bot.platforms.local.memory import ChatMemory, person
from bot.platforms.local.unread import ReadMarks
from handlers.vocabulary import Card, Event, Now, OpenForm, Paragraph, Place, Replace, Whisper
from storage.database import Database


@dataclass(frozen=True)
class Answer:
    """What goes back with a press. `swap`: a new card for a pressed card that is not kept (a whisper,
    the home page or a form). `kept`: whether a typed text stands in the conversation now."""

    swap: Card | None = None
    whispers: tuple[Card, ...] = ()
    form: OpenForm | None = None
    kept: bool = False


class LocalPlatform:
    """Everyone on the school's roster is here, and so is every channel."""

    name = "local"

    def __init__(self, database: Database, clock: Clock, intake: Intake, desk: Desk) -> None:
        self.database = database
        self.desk = desk
        self.clock = clock
        self.memory = ChatMemory(database, clock)
        self.feed = Feed()
        self.marks = ReadMarks()
        self._intake = intake
        self._turns: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()

    def reaches(self, delivery: Delivery) -> bool:
        return True

    async def deliver(self, delivery: Delivery) -> str:
        """Every operation may be repeated. Raises DeliveryFailed for one that makes no sense."""
        place = Place(delivery.staff_id, delivery.channel, delivery.thread)
        async with self._turn(place):
            await asyncio.to_thread(self._carry_out, delivery, place)
        self.feed.announce()
        return delivery.key

    def close(self) -> None:
        """Lets the server stop: open pages' streams end."""
        self.feed.close()

    async def press(self, event: Event) -> Answer:
        """A click, a submitted form or an opened home page."""
        now = await self._intake.take(self.name, event)
        swap = next((reply.card for reply in now if isinstance(reply, Replace)), None)
        if swap is not None and event.message:
            await asyncio.to_thread(self.memory.replace, event.message, event.place, swap)
            self.feed.announce()
            swap = None
        return Answer(swap, _whispers(now), _form(now))

    async def write(self, event: Event, writer: str) -> Answer:
        """A typed text. It stands in the conversation before its answers do; but when the whole
        answer is for the writer's eyes only, the text is kept no more than the answer is."""
        async with self._turn(event.place):
            now = await self._intake.take(self.name, event)
            cards = tuple(reply.card for reply in now if isinstance(reply, Replace)) + _whispers(now)
            kept = not cards
            if kept:
                await asyncio.to_thread(self._keep, event, writer)
        self.feed.announce()
        return Answer(whispers=cards, form=_form(now), kept=kept)

    def _keep(self, event: Event, writer: str) -> None:
        sender = person(event.staff) if event.staff is not None else ""
        self.memory.add(f"local:{event.id}", event.place, typed(writer, event.text), sender)

    def _carry_out(self, delivery: Delivery, place: Place) -> None:
        match delivery.operation, delivery.card:
            case "delete", _:
                self.memory.remove(delivery.key, place)
            case "post", Card() as card:
                self.memory.add(delivery.key, place, card)
            case "update", Card() as card:
                self.memory.replace(delivery.key, place, card)
            case _:
                raise DeliveryFailed("no_such_operation", permanent=True)

    def _turn(self, place: Place) -> asyncio.Lock:
        """One at a time in a conversation, so that an answer never stands above its question."""
        return self._turns.setdefault(Place(place.staff, place.channel), asyncio.Lock())


def typed(writer: str, text: str) -> Card:
    """A person's own words, as a card."""
    return Card(title=writer, summary="", blocks=(Paragraph(text),))


def _whispers(now: tuple[Now, ...]) -> tuple[Card, ...]:
    return tuple(reply.card for reply in now if isinstance(reply, Whisper))


def _form(now: tuple[Now, ...]) -> OpenForm | None:
    return next((reply for reply in now if isinstance(reply, OpenForm)), None)
