"""What pictures are of, as plain numbers: a card carries these, and whoever shows the card draws them.

Drawing takes a tenth of a second. A press does not wait for it, nothing of it lies in the outbox, and a
platform that shows no pictures never has one drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator

Count = int | None
"""None: a number that is not to be shown."""


@dataclass(frozen=True)
class WeekGrid:
    """Weekday by hour: `cells` are a weekday (0 is Monday), an hour, and whole percent missed."""

    first_hour: int
    last_hour: int
    cells: tuple[tuple[int, int, int], ...]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True)
class StepHistory:
    """Open cases. `when` names the days, oldest first ("v. 48"); `steps` are the steps' numbers and names.
    `counts`: for each day, one number for each step."""

    when: tuple[str, ...]
    steps: tuple[tuple[int, str], ...]
    counts: tuple[tuple[Count, ...], ...]
    kind: Literal["steps"] = "steps"

    def of_step(self, place: int) -> tuple[Count, ...]:
        return tuple(day[place] for day in self.counts)


@dataclass(frozen=True)
class WeekAbsence:
    """Whole percent of the week's registered lesson time."""

    valid: int
    invalid: int

    @property
    def percent(self) -> int:
        return self.valid + self.invalid


@dataclass(frozen=True)
class WeekBars:
    """By the week's Monday, in order. None: no lesson that is registered."""

    weeks: tuple[tuple[date, WeekAbsence | None], ...]
    kind: Literal["bars"] = "bars"


Drawing = Annotated[WeekGrid | StepHistory | WeekBars, Discriminator("kind")]
