"""A consent's end is said in good time to those who hold the case, once, and the case says so afterwards."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from storage.calendar import SchoolCalendar
from storage.tables import Consent
from tests.documents.desk import Desk
from tests.handlers.files import Break, Files
from tests.handlers.screen import all_words, says
from tests.handlers.world import TUESDAY, World

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
AHEAD = 10
"""School days, in Danderyd's settings."""
DAYS = SchoolCalendar()
ENDS = DAYS.add_school_days(TUESDAY, AHEAD + 2)


def hears(world: World, on: date, who: str = "anna", until: date = ENDS) -> bool:
    return world.got(who, on) and says(world.message(who, on), "people.consent_ends", on=until)


def mornings(world: World, last: date) -> list[date]:
    """The mornings on which Anna is reminded."""
    days = DAYS.school_days(TUESDAY + DAY, last)
    world.mornings(*days)
    return [on for on in days if hears(world, on)]


def case_card(world: World) -> str:
    case, key = world.case("E1").id, world.key("anna", TUESDAY)
    world.press("anna", ("case.show", str(case)), message=key)
    return all_words(world.latest("anna"))


def test_it_is_said_once_so_many_school_days_before(told: World) -> None:
    Desk(told).agree("BUP", ENDS)
    assert mornings(told, ENDS) == [DAYS.add_school_days(ENDS, -AHEAD)]


def test_who_has_taken_the_case_over_hears_it_too(told: World) -> None:
    Desk(told).agree("BUP", ENDS)
    told.press("eva", ("case.take", str(told.case("E1").id)))
    on = DAYS.add_school_days(ENDS, -AHEAD)
    told.mornings(on)
    assert hears(told, on, "eva")


@pytest.mark.parametrize("change", ["withdrawn", "outlived", "short"])
def test_nothing_is_said_of_one_that_no_longer_matters(told: World, change: str) -> None:
    """Taken back; the same party has a longer one; its end was near when it was given."""
    desk = Desk(told)
    desk.agree("BUP", TUESDAY + WEEK if change == "short" else ENDS)
    if change == "outlived":
        desk.agree("BUP", ENDS + 20 * WEEK)
    if change == "withdrawn":
        with told.database.writing() as session:
            session.exec(select(Consent)).one().withdrawn_on = TUESDAY
    assert not any(
        says(told.message("anna", on), "people.consent_ends", on=until)
        for on in DAYS.school_days(TUESDAY + DAY, ENDS)
        for until in (TUESDAY + WEEK, ENDS)
        if told.morning(on) and told.got("anna", on)
    )


def test_a_free_day_before_it_makes_the_word_come_a_day_earlier(told: World) -> None:
    monday = ENDS - timedelta(days=ENDS.weekday())
    told.take_in(Files(breaks=(Break(monday, monday),)))
    Desk(told).agree("BUP", ENDS)
    told.morning(TUESDAY + DAY)
    assert hears(told, TUESDAY + DAY)


def test_the_case_says_that_it_has_ended(told: World) -> None:
    Desk(told).agree("BUP", ENDS)
    assert "Gick ut" not in case_card(told)
    told.at(ENDS + DAY, "09:00")
    assert "Gick ut" in case_card(told)
