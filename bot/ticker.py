"""The ticker: once a minute it asks the database what is due by the injected clock. It remembers nothing.

APScheduler keeps the beat and no more (DESIGN.md, "a ticker and nothing more").
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.delivery import Courier
from bot.intake import EventIntake
from bot.log import describe
from handlers import undelivered
from storage.calendar import calendars
from storage.database import Database
from storage.tables import School, SchoolMorning
from storage.zone import STOCKHOLM

TICK_SECONDS = 60
SWEEP_SECONDS = 5
"""How soon what another process committed (the command line's `morning`) is delivered."""
REST_AFTER_FAULT = timedelta(minutes=15)

RunMorning = Callable[[datetime, date], object]
"""Does the morning of a date for every school (`handlers.morning.run`)."""

log = structlog.get_logger()


class Ticker:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        morning_at: time,
        run_morning: RunMorning,
        intake: EventIntake,
        courier: Courier,
    ) -> None:
        self._database = database
        self._clock = clock
        self._morning_at = morning_at
        self._run_morning = run_morning
        self._intake = intake
        self._courier = courier
        self._resting_until: datetime | None = None
        self._scheduler = AsyncIOScheduler(timezone=STOCKHOLM)

    def start(self) -> None:
        beat = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, **beat)
        self._scheduler.add_job(self._courier.wake, "interval", seconds=SWEEP_SECONDS, **beat)
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Does what is due now. A database that is away is met again at the next tick."""
        try:
            await self._intake.take_up()
            if await asyncio.to_thread(undelivered.tell, self._database, self._clock.now()):
                self._courier.wake()
            if await asyncio.to_thread(self._morning_is_due):
                await self._do_morning()
        except SQLAlchemyError as error:
            log.error("tick_failed", **describe(error))

    async def _do_morning(self) -> None:
        now = self._clock.now()
        [outcome] = await asyncio.gather(
            asyncio.to_thread(self._run_morning, now, now.date()), return_exceptions=True
        )
        if isinstance(outcome, BaseException):
            self._resting_until = now + REST_AFTER_FAULT
            log.error("morning_failed", on=now.date().isoformat(), **describe(outcome))
        self._courier.wake()

    def _morning_is_due(self) -> bool:
        """From the set time and the whole day: so a bot that was down this morning catches up."""
        now = self._clock.now()
        if now.time() < self._morning_at or (self._resting_until and now < self._resting_until):
            return False
        with self._database.reading() as session:
            return bool(schools_waiting(session, now.date()))


def schools_waiting(session: Session, today: date) -> list[int]:
    """Schools that have a school day today and whose morning has not been done. None when a later
    morning has been: mornings go forward only."""
    done = {
        morning.school_id: morning.on
        for morning in session.exec(select(SchoolMorning).where(col(SchoolMorning.on) >= today))
    }
    if any(on > today for on in done.values()):
        return []
    ids = [school for school in session.exec(select(School.id)) if school is not None and school not in done]
    days = calendars(session, ids)
    return [school for school in ids if days[school].is_school_day(today)]
