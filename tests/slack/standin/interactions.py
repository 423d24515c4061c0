"""What a person's presses look like to the app: Slack's interaction payloads."""

from __future__ import annotations

import copy
import time
import uuid
from typing import TYPE_CHECKING, Any

from tests.slack.standin.inputs import key_of
from tests.slack.standin.outward import VERIFICATION_TOKEN
from tests.slack.standin.responses import new_response_url
from tests.slack.standin.screen import Control, Seen
from tests.slack.standin.shapes import message_json, state_of, view_json
from tests.slack.standin.workspace import APP, TEAM, Channel, Message, Person, Trigger, View

if TYPE_CHECKING:
    from tests.slack.standin.server import Server

Json = dict[str, Any]
Inputs = dict[tuple[str, str], Json]


def new_trigger(server: Server, user: str) -> str:
    """Lives three seconds, unless a fault makes it old from the start."""
    trigger = f"{time.time_ns() // 1_000_000}.{uuid.uuid4().int % 10**10}.{uuid.uuid4().hex}"
    life = server.outward.patience.trigger
    if server.faults.expired_triggers > 0:
        server.faults.expired_triggers -= 1
        life = -1.0
    server.workspace.triggers[trigger] = Trigger(user, time.monotonic() + life)
    return trigger


def _who(person: Person) -> Json:
    return {
        "id": person.id,
        "username": person.user_name,
        "name": person.user_name,
        "team_id": person.team,
    }


def _common(server: Server, person: Person, kind: str) -> Json:
    return {
        "type": kind,
        "user": _who(person),
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "trigger_id": new_trigger(server, person.id),
        "team": {"id": TEAM, "domain": "provskolan"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_ref(channel: Channel) -> Json:
    names = {"im": "directmessage", "private": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def action_of(control: Control, value: Json | None) -> Json:
    """`value`: what an input now holds."""
    element = control.element
    action: Json = {
        "type": element["type"],
        "block_id": control.block["block_id"],
        "action_id": element["action_id"],
        "action_ts": f"{time.time():.6f}",
    }
    if element["type"] == "button":
        action["text"] = element["text"]
        for name in ("value", "style", "url"):
            if name in element:
                action[name] = element[name]
    elif element["type"] == "overflow":
        action["selected_option"] = control.option
    else:
        action |= {name: part for name, part in (value or {}).items() if name != "type"}
    return action


def press_in_message(
    server: Server,
    person: Person,
    channel: Channel,
    message: Message | None,
    shown: Seen,
    control: Control,
    inputs: Inputs,
) -> Json:
    """`shown`: what the person had on the screen, should the message have changed or gone since."""
    payload = _common(server, person, "block_actions")
    container: Json = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(shown.only_for),
    }
    if shown.thread:
        container["thread_ts"] = shown.thread
    payload |= {
        "container": container,
        "channel": channel_ref(channel),
        "state": state_of(inputs),
        "response_url": new_response_url(server, channel.id, person.id, shown.ts),
        "actions": [action_of(control, inputs.get(key_of(control.block, control.element)))],
    }
    if not shown.only_for:
        payload["message"] = message_json(channel, message) if message else copy.deepcopy(shown.raw)
    return payload


def press_in_view(server: Server, person: Person, view: View, control: Control) -> Json:
    payload = _common(server, person, "block_actions")
    key = key_of(control.block, control.element)
    return payload | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(server.workspace, view),
        "actions": [action_of(control, view.inputs.get(key))],
    }


def submission(server: Server, person: Person, view: View) -> Json:
    payload = _common(server, person, "view_submission")
    return payload | {"view": view_json(server.workspace, view), "response_urls": []}


def closing(server: Server, person: Person, view: View, cleared: bool) -> Json:
    payload = _common(server, person, "view_closed")
    del payload["trigger_id"]
    return payload | {"view": view_json(server.workspace, view), "is_cleared": cleared}


def message_shortcut(
    server: Server, person: Person, channel: Channel, message: Message, callback_id: str
) -> Json:
    payload = _common(server, person, "message_action")
    return payload | {
        "callback_id": callback_id,
        "action_ts": f"{time.time():.6f}",
        "message_ts": message.ts,
        "channel": channel_ref(channel),
        "message": message_json(channel, message),
        "response_url": new_response_url(server, channel.id, person.id, ""),
    }


def global_shortcut(server: Server, person: Person, callback_id: str) -> Json:
    payload = _common(server, person, "shortcut")
    return payload | {"callback_id": callback_id, "action_ts": f"{time.time():.6f}"}


def slash_command(server: Server, person: Person, channel: Channel, command: str, text: str) -> Json:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": "provskolan",
        "channel_id": channel.id,
        "channel_name": channel_ref(channel)["name"],
        "user_id": person.id,
        "user_name": person.user_name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": new_response_url(server, channel.id, person.id, ""),
        "trigger_id": new_trigger(server, person.id),
    }
