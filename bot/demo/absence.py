"""A school year of absence, the same every time: stories for some, everyday life for the others.

The school's system exports each night what it then knows of the day. Some things it learns later: a
guardian who announces the day after, a register that is filled in afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from random import Random

from bot.demo import everyday
from bot.demo.cast import STORIES, VACANCIES
from bot.demo.days import CALENDAR, school_days
from bot.demo.school import SEED, Child, School
from bot.demo.story import Beat
from bot.demo.teaching import teacher_of
from bot.demo.timetable import Slot, week_of


@dataclass(frozen=True)
class Row:
    """A row of franvaro.csv. `known`: the night whose export has it. `teacher`: an e-mail address, "" where
    the school's system does not say."""

    ref: str
    day: date
    slot: Slot
    absent: int
    status: str
    known: date
    teacher: str = ""


@dataclass(frozen=True)
class SchoolYear:
    """What happens in the demo school, day by day."""

    school: School
    seed: int = SEED

    def export(self, first: date, last: date) -> list[Row]:
        """What the exports of these nights say, both included. A later night's word stands."""
        rows: dict[tuple[str, date, int], Row] = {}
        for night in sorted(night for night in self._nights if first <= night <= last):
            rows.update({(row.ref, row.day, row.slot.number): row for row in self._nights[night]})
        return sorted(rows.values(), key=lambda row: (row.day, row.ref, row.slot.number))

    @cached_property
    def _nights(self) -> dict[date, list[Row]]:
        days = school_days()
        nights: dict[date, list[Row]] = defaultdict(list)
        for child in self.school.children:
            for row in rows_of(child, self._beats(child, days), days, teacher_of):
                nights[row.known].append(row)
        return nights

    def _beats(self, child: Child, days: Sequence[date]) -> Sequence[Beat]:
        """The first word counts where two beats meet; nobody registers what has no teacher."""
        unregistered = [VACANCIES[child.class_name]] if child.class_name in VACANCIES else []
        story = STORIES.get((child.class_name, child.seat))
        if story is not None:
            later = everyday.later_life(Random(f"{self.seed} {child.ref}"), days)
            return (*unregistered, *story.beats, *later)
        return (
            *unregistered,
            *everyday.life(Random(f"{self.seed} {child.ref}"), days),
            *everyday.forgotten_registers(Random(f"{self.seed} {child.class_name}"), days),
        )


def _not_said(class_name: str, subject: str) -> str:
    return ""


def rows_of(
    child: Child, beats: Sequence[Beat], days: Iterable[date], teacher: Callable[[str, str], str] = _not_said
) -> Iterator[Row]:
    """One word for each lesson: of two beats that meet, the first."""
    for day in days:
        taken: set[int] = set()
        if not any(beat.first <= day <= beat.last for beat in beats):
            continue
        for beat in beats:
            for slot in beat.slots(child.class_name, day):
                if slot.number not in taken:
                    taken.add(slot.number)
                    yield from _told(child.ref, day, slot, beat, teacher(child.class_name, slot.subject))


def _told(ref: str, day: date, slot: Slot, beat: Beat, teacher: str) -> Iterator[Row]:
    row = Row(ref, day, slot, beat.missed(slot), beat.status, day, teacher)
    if not beat.announced:
        yield row
        return
    yield replace(row, status="oanmäld")
    yield replace(row, known=CALENDAR.add_school_days(day, beat.announced))


def present(child: Child, day: date) -> Row:
    """Someone's first lesson of the day, attended: for a day on which nobody was away."""
    return Row(child.ref, day, week_of(child.class_name)[day.weekday()][0], 0, "närvarande", day)
