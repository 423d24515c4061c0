"""Whether a channel's members are only those whom its messages may be read by. Asked before every post:
people are added to a team without the bot being told in time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sqlmodel import Session, col, or_, select

from bot.platforms.base import DeliveryFailed
from bot.platforms.channels import PlatformChannels
from bot.platforms.teams.connector import Connector, Member
from bot.platforms.teams.people import People
from storage.database import Database
from storage.tables import School, StaffRole

TOO_WIDE = "channel_too_wide"
READERS = {
    "eht": frozenset({"eht", "rektor"}),
    "rektor": frozenset({"rektor"}),
    "unit": frozenset({"authority", "eht", "rektor"}),
}
"""Kind of channel → roles that may read it, at its own school."""


class Membership:
    def __init__(
        self, database: Database, connector: Connector, channels: PlatformChannels, people: People
    ) -> None:
        self._database = database
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

    def _fits_a_school(self, members: list[Member]) -> bool:
        with self._database.reading() as session:
            schools = session.exec(select(School.id)).all()
        return any(self.all_may_read(f"eht:{school}", members) for school in schools)

    async def check(self, service_url: str, channel: str) -> None:
        """Raises DeliveryFailed for a channel that is wider than it may be."""
        conversation = await asyncio.to_thread(self._channels.conversation, channel)
        members = await self._connector.members(service_url, conversation or "")
        if not await asyncio.to_thread(self.all_may_read, channel, members):
            raise DeliveryFailed(TOO_WIDE, permanent=True)

    def all_may_read(self, channel: str, members: Iterable[Member]) -> bool:
        """Guests and strangers may not. For a worker thread."""
        kind, _, school = channel.partition(":")
        roles = READERS.get(kind, frozenset())
        with self._database.reading() as session:
            may = _readers(session, roles, int(school) if school.isdigit() else 0)
        return all(not member.is_guest and self._staff(member) in may for member in members)

    def _staff(self, member: Member) -> int | None:
        return self._people.identities.staff_with(member.addresses)


def _readers(session: Session, roles: Iterable[str], school: int) -> set[int]:
    held = select(StaffRole.staff_id).where(
        col(StaffRole.role).in_(roles),
        or_(col(StaffRole.school_id) == school, col(StaffRole.school_id).is_(None)),
    )
    return set(session.exec(held))
