"""The tick: what is due is read from the database and the injected clock, so nothing is missed or doubled."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

import pytest

from bot.clock import SetClock
from bot.ticker import REST_AFTER_FAULT, Ticker
from storage.database import Database
from storage.tables import Break, School, SchoolMorning
from storage.zone import STOCKHOLM
from tests.bot.desk import Desk, press
from tests.bot.office import Office

pytestmark = pytest.mark.anyio
MONDAY = date(2026, 11, 23)


@dataclass
class Mornings:
    """Keeps `handlers.morning.run`'s contract: each school's morning is done once, on its school days."""

    database: Database
    schools: list[int]
    done: list[date] = field(default_factory=list)
    breaks: bool = False

    def run(self, now: datetime, on: date) -> None:
        self.done.append(on)
        if self.breaks:
            raise ValueError("något gick sönder")
        with self.database.writing() as session:
            for school in self.schools:
                if session.get(SchoolMorning, (school, on)) is None:
                    row = SchoolMorning(school_id=school, on=on, evaluated_day=on, generation=1, ran_at=now)
                    session.add(row)


@pytest.fixture
def mornings(database: Database) -> Mornings:
    with database.writing() as session:
        schools = [School(name="Provskolan"), School(name="Grannskolan")]
        session.add_all(schools)
        session.flush()
        return Mornings(database, [school.id or 0 for school in schools])


class Day:
    """A ticker and its clock; `at` moves the clock and ticks."""

    def __init__(self, mornings: Mornings) -> None:
        self.clock = SetClock(datetime(2026, 11, 23, tzinfo=STOCKHOLM))
        self.desk = Desk(mornings.database, clock=self.clock)
        office = Office(mornings.database, [], self.clock)
        self.ticker = Ticker(
            mornings.database, self.clock, time(7), mornings.run, self.desk.intake(), office.courier()
        )

    async def at(self, hour: int, minute: int = 0, day: date = MONDAY) -> None:
        self.clock.move_to(datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM))
        await self.ticker.tick()


async def test_the_morning_is_done_once_from_its_hour(mornings: Mornings) -> None:
    day = Day(mornings)
    await day.at(6, 59)
    assert mornings.done == []
    for minute in range(5):
        await day.at(7, minute)
    await Day(mornings).at(7, 30)
    assert mornings.done == [MONDAY], "nor again after a restart"


async def test_a_bot_that_was_down_in_the_morning_catches_up_the_same_day(mornings: Mornings) -> None:
    await Day(mornings).at(15, 12)
    assert mornings.done == [MONDAY]


async def test_no_morning_on_a_day_without_school(mornings: Mornings) -> None:
    saturday, epiphany, autumn_break = date(2026, 11, 28), date(2027, 1, 6), date(2026, 10, 26)
    with mornings.database.writing() as session:
        session.add(Break(first_day=autumn_break, last_day=date(2026, 10, 30)))
    for free in (saturday, epiphany, autumn_break):
        await Day(mornings).at(9, day=free)
    assert mornings.done == []


async def test_a_school_that_has_no_break_has_its_morning_while_the_other_rests(mornings: Mornings) -> None:
    with mornings.database.writing() as session:
        session.add(Break(school_id=mornings.schools[0], first_day=MONDAY, last_day=MONDAY))
    mornings.schools = mornings.schools[1:]
    await Day(mornings).at(8)
    await Day(mornings).at(9)
    assert mornings.done == [MONDAY]


async def test_a_later_morning_done_by_hand_is_not_gone_back_on(mornings: Mornings) -> None:
    mornings.run(datetime(2026, 11, 23, 6, tzinfo=STOCKHOLM), date(2026, 11, 24))
    mornings.done.clear()
    await Day(mornings).at(8)
    assert mornings.done == []


async def test_a_morning_that_breaks_down_rests_and_is_tried_again(mornings: Mornings) -> None:
    mornings.breaks = True
    day = Day(mornings)
    for minute in range(10):
        await day.at(7, minute)
    assert mornings.done == [MONDAY]
    mornings.breaks = False
    day.clock.move_to(day.clock.now() + REST_AFTER_FAULT)
    await day.ticker.tick()
    await day.ticker.tick()
    assert mornings.done == [MONDAY, MONDAY]


async def test_every_hour_of_the_days_when_the_clocks_change_does_no_morning_twice(
    mornings: Mornings,
) -> None:
    for monday in (date(2026, 3, 30), date(2026, 10, 26)):
        for hour in range(24):
            await Day(mornings).at(hour, day=monday)
    assert mornings.done == [date(2026, 3, 30), date(2026, 10, 26)]


async def test_a_tick_takes_up_what_was_left_behind(mornings: Mornings) -> None:
    day = Day(mornings)
    await day.desk.intake().store("slack", press("e1"))
    await day.at(5)
    assert day.desk.notes() == ["e1"]
