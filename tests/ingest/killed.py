"""An import that is killed, for the tests: run as a program of its own, it ends itself with SIGKILL when
its n:th transaction is about to be committed.

    python -m tests.ingest.killed ADDRESS KEY N FILE…
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from storage.database import Database, open_database
from storage.ingest import bulk, import_files, staging
from tests.ingest.applying import NOW


def in_small_steps() -> None:
    """So that a small file is written in many transactions, as a large one is."""
    staging._WEIGHT = 100
    bulk._ROWS_A_STEP = 30


class Killed(BaseException):
    """Stands for the end of the process, for a test that cannot spare its own."""


@dataclass(frozen=True, kw_only=True)
class Doomed(Database):
    """A database in whose transaction number `left`, from 1, `end` happens: all is written but the commit."""

    end: Callable[[], None]
    left: list[int]

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            yield session
            self.left[0] -= 1
            if self.left[0] == 0:
                self.end()


def doomed(database: Database, number: int, end: Callable[[], None]) -> Doomed:
    return Doomed(database.engine, database.vault, end=end, left=[number])


def kill_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def raise_killed() -> None:
    raise Killed


def main(address: str, key: str, number: str, *files: str) -> None:
    in_small_steps()
    database = doomed(open_database(address, [key]), int(number), kill_this_process)
    import_files(database, [Path(file) for file in files], now=NOW)
    print("not killed")


if __name__ == "__main__":
    main(*sys.argv[1:])
