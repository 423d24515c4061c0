"""The refresher: right after a press, brings everybody else's messages up to date.

It remembers nothing: what is stale lies in the database, so a crash between the two loses nothing. Once a
minute it looks for what another process left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.log import describe
from handlers.morning.refresh import bring_up_to_date, stale_messages
from handlers.plans import Plans
from storage.database import Database

PAUSE = 0.1
"""Seconds after a press, so that what many do at once is written once."""
SWEEP_SECONDS = 60

log = structlog.get_logger()


class Refresher:
    """`delivers` is called after each commit that may have put something in the outbox."""

    def __init__(self, database: Database, clock: Clock, plans: Plans, delivers: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._plans = plans
        self._delivers = delivers
        self._awake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def wake(self) -> None:
        """Somebody may have done something in a case. Called in the event loop."""
        self._awake.set()

    async def run(self) -> None:
        """Until it is cancelled; what is stale then is found by the next to start."""
        while True:
            await self.catch_up()
            with suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._awake.wait()
            await asyncio.sleep(PAUSE)
            self._awake.clear()

    async def catch_up(self) -> None:
        """What cannot be written, or a database that is away, is met again at the next sweep."""
        async with self._one_at_a_time:
            try:
                waiting = await asyncio.to_thread(stale_messages, self._database)
            except SQLAlchemyError as error:
                log.error("refresh_away", **describe(error))
                return
            for stale in waiting:
                write = asyncio.to_thread(
                    bring_up_to_date, self._database, self._plans, stale, self._clock.now()
                )
                [fault] = await asyncio.gather(write, return_exceptions=True)
                if isinstance(fault, BaseException):
                    log.error("refresh_failed", count=len(stale.pupils), **describe(fault))
                self._delivers()
