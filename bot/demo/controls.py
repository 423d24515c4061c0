"""What moves the demo school's days: the night's file comes in, the clock goes on, the morning is run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, func, select

from bot.clock import SetClock
from bot.delivery import Courier
from bot.demo.absence import SchoolYear
from bot.demo.beginning import tasks
from bot.demo.days import CALENDAR, FIRST_DAY, morning_of
from bot.demo.files import write_absence
from handlers.morning.run import run
from handlers.plans import Plans
from storage.database import Database
from storage.ingest import import_files
from storage.tables import SchoolMorning, Staff

ONE_DAY = timedelta(days=1)


class DemoDays:
    """`bot.platforms.local.DemoControls` for the demo school. `courier` is set once the app is built."""

    def __init__(self, database: Database, plans: Plans, clock: SetClock, year: SchoolYear) -> None:
        self._database = database
        self._plans = plans
        self._clock = clock
        self._year = year
        self._hints = _hints(database, year)
        self.courier: Courier | None = None

    def today(self) -> date:
        return self._clock.now().date()

    def people(self) -> Mapping[int, str]:
        return self._hints

    async def next_school_day(self) -> None:
        """Returns when the new day's messages have been delivered."""
        today = self.today()
        tomorrow = CALENDAR.next_on_or_after(today + ONE_DAY)
        await asyncio.to_thread(take_in_nights, self._database, self._year, today, tomorrow)
        self._clock.move_to(morning_of(tomorrow))
        now = self._clock.now()
        await asyncio.to_thread(run, self._database, self._plans, now=now, on=tomorrow)
        if self.courier is not None:
            await self.courier.settle()


def take_in_nights(database: Database, year: SchoolYear, first: date, morning: date) -> None:
    """The exports of the nights from `first` to the one before `morning`, as one file."""
    rows = year.export(first, morning - ONE_DAY)
    if not rows:
        return
    with TemporaryDirectory() as folder:
        file = write_absence(rows, Path(folder))
        import_files(database, [file], now=morning_of(morning) - timedelta(hours=3))


def day_reached(database: Database) -> date:
    """The last morning done: where the visitor left."""
    with database.reading() as session:
        return session.exec(select(func.max(col(SchoolMorning.on)))).one() or FIRST_DAY


def _hints(database: Database, year: SchoolYear) -> dict[int, str]:
    told = tasks(database, year.school)
    with database.reading() as session:
        people = session.execute(select(col(Staff.id), col(Staff.email))).all()
    return {staff: told[email] for staff, email in people if email in told}
