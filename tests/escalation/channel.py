"""EHT's channel as a test sees it: the thread's messages, and presses in it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from handlers.vocabulary import Button, Card, Event, Place, Reply
from tests.handlers.screen import button
from tests.handlers.world import World

_numbers = count(1)


def root(world: World, pupil: str = "E1") -> Card:
    """The thread's first message as it stands."""
    return world.screen.messages[(None, _root_key(world, pupil))]


def has_thread(world: World, pupil: str = "E1") -> bool:
    return (None, _root_key(world, pupil)) in world.screen.messages


def notes(world: World, pupil: str = "E1") -> list[Card]:
    """The thread's later messages, in order."""
    begins = f"thread:{world.case(pupil).id}:"
    return [
        card
        for (staff, key), card in world.screen.messages.items()
        if staff is None and key.startswith(begins) and not key.endswith(":first")
    ]


def press(
    world: World,
    who: str,
    pressed: str | Button,
    pupil: str = "E1",
    fields: Mapping[str, str | tuple[str, ...]] | None = None,
    kind: str = "click",
) -> Reply:
    """A button of the first message (by its action), or another one in the thread."""
    if isinstance(pressed, str):
        pressed = button(root(world, pupil), pressed)
    return send(world, who, pressed.action, pressed.value, fields, kind, _root_key(world, pupil))


def submit(
    world: World, who: str, action: str, fields: Mapping[str, str | tuple[str, ...]], pupil: str = "E1"
) -> Reply:
    """A form that a press in the thread had opened."""
    return send(world, who, action, str(world.case(pupil).id), fields, "form")


def send(
    world: World,
    who: str,
    action: str,
    value: str,
    fields: Mapping[str, str | tuple[str, ...]] | None = None,
    kind: str = "click",
    message: str = "",
) -> Reply:
    place = Place(channel=f"eht:{world.school()}")
    event = Event(
        id=f"channel-{next(_numbers)}",
        kind=kind,  # type: ignore[arg-type]
        staff=world.staff(who),
        place=place,
        action=action,
        value=value,
        fields=fields or {},
    )
    reply = world.send(event)
    return reply


def _root_key(world: World, pupil: str) -> str:
    return f"thread:{world.case(pupil).id}:first"
