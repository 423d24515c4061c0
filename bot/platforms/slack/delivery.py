"""Carrying out one operation of the outbox in Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.documents.desk import Desk
from bot.platforms.base import Delivery, DeliveryFailed, file_of
from bot.platforms.channels import PlatformChannels
from bot.platforms.slack import files, refs, render
from bot.platforms.slack.api import SlackApi, SlackRefused
from bot.platforms.slack.people import People
from bot.platforms.slack.rooms import Rooms
from handlers.vocabulary import Card

STRANGER = "slack:"
"""A place that is a person who is not on the roster: "slack:U012"."""
LOOSE = "slack:"
"""A thread under a message that is not ours: "slack:<its timestamp>"."""
PAGE = 100
PAGES = 10
"""A thousand messages back: what a crash left unknown is among the newest."""
_GONE = ("message_not_found", "no_item_specified")
_ACCOUNT_GONE = frozenset(
    {
        "user_disabled",
        "user_not_found",
        "channel_not_found",
        "is_archived",
        "cannot_dm_bot",
        "users_not_found",
    }
)


class SlackDelivery:
    def __init__(
        self, api: SlackApi, people: People, rooms: Rooms, channels: PlatformChannels, desk: Desk
    ) -> None:
        self._api = api
        self._people = people
        self._rooms = rooms
        self._channels = channels
        self._desk = desk

    async def deliver(self, delivery: Delivery) -> str:
        """What Slack calls the message. Raises DeliveryFailed."""
        try:
            return await self._carry_out(delivery)
        except SlackRefused as refused:
            if refused.code in _ACCOUNT_GONE and delivery.staff_id is not None:
                await self._people.lost(delivery.staff_id)
            raise DeliveryFailed(
                refused.code,
                permanent=not refused.passing,
                retry_after=refused.retry_after,
                unknown=refused.unknown,
            ) from None

    async def _carry_out(self, delivery: Delivery) -> str:
        match delivery.operation, delivery.card:
            case "post", Card() as card:
                return await self._post(delivery, card)
            case "update", Card() as card:
                return await self._update(delivery, card)
            case "delete", _:
                return await self._delete(delivery)
        raise DeliveryFailed("no_such_operation", permanent=True)

    async def _post(self, delivery: Delivery, card: Card) -> str:
        channel = await self._where(delivery)
        thread = _thread(delivery)
        file = await asyncio.to_thread(file_of, self._desk, delivery)
        standing = await self._already(channel, thread, delivery.key) if delivery.again else ""
        found = standing or await self._say(channel, thread, delivery, card)
        if file is not None:
            own_channel, ts = refs.channel_and_ts(found)
            if not (standing and await files.attached(self._api, own_channel, ts)):
                await files.attach(self._api, own_channel, ts, file)
        return found

    async def _say(self, channel: str, thread: str, delivery: Delivery, card: Card) -> str:
        message = await asyncio.to_thread(render.message, card, delivery.key)
        threaded = {"thread_ts": thread} if thread else {}
        answer = await self._api.post(
            channel,
            text=message.text,
            blocks=list(message.blocks),
            metadata=refs.message_metadata(delivery.key),
            unfurl_links=False,
            unfurl_media=False,
            **threaded,
        )
        return refs.platform_id(str(answer.get("channel") or channel), str(answer.get("ts", "")))

    async def _update(self, delivery: Delivery, card: Card) -> str:
        """May be repeated as it is."""
        channel, ts = refs.channel_and_ts(delivery.platform_id)
        if delivery.staff_id is None:
            await self._must_be_private(delivery, channel)
        await rewrite(self._api, channel, ts, card, delivery.key)
        return delivery.platform_id

    async def _delete(self, delivery: Delivery) -> str:
        """What is gone already is done."""
        channel, ts = refs.channel_and_ts(delivery.platform_id)
        try:
            if delivery.staff_id is not None:
                await files.take_away(self._api, channel, ts)
            await self._api.call("chat.delete", channel=channel, ts=ts)
        except SlackRefused as refused:
            if refused.code not in _GONE:
                raise
        return delivery.platform_id

    async def _where(self, delivery: Delivery) -> str:
        if delivery.staff_id is not None:
            own = await self._people.conversation_of(delivery.staff_id)
            if own is None:
                raise SlackRefused("users_not_found", passing=True)
            return own
        if delivery.channel.startswith(STRANGER):
            return await self._people.conversation_with(delivery.channel.removeprefix(STRANGER))
        conversation = self._channels.conversation(delivery.channel)
        if conversation is None:
            raise SlackRefused("channel_not_linked")
        await self._must_be_private(delivery, conversation)
        return conversation

    async def _must_be_private(self, delivery: Delivery, conversation: str) -> None:
        """No pupil is spoken of where others read along."""
        if delivery.channel.startswith(STRANGER):
            return
        if reason := await self._rooms.why_not(conversation, delivery.channel):
            raise SlackRefused(f"channel_{reason}")

    async def _already(self, channel: str, thread: str, key: str) -> str:
        """What Slack calls the message with this key, if an earlier try got through; else ""."""
        async for message in self._newest(channel, thread):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == refs.OURS and metadata.get("event_payload") == {"key": key}:
                return refs.platform_id(channel, str(message["ts"]))
        return ""

    async def _newest(self, channel: str, thread: str) -> AsyncIterator[Mapping[str, Any]]:
        method = "conversations.replies" if thread else "conversations.history"
        asked: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
        if thread:
            asked["ts"] = thread
        for _ in range(PAGES):
            page = await self._api.call(method, **asked)
            for message in page.get("messages") or ():
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            asked["cursor"] = cursor


async def rewrite(api: SlackApi, channel: str, ts: str, card: Card, key: str) -> None:
    """Gives a message of ours a new card; its metadata stays when the key is not known.

    Raises SlackRefused."""
    message = await asyncio.to_thread(render.message, card, key)
    known = {"metadata": refs.message_metadata(key)} if key else {}
    blocks = list(message.blocks)
    await api.call("chat.update", channel=channel, ts=ts, text=message.text, blocks=blocks, **known)


def _thread(delivery: Delivery) -> str:
    if delivery.thread.startswith(LOOSE):
        return delivery.thread.removeprefix(LOOSE)
    return refs.channel_and_ts(delivery.thread_id)[1]
