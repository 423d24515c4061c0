"""The refresher in its loop: woken by a press, and quiet about what it cannot do."""

import asyncio
from contextlib import suppress

import pytest

from bot.clock import SetClock
from bot.refresher import Refresher
from content.loader import PlanLibrary
from handlers.plans import Plans
from storage.database import Database
from storage.tables import School, StaleMessages
from tests.bot.office import MONDAY

pytestmark = pytest.mark.anyio


async def test_what_is_stale_is_dealt_with_when_it_is_woken(sqlite_database: Database) -> None:
    delivered = asyncio.Event()
    refresher = Refresher(sqlite_database, SetClock(MONDAY), Plans(PlanLibrary(), "danderyd"), delivered.set)
    running = asyncio.create_task(refresher.run())
    with sqlite_database.writing() as session:
        session.add(School(name="Provskolan"))
        session.flush()
        session.add(StaleMessages(school_id=1, pupil_id=7))
    refresher.wake()
    await asyncio.wait_for(delivered.wait(), timeout=30)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    with sqlite_database.reading() as session:
        assert session.get(StaleMessages, 1) is None


async def test_a_database_that_does_not_answer_ends_nothing(sqlite_database: Database) -> None:
    """Such as one without its table: the fault is logged, and the loop goes on."""
    refresher = Refresher(sqlite_database, SetClock(MONDAY), Plans(PlanLibrary(), "danderyd"), lambda: None)
    with sqlite_database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE stale_messages")
    await refresher.catch_up()
