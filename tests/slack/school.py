"""A small school in Slack: the bot runs in a thread, Slack's stand-in in another, and people press."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from sqlmodel import SQLModel, func, select

from bot.app import App, build
from bot.platforms.identities import Identities
from bot.platforms.slack.app import EVENTS
from bot.settings import Settings
from handlers.morning.run import run as run_morning
from handlers.outgoing import enqueue
from handlers.vocabulary import Later
from storage.database import Database
from storage.tables import Outbox
from tests.handlers.files import Files
from tests.handlers.world import TUESDAY, World
from tests.slack.standin import Human, StandIn

PATIENCE = 90.0


@dataclass
class RunningClock:
    """Goes on from a moment, as a clock does: what is to be tried again in two seconds is."""

    start: datetime
    _since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self._since)


class Bot:
    """A running bot. `stop` is what an ordinary end is; the database stays."""

    def __init__(self, settings: Settings, database: Database, clock: RunningClock) -> None:
        self.settings = settings
        self._database = database
        self._clock = clock
        self._ready = threading.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)
        self.app: App
        self.port = 0

    def start(self) -> Bot:
        self._thread.start()
        assert self._ready.wait(PATIENCE), "the bot does not start"
        if self._fault:
            raise self._fault
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the bot does not stop"

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self.app.courier.wake)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{EVENTS}"

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as fault:
            self._fault = fault
            raise
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        self.app = build(self.settings, self._clock, self._database)
        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        config = uvicorn.Config(self.app.web, log_config=None, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        server.capture_signals = _no_signals  # type: ignore[method-assign]
        async with self.app.running():
            serving = asyncio.create_task(server.serve(sockets=[door]))
            self._ready.set()
            await self._ending.wait()
            server.should_exit = True
            await serving


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


@dataclass
class SlackSchool:
    """`http`: signed requests instead of Socket Mode."""

    world: World
    slack: StandIn
    settings: Settings
    http: bool = False
    bots: list[Bot] = field(default_factory=list)

    @property
    def bot(self) -> Bot:
        return self.bots[-1]

    def start(self) -> Bot:
        """Starts the bot, and waits until Slack can reach it."""
        clock = RunningClock(self.world.now)
        self.bots.append(Bot(self.settings, self.world.database, clock).start())
        if self.http:
            self.slack.deliver_to(self.bot.address)
        else:
            self.slack.wait_for_app()
        return self.bot

    def stop(self) -> None:
        while self.bots:
            self.bots.pop().stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def person(self, short: str) -> Human:
        return self.slack.person(f"{short}@skola.example")

    def take_in(self, files: Files) -> None:
        self.world.take_in(files)

    def morning(self) -> None:
        """Tuesday's morning is written; the bot delivers it."""
        self.world.at(TUESDAY)
        run_morning(self.world.database, self.world.plans, now=self.world.now, on=TUESDAY)
        self.bot.wake()

    def say(self, *later: Later) -> None:
        """Something from a handler, whatever it is."""
        with self.world.database.writing() as session:
            enqueue(session, later, self.world.now)
        self.bot.wake()

    def outbox(self, key: str = "") -> list[Outbox]:
        rows = self.world.rows(Outbox)
        return [row for row in rows if row.key == key] if key else rows

    def until_known(self) -> None:
        """Until everybody on the roster has been found in Slack."""
        self.until(lambda: not Identities(self.world.database, "slack").not_reached())

    def until(self, holds: Callable[[], bool]) -> None:
        """What Slack tells is acknowledged first, and done after that."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, "it never came to be"
            time.sleep(0.05)

    def until_sent(self, patience: float = PATIENCE) -> None:
        """Until nothing waits."""
        end = time.monotonic() + patience
        while any(row.state in ("created", "sending") for row in self.outbox()):
            assert time.monotonic() < end, [(row.key, row.state, row.error) for row in self.outbox()]
            time.sleep(0.05)

    def count(self, table: type[SQLModel]) -> int:
        with self.world.database.reading() as session:
            return session.exec(select(func.count()).select_from(table)).one()


@contextmanager
def slack_school(
    database: Database, folder: Path, slack: StandIn, settings: Settings, *, http: bool = False
) -> Iterator[SlackSchool]:
    school = SlackSchool(World(database, folder), slack, settings, http)
    try:
        yield school
    finally:
        school.stop()
