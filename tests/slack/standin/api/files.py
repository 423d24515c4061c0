"""Pictures and documents, in the two calls that replaced files.upload."""

from __future__ import annotations

from typing import Any

from tests.slack.standin.api.chat import remove
from tests.slack.standin.calls import Answer, Call, method
from tests.slack.standin.refusals import Refused
from tests.slack.standin.workspace import BOT_USER, File, Message


@method("files.upload", "files:write", tier=2)
def upload(_call: Call) -> Answer:
    raise Refused("method_deprecated")


@method("files.getUploadURLExternal", "files:write", tier=4, takes="filename length alt_txt snippet_type")
def upload_address(call: Call) -> Answer:
    length = call.arguments.number("length", 0, 10**9)
    file = File(call.workspace.new_id("F"), call.arguments.text("filename"), length)
    call.workspace.files[file.id] = file
    return {"upload_url": call.server.upload_address(file.id), "file_id": file.id}


@method(
    "files.completeUploadExternal",
    "files:write",
    tier=4,
    takes="files channel_id channels thread_ts initial_comment blocks",
)
def complete_upload(call: Call) -> Answer:
    given = call.arguments.object("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise Refused("invalid_arguments")
    found = [call.workspace.files.get(part.get("id")) for part in given]
    files = [file for file in found if file is not None]
    if len(files) != len(found):
        raise Refused("file_not_found")
    if any(not file.content for file in files):
        raise Refused("file_not_found")
    for file in files:
        file.finished = True
    if "channel_id" in call.arguments:
        _share(call, files)
    call.workspace.changed()
    return {"files": [_json(file) for file in files]}


def _share(call: Call, files: list[File]) -> None:
    channel = call.workspace.seen_by_app(call.arguments.text("channel_id"))
    text = call.arguments.text("initial_comment", "")
    thread = call.arguments.text("thread_ts", "")
    names = [{"type": "file", "title": file.name} for file in files]
    message = Message(call.workspace.new_ts(), BOT_USER, text, attachments=names, thread=thread, by_app=True)
    message.files = [file.id for file in files]
    channel.messages[message.ts] = message


def _json(file: File) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.name,
        "size": len(file.content),
        "permalink": f"https://provskolan.slack.com/files/{BOT_USER}/{file.id}/{file.name}",
        "url_private": f"https://files.slack.com/files-pri/T0SCHOOL01-{file.id}/{file.name}",
    }


@method("files.info", "files:read", tier=4, takes="file")
def info(call: Call) -> Answer:
    file = call.workspace.files.get(call.arguments.text("file"))
    if file is None or not file.finished:
        raise Refused("file_not_found")
    return {"file": _json(file)}


@method("files.delete", "files:write", tier=3, takes="file")
def delete(call: Call) -> Answer:
    """A deleted file leaves the messages that it was shared in."""
    gone = call.workspace.files.pop(call.arguments.text("file"), None)
    if gone is None:
        raise Refused("file_not_found")
    for channel in call.workspace.channels.values():
        for message in list(channel.messages.values()):
            if gone.id in message.files:
                remove(call, channel, message)
    return {}
