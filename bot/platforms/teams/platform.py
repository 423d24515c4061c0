"""Teams as a platform: it delivers cards to people's own chats and to channels, through the connector."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.documents.desk import Desk
from bot.platforms.base import Delivery, DeliveryFailed, file_of
from bot.platforms.channels import PlatformChannels
from bot.platforms.teams.activity import Address
from bot.platforms.teams.connector import REMOVED, Connector
from bot.platforms.teams.files import offer
from bot.platforms.teams.fit import message
from bot.platforms.teams.membership import Membership
from bot.platforms.teams.people import People
from bot.platforms.teams.render import Frame
from bot.platforms.teams.seen import Seen
from handlers.vocabulary import Card


@dataclass(frozen=True)
class _Target:
    """Where a message goes. `opens_thread`: it is the first of a new thread in that channel."""

    service_url: str
    conversation: str
    opens_thread: bool = False


class TeamsPlatform:
    """`bot`: the app's id in Teams. `service_url`: where channels are written to."""

    name = "teams"

    def __init__(
        self,
        connector: Connector,
        people: People,
        channels: PlatformChannels,
        membership: Membership,
        seen: Seen,
        desk: Desk,
        *,
        bot: str,
        service_url: str,
        asides: frozenset[str],
    ) -> None:
        self._connector = connector
        self._people = people
        self._channels = channels
        self._membership = membership
        self._seen = seen
        self._desk = desk
        self._bot = bot
        self._service_url = service_url
        self._asides = asides

    def reaches(self, delivery: Delivery) -> bool:
        """Those who have the app, and channels that somebody has pointed out."""
        return self._target(delivery) is not None

    async def deliver(self, delivery: Delivery) -> str:
        """A post whose fate is unknown is sent again with a small mark: Teams cannot be asked.
        To change or to take away a message twice is as good as once. Raises DeliveryFailed."""
        try:
            return await self._carry_out(delivery)
        except DeliveryFailed as refused:
            if refused.code in REMOVED and delivery.staff_id is not None:
                gone = delivery.staff_id
                await asyncio.to_thread(lambda: self._people.identities.closed(staff_id=gone))
            raise

    async def _carry_out(self, delivery: Delivery) -> str:
        match delivery.operation, delivery.card:
            case "post", Card() as card:
                return await self._post(delivery, card)
            case "update", Card() as card:
                address, service_url = await self._standing(delivery)
                if delivery.channel:
                    await self._membership.check(service_url, delivery.channel)
                frame = Frame(key=delivery.key, asides=self._asides)
                await self._connector.update(
                    service_url, address, await asyncio.to_thread(message, card, frame)
                )
                self._seen.note(delivery.key, address, card)
                return delivery.platform_id
            case "delete", _:
                address, service_url = await self._standing(delivery)
                await self._connector.delete(service_url, address)
                self._seen.forget(delivery.key)
                return delivery.platform_id
            case _:
                raise DeliveryFailed("no_such_operation", permanent=True)

    async def _post(self, delivery: Delivery, card: Card) -> str:
        target = await asyncio.to_thread(self._target, delivery)
        if target is None:
            raise DeliveryFailed("gone_meanwhile", permanent=False)
        if delivery.channel:
            await self._membership.check(target.service_url, delivery.channel)
        activity = await asyncio.to_thread(self._activity, delivery, card)
        if target.opens_thread:
            address = await self._connector.open_thread(
                target.service_url, self._bot, target.conversation, activity
            )
        else:
            address = await self._connector.send(target.service_url, target.conversation, activity)
        self._seen.note(delivery.key, address, card)
        return str(address)

    def _activity(self, delivery: Delivery, card: Card) -> dict[str, Any]:
        made = file_of(self._desk, delivery)
        if made is not None and card.file is not None:
            return offer(card, card.file, made)
        return message(card, Frame(key=delivery.key, asides=self._asides, mark=delivery.again))

    def _target(self, delivery: Delivery) -> _Target | None:
        if delivery.staff_id is not None:
            reference = self._people.reference(delivery.staff_id)
            return _Target(reference.service_url, reference.id) if reference else None
        channel = self._channels.conversation(delivery.channel)
        if channel is None:
            return None
        root = Address.read(delivery.thread_id)
        if root is not None:
            return _Target(self._service_url, root.conversation)
        return _Target(self._service_url, channel, opens_thread=True)

    async def _standing(self, delivery: Delivery) -> tuple[Address, str]:
        address = Address.read(delivery.platform_id)
        if address is None:
            raise DeliveryFailed("no_address", permanent=True)
        if delivery.staff_id is None:
            return address, self._service_url
        reference = await asyncio.to_thread(self._people.reference, delivery.staff_id)
        return address, reference.service_url if reference else self._service_url
