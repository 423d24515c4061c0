"""What a page shows: read from storage in one go, then handed to the templates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.platforms.local.dates import school_day
from bot.platforms.local.memory import BOT, Item, Message, person
from bot.platforms.local.people import Conversation, Group, Person, everyone, grouped
from bot.platforms.local.platform import LocalPlatform
from bot.platforms.local.render import first_words, fragment
from handlers.vocabulary import Card, Paragraph, Place

USUAL_LENGTH = 40
"""Messages shown at first; older ones are asked for."""


@dataclass(frozen=True)
class Room:
    """The people with their unread messages."""

    people: tuple[Person, ...]
    unread: Counter[tuple[int, Place]]

    @property
    def groups(self) -> list[Group]:
        return grouped(self.people)

    def find(self, staff_id: int) -> Person | None:
        return next((someone for someone in self.people if someone.id == staff_id), None)

    def waiting(self, someone: Person) -> int:
        return sum(self.unread[someone.id, one.place] for one in someone.conversations)


@dataclass(frozen=True)
class ShownItem:
    """`day` is set on the first item of a day; `open` on the item with the newest reply. `label` names
    the thread; `asking` what was said last in it, such as the pupil that a question is about."""

    item: Item
    day: date | None
    open: bool
    label: str
    asking: str


@dataclass(frozen=True)
class Sight:
    """One conversation as one person sees it. `older`: messages that are not shown."""

    person: Person
    conversation: Conversation
    items: tuple[ShownItem, ...]
    older: int
    changed: int

    @property
    def me(self) -> str:
        return person(self.person.id)


def read_room(local: LocalPlatform) -> Room:
    with local.database.reading() as session:
        people = tuple(everyone(session))
    return Room(people, local.marks.unread(people, local.memory.traces()))


def read_sight(local: LocalPlatform, someone: Person, conversation: Conversation, length: int) -> Sight:
    """The number is read before the messages: a change in between is then asked for once more."""
    changed = local.memory.newest()
    items = local.memory.conversation(conversation.place)
    shown = items[-length:]
    return Sight(someone, conversation, tuple(_shown(shown)), len(items) - len(shown), changed)


def item_html(sight: Sight, shown: ShownItem) -> str:
    return fragment("item.html", sight=sight, shown=shown)


def _shown(items: tuple[Item, ...]) -> list[ShownItem]:
    newest = max((reply.changed for item in items for reply in item.replies), default=-1)
    days = [school_day(item.head.sent_at) for item in items]
    return [
        ShownItem(
            item=item,
            day=None if before == day else day,
            open=any(reply.changed == newest for reply in item.replies),
            label=_label(item.head.card),
            asking=_label(_last_said(item).card),
        )
        for item, day, before in zip(items, days, [None, *days], strict=False)
    ]


def _last_said(item: Item) -> Message:
    said = [message for message in item.replies if message.sender == BOT]
    return max(said, key=lambda message: message.changed, default=item.head)


def _label(card: Card) -> str:
    """How a thread is spoken of: by its message's title."""
    words = (block.text for block in card.blocks if isinstance(block, Paragraph))
    return first_words((card.title, *words))
