"""Writing much without making anybody wait: short transactions with a pause between them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from storage.database import Database

PAUSE = 0.025
Step = Callable[[Session], int]
"""A small piece of writing, some ten milliseconds at most. Gives the number of rows it touched."""


@dataclass
class PacedWriter:
    """Runs steps in transactions that each end as soon as `longest` seconds have gone.

    SQLite lets those who wait for the write lock look anew after 1, 2, 5, 10, 15, 20, 25 … milliseconds
    at first, and ever more seldom: a pause of 25 milliseconds within their first tenth of a second is
    what they surely find. What is worked out between two transactions is part of the pause.
    """

    database: Database
    longest: float = 0.06
    pause: float = PAUSE
    _freed: float = -math.inf
    """When the lock was last let go, by the monotonic clock."""

    def run(self, steps: Iterable[Step]) -> int:
        """The number of rows touched in all. An interruption leaves whole transactions only."""
        touched = 0
        waiting = iter(steps)
        step = next(waiting, None)
        while step is not None:
            time.sleep(max(0.0, self._freed + self.pause - time.monotonic()))
            with self.database.writing() as session:
                began = time.monotonic()
                while step is not None and time.monotonic() - began < self.longest:
                    touched += step(session)
                    step = next(waiting, None)
            self._freed = time.monotonic()
        return touched
