"""What most commands begin with: the settings, the database, the plans, and whose name stands in the log."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, SystemClock
from bot.keys import encryption_keys
from bot.settings import Problem, Settings, SettingsError, expected, load_settings
from content.loader import PlanLibrary
from handlers.context import Actor, Context
from handlers.morning.refresh import catch_up
from handlers.plans import Plans
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.faults import fault


@dataclass(frozen=True)
class Opened:
    settings: Settings
    clock: Clock
    database: Database
    plans: Plans

    @contextmanager
    def writing(self) -> Iterator[Context]:
        """One transaction as the command line's user, and what follows of it."""
        with self.database.writing() as session:
            actor = Actor(label=f"cli:{user()}")
            yield Context(session, self.clock.now(), self.plans, actor)
        catch_up(self.database, self.plans, self.clock.now())


@contextmanager
def opened() -> Iterator[Opened]:
    """Raises SettingsError, StorageError or ContentError in Swedish, also for what happens to the database
    while the block is at work."""
    settings = load_settings()
    _refuse_memory(settings)
    plans = Plans(_library_with(settings.plan), settings.plan, names_for_eht=settings.names_for_eht)
    database = open_database(settings.database_url, encryption_keys(settings))
    try:
        yield Opened(settings, SystemClock(), database, plans)
    except DBAPIError as error:
        raise StorageError(fault(error, database.engine.url)) from error
    finally:
        database.close()


def _library_with(plan: str) -> PlanLibrary:
    library = PlanLibrary()
    if plan not in library.ids():
        cure = f"Sätt NARVAROLOTS_PLAN till en av dem som finns: {', '.join(library.ids())}."
        raise SettingsError([Problem("NARVAROLOTS_PLAN", f"Det finns ingen plan som heter {plan}.", cure)])
    library.get(plan)
    return library


def _refuse_memory(settings: Settings) -> None:
    """A database that is gone when the command ends would look like work that was done."""
    if settings.database_url.rstrip("/") in ("sqlite:", "sqlite:///:memory:"):
        cure = f"Väntat: {expected('DATABASE_URL')}"
        raise SettingsError(
            [Problem("DATABASE_URL", "Databasen saknar fil och skulle genast glömmas.", cure)]
        )


def user() -> str:
    """The operating system's name of whoever runs the command; "okänd" where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "okänd"
