"""What the tests share: databases of both kinds, keys, and a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings

from storage.database import Database, open_database
from tests.browser import NoBrowser, find_chromium
from tests.postgres import PostgresDatabases, running_postgres

BOTH = ("sqlite", "postgres")
OURS = ("DATABASE_URL", "NARVAROLOTS_", "SLACK_", "TEAMS_")

# What is set on the developer's machine must not reach a test, least of all a real token.
for name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[name]

# How long an example takes says more about who else uses the machine than about the code.
settings.register_profile("narvarolots", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("narvarolots")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium that starts. Without one the test fails, naming what is missing; it never skips."""
    try:
        return find_chromium()
    except NoBrowser as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture(scope="session")
def encryption_keys() -> list[str]:
    """One key for the whole run, as NARVAROLOTS_KEYS would hold it."""
    return [Fernet.generate_key().decode()]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    """A real PostgreSQL server, started when the first test asks for it."""
    with running_postgres() as databases:
        yield databases


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'narvarolots.db'}"


@pytest.fixture
def postgres_url(postgres: PostgresDatabases) -> Iterator[str]:
    """The address of an empty PostgreSQL database of the test's own."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once of each kind: the test runs twice."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, encryption_keys: list[str]) -> Path:
    """A database file with every table and no rows. Migrating takes longer than copying."""
    path = tmp_path_factory.mktemp("template") / "narvarolots.db"
    open_database(f"sqlite:///{path}", encryption_keys).close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresDatabases, encryption_keys: list[str]) -> str:
    """The name of a PostgreSQL database with every table and no rows."""
    name = postgres.create()
    open_database(postgres.url(name), encryption_keys).close()
    return name


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_template: Path, encryption_keys: list[str]) -> Iterator[Database]:
    """An open, empty SQLite database: for tests in which the kind of database does not matter."""
    path = tmp_path / "narvarolots.db"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", encryption_keys)
    yield database
    database.close()


@pytest.fixture
def postgres_database(
    postgres: PostgresDatabases, postgres_template: str, encryption_keys: list[str]
) -> Iterator[Database]:
    """An open, empty PostgreSQL database of the test's own."""
    name = postgres.create(template=postgres_template)
    database = open_database(postgres.url(name), encryption_keys)
    yield database
    database.close()
    postgres.drop(name)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> Database:
    """An open, empty database, once of each kind: the test runs twice."""
    opened = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(opened, Database)
    return opened
