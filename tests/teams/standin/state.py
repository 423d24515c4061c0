"""What the stand-in remembers: people, conversations, messages, tokens, and what calls will meet."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
SECRET = "a secret of the stand-in's own"
ROLES = ("TeamsAppInstallation.ReadWriteSelfForUser.All", "User.Read.All", "AppCatalog.Read.All")
CATALOG_ID = "99999999-0000-0000-0000-000000000000"


@dataclass
class Person:
    """Somebody with an account. `mri`: how Teams calls them in a conversation."""

    short: str
    role: str = "user"
    domain: str = "skola.example"

    @property
    def email(self) -> str:
        return f"{self.short}@{self.domain}"

    @property
    def aad(self) -> str:
        return f"aad-{self.short}"

    @property
    def mri(self) -> str:
        return f"29:{self.short}"

    def record(self) -> dict[str, Any]:
        upn = self.email if self.role == "user" else f"{self.short}_elsewhere#EXT#@{self.domain}"
        return {
            "id": self.mri,
            "aadObjectId": self.aad,
            "name": self.short,
            "email": self.email,
            "userPrincipalName": upn,
            "tenantId": TENANT,
            "userRole": self.role,
        }


@dataclass
class Message:
    id: str
    conversation: str
    activity: dict[str, Any]
    versions: int = 1
    deleted: bool = False

    @property
    def card(self) -> dict[str, Any]:
        [attachment] = self.activity["attachments"]
        content = attachment["content"]
        assert isinstance(content, dict)
        return content


@dataclass
class Meeting:
    """What a call meets: an HTTP answer. `done`: it is carried out all the same, and nobody is told."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    code: str = ""


Fate = Callable[[str, str], Meeting | None]
"""Given the method and the conversation of a call to the connector."""


@dataclass
class Teams:
    """Guarded by `lock`: calls come from the server's own thread."""

    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    """Conversation → short names."""
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """Token → scope."""
    installed: set[str] = field(default_factory=set)
    granted: bool = True
    uploaded: bool = True
    roles: list[str] = field(default_factory=lambda: list(ROLES))
    token_lasts: int = 3600
    meets: deque[Meeting] = field(default_factory=deque)
    fate: Fate | None = None
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    drive: dict[str, bytes] = field(default_factory=dict)
    """What was uploaded to people's OneDrive, by the name of the upload."""
    faults: list[str] = field(default_factory=list)
    """What was sent that Teams would not have taken."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Any = field(default_factory=lambda: count(1700000000001))

    def add(self, *people: Person) -> None:
        for person in people:
            self.people[person.short] = person
            self.members[personal(person.short)] = [person.short]

    def add_channel(self, channel: str, *members: str) -> None:
        self.members[channel] = list(members)

    def by_ref(self, ref: str) -> Person | None:
        return next((one for one in self.people.values() if ref in (one.mri, one.aad)), None)

    def in_conversation(self, conversation: str) -> list[Message]:
        """What is seen there, in order."""
        return [m for m in self.messages.values() if m.conversation == conversation and not m.deleted]

    def seen_by(self, short: str) -> list[Message]:
        return self.in_conversation(personal(short))

    def put(self, conversation: str, activity: dict[str, Any]) -> Message:
        message = Message(str(next(self.numbers)), conversation, activity)
        self.messages[conversation, message.id] = message
        return message


def personal(short: str) -> str:
    return f"a:personal-{short}"
