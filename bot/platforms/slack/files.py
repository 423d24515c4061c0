"""A document as a file in Slack: it hangs in the thread of the message that tells of it.

That message is found again by its key after a crash, and with it what hangs there: so no file comes twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.documents.desk import MadeFile
from bot.platforms.slack.api import SlackApi, SlackRefused


async def attach(api: SlackApi, channel: str, ts: str, file: MadeFile) -> None:
    """Raises SlackRefused."""
    place = await api.call("files.getUploadURLExternal", filename=file.name, length=len(file.content))
    await _upload(api, str(place.get("upload_url", "")), file)
    files = [{"id": str(place.get("file_id", "")), "title": file.name}]
    await api.call("files.completeUploadExternal", files=files, channel_id=channel, thread_ts=ts)


async def attached(api: SlackApi, channel: str, ts: str) -> list[str]:
    """Slack's ids of the files that hang in the message's thread."""
    page = await api.call("conversations.replies", channel=channel, ts=ts)
    return [found for reply in page.get("messages") or () for found in _ids(reply)]


async def take_away(api: SlackApi, channel: str, ts: str) -> None:
    """A file outlives the message that it came with: it is deleted by itself."""
    for found in await attached(api, channel, ts):
        await api.call("files.delete", file=found)


def _ids(message: Mapping[str, Any]) -> list[str]:
    return [str(file["id"]) for file in message.get("files") or () if file.get("id")]


async def _upload(api: SlackApi, address: str, file: MadeFile) -> None:
    """Nothing is seen of it until it is completed: what is lost here may simply be done again."""
    try:
        async with api.session().post(address, data=file.content) as answer:
            status = answer.status
    except (TimeoutError, aiohttp.ClientError, OSError):
        raise SlackRefused("no_answer", passing=True) from None
    if status != 200:
        raise SlackRefused(f"upload_{status}", passing=True)
