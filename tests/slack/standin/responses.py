"""response_url: half an hour and five answers for each press."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

from tests.slack.standin.api.chat import change, content_of, remove, whisper
from tests.slack.standin.calls import Arguments, Call
from tests.slack.standin.refusals import Refused
from tests.slack.standin.workspace import BOT_USER, Message, ResponseUrl

if TYPE_CHECKING:
    from tests.slack.standin.server import Server

MOST_USES = 5
KNOWN = frozenset(
    [
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "mrkdwn",
        "metadata",
        "unfurl_links",
        "unfurl_media",
    ]
)


def new_response_url(server: Server, channel: str, user: str, message: str) -> str:
    key = uuid.uuid4().hex
    expires = time.monotonic() + server.outward.patience.response_url
    server.workspace.response_urls[key] = ResponseUrl(channel, user, message, expires)
    return f"{server.base}/respond/{key}"


def respond(server: Server, key: str, given: dict[str, Any]) -> None:
    """Raises Refused."""
    workspace = server.workspace
    url = workspace.response_urls.get(key)
    if url is None:
        raise Refused("no_such_url")
    if time.monotonic() > url.expires:
        raise Refused("expired_url")
    if url.uses >= MOST_USES:
        raise Refused("used_url")
    url.uses += 1
    answer(server, url, given)


def answer(server: Server, url: ResponseUrl, given: dict[str, Any]) -> None:
    """Carries out one answer, whether it came by the address or with the acknowledgement of a command."""
    workspace = server.workspace
    for name in given.keys() - KNOWN:
        workspace.complaints.append(f"response_url was given an unknown argument: {name}")
    call = Call(server, Arguments(given), workspace.installed.scopes)
    channel = workspace.channels[url.channel]
    original = channel.messages.get(url.message)
    if given.get("delete_original"):
        if original is None:
            raise Refused("message_not_found")
        return remove(call, channel, original)
    content = content_of(call, call.arguments)
    if not content.get("text") and not content.get("blocks"):
        raise Refused("no_text")
    if original is not None and "replace_original" not in given and "response_type" not in given:
        workspace.complaints.append("response_url after a press: say replace_original")
    if given.get("replace_original"):
        if original is None:
            raise Refused("message_not_found")
        return change(call, channel, original, content)
    thread = str(given.get("thread_ts", ""))
    if given.get("response_type", "ephemeral") == "in_channel":
        content.pop("metadata", None)
        message = Message(workspace.new_ts(), BOT_USER, thread=thread, by_app=True, **content)
        channel.messages[message.ts] = message
        workspace.changed()
    else:
        content.pop("metadata", None)
        whisper(workspace, channel, url.user, content, thread)
