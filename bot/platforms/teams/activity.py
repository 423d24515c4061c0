"""What Teams sends: the parts of an activity that we read, and how its conversations are called."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

TEAMS = "msteams"
_THREAD = ";messageid="


class Loose(BaseModel):
    """Reads what we know and leaves the rest; null counts as absent."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        coerce_numbers_to_str=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, found: Any) -> Any:
        if isinstance(found, dict):
            return {name: value for name, value in found.items() if value is not None}
        return found


class Account(Loose):
    id: str = ""
    name: str = ""
    aad_object_id: str = ""


class Conversation(Loose):
    id: str = ""
    conversation_type: str = ""
    tenant_id: str = ""


class Named(Loose):
    id: str = ""


class ChannelData(Loose):
    tenant: Named = Named()
    team: Named = Named()
    channel: Named = Named()
    event_type: str = ""


class Entity(Loose):
    """`text`: how a mention stands in the message; `mentioned`: who it is."""

    type: str = ""
    text: str = ""
    mentioned: Account = Account()


class Activity(Loose):
    """Something that happened in Teams. `value`: what a press brings with it, whatever its shape."""

    type: str
    id: str = ""
    name: str = ""
    text: str = ""
    action: str = ""
    value: Any = None
    channel_id: str = ""
    service_url: str = ""
    reply_to_id: str = ""
    sender: Account = Field(Account(), alias="from")
    recipient: Account = Account()
    conversation: Conversation = Conversation()
    channel_data: ChannelData = ChannelData()
    entities: tuple[Entity, ...] = ()
    members_added: tuple[Account, ...] = ()

    @property
    def personal(self) -> bool:
        return self.conversation.conversation_type == "personal"

    @property
    def in_channel(self) -> bool:
        return self.conversation.conversation_type == "channel"

    @property
    def tenants(self) -> frozenset[str]:
        """Every tenant it says that it belongs to."""
        return frozenset(filter(None, (self.conversation.tenant_id, self.channel_data.tenant.id)))

    @property
    def user_ref(self) -> str:
        """How the sender is known: by Entra's own id where there is one, since it lasts."""
        return self.sender.aad_object_id or self.sender.id

    @property
    def channel_of_team(self) -> str:
        """The channel's own conversation, without the thread."""
        return self.channel_data.channel.id or self.conversation.id.partition(_THREAD)[0]

    @property
    def event_id(self) -> str:
        """Unique per delivery: an activity's id is unique in its conversation only."""
        if not self.id:
            return uuid4().hex
        return hashlib.sha256(f"{self.conversation.id}\0{self.id}".encode()).hexdigest()[:32]

    @property
    def words(self) -> str:
        """What was typed, without the mention of the bot."""
        typed = self.text
        for entity in self.entities:
            if entity.type == "mention" and entity.text and entity.mentioned.id == self.recipient.id:
                typed = typed.replace(entity.text, " ")
        return " ".join(
            line
            for line in typed.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split(" ")
            if line
        ).strip()


@dataclass(frozen=True)
class Address:
    """Where a message stands; written as one word for the outbox."""

    conversation: str
    activity: str

    @classmethod
    def read(cls, text: str) -> Self | None:
        activity, gap, conversation = text.partition(" ")
        return cls(conversation, activity) if gap and activity and conversation else None

    def __str__(self) -> str:
        return f"{self.activity} {self.conversation}"


def thread_root(conversation: str) -> Address | None:
    """The message that opens the thread which a channel's conversation is, if it is one."""
    _, found, root = conversation.partition(_THREAD)
    return Address(conversation, root) if found and root else None
