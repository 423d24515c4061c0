"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from storage.zone import STOCKHOLM


class Clock(Protocol):
    def now(self) -> datetime:
        """This moment, in Europe/Stockholm."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(STOCKHOLM)


class SetClock:
    """A clock that stands still until it is moved: the demo's and the tests'."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(STOCKHOLM)

    def now(self) -> datetime:
        return self._moment

    def move_to(self, moment: datetime) -> None:
        self._moment = moment.astimezone(STOCKHOLM)
