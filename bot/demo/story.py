"""How a pupil's story is told: when the pupil is away, and what the adults did about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.demo.timetable import Slot, week_of

Status = Literal["anmäld", "oanmäld", "ledighet", "sen", "ej_rapporterad"]
Deeds = Literal["contact", "cause", "meeting", "measures", "hold", "tick"]

EVERY_DAY = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Beat:
    """Away from one day to another, on some weekdays, from some of the day's lessons.

    lessons: numbers from 1, negative from the day's end; none: the whole day. subjects: only these.
    minutes: how late, when `status` is sen. announced: the guardian's word comes this many school
    days later; until then the lesson stands as unreported.
    """

    first: date
    last: date
    status: Status = "anmäld"
    weekdays: tuple[int, ...] = EVERY_DAY
    lessons: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    minutes: int = 0
    announced: int = 0

    def slots(self, class_name: str, day: date) -> Iterator[Slot]:
        """The lessons of the day that the pupil misses."""
        if not self.first <= day <= self.last or day.weekday() not in self.weekdays:
            return
        slots = week_of(class_name)[day.weekday()]
        chosen = {number if number > 0 else len(slots) + 1 + number for number in self.lessons}
        for slot in slots:
            if (not chosen or slot.number in chosen) and (not self.subjects or slot.subject in self.subjects):
                yield slot

    def missed(self, slot: Slot) -> int:
        """Minutes of the lesson."""
        if self.status == "ej_rapporterad":
            return 0
        return min(self.minutes, slot.minutes) if self.status == "sen" else slot.minutes


@dataclass(frozen=True)
class Deed:
    """Something an adult did in the pupil's case on a day.

    what: the plan's id of a choice, or a reason; for tick how many of the step's actions, in order.
    until: the meeting's day, or the end of a hold.
    """

    on: date
    do: Deeds
    what: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Story:
    """`name` is the pupil's; the comment beside each story says what it is there to show."""

    name: tuple[str, str]
    beats: tuple[Beat, ...]
    deeds: tuple[Deed, ...] = ()
