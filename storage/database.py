"""Opening the database: SQLite in a file by default, PostgreSQL by address, the same code on both."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session

from storage.errors import StorageError
from storage.faults import fault
from storage.migrate import upgrade
from storage.tables import HashKey
from storage.turn import Turn
from storage.vault import Vault, attach_vault

BUSY_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_S = 15
"""How long a PostgreSQL server that does not answer is waited for."""


@dataclass(frozen=True)
class Database:
    """An open database. `reading` sees one moment throughout; `writing` commits when its block ends."""

    engine: Engine
    vault: Vault
    _turn: Turn = field(default_factory=Turn, repr=False, compare=False)
    """SQLite has one writer at a time, and lets those who wait look anew more and more seldom. So the threads
    of one process stand in a line of their own: only the first of them waits for other processes."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._session(write=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self, *, hurried: bool = False) -> Iterator[Session]:
        """One write transaction. Keep it under half a second: somebody's click waits behind it.

        `hurried`: goes before the others in line. For a few milliseconds' work that somebody waits for."""
        alone = self._turn.taken(hurried=hurried) if self.engine.dialect.name == "sqlite" else nullcontext()
        with alone, self._session(write=True) as session:
            yield session
            session.commit()

    @contextmanager
    def _session(self, *, write: bool) -> Iterator[Session]:
        options: dict[str, Any] = {"write": write}
        if not write and self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        with self.engine.connect() as connection:
            connection.execution_options(**options)
            with Session(connection, expire_on_commit=False) as session:
                yield session

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str, keys: Sequence[str]) -> Database:
    """Opens (and where needed creates and upgrades) the database at an SQLAlchemy address.

    Raises StorageError when it cannot be reached, or when no key fits what it holds.
    """
    vault = Vault(keys)
    engine = _engine(url)
    attach_vault(engine.dialect, vault)
    try:
        upgrade(engine)
        database = Database(engine, vault)
        _load_hash_key(database)
    except DBAPIError as error:
        engine.dispose()
        raise StorageError(fault(error, engine.url)) from error
    except StorageError:
        engine.dispose()
        raise
    return database


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "DATABASE_URL går inte att läsa. Exempel: sqlite:///data/narvarolots.db"
        ) from error
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    driver = drivers.get(address.get_backend_name())
    if driver is None:
        raise StorageError("DATABASE_URL måste börja med sqlite:// eller postgresql://")
    address = address.set(drivername=driver)
    if address.get_backend_name() == "sqlite" and address.database:
        _make_folder(Path(address.database).parent)
    engine = create_engine(address, **_options(address))
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _options(address: URL) -> dict[str, Any]:
    if address.get_backend_name() == "sqlite":
        return {}
    patience = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_TIMEOUT_S}
    return {"pool_pre_ping": True, "connect_args": patience}


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"Mappen {folder} går inte att skapa. Kontrollera DATABASE_URL och NARVAROLOTS_DATA, "
            "och att du får skriva där."
        ) from error


def _prepare_sqlite(engine: Engine) -> None:
    """The driver's own transactions are turned off: ours begin as the session asks for."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "wal_autocheckpoint=8000",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _load_hash_key(database: Database) -> None:
    with database.writing() as session:
        row = session.get(HashKey, 1)
        if row is None:
            row = HashKey(id=1, key=secrets.token_hex(32))
            session.add(row)
            session.flush()
        database.vault.use_hash_key(row.key)
