"""Several schools written in one transaction are told the same as when each is written alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from handlers.morning import run
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.screen import all_words
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, TUESDAY, World

SCHOOLS = tuple(f"Skola {number}" for number in range(1, 6))
LESSONS = [lesson(f"F{number}", MONDAY) for number in range(1, 6)]
WEDNESDAY = TUESDAY + timedelta(days=1)
ONE_AT_A_TIME, ALL_AT_ONCE = 1, run.TOGETHER


def _five_more_schools(world: World) -> None:
    """Anna is a mentor at all of them; each has an EHT and a pupil of its own."""
    eht = [Adult(f"eht{number}", "eht", school) for number, school in enumerate(SCHOOLS, 1)]
    anna = [Adult("anna", "mentor", school) for school in SCHOOLS]
    pupils = [
        Child(f"F{number}", f"Elev{number}", "Ek", "anna", "4C", school)
        for number, school in enumerate(SCHOOLS, 1)
    ]
    world.take_in(Files(adults=(*ADULTS, *eht, *anna), children=(*CHILDREN, *pupils)))
    world.absence(*LESSONS)


def _run(world: World, on: date) -> None:
    world.at(on)
    run.run(world.database, world.plans, now=world.now, on=on)


@contextmanager
def _transactions(world: World) -> Iterator[list[None]]:
    """One for every transaction that is committed."""
    found: list[None] = []

    def committed(_connection: object) -> None:
        found.append(None)

    event.listen(world.database.engine, "commit", committed)
    yield found
    event.remove(world.database.engine, "commit", committed)


@pytest.mark.parametrize("weight", [ONE_AT_A_TIME, ALL_AT_ONCE])
def test_who_works_at_many_schools_gets_one_message_of_all_their_pupils(
    world: World, monkeypatch: pytest.MonkeyPatch, weight: int
) -> None:
    monkeypatch.setattr(run, "TOGETHER", weight)
    _five_more_schools(world)
    assert len(world.morning(TUESDAY).lines) == len(LESSONS)
    words = all_words(world.message("anna", TUESDAY))
    assert [f"Elev{number}" in words for number in range(1, 6)] == [True] * 5


def test_a_heavy_school_is_written_alone_so_that_no_transaction_is_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _five_more_schools(world)
    monkeypatch.setattr(run, "TOGETHER", run.A_SCHOOL)
    with _transactions(world) as alone:
        _run(world, TUESDAY)
    monkeypatch.setattr(run, "TOGETHER", ALL_AT_ONCE)
    with _transactions(world) as together:
        _run(world, WEDNESDAY)
    assert len(alone) - len(together) == len(SCHOOLS)
