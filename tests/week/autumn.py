"""An autumn at the small school: lessons every day, and what one pupil or teacher has missed of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from handlers.vocabulary import Card
from storage.tables import WeekLine
from tests.handlers.files import Adult, Files, Lesson, lesson, weekdays
from tests.handlers.screen import Part, parts
from tests.handlers.world import CHILDREN, EVA, MONDAY, RUT, World

FIRST, FRIDAY = date(2026, 9, 28), date(2026, 11, 20)
"""Eight weeks; the day after is the weekend before MONDAY, whose morning tells of the week."""
SUBJECTS = (("08:20", "Matematik"), ("10:00", "Svenska"), ("13:00", "Slöjd"))
STATES = {"anmäld": 60, "oanmäld": 60, "ledighet": 60, "sen": 10, "närvarande": 0, "ej_rapporterad": 0}
TEAM = (
    Adult("anna", team="Blå"),
    Adult("bo", team="Röd"),
    Adult("tove", "lärare", team="Blå"),
    Adult("ture", "lärare", team="Röd"),
    EVA,
    RUT,
)

When = Callable[[date, str], str]
"""The status of a lesson, by its day and start; "" for attended."""


def attended(_day: date, _start: str) -> str:
    return ""


def every_other(weekday: int, status: str = "anmäld") -> When:
    """Away the whole weekday, every other week: no limit of the plan is reached."""
    return lambda day, _: status if day.weekday() == weekday and day.isocalendar().week % 2 else ""


def lessons(pupil: str, when: When = attended, first: date = FIRST, last: date = FRIDAY) -> list[Lesson]:
    """Three lessons every weekday."""
    return [
        _lesson(pupil, day, start, subject, when(day, start) or "närvarande")
        for day in weekdays(first, last)
        for start, subject in SUBJECTS
    ]


def _lesson(pupil: str, day: date, start: str, subject: str, status: str) -> Lesson:
    return Lesson(pupil, day, start, status, STATES[status], subject)


def with_teams(world: World, adults: Iterable[Adult] = TEAM) -> None:
    world.take_in(Files(adults=tuple(adults), children=CHILDREN))


def taught_by(teacher: str, rows: Iterable[Lesson]) -> list[Lesson]:
    return [replace(row, teacher=teacher) for row in rows]


def lines(world: World, *kinds: str) -> list[WeekLine]:
    return [line for line in world.rows(WeekLine) if line.kind in kinds]


def with_button(card: Card, action: str) -> list[Part]:
    """The parts of a message that offer this press."""
    return [part for part in parts(card) if action in part.actions]


WEEK = timedelta(weeks=1)
NEXT_MONDAY = MONDAY + WEEK
__all__ = ["FRIDAY", "MONDAY", "NEXT_MONDAY", "WEEK", "lesson"]
