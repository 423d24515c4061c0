"""A school with enough cases for there to be something to show: made once a test, with real presses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from handlers.context import Actor, Context
from handlers.statistics.report import Report, Wanted, report_of
from handlers.statistics.tables import Table
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.world import ADULTS, MONDAY, TUESDAY, World

OTHER = "Andra skolan"
DAY = timedelta(days=1)
FRIDAY = MONDAY - 3 * DAY
PUPILS = 14
NEXT_WEEK = tuple(MONDAY + DAY * number for number in range(7, 12))
ADDRESS = "https://narvaro.example"


def _children() -> tuple[Child, ...]:
    return tuple(
        Child(f"P{number}", f"Förnamn{number}", f"Efternamn{number}", "anna", "7A" if number % 2 else "8B")
        for number in range(PUPILS)
    )


def with_cases(world: World) -> World:
    """Fourteen cases, opened on Tuesday: Monday's lesson. Anna reaches eight that day and six next Monday."""
    others = (Adult("hilda", "huvudman"), Adult("ebba", "eht", OTHER), Adult("olle", "mentor", OTHER))
    elsewhere = (Child("Q1", "Dana", "Ek", "olle", "4C", OTHER),)
    world.take_in(Files(adults=(*ADULTS, *others), children=(*_children(), *elsewhere)))
    world.absence(*(lesson(f"P{number}", MONDAY) for number in range(PUPILS)))
    world.morning(TUESDAY)
    for number in range(8):
        world.press("anna", ("contact", f"{_case(world, number)}:guardian"))
        world.press("anna", ("cause", f"{_case(world, number)}:{'illness' if number < 6 else 'sleep'}"))
    world.press("anna", ("contact", f"{_case(world, 9)}:nobody"))
    world.mornings(*(TUESDAY + DAY * number for number in range(1, 4)), NEXT_WEEK[0])
    for number in range(8, PUPILS):
        world.press("anna", ("contact", f"{_case(world, number)}:pupil"))
    return world


def _case(world: World, number: int) -> int:
    return world.case(f"P{number}").id or 0


@contextmanager
def asking(world: World, who: str) -> Iterator[Context]:
    with world.database.writing() as session:
        actor = Actor(label=who) if who.startswith("cli:") else Actor(world.staff(who))
        yield Context(session, world.now, world.plans, actor, ADDRESS)


def report(
    world: World, who: str = "cli:kim", school: int | None = None, first: date | None = None
) -> Report:
    with asking(world, who) as context:
        return report_of(context, Wanted(school, first))


def table(found: Report, name: str) -> Table:
    return next(one for one in found.tables if one.id == name)
