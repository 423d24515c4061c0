"""Where somebody did something in Slack, read from what Slack sends: and so, where the answer can go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.platforms.slack import refs

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Surface:
    """`ts`: the message that was pressed, `key` our name for it; both "" for one that is not kept.
    `thread`: Slack's timestamp of the message whose thread it is in. `trigger`: opens a form within three
    seconds. `response_url`: takes five answers within half an hour. `view`: "modal" or "home"."""

    user: str
    channel: str = ""
    ts: str = ""
    key: str = ""
    thread: str = ""
    is_ephemeral: bool = False
    trigger: str = ""
    response_url: str = ""
    view: str = ""
    view_id: str = ""
    at_home: bool = False
    """On the home page, or in a form that was opened there."""
    team: str = ""
    """The workspace that the person belongs to, where Slack says it."""

    @property
    def is_direct(self) -> bool:
        """A conversation between the bot and one person."""
        return not self.channel or self.channel.startswith("D")

    @property
    def thread_below(self) -> str:
        """Where answers hang: in the thread that it is in, else under the message that was pressed."""
        return self.thread or self.ts


def of_press(body: Payload, block_id: str) -> Surface:
    """A press in a message, a form or the home page."""
    view = body.get("view") or {}
    if view:
        place = refs.form_place(str(view.get("private_metadata") or "")) or refs.FormPlace("")
        return Surface(
            user=_user(body),
            team=_team(body),
            channel=place.channel,
            ts=place.ts,
            key=place.key,
            thread=place.thread,
            trigger=str(body.get("trigger_id", "")),
            view=str(view.get("type", "")),
            view_id=str(view.get("id", "")),
            at_home=place.home or view.get("type") == "home",
        )
    container, message = body.get("container") or {}, body.get("message") or {}
    is_ephemeral = bool(container.get("is_ephemeral"))
    ts = str(container.get("message_ts") or message.get("ts") or "")
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    return Surface(
        user=_user(body),
        team=_team(body),
        channel=_channel(body),
        ts="" if is_ephemeral else ts,
        key="" if is_ephemeral else refs.key_in(block_id),
        thread="" if thread == ts else thread,
        is_ephemeral=is_ephemeral,
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url") or ""),
    )


def of_form(body: Payload) -> Surface:
    return of_press(body, "")


def of_shortcut(body: Payload) -> Surface:
    """Pressed on a message. A message of ours says its key itself, when Slack sends its metadata along."""
    message = body.get("message") or {}
    return Surface(
        user=_user(body),
        team=_team(body),
        channel=_channel(body),
        ts=str(message.get("ts") or body.get("message_ts") or ""),
        thread=str(message.get("thread_ts") or ""),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url") or ""),
    )


def of_command(body: Payload) -> Surface:
    return Surface(
        user=str(body.get("user_id", "")),
        team=str(body.get("team_id") or ""),
        channel=str(body.get("channel_id", "")),
        thread=str(body.get("thread_ts") or ""),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url") or ""),
    )


def of_message(event: Payload) -> Surface:
    """`ts` is left out: the message is the person's own."""
    return Surface(
        user=str(event.get("user", "")),
        team=str(event.get("user_team") or ""),
        channel=str(event.get("channel", "")),
        thread=str(event.get("thread_ts") or ""),
    )


def _user(body: Payload) -> str:
    return str((body.get("user") or {}).get("id", ""))


def _team(body: Payload) -> str:
    return str((body.get("user") or {}).get("team_id") or "")


def _channel(body: Payload) -> str:
    found = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
    return str(found or "")


def event_id(*parts: object) -> str:
    """The same for the same deed, however often Slack tells of it. Slack itself numbers only some."""
    written = json.dumps(parts, sort_keys=True, default=str)
    return sha256(written.encode()).hexdigest()[:32]
