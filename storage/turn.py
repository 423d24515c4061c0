"""Whose turn it is to write, among the threads of one process."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Turn:
    """One at a time, in the order they came; who is in a hurry goes before those who are not.

    A plain lock is won by whoever asks at the right moment: a thread that writes part after part would
    take it again and again, and the others would never have it."""

    def __init__(self) -> None:
        self._look = Lock()
        self._taken = False
        self._hurried: deque[Event] = deque()
        self._others: deque[Event] = deque()

    @contextmanager
    def taken(self, *, hurried: bool = False) -> Iterator[None]:
        self._wait(self._hurried if hurried else self._others)
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self, line: deque[Event]) -> None:
        with self._look:
            if not self._taken:
                self._taken = True
                return
            mine = Event()
            line.append(mine)
        try:
            mine.wait()
        except BaseException:
            # Interrupted: out of the line, or, if the turn came at that very moment, on to the next.
            self._leave(line, mine)
            raise

    def _leave(self, line: deque[Event], mine: Event) -> None:
        with self._look:
            if not mine.is_set():
                line.remove(mine)
                return
        self._pass_on()

    def _pass_on(self) -> None:
        with self._look:
            line = self._hurried or self._others
            if line:
                line.popleft().set()
            else:
                self._taken = False
