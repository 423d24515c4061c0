"""The small vocabulary between capabilities and platforms: events in, replies with cards out.

Nothing here knows Slack, Teams or HTML. Text is plain text, never markup: each platform
escapes it in its own way. All instances are immutable and can be written as JSON
(`handlers.cards_json`), because a card waits in the outbox until it is delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Discriminator

from handlers.drawings import Drawing

CARD_VERSION = 1

Tone = Literal["normal", "muted", "strong", "warning", "good"]
ButtonStyle = Literal["plain", "primary", "danger"]


@dataclass(frozen=True)
class Heading:
    """A line that opens a part of a card, such as one pupil in a morning message."""

    text: str
    badge: str = ""
    """A short word shown beside it, such as "Steg 2"."""
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    text: str
    tone: Tone = "normal"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Label and value, one row each."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Checklist:
    """A step's actions with their state; who and when stand in `detail`."""

    items: tuple[ChecklistItem, ...]
    kind: Literal["checklist"] = "checklist"


@dataclass(frozen=True)
class ChecklistItem:
    text: str
    state: Literal["open", "done", "not_needed"]
    detail: str = ""


@dataclass(frozen=True)
class Picture:
    """An image with the text that stands for it where it cannot be seen: `of` is drawn when it is shown
    (`handlers.pictures.svg_of`); `svg` came drawn."""

    svg: str
    alt: str
    of: Drawing | None = None
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class Divider:
    kind: Literal["divider"] = "divider"


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True)
class Option:
    """`about` is a word more, shown smaller under the option where there is room."""

    value: str
    text: str
    about: str = ""


@dataclass(frozen=True)
class ChoiceInput:
    """One of the options; `selected` is chosen beforehand."""

    name: str
    label: str
    options: tuple[Option, ...]
    selected: str = ""
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True)
class ManyInput:
    """Any number of the options."""

    name: str
    label: str
    options: tuple[Option, ...]
    selected: tuple[str, ...] = ()
    kind: Literal["many"] = "many"


@dataclass(frozen=True)
class DateInput:
    name: str
    label: str
    selected: date | None = None
    earliest: date | None = None
    latest: date | None = None
    kind: Literal["date"] = "date"


@dataclass(frozen=True)
class TextInput:
    """Free text. `sensitive` text is asked in a form only and never echoed."""

    name: str
    label: str
    long: bool = False
    max_length: int = 3000
    placeholder: str = ""
    value: str = ""
    sensitive: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Button:
    """A press. `action` names the route, `value` its argument (ids only, never a name)."""

    text: str
    action: str
    value: str = ""
    style: ButtonStyle = "plain"


@dataclass(frozen=True)
class Buttons:
    """A row of buttons. A press sends along what stands in the card's inputs."""

    buttons: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"


Block = Annotated[
    Heading
    | Paragraph
    | Facts
    | Checklist
    | Picture
    | Divider
    | Link
    | ChoiceInput
    | ManyInput
    | DateInput
    | TextInput
    | Buttons,
    Discriminator("kind"),
]


@dataclass(frozen=True)
class File:
    """A document that comes along as a file. It is made when it is sent, never kept: `ticket` says what it is
    and for whom, sealed (`handlers.documents.links`). `name` is the document's, and no pupil's."""

    name: str
    ticket: str


@dataclass(frozen=True)
class Card:
    """What is shown. `summary` is the notification text: it shows on lock screens and names no pupil.
    `file`: only in a message to one person."""

    title: str
    summary: str
    blocks: tuple[Block, ...] = ()
    version: int = CARD_VERSION
    file: File | None = None


@dataclass(frozen=True)
class Place:
    """Where a message stands: a person's own chat, or a channel; optionally in a thread there.

    `staff` is a `Staff.id`; `channel` a name such as "eht:3" (the EHT channel of school 3).
    Exactly one of them is set. `thread` is the key of the message that the thread hangs under.
    """

    staff: int | None = None
    channel: str = ""
    thread: str = ""


EventKind = Literal["click", "text", "form", "home", "command"]


@dataclass(frozen=True)
class Event:
    """Something a person did. `id` is unique per delivery and platform, so nothing is done twice."""

    id: str
    kind: EventKind
    staff: int | None
    place: Place
    action: str = ""
    value: str = ""
    text: str = ""
    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    message: str = ""
    """Key of the message that the press stood in, if any."""


@dataclass(frozen=True)
class Replace:
    """The message that was pressed gets this card instead."""

    card: Card


@dataclass(frozen=True)
class Whisper:
    """A card that only the presser sees, and that is not kept."""

    card: Card


@dataclass(frozen=True)
class OpenForm:
    """A form opened for the presser; its submit comes back as a `form` event with `action`."""

    card: Card
    action: str
    value: str = ""


Now = Replace | Whisper | OpenForm


@dataclass(frozen=True)
class Post:
    """A new message. `key` is unique for all time: posting the same key twice is posting once."""

    key: str
    place: Place
    card: Card
    not_before: datetime | None = None
    """Delivered at this moment or later; None: at once."""


@dataclass(frozen=True)
class Update:
    """The message with this key gets a new card; if it was never sent, it is sent as it now is."""

    key: str
    card: Card


@dataclass(frozen=True)
class Delete:
    key: str


Later = Post | Update | Delete


@dataclass(frozen=True)
class Reply:
    """What a handler answers. `now` goes back with the press; `later` goes through the outbox."""

    now: tuple[Now, ...] = ()
    later: tuple[Later, ...] = ()
    leave_no_trace: bool = False
    """True for worry about a child: the event must not be stored, logged, counted or audited."""
