"""What most commands begin with: the settings, the database, the plans, and whose name stands in the log."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, SystemClock
from bot.keys import encryption_keys
from bot.settings import Settings, load_settings
from content.loader import PlanLibrary
from handlers.context import Actor, Context
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
        """One transaction as the command line's user."""
        with self.database.writing() as session:
            actor = Actor(label=f"cli:{user()}")
            yield Context(session, self.clock.now(), self.plans, actor)


@contextmanager
def opened() -> Iterator[Opened]:
    """Raises SettingsError, StorageError or ContentError in Swedish, also for what happens to the database
    while the block is at work."""
    settings = load_settings()
    plans = Plans(PlanLibrary(), settings.plan)
    plans.library.get(settings.plan)
    database = open_database(settings.database_url, encryption_keys(settings))
    try:
        yield Opened(settings, SystemClock(), database, plans)
    except DBAPIError as error:
        raise StorageError(fault(error, database.engine.url)) from error
    finally:
        database.close()


def user() -> str:
    """The operating system's name of whoever runs the command; "okänd" where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "okänd"
