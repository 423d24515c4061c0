"""What a person has on the screen: snapshots of messages and views that do not change afterwards."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from tests.slack.standin.blockkit.elements import options_of
from tests.slack.standin.inputs import elements_of, key_of
from tests.slack.standin.reading import lines_of, marked, marked_texts, pings_in, words
from tests.slack.standin.workspace import Channel, Message, View

Json = dict[str, Any]


class NotThere(AssertionError):
    """The person looked for something that is not on the screen."""


@dataclass(frozen=True)
class Control:
    """One thing to press or fill in. `option` is set for a choice in a menu or list."""

    block: Json
    element: Json
    label: str
    option: Json | None = None

    @property
    def kind(self) -> str:
        return str(self.element["type"])


@dataclass(frozen=True)
class Screen:
    """Blocks as they are seen."""

    blocks: tuple[Json, ...]

    @property
    def text(self) -> str:
        return "\n".join(lines_of(list(self.blocks)))

    @property
    def controls(self) -> tuple[Control, ...]:
        found = []
        for block, element in elements_of(list(self.blocks)):
            label = (
                words(block.get("label")) or words(element.get("placeholder")) or words(element.get("text"))
            )
            found.append(Control(block, element, label))
        return tuple(found)

    @property
    def presses(self) -> tuple[Control, ...]:
        """Buttons, and the choices of overflow menus."""
        found = []
        for control in self.controls:
            if control.kind == "button":
                found.append(Control(control.block, control.element, words(control.element["text"])))
            elif control.kind == "overflow":
                for option in options_of(control.element):
                    found.append(Control(control.block, control.element, words(option["text"]), option))
        return tuple(found)

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(press.label for press in self.presses)

    @property
    def inputs(self) -> tuple[Control, ...]:
        return tuple(c for c in self.controls if c.kind not in ("button", "overflow", "image"))

    def find_press(self, label: str, number: int = 0) -> Control:
        """The button with that text, or the only one whose text holds it. `number`: which, of several alike.

        Raises NotThere."""
        exact = [press for press in self.presses if press.label == label]
        near = exact or [press for press in self.presses if label.lower() in press.label.lower()]
        if number >= len(near):
            raise NotThere(f"no button {label!r}; there are {list(self.buttons)}")
        return near[number]

    def find_input(self, label: str) -> Control:
        """By its label or placeholder; "" is the only input there is. Raises NotThere."""
        near = [c for c in self.inputs if c.label == label] or [
            c for c in self.inputs if label.lower() in c.label.lower()
        ]
        if not near:
            raise NotThere(f"no input {label!r}; there are {[c.label for c in self.inputs]}")
        return near[0]


def find_option(control: Control, label: str) -> Json:
    """Raises NotThere."""
    options = list(options_of(control.element))
    exact = [option for option in options if words(option["text"]) == label]
    near = exact or [option for option in options if label.lower() in words(option["text"]).lower()]
    if not near:
        raise NotThere(f"no choice {label!r}; there are {[words(o['text']) for o in options]}")
    return near[0]


@dataclass(frozen=True)
class Seen(Screen):
    """A message as a person sees it, at one moment."""

    channel: str
    ts: str
    notification: str
    """What shows on a lock screen."""
    user: str
    thread: str
    only_for: str
    version: int
    raw: Json = field(repr=False)
    pings: tuple[str, ...] = ()
    """Whom it notifies by name: "!channel", "@U1"."""
    metadata: Json | None = None

    @property
    def whole(self) -> str:
        """Blocks when there are any; else the text, as Slack shows it."""
        return self.text if self.blocks else self.notification


def seen(channel: Channel, message: Message, raw: Json) -> Seen:
    blocks = copy.deepcopy(message.blocks)
    marked_up = [message.text, *marked_texts(blocks)]
    return Seen(
        blocks=tuple(blocks),
        channel=channel.id,
        ts=message.ts,
        notification=marked(message.text),
        user=message.user,
        thread=message.thread,
        only_for=message.only_for,
        version=message.versions,
        raw=copy.deepcopy(raw),
        pings=tuple(ping for text in marked_up for ping in pings_in(text)),
        metadata=copy.deepcopy(message.metadata),
    )


@dataclass(frozen=True)
class SeenView(Screen):
    """A modal or a home tab as a person sees it."""

    id: str
    kind: str
    title: str
    submit: str
    close: str
    values: dict[tuple[str, str], Json]
    depth: int = 1

    def value_of(self, label: str) -> Json:
        control = self.find_input(label)
        return self.values[key_of(control.block, control.element)]


def seen_view(view: View, depth: int = 1) -> SeenView:
    given = view.definition
    return SeenView(
        blocks=tuple(copy.deepcopy(given["blocks"])),
        id=view.id,
        kind=given["type"],
        title=words(given.get("title")),
        submit=words(given.get("submit")),
        close=words(given.get("close")),
        values=copy.deepcopy(view.inputs),
        depth=depth,
    )
