"""A document as a file in Teams: the person is asked first, and Teams then says where it wants the file.

It is laid in the person's own OneDrive, which is Teams' way; from there on it is theirs.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.documents.desk import Desk, MadeFile, Unknown
from bot.platforms.base import DeliveryFailed
from bot.platforms.teams.activity import Activity, Address, Loose
from bot.platforms.teams.connector import Connector
from bot.settings import is_loopback
from content.texts import text
from handlers.context import Refusal
from handlers.vocabulary import Card, File

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
INVOKE = "fileConsent/invoke"


class _Upload(Loose):
    content_url: str = ""
    name: str = ""
    upload_url: str = ""
    unique_id: str = ""
    file_type: str = ""


class _Context(Loose):
    ticket: str = ""


class _Consent(Loose):
    action: str = ""
    context: _Context = _Context()
    upload_info: _Upload = _Upload()


def offer(card: Card, file: File, made: MadeFile) -> dict[str, Any]:
    """The activity that asks whether the person wants the file. Nothing is uploaded before a yes."""
    content = {
        "description": text("document.summary"),
        "sizeInBytes": len(made.content),
        "acceptContext": {"ticket": file.ticket},
        "declineContext": {},
    }
    return {
        "type": "message",
        "summary": card.summary,
        "attachments": [{"contentType": CONSENT, "name": made.name, "content": content}],
    }


@dataclass(frozen=True)
class FileHandover:
    http: httpx.AsyncClient
    connector: Connector
    desk: Desk

    async def answer(self, staff: int, activity: Activity) -> str:
        """Carries out what the person chose; the name of a text to say, or "" when nothing needs saying."""
        asked = _Consent.model_validate(activity.value if isinstance(activity.value, dict) else {})
        if asked.action == "accept":
            try:
                await self._hand_over(staff, activity, asked)
            except (Unknown, Refusal):
                return "teams.file_ended"
            except DeliveryFailed:
                return "teams.file_failed"
        return await self._question_away(activity)

    async def _hand_over(self, staff: int, activity: Activity, asked: _Consent) -> None:
        made = await asyncio.to_thread(self.desk.sent, asked.context.ticket, staff)
        await self._upload(asked.upload_info.upload_url, made)
        await self.connector.send(activity.service_url, activity.conversation.id, _arrived(asked.upload_info))

    async def _upload(self, address: str, made: MadeFile) -> None:
        """All of it in one piece; done again it replaces itself. Raises DeliveryFailed."""
        if not _is_safe(address):
            raise DeliveryFailed("upload_address", permanent=True)
        size = len(made.content)
        headers = {"Content-Type": made.type, "Content-Range": f"bytes 0-{size - 1}/{size}"}
        try:
            answer = await self.http.put(address, content=made.content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeliveryFailed(type(error).__name__, permanent=False) from None
        if not answer.is_success:
            raise DeliveryFailed(f"upload_{answer.status_code}", permanent=False)

    async def _question_away(self, activity: Activity) -> str:
        """An answered question is not to be pressed again."""
        try:
            asked = Address(activity.conversation.id, activity.reply_to_id)
            await self.connector.delete(activity.service_url, asked)
        except DeliveryFailed:
            return ""
        return ""


def _arrived(upload: _Upload) -> dict[str, Any]:
    content = {"uniqueId": upload.unique_id, "fileType": upload.file_type}
    info = {"contentType": INFO, "name": upload.name, "contentUrl": upload.content_url, "content": content}
    return {"type": "message", "summary": text("document.summary"), "attachments": [info]}


def _is_safe(address: str) -> bool:
    """Only where nobody listens in; without https only on this machine, where a stand-in may be."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
