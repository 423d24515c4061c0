"""Who somebody in Teams is in the school, and the conversation that we have with each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from pydantic import BaseModel, ValidationError

from bot.clock import Clock
from bot.log import describe
from bot.platforms.base import DeliveryFailed
from bot.platforms.identities import Identities, Identity
from bot.platforms.teams.activity import Activity
from bot.platforms.teams.connector import Connector, Member
from bot.prompt import promptly
from storage.database import Database

CHECKED_AGAIN = timedelta(days=1)
"""How long it is taken for true that an account is a certain person's."""


LONGEST_LOOK = 1.0
"""Seconds that somebody known waits to be looked at again."""

log = structlog.get_logger()


class Reference(BaseModel):
    """A personal conversation, as it is kept (sealed) in `PlatformIdentity.conversation`."""

    service_url: str
    id: str


def read_reference(text: str | None) -> Reference | None:
    try:
        return Reference.model_validate_json(text) if text else None
    except ValidationError:
        return None


class People:
    """`wake`: called in the event loop when somebody can be written to who could not before."""

    def __init__(
        self, database: Database, connector: Connector, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self.identities = Identities(database, "teams")
        self._connector = connector
        self._clock = clock
        self._wake = wake
        self._asking: set[asyncio.Task[Identity | None]] = set()

    def now(self) -> datetime:
        return self._clock.now()

    async def recognise(self, activity: Activity) -> int | None:
        """The sender's `Staff.id`, by the connector's own member record. None: a guest, another app, or
        somebody whom the school has not named.

        From a personal conversation the person can be written to from now on."""
        if not activity.user_ref or activity.sender.id == activity.recipient.id:
            return None
        identity = await promptly(self.identities.of_user, activity.user_ref)
        if identity is None or self._clock.now() - identity.checked_at > CHECKED_AGAIN:
            identity = await self._asked_in_time(activity, identity)
        if identity is None:
            return None
        if activity.personal:
            await self.opened(activity.user_ref, activity.service_url, activity.conversation.id)
        return identity.staff_id

    async def opened(self, user_ref: str, service_url: str, conversation: str) -> None:
        """The person has the app, and is written to in this conversation."""
        reference = Reference(service_url=service_url, id=conversation).model_dump_json()
        if await asyncio.to_thread(self.identities.opened, user_ref, reference):
            self._wake()

    async def closed(self, user_ref: str) -> None:
        """The person has removed the app."""
        await asyncio.to_thread(lambda: self.identities.closed(user_ref=user_ref))

    async def personal(self, staff_id: int, activity: Activity) -> Reference:
        """The person's own conversation; opened now if they have only met us in a team.

        Raises DeliveryFailed."""
        known = await asyncio.to_thread(self.reference, staff_id)
        if known is not None:
            return known
        tenant = next(iter(activity.tenants), "")
        conversation = await self._connector.open_personal(
            activity.service_url, activity.recipient.id, activity.sender.id, tenant
        )
        await self.opened(activity.user_ref, activity.service_url, conversation)
        return Reference(service_url=activity.service_url, id=conversation)

    def reference(self, staff_id: int) -> Reference | None:
        """For a worker thread."""
        identity = self.identities.of_staff(staff_id)
        return read_reference(identity.conversation) if identity else None

    async def _asked_in_time(self, activity: Activity, known: Identity | None) -> Identity | None:
        """A press must be answered: who is known is taken for who they were, when Teams takes its time."""
        asking = asyncio.create_task(self._asked_anew(activity, known))
        done, _ = await asyncio.wait({asking}, timeout=None if known is None else LONGEST_LOOK)
        if done:
            return asking.result()
        self._asking.add(asking)
        asking.add_done_callback(self._asked)
        return known

    def _asked(self, asking: asyncio.Task[Identity | None]) -> None:
        self._asking.discard(asking)
        if not asking.cancelled() and (error := asking.exception()) is not None:
            log.warning("look_failed", platform="teams", **describe(error))

    async def _asked_anew(self, activity: Activity, known: Identity | None) -> Identity | None:
        """Should the connector not answer, somebody known stays known."""
        try:
            member = await self._connector.member(
                activity.service_url, activity.conversation.id, activity.sender.id
            )
        except DeliveryFailed:
            return known
        addresses = member.addresses if member is not None and _is_ours(member, activity) else ()
        return await asyncio.to_thread(
            self.identities.recognise, activity.user_ref, addresses, self._clock.now()
        )


def _is_ours(member: Member, activity: Activity) -> bool:
    """Whether the record is the sender's own, and not a guest's."""
    same = not activity.sender.aad_object_id or member.user_ref == activity.sender.aad_object_id
    return same and not member.is_guest
