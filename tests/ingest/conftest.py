"""What the tests of files share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest

from storage.database import Database, open_database
from tests.ingest.applying import Importer, Opened
from tests.postgres import PostgresDatabases


@pytest.fixture
def importing(database: Database, tmp_path: Path) -> Importer:
    """Imports into an empty database, once of each kind."""
    return Importer(database, tmp_path)


@pytest.fixture(scope="session")
def fresh_sqlite(sqlite_template: Path, encryption_keys: list[str]) -> Opened:
    """Opens an empty database for each example."""

    @contextmanager
    def opened() -> Iterator[Importer]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "narvarolots.db"
            copy(sqlite_template, path)
            database = open_database(f"sqlite:///{path}", encryption_keys)
            yield Importer(database, Path(folder))
            database.close()

    return opened


@pytest.fixture(scope="session")
def fresh_postgres(postgres: PostgresDatabases, postgres_template: str, encryption_keys: list[str]) -> Opened:
    @contextmanager
    def opened() -> Iterator[Importer]:
        name = postgres.create(template=postgres_template)
        database = open_database(postgres.url(name), encryption_keys)
        with TemporaryDirectory() as folder:
            yield Importer(database, Path(folder))
        database.close()
        postgres.drop(name)

    return opened
