"""What a workspace holds: people, conversations, messages, views and files. Touched in one loop only."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from tests.slack.standin.manifest import Installed
from tests.slack.standin.refusals import Refused

TEAM = "T0SCHOOL01"
OTHER_TEAM = "T0ELSEWHR1"
APP = "A0NARVARO1"
BOT_USER = "U0NARVBOT1"
BOT = "B0NARVARO1"
TEAM_NAME = "Provskolan"

Found = TypeVar("Found")
PersonKind = Literal["member", "admin", "guest", "channel_guest", "bot", "deactivated", "stranger"]
"""`stranger`: somebody from another workspace, met in a shared channel."""
ChannelKind = Literal["im", "private", "public", "mpim"]


@dataclass
class Person:
    id: str
    name: str
    email: str
    kind: PersonKind = "member"

    @property
    def team(self) -> str:
        return OTHER_TEAM if self.kind == "stranger" else TEAM

    @property
    def user_name(self) -> str:
        return self.email.partition("@")[0] or self.name.lower()


@dataclass
class Message:
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Ids of the files that were shared in it."""
    thread: str = ""
    metadata: dict[str, Any] | None = None
    by_app: bool = False
    edited: bool = False
    gone: bool = False
    """Deleted; stays as a tombstone where it has replies."""
    only_for: str = ""
    """Ephemeral: the one person who sees it."""
    versions: int = 1


@dataclass
class Channel:
    id: str
    kind: ChannelKind
    name: str = ""
    members: set[str] = field(default_factory=set)
    archived: bool = False
    shared: bool = False
    """Shared with another workspace (Slack Connect)."""
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def user(self) -> str:
        """The person of a direct conversation with the app."""
        return next(iter(self.members - {BOT_USER}), "")

    def replies(self, ts: str) -> list[Message]:
        return [m for m in self.messages.values() if m.thread == ts and m.ts != ts and not m.only_for]


@dataclass
class View:
    id: str
    user: str
    definition: dict[str, Any]
    root: str
    previous: str | None = None
    hash: str = ""
    inputs: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


@dataclass
class File:
    id: str
    name: str
    length: int
    content: bytes = b""
    finished: bool = False


@dataclass
class Trigger:
    user: str
    expires: float
    used: bool = False


@dataclass
class ResponseUrl:
    channel: str
    user: str
    message: str
    """The `ts` that `replace_original` changes; "" after a slash command."""
    expires: float
    uses: int = 0


class Workspace:
    """All state. Whoever changes something calls `changed`, so that waiting tests look again."""

    def __init__(self, installed: Installed) -> None:
        self.installed = installed
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.complaints: list[str] = []
        """What Slack would have shown the person as an error, or thrown away in silence."""
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._news = asyncio.Event()
        self.people[BOT_USER] = Person(BOT_USER, "Närvarolotsen", "", "bot")

    # Waiting

    def changed(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, look: Callable[[], Found | None], patience: float) -> Found:
        """What `look` finds, as soon as it does. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while not (found := look()):
                await self._news.wait()
            return found

    # Names and numbers

    def new_id(self, letter: str) -> str:
        return f"{letter}0{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """Unique in the workspace, and rising."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # People and conversations

    def add_person(self, email: str, name: str, kind: PersonKind) -> Person:
        person = Person(self.new_id("U"), name, email, kind)
        self.people[person.id] = person
        return person

    def by_email(self, email: str) -> Person | None:
        return next((p for p in self.people.values() if p.email and p.email == email.lower()), None)

    def dm_with(self, user: str) -> Channel:
        """The person's conversation with the app, made when it is first needed."""
        wanted = {user, BOT_USER}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == wanted:
                return channel
        return self.add_channel("im", "", wanted)

    def add_channel(self, kind: ChannelKind, name: str, members: set[str], shared: bool = False) -> Channel:
        channel = Channel(self.new_id("D" if kind == "im" else "C"), kind, name, set(members), shared=shared)
        self.channels[channel.id] = channel
        return channel

    def seen_by_app(self, channel_id: str) -> Channel:
        """Raises Refused for what the app has no business knowing of."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
            raise Refused("channel_not_found")
        return channel

    # Views

    def view(self, view_id: str) -> View | None:
        home = next((v for v in self.homes.values() if v.id == view_id), None)
        return self.views.get(view_id) or home

    def stack_of(self, user: str) -> list[str]:
        return self.stacks.setdefault(user, [])

    def pictures(self) -> frozenset[str]:
        return frozenset(f.id for f in self.files.values() if f.finished)

    def all_messages(self) -> Iterator[tuple[Channel, Message]]:
        for channel in self.channels.values():
            for message in channel.messages.values():
                yield channel, message
