"""Fakes that keep the real contract: what they accept and refuse, a platform accepts and refuses."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.platforms.base import Delivery, DeliveryFailed
from handlers.vocabulary import Card, Paragraph


def card(text: str) -> Card:
    return Card(title=text, summary="Något nytt", blocks=(Paragraph(text),))


@dataclass
class FakeMessage:
    """What people see. `marked`: it carries the small mark of a message that may have come before."""

    id: str
    key: str
    staff_id: int | None
    channel: str
    under: str
    card: Card
    marked: bool = False
    deleted: bool = False
    versions: list[str] = field(default_factory=list)


Meeting = DeliveryFailed | Exception | asyncio.Event | str
"""What the next delivery of a key meets: a refusal, a fault, a door to wait at, "lost" (it is done, and the
answer never comes back), "crash_before" or "crash_after" (our process dies before or after it is done)."""


class FakePlatform:
    """Keeps messages as Slack and Teams do. `looks_up`: it can be asked for a message by its key, so that
    a delivery that comes `again` is not doubled; without it the message is posted again, marked."""

    def __init__(self, name: str = "fake", *, looks_up: bool = True) -> None:
        self.name = name
        self.looks_up = looks_up
        self.messages: dict[str, FakeMessage] = {}
        self.deliveries: list[Delivery] = []
        self.asked = 0
        self.reach: Callable[[Delivery], bool] = lambda _delivery: True
        self._meets: dict[str, deque[Meeting]] = defaultdict(deque)
        self._number = count(1)
        self._something_happened = asyncio.Event()

    def will_meet(self, key: str, *meetings: Meeting) -> None:
        self._meets[key].extend(meetings)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits for something that a delivery brings about, at most ten seconds."""
        async with asyncio.timeout(10):
            while not holds():
                self._something_happened.clear()
                await self._something_happened.wait()

    def reaches(self, delivery: Delivery) -> bool:
        assert delivery.card is None, "a card must not be read before it is known who takes it"
        self.asked += 1
        return self.reach(delivery)

    async def deliver(self, delivery: Delivery) -> str:
        self.deliveries.append(delivery)
        self._something_happened.set()
        meets = self._meets[delivery.key]
        meeting = meets.popleft() if meets else None
        if isinstance(meeting, asyncio.Event):
            await meeting.wait()
        elif isinstance(meeting, Exception):
            raise meeting
        elif meeting == "crash_before":
            await _crash()
        platform_id = self._carry_out(delivery)
        self._something_happened.set()
        if meeting == "crash_after":
            await _crash()
        if meeting == "lost":
            raise DeliveryFailed("timeout", permanent=False, unknown=True)
        return platform_id

    def shown(self, key: str) -> list[str]:
        """The titles that people see of the message with this key; more than one is a double."""
        return [m.card.title for m in self.messages.values() if m.key == key and not m.deleted]

    def in_order(self, staff_id: int) -> list[str]:
        return [m.key for m in self.messages.values() if m.staff_id == staff_id]

    def _carry_out(self, delivery: Delivery) -> str:
        match delivery.operation:
            case "post":
                return self._post(delivery)
            case "update":
                message = self._known(delivery)
                assert delivery.card is not None
                message.card = delivery.card
                message.versions.append(delivery.card.title)
            case "delete":
                self._known(delivery).deleted = True
        return delivery.platform_id

    def _post(self, delivery: Delivery) -> str:
        assert delivery.card is not None
        earlier = [m for m in self.messages.values() if m.key == delivery.key]
        if earlier and delivery.again and self.looks_up:
            return earlier[0].id
        message = FakeMessage(
            id=f"{self.name}-{next(self._number)}",
            key=delivery.key,
            staff_id=delivery.staff_id,
            channel=delivery.channel,
            under=delivery.thread_id,
            card=delivery.card,
            marked=delivery.again,
            versions=[delivery.card.title],
        )
        self.messages[message.id] = message
        return message.id

    def _known(self, delivery: Delivery) -> FakeMessage:
        message = self.messages.get(delivery.platform_id)
        if message is None or message.deleted:
            raise DeliveryFailed("message_not_found", permanent=True)
        return message


async def _crash() -> None:
    """The event loop ends here: `asyncio.run` raises RuntimeError, and everything under way is dropped."""
    asyncio.get_running_loop().stop()
    await asyncio.Event().wait()
