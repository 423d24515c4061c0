"""A Monday that begins a week and a month, at a school with something to tell everybody of both.

Used by the platforms' own tests, which deliver the messages: nothing is delivered here."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.morning.run import run
from handlers.vocabulary import Event, Place
from storage.database import Database
from tests.handlers.files import Lesson, lesson
from tests.handlers.screen import Screen
from tests.handlers.world import World
from tests.week.autumn import TEAM, every_other, lessons, taught_by, with_teams

FIRST, FRIDAY = date(2026, 12, 7), date(2027, 1, 29)
BEFORE, FEBRUARY = date(2027, 1, 27), date(2027, 2, 1)
"""A Wednesday on which Alva's case began, and the Monday."""
WEDNESDAY = 2
PEOPLE = tuple(adult.short for adult in TEAM)


class Elsewhere(Screen):
    """The platform delivers, and not the test."""

    def deliver(self, database: Database, now: object) -> None:
        return


def before(world: World) -> World:
    """The lessons of two months: Cleo is away every other Wednesday, Alva once without a word, and Tove has
    not registered a lesson in mathematics."""
    world.screen = Elsewhere()
    world.at(FEBRUARY, "06:00")
    with_teams(world)
    world.absence(
        taught_by("tove", [*_unregistered("E1"), *_unregistered("E2")]),
        lessons("E3", every_other(WEDNESDAY), FIRST, FRIDAY),
        lesson("E1", BEFORE - timedelta(days=1), start="10:00"),
    )
    return world


def to_eht(world: World) -> None:
    """Alva's case begins, and is taken to the second step, of which EHT is told."""
    world.at(BEFORE)
    run(world.database, world.plans, now=world.now, on=BEFORE)
    case = str(world.case("E1").id)
    anna = world.staff("anna")
    world.send(Event("raised", "form", anna, Place(staff=anna), "raise", case, fields={"reason": "Behövs"}))


def begins(world: World) -> None:
    world.at(FEBRUARY)
    run(world.database, world.plans, now=world.now, on=FEBRUARY)


def _unregistered(pupil: str) -> list[Lesson]:
    day = FRIDAY - timedelta(days=3)
    return lessons(
        pupil,
        lambda on, start: "ej_rapporterad" if (on, start) == (day, "08:20") else "",
        FIRST,
        FRIDAY,
    )
