"""Conversations: found, opened and read."""

from __future__ import annotations

import base64
import re
from typing import Any

from tests.slack.standin.calls import Answer, Call, method
from tests.slack.standin.refusals import Refused
from tests.slack.standin.shapes import channel_json, message_json
from tests.slack.standin.workspace import BOT_USER, Channel, Message

PREFIX = {"im": "im", "private": "groups", "public": "channels", "mpim": "mpim"}
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
TS = re.compile(r"\d{1,12}(\.\d{1,6})?")


def page(items: list[Any], call: Call, default: int, most: int) -> tuple[list[Any], str]:
    """One page, and the cursor of the next ("" after the last)."""
    size = call.arguments.number("limit", default, most)
    start = 0
    if cursor := call.arguments.text("cursor", ""):
        try:
            start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
        except ValueError:
            raise Refused("invalid_cursor") from None
    following = base64.b64encode(f"next:{start + size}".encode()).decode()
    return items[start : start + size], following if start + size < len(items) else ""


def _known(call: Call, suffix: str) -> Channel:
    """The channel, if the token may look at that kind of channel."""
    channel = call.workspace.seen_by_app(call.arguments.text("channel"))
    call.needs(f"{PREFIX[channel.kind]}:{suffix}")
    return channel


@method(
    "conversations.open", "im:write", "mpim:write", tier=3, takes="channel users return_im prevent_creation"
)
def open_conversation(call: Call) -> Answer:
    if "channel" in call.arguments:
        channel = call.workspace.seen_by_app(call.arguments.text("channel"))
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    if "users" not in call.arguments:
        raise Refused("users_list_not_supplied")
    users = call.arguments.text("users").split(",")
    if len(users) > 1:
        call.needs("mpim:write")
        raise Refused("not_enough_users")
    call.needs("im:write")
    return _open_with(call, users[0])


def _open_with(call: Call, user: str) -> Answer:
    person = call.workspace.people.get(user)
    if person is None or person.kind == "stranger":
        raise Refused("user_not_found")
    if person.kind == "deactivated":
        raise Refused("user_disabled")
    if person.kind == "bot":
        raise Refused("cannot_dm_bot")
    before = len(call.workspace.channels)
    channel = call.workspace.dm_with(user)
    whole = channel_json(channel) if call.arguments.flag("return_im") else {"id": channel.id}
    known = len(call.workspace.channels) == before
    return {"channel": whole} | ({"no_op": True, "already_open": True} if known else {})


@method("conversations.info", *READ, tier=3, takes="channel include_locale include_num_members")
def info(call: Call) -> Answer:
    channel = _known(call, "read")
    return {"channel": channel_json(channel, call.arguments.flag("include_num_members"))}


@method("conversations.members", *READ, tier=4, takes="channel cursor limit")
def members(call: Call) -> Answer:
    channel = _known(call, "read")
    found, cursor = page(sorted(channel.members), call, 100, 1000)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


@method("conversations.list", *READ, tier=2, takes="cursor exclude_archived limit team_id types")
def list_conversations(call: Call) -> Answer:
    names = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
    try:
        kinds = [names[kind] for kind in call.arguments.text("types", "public_channel").split(",")]
    except KeyError:
        raise Refused("invalid_types") from None
    for kind in kinds:
        call.needs(f"{PREFIX[kind]}:read")
    visible = [
        channel_json(channel)
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or BOT_USER in channel.members)
        and not (channel.archived and call.arguments.flag("exclude_archived"))
    ]
    found, cursor = page(visible, call, 100, 999)
    return {"channels": found, "response_metadata": {"next_cursor": cursor}}


@method("users.conversations", *READ, tier=3, takes="cursor exclude_archived limit team_id types user")
def users_conversations(call: Call) -> Answer:
    answer: Answer = list_conversations(call)
    if "user" not in call.arguments:
        answer["channels"] = [c for c in answer["channels"] if c.get("is_member", True)]
    return answer


@method("conversations.join", "channels:join", tier=3, takes="channel")
def join(call: Call) -> Answer:
    channel = call.workspace.seen_by_app(call.arguments.text("channel"))
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    channel.members.add(BOT_USER)
    call.workspace.changed()
    return {"channel": channel_json(channel)}


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Those within `oldest` and `latest`."""
    for name in ("oldest", "latest"):
        if name in call.arguments and not TS.fullmatch(call.arguments.text(name)):
            raise Refused(f"invalid_ts_{name}")
    oldest = float(call.arguments.text("oldest", "0"))
    latest = float(call.arguments.text("latest", "0")) or float("inf")
    if call.arguments.flag("inclusive"):
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _shows_metadata(call: Call) -> bool:
    return call.arguments.flag("include_all_metadata") and "metadata.message:read" in call.scopes


@method(
    "conversations.history",
    *HISTORY,
    tier=3,
    takes="channel cursor include_all_metadata inclusive latest limit oldest",
)
def history(call: Call) -> Answer:
    """Newest first; replies in threads are not part of it."""
    channel = _known(call, "history")
    if channel.kind == "public" and BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    roots = [m for m in channel.messages.values() if not m.only_for and not m.thread]
    found, cursor = page(_between(call, roots)[::-1], call, 100, 999)
    return _read(call, channel, found, cursor)


@method(
    "conversations.replies",
    *HISTORY,
    tier=3,
    takes="channel ts cursor include_all_metadata inclusive latest limit oldest",
)
def replies(call: Call) -> Answer:
    """The parent first, then the replies, oldest first."""
    channel = _known(call, "history")
    ts = call.arguments.text("ts")
    parent = channel.messages.get(ts)
    if parent is None or parent.only_for:
        raise Refused("thread_not_found")
    if parent.thread:
        return _read(call, channel, [parent], "")
    found, cursor = page(_between(call, channel.replies(ts)), call, 1000, 1000)
    return _read(call, channel, [parent, *found], cursor)


def _read(call: Call, channel: Channel, messages: list[Message], cursor: str) -> Answer:
    return {
        "messages": [message_json(channel, m, _shows_metadata(call)) for m in messages],
        "has_more": bool(cursor),
        **({"response_metadata": {"next_cursor": cursor}} if cursor else {}),
    }
