"""What the demo school offers the chat page: its own calendar, and a word about each of its people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol


class DemoControls(Protocol):
    """Given to `local_router` in the demo only; without it the page shows no calendar."""

    def today(self) -> date:
        """The simulated day, in Europe/Stockholm."""

    async def next_school_day(self) -> None:
        """Moves the clock to the next school day's morning and runs that morning."""

    def people(self) -> Mapping[int, str]:
        """`Staff.id` → one line on why to visit that person, such as "Börja här". May be empty."""
