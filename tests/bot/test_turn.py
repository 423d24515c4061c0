"""Whose turn it is to write: nobody waits for somebody who came later, and a press waits for one at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from storage.turn import Turn

PATIENCE = 60.0


class Line:
    """People who wait for their turn, each in a thread; `came` is the order in which they got it."""

    def __init__(self) -> None:
        self.turn = Turn()
        self.came: list[str] = []
        self._threads: list[threading.Thread] = []

    def joins(self, name: str, *, hurried: bool = False) -> None:
        """Returns when the newcomer stands in the line."""
        thread = threading.Thread(target=self._take, args=(name, hurried))
        self._threads.append(thread)
        thread.start()
        while self._waiting() < len(self._threads):
            thread.join(0.001)

    def _take(self, name: str, hurried: bool) -> None:
        with self.turn.taken(hurried=hurried):
            self.came.append(name)

    def _waiting(self) -> int:
        return len(self.turn._hurried) + len(self.turn._others)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Somebody has the turn; when they let go, everybody in the line gets theirs."""
        with self.turn.taken():
            yield
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def test_everybody_gets_their_turn_in_the_order_they_came() -> None:
    line = Line()
    with line.held():
        for name in ("first", "second", "third"):
            line.joins(name)
    assert line.came == ["first", "second", "third"]


def test_who_is_in_a_hurry_goes_before_those_who_are_not() -> None:
    line = Line()
    with line.held():
        line.joins("morning")
        line.joins("press", hurried=True)
        line.joins("delivery")
        line.joins("another press", hurried=True)
    assert line.came == ["press", "another press", "morning", "delivery"]


def test_who_takes_part_after_part_lets_others_in_between() -> None:
    line = Line()
    with line.turn.taken():
        line.joins("press")
    with line.turn.taken():
        line.came.append("next part")
    assert line.came == ["press", "next part"]


def test_a_fault_in_a_turn_passes_it_on() -> None:
    turn = Turn()
    for _ in range(2):
        try:
            with turn.taken():
                raise ValueError
        except ValueError:
            pass
    with turn.taken():
        pass
