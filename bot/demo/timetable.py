"""The weekly timetable of each class: five or six lessons a day, the same every week of the year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")
CLASSES = tuple(f"{grade}{letter}" for grade in range(4, 10) for letter in "AB")

_HOURS = (
    ("08:20", "09:20"),
    ("09:40", "10:40"),
    ("10:50", "11:40"),
    ("12:30", "13:30"),
    ("13:40", "14:30"),
    ("14:40", "15:20"),
)

_YOUNGER = """
    Svenska, Matematik, Engelska, NO, Bild
    Matematik, Svenska, SO, Idrott och hälsa, Musik
    Svenska, NO, Matematik, Slöjd, Slöjd
    Engelska, SO, Svenska, Idrott och hälsa, Matematik
    Matematik, Svenska, NO, SO, Mentorstid
"""
_OLDER = """
    Matematik, Svenska, Kemi, Historia, Engelska
    Svenska, Idrott och hälsa, Matematik, Moderna språk, Biologi, Musik
    Engelska, Matematik, Samhällskunskap, Slöjd, Slöjd
    Moderna språk, Fysik, Svenska, Idrott och hälsa, Geografi, Bild
    Mentorstid, Matematik, Engelska, Religionskunskap, Teknik
"""


@dataclass(frozen=True)
class Slot:
    """A lesson in the week. `weekday` 0 is Monday; `number` counts the day's lessons from 1."""

    weekday: int
    number: int
    start: str
    end: str
    subject: str

    @property
    def minutes(self) -> int:
        return _minutes(self.end) - _minutes(self.start)


@cache
def week_of(class_name: str) -> tuple[tuple[Slot, ...], ...]:
    """The class' lessons by weekday. Parallel classes have the same week, turned by two days."""
    plan = _OLDER if int(class_name[0]) >= 7 else _YOUNGER
    days = [[subject.strip() for subject in line.split(",")] for line in plan.strip().splitlines()]
    if class_name.endswith("B"):
        days = _parallel(days)
    return tuple(
        tuple(
            Slot(weekday, number, start, end, subject)
            for number, ((start, end), subject) in enumerate(zip(_HOURS, subjects, strict=False), start=1)
        )
        for weekday, subjects in enumerate(days)
    )


def _parallel(days: list[list[str]]) -> list[list[str]]:
    """Two days on, with the long days where they were: every day's first lessons go to the end."""
    return [subjects[2:] + subjects[:2] for subjects in days]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
