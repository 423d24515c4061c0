"""The year wheel: each reminder on the first school day of its time, once, and caught up after a miss."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.plans import Plans
from handlers.vocabulary import Paragraph
from storage.tables import Due, Outbox, School
from tests.handlers.files import Break, Files
from tests.handlers.world import World
from tests.packs import LIBRARY, SEVENTH

MONDAY_33 = date(2027, 8, 16)
"""Week 33 of 2027, in which the seventh plan reminds EHT."""
BEFORE = date(2027, 8, 13)


@pytest.fixture
def school(world: World) -> World:
    """It has had mornings before the week; figures nobody has sent this far ahead are not asked for."""
    world.plans = Plans(LIBRARY, SEVENTH)
    with world.database.writing() as session:
        session.get_one(School, world.school()).plan = SEVENTH
    world.morning(BEFORE)
    return world


def told(world: World, who: str, on: date) -> str:
    key = f"morning:{world.staff(who)}:{on.isoformat()}"
    cards = [
        card
        for (staff, own), card in world.screen.messages.items()
        if own == key and staff == world.staff(who)
    ]
    return " ".join(block.text for card in cards for block in card.blocks if isinstance(block, Paragraph))


def test_it_is_a_line_in_the_recipients_one_message_on_the_first_school_day(school: World) -> None:
    school.morning(MONDAY_33)
    assert "lots" in told(school, "eva", MONDAY_33)
    assert "Årshjulet" not in told(school, "rut", MONDAY_33)
    assert "Årshjulet" not in told(school, "anna", MONDAY_33)


def test_it_is_said_once(school: World) -> None:
    for day in (16, 17, 18):
        school.morning(date(2027, 8, day))
    assert "Årshjulet" not in told(school, "eva", date(2027, 8, 17))
    assert len([row for row in school.rows(Due) if row.kind == "year"]) == 1


def test_a_missed_morning_is_caught_up_by_the_next(school: World) -> None:
    school.morning(date(2027, 8, 19))
    assert "lots" in told(school, "eva", date(2027, 8, 19))


def test_what_is_long_past_is_not_said(school: World) -> None:
    school.morning(date(2027, 9, 20))
    assert not [row for row in school.rows(Due) if row.kind == "year"]


def test_a_week_without_school_is_said_when_school_begins(school: World) -> None:
    school.take_in(Files(breaks=(Break(date(2027, 8, 16), date(2027, 8, 20)),)))
    school.morning(date(2027, 8, 23))
    assert "lots" in told(school, "eva", date(2027, 8, 23))


def test_a_school_that_begins_later_is_not_told_of_what_was(world: World) -> None:
    world.plans = Plans(LIBRARY, SEVENTH)
    world.morning(date(2027, 8, 19))
    assert not [row for row in world.rows(Due) if row.kind == "year"]


def test_the_unit_reads_it_in_its_channel(school: World) -> None:
    school.morning(date(2027, 10, 29))
    school.morning(date(2027, 11, 1))
    channels = {row.channel for row in school.rows(Outbox) if row.key.startswith("year:")}
    assert channels == {f"unit:{school.school()}"}
    assert "lovet" in told(school, "rut", date(2027, 11, 1))


def test_next_year_it_is_said_again(school: World) -> None:
    school.morning(MONDAY_33)
    school.morning(date(2028, 8, 11))
    school.morning(date(2028, 8, 14))
    assert "lots" in told(school, "eva", date(2028, 8, 14))
