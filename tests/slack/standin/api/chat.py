"""Messages: sent, changed, deleted."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from tests.slack.standin.blockkit import check_message_blocks
from tests.slack.standin.calls import Answer, Arguments, Call, method
from tests.slack.standin.refusals import Refused
from tests.slack.standin.shapes import message_json
from tests.slack.standin.workspace import BOT_USER, Channel, Message, Workspace

LONGEST_TEXT = 40_000
LARGEST_METADATA = 16_000
EVENT_TYPE = re.compile(r"[A-Za-z0-9_.-]{1,255}")
AUTHOR = "username icon_url icon_emoji"
CONTENT = "text blocks attachments metadata link_names parse mrkdwn markdown_text"


def content_of(call: Call, arguments: Arguments) -> dict[str, Any]:
    """Text, blocks and metadata, checked. Only what was given is in the answer."""
    found: dict[str, Any] = {}
    if "markdown_text" in arguments:
        raise Refused("markdown_text_conflict" if "text" in arguments else "invalid_arguments")
    if "text" in arguments:
        found["text"] = arguments.text("text", "")
        if len(found["text"]) > LONGEST_TEXT:
            raise Refused("msg_too_long")
    if "blocks" in arguments:
        blocks = arguments.object("blocks", "invalid_blocks_format")
        check_message_blocks(blocks, call.workspace.pictures())
        found["blocks"] = with_ids(call.workspace, blocks)
    if "attachments" in arguments:
        found["attachments"] = arguments.object("attachments", "invalid_attachments")
    if "metadata" in arguments:
        found["metadata"] = _metadata(arguments)
    return found


def _metadata(arguments: Arguments) -> dict[str, Any] | None:
    metadata = arguments.object("metadata", "invalid_metadata_format")
    if metadata == {}:
        return None
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise Refused("invalid_metadata_schema")
    if not isinstance(metadata["event_type"], str) or not EVENT_TYPE.fullmatch(metadata["event_type"]):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise Refused("metadata_too_large")
    return metadata


def with_ids(workspace: Workspace, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Slack names every block and interactive element that the app left unnamed."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", workspace.new_id("b"))
        parts = [block.get("accessory"), block.get("element")]
        if block["type"] == "actions":
            parts += block["elements"]
        for element in parts:
            if isinstance(element, dict) and element["type"] != "image":
                element.setdefault("action_id", workspace.new_id("a"))
    return blocks


def complain_of_silence(call: Call, content: dict[str, Any]) -> None:
    """slack_sdk warns of it: without `text`, a notification and a screen reader have nothing to say."""
    if content.get("blocks") and not content.get("text"):
        call.workspace.complaints.append("a message with blocks and no text")


def _place(call: Call) -> Channel:
    """Where the app may post. A user id is the app's conversation with that person."""
    target = call.arguments.text("channel")
    person = call.workspace.people.get(target)
    if person is not None:
        if person.kind in ("deactivated", "bot"):
            raise Refused("user_disabled" if person.kind == "deactivated" else "cannot_dm_bot")
        if person.kind == "stranger":
            raise Refused("channel_not_found")
        channel = call.workspace.dm_with(target)
    else:
        channel = call.workspace.seen_by_app(target)
    may_post(call, channel)
    return channel


def may_post(call: Call, channel: Channel) -> None:
    """Raises Refused."""
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im":
        if not call.workspace.installed.messages_tab:
            raise Refused("messages_tab_disabled")
        if call.workspace.people[channel.user].kind == "deactivated":
            raise Refused("user_disabled")
    elif BOT_USER not in channel.members and "chat:write.public" not in call.scopes:
        raise Refused("not_in_channel")


def thread_for(channel: Channel, ts: str) -> str:
    """The thread's own ts. Slack hangs a reply to a reply under the same parent."""
    parent = channel.messages.get(ts)
    if parent is None or parent.only_for:
        raise Refused("thread_not_found")
    if parent.gone and not channel.replies(ts):
        raise Refused("thread_not_found")
    return parent.thread or parent.ts


@method(
    "chat.postMessage",
    "chat:write",
    tier=None,
    takes=f"channel {CONTENT} thread_ts reply_broadcast unfurl_links unfurl_media {AUTHOR}",
)
def post_message(call: Call) -> Answer:
    arguments = call.arguments
    channel = _place(call)
    content = content_of(call, arguments)
    if not content.get("text") and not content.get("blocks") and not content.get("attachments"):
        raise Refused("no_text")
    complain_of_silence(call, content)
    thread = thread_for(channel, arguments.text("thread_ts")) if "thread_ts" in arguments else ""
    message = Message(call.workspace.new_ts(), BOT_USER, thread=thread, by_app=True, **content)
    channel.messages[message.ts] = message
    call.workspace.changed()
    call.server.outward.tell_of_message(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(channel, message, metadata=True)}


def own_message(call: Call, channel: Channel, ts: str, refusal: str) -> Message:
    message = channel.messages.get(ts)
    if message is None or message.gone or message.only_for:
        raise Refused("message_not_found")
    if not message.by_app:
        raise Refused(refusal)
    return message


def _channel_itself(call: Call) -> Channel:
    """chat.update and chat.delete take no user ids."""
    channel = call.workspace.seen_by_app(call.arguments.text("channel"))
    if channel.archived:
        raise Refused("is_inactive")
    return channel


@method("chat.update", "chat:write", tier=3, takes=f"channel ts {CONTENT} reply_broadcast file_ids as_user")
def update(call: Call) -> Answer:
    channel = _channel_itself(call)
    message = own_message(call, channel, call.arguments.text("ts"), "cant_update_message")
    content = content_of(call, call.arguments)
    if not content.keys() & {"text", "blocks", "attachments"}:
        raise Refused("no_text")
    change(call, channel, message, content)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(channel, message, metadata=True),
    }


def change(call: Call, channel: Channel, message: Message, content: dict[str, Any]) -> None:
    """Text without blocks takes the blocks away; blocks without text keep the text."""
    if "text" in content and "blocks" not in content:
        message.blocks = []
        message.edited = True
    for name, value in content.items():
        setattr(message, name, value)
    if not message.text and not message.blocks and not message.attachments:
        raise Refused("no_text")
    complain_of_silence(call, {"text": message.text, "blocks": message.blocks})
    message.versions += 1
    call.workspace.changed()
    call.server.outward.tell_of_change(channel, message)


@method("chat.delete", "chat:write", tier=3, takes="channel ts as_user")
def delete(call: Call) -> Answer:
    channel = _channel_itself(call)
    message = own_message(call, channel, call.arguments.text("ts"), "cant_delete_message")
    remove(call, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def remove(call: Call, channel: Channel, message: Message) -> None:
    if channel.replies(message.ts):
        message.gone = True
    else:
        del channel.messages[message.ts]
    call.workspace.changed()
    call.server.outward.tell_of_deletion(channel, message)


@method(
    "chat.postEphemeral",
    "chat:write",
    tier=4,
    takes=f"channel user {CONTENT} thread_ts {AUTHOR}",
)
def post_ephemeral(call: Call) -> Answer:
    arguments = call.arguments
    channel = call.workspace.seen_by_app(arguments.text("channel"))
    may_post(call, channel)
    user = arguments.text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    content = content_of(call, arguments)
    if not content.get("text") and not content.get("blocks"):
        raise Refused("no_text")
    complain_of_silence(call, content)
    content.pop("metadata", None)
    thread = thread_for(channel, arguments.text("thread_ts")) if "thread_ts" in arguments else ""
    return {"message_ts": whisper(call.workspace, channel, user, content, thread).ts}


def whisper(
    workspace: Workspace, channel: Channel, user: str, content: dict[str, Any], thread: str = ""
) -> Message:
    """A message that one person sees and nobody can ask for."""
    message = Message(workspace.new_ts(), BOT_USER, thread=thread, by_app=True, only_for=user, **content)
    channel.messages[message.ts] = message
    workspace.changed()
    return message


@method("chat.getPermalink", tier=None, takes="channel message_ts")
def permalink(call: Call) -> Answer:
    channel = call.workspace.seen_by_app(call.arguments.text("channel"))
    ts = call.arguments.text("message_ts")
    if ts not in channel.messages:
        raise Refused("message_not_found")
    address = f"https://provskolan.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}
