"""Whether a channel's members are only those whom its messages may be read by. Asked before every post:
people are added to a team without the bot being told in time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.platforms.base import DeliveryFailed
from bot.platforms.channels import PlatformChannels
from bot.platforms.readers import TOO_WIDE, Readers
from bot.platforms.teams.connector import Connector, Member
from bot.platforms.teams.people import People


class Membership:
    def __init__(
        self, readers: Readers, connector: Connector, channels: PlatformChannels, people: People
    ) -> None:
        self._readers = readers
        self._connector = connector
        self._channels = channels
        self._people = people

    async def why_not(self, service_url: str, conversation: str) -> str:
        """The name of the text that says why a channel will not do for EHT of any school; "" when it will.

        Also when Teams does not answer: then it cannot be known."""
        try:
            members = await self._connector.members(service_url, conversation)
        except DeliveryFailed:
            return "teams.link_later"
        return "" if await asyncio.to_thread(self._fits_a_school, members) else "teams.link_too_wide"

    def _fits_a_school(self, members: Iterable[Member]) -> bool:
        return self._readers.fits_a_school(map(self._staff, members))

    async def check(self, service_url: str, channel: str) -> None:
        """Raises DeliveryFailed for a channel that is wider than it may be."""
        conversation = await asyncio.to_thread(self._channels.conversation, channel)
        members = await self._connector.members(service_url, conversation or "")
        if not await asyncio.to_thread(self._may_all_read, channel, members):
            raise DeliveryFailed(TOO_WIDE, permanent=True)

    def _may_all_read(self, channel: str, members: Iterable[Member]) -> bool:
        return self._readers.may_all_read(channel, map(self._staff, members))

    def _staff(self, member: Member) -> int | None:
        """None: a guest, or somebody who is not on the roster. For a worker thread."""
        return None if member.is_guest else self._people.identities.staff_with(member.addresses)
