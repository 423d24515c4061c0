"""The composition root: the one place where everything is put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import FastAPI

from bot.calendar_files import calendar_router
from bot.clock import Clock
from bot.delivery import Courier
from bot.documents.desk import Desk
from bot.documents.files import Looks
from bot.documents.web import documents_router
from bot.intake import Capabilities, EventIntake
from bot.keys import encryption_keys
from bot.metrics import metrics_router
from bot.refresher import Refresher
from bot.reports.web import ReportDesk, reports_router
from bot.services import Installed, Services
from bot.settings import Problem, Settings, SettingsError, missing
from bot.ticker import Ticker
from bot.web import build_web
from content.loader import PlanLibrary
from handlers import dispatch, outgoing
from handlers.ask import talking
from handlers.morning.run import run as run_morning
from handlers.plans import Plans
from handlers.training import usable
from storage.database import Database, open_database

if TYPE_CHECKING:
    from bot.platforms.local.demo import DemoControls

log = structlog.get_logger()
LAST_MOMENTS = 10.0
"""Seconds that what is under way gets when the bot stops."""


@dataclass(frozen=True)
class App:
    settings: Settings
    clock: Clock
    database: Database
    plans: Plans
    intake: EventIntake
    courier: Courier
    refresher: Refresher
    ticker: Ticker
    platforms: tuple[Installed, ...]
    web: FastAPI

    @asynccontextmanager
    async def running(self) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Takes up what a crash left, then delivers, ticks and listens until the block ends.

        Gives the background's tasks: one that ends by itself has failed."""
        await self.intake.take_up(starting=True)
        warming = asyncio.create_task(asyncio.to_thread(talking.warm, self.plans))
        background = [asyncio.create_task(self.courier.run()), asyncio.create_task(self.refresher.run())]
        background += [
            asyncio.create_task(_after(warming, p.run)) for p in self.platforms if p.run is not None
        ]
        self.ticker.start()
        try:
            yield background
        finally:
            self.ticker.stop()
            self.close_platforms()
            for task in background:
                task.cancel()
            await asyncio.wait(
                [*background, warming, asyncio.create_task(self.courier.finish())], timeout=LAST_MOMENTS
            )

    def close_platforms(self) -> None:
        for installed in self.platforms:
            installed.close()


async def _after(warming: asyncio.Task[None], run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The first question would otherwise keep the database to itself while the index of answers is built."""
    await asyncio.wait({warming})
    await run()


def build(
    settings: Settings, clock: Clock, database: Database | None = None, demo: DemoControls | None = None
) -> App:
    """Raises SettingsError, StorageError, ContentError or Refusal, in Swedish, when something is not as it
    must be."""
    if problems := missing(settings):
        raise SettingsError(problems)
    plans = Plans(
        PlanLibrary(), settings.plan, training=settings.training, names_for_eht=settings.names_for_eht
    )
    usable(plans, [settings.plan], clock.now().date())
    _tell_of_left_out(plans)
    database = database or open_database(settings.database_url, encryption_keys(settings))
    awake = asyncio.Event()
    can = Capabilities(dispatch.handle, dispatch.leaves_no_trace, outgoing.enqueue)
    refresher = Refresher(database, clock, plans, awake.set)

    def something_was_done() -> None:
        awake.set()
        refresher.wake()

    intake = EventIntake(
        database, clock, plans, can, something_was_done, settings.address, files=settings.files
    )
    desk = Desk(database, clock, plans, Looks(settings.logo))
    platforms = _install(Services(settings, clock, database, intake, awake.set, desk), demo)
    if not platforms:
        raise SettingsError([_NOWHERE])
    lanes = {one.platform.name: one.lanes for one in platforms if one.lanes is not None}
    courier = Courier(database, clock, [one.platform for one in platforms], awake, lanes=lanes)
    ticker = Ticker(
        database,
        clock,
        settings.morning,
        lambda now, on: run_morning(database, plans, now=now, on=on),
        intake,
        courier,
    )
    measures = metrics_router(database, clock, to_everyone=settings.metrics)
    routers = [installed.router for installed in platforms if installed.router]
    meetings = calendar_router(database, clock, plans)
    reports = reports_router(ReportDesk(database, clock, plans, settings.logo))
    web = build_web(database, [measures, documents_router(desk), reports, meetings, *routers])
    return App(settings, clock, database, plans, intake, courier, refresher, ticker, platforms, web)


def _tell_of_left_out(plans: Plans) -> None:
    """An edition with faults is not used; whoever reads the log is to know that somebody has to mend it."""
    for finding in plans.library.editions(plans.default).left_out:
        log.warning("edition_left_out", plan=plans.default, file=finding.file, line=finding.line)


_NOWHERE = Problem(
    "NARVAROLOTS_HOST",
    "Boten har ingenstans att visa sig: varken Slack eller Teams är inställt.",
    "Sätt det som Slack eller Teams behöver, eller NARVAROLOTS_HOST till 127.0.0.1 för den lokala chatten.",
)


def _install(services: Services, demo: DemoControls | None) -> tuple[Installed, ...]:
    """The platforms that have their settings. A package is imported only when it is used.

    The local chat asks nobody who they are: only on this machine, and never beside a real platform."""
    settings = services.settings
    found = []
    if settings.on_loopback and not (settings.uses_slack or settings.uses_teams):
        from bot.platforms.local import LocalPlatform, local_router

        local = LocalPlatform(services.database, services.clock, services.intake, services.desk)
        found.append(Installed(local, local_router(local, demo, home=True), close=local.close))
    if settings.uses_slack:
        from bot.platforms.slack import install as install_slack

        found.append(install_slack(services))
    if settings.uses_teams:
        from bot.platforms.teams import install

        found.append(install(services))
    return tuple(found)
