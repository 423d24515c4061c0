"""Async tests run on asyncio, which is what the bot runs on."""

import io
from collections.abc import Iterator

import pytest
import structlog

from bot.log import configure_log
from storage.database import Database
from tests.bot.office import Office, add_staff


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def office(database: Database) -> Office:
    """On SQLite and on PostgreSQL, with five people to write to."""
    return Office(database, add_staff(database, 5))


@pytest.fixture
def small_office(sqlite_database: Database) -> Office:
    """Where the kind of database does not matter."""
    return Office(sqlite_database, add_staff(sqlite_database, 5))


@pytest.fixture
def log_stream() -> Iterator[io.StringIO]:
    """The log as it is written, from our own code and from other packages."""
    stream = io.StringIO()
    configure_log(stream)
    yield stream
    structlog.reset_defaults()
