"""A small school whose people are the playground's, and a bot for it in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlmodel import SQLModel

from bot.app import App, build
from bot.clock import SetClock
from bot.log import configure_log
from bot.server import serve
from bot.settings import Settings
from handlers.morning.run import run
from handlers.vocabulary import Event, Place
from storage.database import open_database
from storage.zone import STOCKHOLM
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.world import MONDAY, World
from tests.teams.playground.program import SERVICE_URL

ME = "anna"
OTHERS = ["eva", "rut", "ebba", "elsa", "ulf"]
TUESDAY_MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=STOCKHOLM)
BOT_PORT = 8613


@dataclass
class School:
    world: World
    app: App
    clock: SetClock
    loop: asyncio.AbstractEventLoop

    def morning(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        self.world.now = moment
        run(self.world.database, self.world.plans, now=moment, on=moment.date())
        self.wake()

    def raises(self, pupil: str) -> None:
        """The mentor moves the case up a step, as by the button and its form."""
        staff, case = self.world.staff(ME), self.world.case(pupil).id
        event = Event(
            f"raise-{case}",
            "form",
            staff,
            Place(staff=staff),
            action="raise",
            value=str(case),
            fields={"reason": "Vi behöver göra mer."},
        )
        asyncio.run_coroutine_threadsafe(self.app.intake.take("teams", event), self.loop).result(60)

    def count(self, table: type[SQLModel]) -> int:
        return self.world.count(table)

    def wake(self) -> None:
        self.loop.call_soon_threadsafe(self.app.courier.wake)


@contextmanager
def school(folder: Path) -> Iterator[School]:
    key = Fernet.generate_key().decode()
    database = open_database(f"sqlite:///{folder / 'narvarolots.db'}", [key])
    clock = SetClock(TUESDAY_MORNING.replace(hour=6))
    world = World(database, folder, clock.now())
    fill(world)
    settings = Settings(
        TEAMS_UNAUTHENTICATED="1",
        TEAMS_SERVICE_URL=SERVICE_URL,
        NARVAROLOTS_DATA=str(folder),
        NARVAROLOTS_PORT=str(BOT_PORT),
    )
    configure_log((folder / "bot.log").open("w"))
    app = build(settings, clock, database)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(app, loop), daemon=True)
    thread.start()
    yield School(world, app, clock, loop)


def _run(app: App, loop: asyncio.AbstractEventLoop) -> None:
    """A thread cannot listen to signals, and here nobody sends any."""
    asyncio.set_event_loop(loop)
    loop.add_signal_handler = lambda *_: None  # type: ignore[method-assign, assignment]
    loop.run_until_complete(serve(app))


def fill(world: World) -> None:
    adults = (
        Adult("anna", "mentor eht"),
        Adult("eva", "eht"),
        Adult("rut", "rektor"),
        *(Adult(short, "eht") for short in OTHERS[2:]),
    )
    children = (Child("E1", "Alva", "Lindgren", "anna"), Child("E2", "Bilal", "Hassan", "anna"))
    world.take_in(Files(adults=adults, children=children))
    world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY, start="10:20"))
