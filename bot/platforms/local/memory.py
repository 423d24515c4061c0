"""The chat's own memory: its messages, in order, each in a conversation and perhaps in a thread.

A message that is deleted leaves its key behind, without its card: so a late second delivery of
the post does not bring it back, and open pages see that it has gone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from bot.clock import Clock
from handlers.cards_json import from_json, to_json
from handlers.vocabulary import Card, Place
from storage.database import Database
from storage.tables.chat import ChatMessage

BOT = "bot"
GONE = "gone"


def person(staff_id: int) -> str:
    """How a member of staff stands as `ChatMessage.sender`."""
    return f"staff:{staff_id}"


@dataclass(frozen=True)
class Message:
    key: str
    thread: str
    sender: str
    card: Card
    sent_at: datetime
    changed: int


@dataclass(frozen=True)
class Item:
    """A message with what hangs under it. `thread` is the key that an answer in its thread names;
    `changed` the number of the last change here, deletions among them."""

    thread: str
    head: Message
    replies: tuple[Message, ...]
    changed: int


@dataclass(frozen=True)
class Trace:
    """What unread messages are counted from: no card is opened."""

    staff_id: int | None
    channel: str
    sender: str
    changed: int


class ChatMemory:
    """Reads and writes chat messages. Every change has a number of its own, higher than all before."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._numbering = threading.Lock()

    def add(self, key: str, place: Place, card: Card, sender: str = BOT) -> None:
        """Does nothing when the key is known, also when that message is deleted."""
        with self._numbering, self._database.writing() as session:
            if _find(session, key) is None:
                session.add(self._new(session, key, place, card, sender))

    def replace(self, key: str, place: Place, card: Card) -> None:
        """A key that is not known is added; a deleted message stays deleted."""
        with self._numbering, self._database.writing() as session:
            row = _find(session, key)
            if row is None:
                session.add(self._new(session, key, place, card, BOT))
                return
            text = to_json(card)
            if row.sender != GONE and row.card != text:
                row.card = text
                row.changed = _next_number(session)
                session.add(row)

    def remove(self, key: str, place: Place) -> None:
        """A key that is not known is remembered as deleted."""
        with self._numbering, self._database.writing() as session:
            row = _find(session, key) or self._new(session, key, place, Card("", ""), GONE)
            row.sender, row.card, row.changed = GONE, "", _next_number(session)
            session.add(row)

    def conversation(self, place: Place) -> tuple[Item, ...]:
        """All that stands in a conversation, oldest first. `place.thread` is of no account."""
        query = select(ChatMessage).where(_within(place)).order_by(col(ChatMessage.id))
        with self._database.reading() as session:
            return _items(session.exec(query).all())

    def holds(self, place: Place, key: str) -> bool:
        """Whether the message stands in that conversation."""
        query = select(ChatMessage.id).where(_within(place), ChatMessage.key == key)
        with self._database.reading() as session:
            return session.exec(query).first() is not None

    def own_card(self, staff_id: int, key: str) -> Card | None:
        """The bot's message in a person's own conversation."""
        mine = select(ChatMessage).where(_within(Place(staff=staff_id)), ChatMessage.key == key)
        with self._database.reading() as session:
            row = session.exec(mine.where(ChatMessage.sender == BOT)).first()
            return from_json(row.card) if row else None

    def traces(self) -> list[Trace]:
        columns = select(ChatMessage.staff_id, ChatMessage.channel, ChatMessage.sender, ChatMessage.changed)
        with self._database.reading() as session:
            return [Trace(*row) for row in session.exec(columns.where(ChatMessage.sender != GONE))]

    def newest(self) -> int:
        """The number of the last change, 0 when there is none."""
        with self._database.reading() as session:
            return _next_number(session) - 1

    def _new(self, session: Session, key: str, place: Place, card: Card, sender: str) -> ChatMessage:
        return ChatMessage(
            key=key,
            staff_id=place.staff,
            channel=place.channel,
            thread=place.thread,
            sender=sender,
            card=to_json(card),
            sent_at=self._clock.now(),
            changed=_next_number(session),
        )


def _find(session: Session, key: str) -> ChatMessage | None:
    return session.exec(select(ChatMessage).where(ChatMessage.key == key)).first()


def _next_number(session: Session) -> int:
    return (session.exec(select(func.max(ChatMessage.changed))).one() or 0) + 1


def _within(place: Place) -> ColumnElement[bool]:
    if place.channel:
        return col(ChatMessage.channel) == place.channel
    return col(ChatMessage.staff_id) == place.staff


def _message(row: ChatMessage) -> Message:
    return Message(row.key, row.thread, row.sender, from_json(row.card), row.sent_at, row.changed)


def _items(rows: Iterable[ChatMessage]) -> tuple[Item, ...]:
    """Replies under their message. A reply whose message is not here opens the thread in its stead."""
    threads: dict[str, list[ChatMessage]] = {}
    root: dict[str, str] = {}
    for row in rows:
        root[row.key] = root.get(row.thread, row.thread) or row.key
        threads.setdefault(root[row.key], []).append(row)
    return tuple(item for thread, found in threads.items() if (item := _item(thread, found)))


def _item(thread: str, rows: Sequence[ChatMessage]) -> Item | None:
    messages = [_message(row) for row in rows if row.sender != GONE]
    if not messages:
        return None
    return Item(thread, messages[0], tuple(messages[1:]), max(row.changed for row in rows))
