"""People, conversations, messages and views as Slack writes them in JSON."""

from __future__ import annotations

from typing import Any

from tests.slack.standin.workspace import (
    APP,
    BOT,
    BOT_USER,
    TEAM,
    Channel,
    Message,
    Person,
    View,
    Workspace,
)

Json = dict[str, Any]


def person_json(person: Person, with_email: bool) -> Json:
    profile: Json = {"real_name": person.name, "display_name": person.name, "team": person.team}
    if with_email and person.email:
        profile["email"] = person.email
    if person.kind == "bot":
        profile |= {"bot_id": BOT, "api_app_id": APP}
    user: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.user_name,
        "deleted": person.kind == "deactivated",
        "profile": profile,
        "is_bot": person.kind == "bot",
        "updated": 1_700_000_000,
    }
    if person.kind == "stranger":
        return user | {"is_stranger": True}
    if person.kind == "deactivated":
        return user
    return user | {
        "real_name": person.name,
        "tz": "Europe/Stockholm",
        "tz_offset": 3600,
        "is_admin": person.kind == "admin",
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.kind in ("guest", "channel_guest"),
        "is_ultra_restricted": person.kind == "channel_guest",
        "is_app_user": False,
        "is_email_confirmed": True,
    }


def channel_json(channel: Channel, members: bool = False) -> Json:
    common: Json = {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_archived": channel.archived,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind in ("private", "mpim", "im"),
        "is_org_shared": False,
        "context_team_id": TEAM,
    }
    if channel.kind == "im":
        return common | {"user": channel.user, "is_user_deleted": False, "priority": 0, "is_shared": False}
    answer = common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": False,
        "is_member": BOT_USER in channel.members,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_pending_ext_shared": False,
        "shared_team_ids": [TEAM, *(["T0ELSEWHR1"] if channel.shared else [])],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return answer | {"num_members": len(channel.members)} if members else answer


def message_json(channel: Channel, message: Message, metadata: bool = False) -> Json:
    if message.gone:
        return {
            "type": "message",
            "subtype": "tombstone",
            "user": "USLACKBOT",
            "text": "This message was deleted.",
            "hidden": True,
            "ts": message.ts,
            "thread_ts": message.ts,
            "reply_count": len(channel.replies(message.ts)),
        }
    answer: Json = {
        "user": message.user,
        "type": "message",
        "ts": message.ts,
        "text": message.text,
        "team": TEAM,
    }
    if message.by_app:
        answer |= {"bot_id": BOT, "app_id": APP}
    if message.blocks:
        answer["blocks"] = message.blocks
    if message.attachments:
        answer["attachments"] = message.attachments
    if message.files:
        answer |= {"files": [{"id": one, "mode": "hosted"} for one in message.files], "upload": True}
    if message.edited:
        answer["edited"] = {"user": message.user, "ts": message.ts}
    if message.thread:
        answer |= {"thread_ts": message.thread, "parent_user_id": _author(channel, message.thread)}
    elif replies := channel.replies(message.ts):
        answer |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    if metadata and message.metadata:
        answer["metadata"] = message.metadata
    return answer


def _author(channel: Channel, ts: str) -> str:
    parent = channel.messages.get(ts)
    return parent.user if parent else ""


def state_of(inputs: dict[tuple[str, str], Json]) -> Json:
    values: Json = {}
    for (block_id, action_id), value in inputs.items():
        values.setdefault(block_id, {})[action_id] = value
    return {"values": values}


def view_json(workspace: Workspace, view: View) -> Json:
    given = view.definition
    answer: Json = {
        "id": view.id,
        "team_id": TEAM,
        "type": given["type"],
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "state": state_of(view.inputs),
        "hash": view.hash,
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "title": given.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }
    return answer
