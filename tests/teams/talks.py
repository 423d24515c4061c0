"""One person's guide conversation: the same few deeds, done as each platform's people do them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

from bot.app import App
from bot.clock import SetClock
from bot.platforms.local import LocalPlatform
from bot.platforms.teams.press import option_id
from content.guides.flow import Value
from content.texts import text
from handlers.guides.meaning import IN_APPENDIX
from handlers.guides.recorded import Line
from handlers.vocabulary import Button, Card, Event, OpenForm, Place, TextInput
from tests.guides.helpers import Chat
from tests.handlers.screen import buttons
from tests.handlers.world import World
from tests.teams.room import Room, ids
from tests.teams.standin.cards import actions
from tests.teams.standin.state import Message

Fields = dict[str, str | tuple[str, ...]]


class Talk(Protocol):
    async def start(self) -> None: ...

    async def types(self, words: str) -> None: ...

    async def press(self, action: str, ends: str = "", **fields: str | tuple[str, ...]) -> None: ...

    async def writes(self, words: str) -> None: ...

    def standing(self) -> dict[str, Value]: ...


async def say(talk: Talk, line: Line) -> None:
    """A line of a recorded conversation."""
    if line.again:
        await talk.start()
    elif line.typed is not None:
        await talk.types(line.typed)
    elif line.changed is not None:
        await talk.press("all")
        await talk.press("edit", question=line.changed)
    elif line.pressed == IN_APPENDIX:
        await talk.writes("Det här hör bara hemma i bilagan.")
    elif isinstance(line.pressed, tuple):
        await talk.press("save", answer=line.pressed)
    else:
        await talk.press("answer", f":{line.pressed}")


@dataclass
class InTeams:
    room: Room
    who: str
    guide: str

    async def start(self) -> None:
        value = f"{self.room.world.case('E1').id}:{self.guide}"
        data = {"narvarolots": {"action": "guide.start", "value": value}}
        sent = {"type": "Action.Execute", "title": "x", "data": data}
        await self.room.sends_press(self.who, sent, f"a:personal-{self.who}", "", {})

    async def types(self, words: str) -> None:
        await self.room.types(self.who, words)

    async def press(self, action: str, ends: str = "", **fields: str | tuple[str, ...]) -> None:
        await self._pressed(action, ends, fields)

    async def writes(self, words: str) -> None:
        form = await self._pressed("write", "", {})
        [box] = [name for name in ids(form, {}) if name.startswith("one:")]
        await self.room.presses(self.who, form, text("teams.save"), {box.partition(":")[2]: words})

    def standing(self) -> dict[str, Value]:
        return Chat(self.room.world, self.who, self.guide).standing()

    async def _pressed(self, action: str, ends: str, fields: Fields) -> dict[str, Any]:
        message = self._newest()
        data = [a for a in actions(message.card) if _is(a, f"guide.{action}", ends)]
        assert data, f"no button {action}{ends}"
        written = {name: _as_sent(value) for name, value in fields.items()}
        inputs = ids(message.card, written)
        return await self.room.sends_press(self.who, data[0], message.conversation, message.id, inputs)

    def _newest(self) -> Message:
        found = [
            message
            for message in self.room.standin.teams.seen_by(self.who)
            if any(
                a["data"]["narvarolots"].get("key", "").startswith("guide:") for a in actions(message.card)
            )
        ]
        return found[-1]


def _is(action: dict[str, Any], wanted: str, ends: str) -> bool:
    press = action["data"]["narvarolots"]
    return bool(press["action"] == wanted and press.get("value", "").endswith(ends))


def _as_sent(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(map(option_id, value))


@dataclass
class InLocalChat:
    """Through the page's own doors: what is pressed stands in the chat's memory."""

    app: App
    clock: SetClock
    world: World
    who: str
    guide: str
    shown: dict[str, Card] = field(default_factory=dict)

    async def start(self) -> None:
        value = f"{self.world.case('E1').id}:{self.guide}"
        await self._press(Button("x", "guide.start", value), "", {})

    async def types(self, words: str) -> None:
        event = Event(str(uuid4()), "text", self._staff, Place(self._staff), text=words)
        await self._local.write(event, self.who)
        await self.app.courier.settle()

    async def press(self, action: str, ends: str = "", **fields: str | tuple[str, ...]) -> None:
        button, key = self._button(action, ends)
        await self._press(button, key, fields)

    async def writes(self, words: str) -> None:
        button, key = self._button("write", "")
        opened = await self._press(button, key, {})
        assert opened is not None
        [box] = [block for block in opened.card.blocks if isinstance(block, TextInput)]
        event = Event(
            str(uuid4()),
            "form",
            self._staff,
            Place(self._staff),
            opened.action,
            opened.value,
            fields={box.name: words},
            message=key,
        )
        await self._local.press(event)
        await self.app.courier.settle()

    def standing(self) -> dict[str, Value]:
        return Chat(self.world, self.who, self.guide).standing()

    async def _press(self, button: Button, key: str, fields: Fields) -> OpenForm | None:
        event = Event(
            str(uuid4()),
            "click",
            self._staff,
            Place(self._staff),
            button.action,
            button.value,
            fields=fields,
            message=key,
        )
        answer = await self._local.press(event)
        await self.app.courier.settle()
        return answer.form

    def _button(self, action: str, ends: str) -> tuple[Button, str]:
        items = self._local.memory.conversation(Place(self._staff))
        messages = [message for item in items for message in (item.head, *item.replies)]
        guides = [message for message in messages if message.key.startswith("guide:")]
        newest = max(guides, key=lambda message: int(message.key.rpartition(":")[2]))
        found = [
            one
            for one in buttons(newest.card)
            if one.action == f"guide.{action}" and one.value.endswith(ends)
        ]
        assert found, f"no button {action}{ends}"
        return found[0], newest.key

    @property
    def _staff(self) -> int:
        return self.world.staff(self.who)

    @property
    def _local(self) -> LocalPlatform:
        [installed] = self.app.platforms
        assert isinstance(installed.platform, LocalPlatform)
        return installed.platform
