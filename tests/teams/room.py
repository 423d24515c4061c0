"""A bot beside a stand-in for Teams, and people who type and press there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from httpx import ASGITransport

from bot.app import App, build
from bot.clock import SetClock
from bot.settings import Settings
from handlers.morning.run import run
from storage.database import Database
from tests.handlers.world import World
from tests.teams.standin.cards import actions, parts, texts
from tests.teams.standin.keys import pair
from tests.teams.standin.server import StandIn
from tests.teams.standin.state import CLIENT, SECRET, TENANT, Message, Person, personal

CHANNEL = "19:eht@thread.tacv2"
_numbers = count(1)


def settings_for(standin: StandIn, **more: str) -> Settings:
    values = {
        "TEAMS_CLIENT_ID": CLIENT,
        "TEAMS_CLIENT_SECRET": SECRET,
        "TEAMS_TENANT_ID": TENANT,
        **standin.environment,
        **more,
    }
    return Settings(**values)


def claims(standin: StandIn, **changed: Any) -> dict[str, Any]:
    """What a genuine token says. None takes a claim away."""
    now = int(time.time())
    found = {
        "iss": "https://api.botframework.com",
        "aud": CLIENT,
        "nbf": now - 5,
        "exp": now + 600,
        "serviceurl": standin.service_url,
    }
    return {name: value for name, value in (found | changed).items() if value is not None}


def token(standin: StandIn, **changed: Any) -> str:
    return pair("teams").sign(claims(standin, **changed))


@dataclass
class Room:
    """`answers`: what the latest press or text got back, as JSON, {} for nothing."""

    standin: StandIn
    app: App
    clock: SetClock
    world: World
    answer: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def beside(cls, standin: StandIn, world: World, settings: Settings, *people: str) -> Room:
        clock = SetClock(world.now)
        room = cls(standin, build(settings, clock, world.database), clock, world)
        standin.teams.add(*(Person(short) for short in people))
        return room

    # What comes in

    def activity(self, short: str, kind: str, *, channel: str = "", **more: Any) -> dict[str, Any]:
        """As Teams sends it. `channel`: a conversation in a channel, perhaps in one of its threads."""
        person = self.standin.teams.people[short]
        kind_of = "channel" if channel else "personal"
        team = {"team": {"id": "19:team"}, "channel": {"id": channel.partition(";")[0]}} if channel else {}
        return {
            "type": kind,
            "id": f"f:{next(_numbers)}",
            "channelId": "msteams",
            "serviceUrl": self.standin.service_url,
            "from": {"id": person.mri, "name": short, "aadObjectId": person.aad},
            "recipient": {"id": f"28:{CLIENT}", "name": "Närvarolotsen"},
            "conversation": {
                "id": channel or personal(short),
                "conversationType": kind_of,
                "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}, **team},
            **more,
        }

    async def knock(self, activity: dict[str, Any], authorization: str | None = None) -> httpx.Response:
        if authorization is None:
            authorization = f"Bearer {token(self.standin)}"
        headers = {"Authorization": authorization} if authorization else {}
        transport = ASGITransport(app=self.app.web)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            return await http.post("/api/messages", json=activity, headers=headers, timeout=60)

    async def happens(self, activity: dict[str, Any]) -> dict[str, Any]:
        """It is taken in, and everything it led to is delivered."""
        answer = await self.knock(activity)
        assert answer.status_code == 200, answer.status_code
        self.answer = answer.json() if answer.content else {}
        await self.app.courier.settle()
        return self.answer

    async def installs(self, short: str) -> None:
        self.standin.teams.installed.add(short)
        await self.happens(self.activity(short, "installationUpdate", action="add"))

    async def uninstalls(self, short: str) -> None:
        self.standin.teams.installed.discard(short)
        await self.happens(self.activity(short, "installationUpdate", action="remove"))

    async def types(self, short: str, words: str, channel: str = "") -> None:
        """In a channel the bot is mentioned: else Teams would not tell it."""
        sent = self.activity(short, "message", text=words, channel=channel)
        if channel:
            at = "<at>Närvarolotsen</at>"
            mention = {"type": "mention", "text": at, "mentioned": {"id": f"28:{CLIENT}", "name": "N"}}
            sent |= {"text": f"{at}&nbsp;{words}\n", "entities": [mention, {"type": "clientInfo"}]}
        await self.happens(sent)

    async def presses(
        self,
        short: str,
        where: Message | dict[str, Any],
        title: str,
        inputs: Mapping[str, str] | None = None,
        *,
        number: int = 0,
    ) -> dict[str, Any]:
        """A press on a message, or on a card that came as an answer. Gives what is shown afterwards: the
        card that took the pressed one's place or stands in a dialog, {} if there is none."""
        card = where.card if isinstance(where, Message) else where
        conversation = where.conversation if isinstance(where, Message) else personal(short)
        reply_to = where.id if isinstance(where, Message) else ""
        return await self.sends_press(
            short, button(card, title, number), conversation, reply_to, ids(card, inputs or {})
        )

    async def sends_press(
        self, short: str, action: dict[str, Any], conversation: str, reply_to: str, inputs: dict[str, str]
    ) -> dict[str, Any]:
        data = action["data"] | inputs
        if action["type"] == "Action.Execute":
            name, value = "adaptiveCard/action", {"action": {**action, "data": data}, "trigger": "manual"}
        else:
            name = "task/fetch" if "msteams" in data else "task/submit"
            value = {"data": data, "context": {"theme": "dark"}}
        where = "" if conversation.startswith("a:") else conversation
        sent = self.activity(short, "invoke", name=name, value=value, replyToId=reply_to, channel=where)
        return card_in(await self.happens(sent))

    # What is seen

    def latest(self, short: str) -> Message:
        return self.standin.teams.seen_by(short)[-1]

    async def morning(self) -> None:
        run(self.world.database, self.world.plans, now=self.clock.now(), on=self.clock.now().date())
        await self.app.courier.settle()


def card_in(answer: dict[str, Any]) -> dict[str, Any]:
    if "task" in answer:
        value = answer["task"]["value"]
        return value["card"]["content"] if isinstance(value, dict) else {}
    value = answer.get("value")
    return value if isinstance(value, dict) else {}


def words_in(answer: dict[str, Any]) -> str:
    """What is said without a card."""
    value = answer.get("value") or answer.get("task", {}).get("value")
    return value if isinstance(value, str) else ""


def buttons(card: dict[str, Any]) -> list[str]:
    return [str(action["title"]) for action in actions(card)]


def button(card: dict[str, Any], title: str, number: int = 0) -> dict[str, Any]:
    found = [action for action in actions(card) if action["title"].startswith(title)]
    assert found, f"no button {title} among {buttons(card)}"
    return found[number]


def ids(card: dict[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    """What a client sends: every input of the card by its id, with what stood in it or was put there."""
    own = {
        part["id"]: str(part.get("value", ""))
        for part in parts(card)
        if str(part.get("type", "")).startswith("Input.")
    }
    for name, value in inputs.items():
        [wanted] = [one for one in own if one.partition(":")[2] == name]
        own[wanted] = value
    return own


def says(card: dict[str, Any], words: str) -> bool:
    return words in texts(card)


def fresh_id() -> str:
    return uuid4().hex


def stored(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'").all()
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
            for (name,) in tables
        }
