"""An outbox with people to write to, a clock that stands still, and platforms that remember."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlmodel import col, func, select

from bot.clock import SetClock
from bot.delivery import Courier
from bot.platforms.base import Platform
from handlers.outgoing import enqueue
from handlers.vocabulary import Delete, Later, Place, Post, Update
from storage.database import Database
from storage.tables import Outbox, Staff
from storage.zone import STOCKHOLM
from tests.fakes import FakePlatform, card

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=STOCKHOLM)


def add_staff(database: Database, count: int, mark: str = "first") -> list[int]:
    """Invented people; gives their ids."""
    with database.writing() as session:
        people = [
            Staff(email_hash=f"{mark}-{number}", email=f"p{number}@skola.example", name=f"Person {number}")
            for number in range(count)
        ]
        session.add_all(people)
        session.flush()
        return [person.id or 0 for person in people]


@dataclass
class Office:
    database: Database
    people: list[int]
    clock: SetClock = field(default_factory=lambda: SetClock(MONDAY))
    platform: FakePlatform = field(default_factory=FakePlatform)

    def courier(self, *platforms: Platform) -> Courier:
        """A new one, as after a restart."""
        return Courier(self.database, self.clock, platforms or (self.platform,), chance=Random(7))

    async def deliver(self) -> None:
        await self.courier().settle()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Courier]:
        """A courier that delivers by itself; what it has begun is finished at the end."""
        courier = self.courier()
        running = asyncio.create_task(courier.run())
        try:
            yield courier
        finally:
            running.cancel()
            await courier.finish()

    def wait(self, **time: float) -> None:
        self.clock.move_to(self.clock.now() + timedelta(**time))

    def post(self, key: str, person: int = 0, *, thread: str = "", channel: str = "") -> None:
        staff = None if channel else self.people[person]
        self.commit([Post(key, Place(staff, channel, thread), card(f"{key} 1"))])

    def update(self, key: str, text: str) -> None:
        self.commit([Update(key, card(text))])

    def delete(self, key: str) -> None:
        self.commit([Delete(key)])

    def commit(self, later: Sequence[Later]) -> None:
        with self.database.writing() as session:
            enqueue(session, later, self.clock.now())

    def rows(self, key: str = "") -> list[Outbox]:
        """The outbox, oldest first; of one message or all."""
        with self.database.reading() as session:
            chosen = select(Outbox).order_by(col(Outbox.id))
            rows = list(session.exec(chosen.where(Outbox.key == key) if key else chosen))
            session.expunge_all()
            return rows

    def row(self, key: str) -> Outbox:
        [row] = self.rows(key)
        return row

    def states(self) -> list[str]:
        """Without opening a card."""
        with self.database.reading() as session:
            return list(session.exec(select(Outbox.state).order_by(col(Outbox.id))))

    def count(self, state: str) -> int:
        with self.database.reading() as session:
            return session.exec(select(func.count()).where(Outbox.state == state)).one()
