"""An export that stopped must not close or calm anything: the morning says that the figures look broken."""

from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.morning.run import run
from storage.tables import CaseThread, Due
from tests.handlers.files import Adult, Break, Child, Files, Lesson, lesson, weekdays
from tests.handlers.screen import actions, all_words, button, says
from tests.handlers.world import ADULTS, MONDAY, TUESDAY, World

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
FRIDAY = MONDAY - 3 * DAY
WEDNESDAY = TUESDAY + DAY
PUPILS = [f"P{number:02d}" for number in range(40)]
SICK = 12
"""So many are away for a while on a usual day."""


@pytest.fixture
def large(world: World) -> World:
    """Forty pupils, four weeks of figures: twelve are away a while each day, and one has missed a lesson."""
    children = tuple(Child(ref, "Kim", f"Ek{ref}", "bo" if ref == "P38" else "anna") for ref in PUPILS)
    world.take_in(Files(adults=ADULTS, children=children))
    world.absence(*(_day(day) for day in weekdays(MONDAY - 4 * WEEK, FRIDAY)))
    world.absence(lesson("P39", FRIDAY))
    world.morning(MONDAY)
    return world


def _day(day: date, sick: int = SICK, pupils: int = 40) -> list[Lesson]:
    """Others each day, and for a part of it, so that nobody is away much."""
    ill = {(day.toordinal() * 7 + number) % 39 for number in range(sick)}
    return [
        Lesson(ref, day, status="ledighet", absent=20) if number in ill else lesson(ref, day, "närvarande")
        for number, ref in enumerate(PUPILS[:pupils])
    ]


def _doubts(world: World) -> list[tuple[str, date]]:
    return [(row.recipient, row.on) for row in world.rows(Due) if row.kind == "doubt"]


def test_ordinary_days_are_not_doubted(large: World) -> None:
    large.absence(_day(MONDAY))
    assert large.morning(TUESDAY).warnings == ()
    assert _doubts(large) == []


def test_half_the_lessons_gone_is_said_and_nobody_is_told_that_all_is_well(large: World) -> None:
    large.absence(_day(MONDAY, pupils=15))
    result = large.morning(TUESDAY)
    assert len(result.warnings) == 1
    assert _doubts(large) == [("lessons", MONDAY)]
    assert says(large.message("rut", TUESDAY), "data.doubt_lessons", day=MONDAY)
    for who in ("anna", "bo"):
        if large.got(who, TUESDAY):
            assert text("morning.nothing") not in all_words(large.message(who, TUESDAY))
    assert says(large.message("bo", TUESDAY), "data.nothing")


def test_absence_that_falls_by_more_than_half_overnight_is_doubted(large: World) -> None:
    large.absence(_day(MONDAY, sick=2))
    large.morning(TUESDAY)
    assert _doubts(large) == [("absence", MONDAY)]


def test_a_day_that_is_mostly_not_registered_is_doubted(large: World) -> None:
    large.absence([lesson(ref, MONDAY, "ej_rapporterad") for ref in PUPILS[:30]], _day(MONDAY)[30:])
    large.morning(TUESDAY)
    assert _doubts(large) == [("unregistered", MONDAY)]


def test_the_file_taken_in_again_mends_it(large: World) -> None:
    large.absence(_day(MONDAY, pupils=15))
    assert _doubts(large)
    large.absence(_day(MONDAY))
    assert _doubts(large) == []
    assert large.morning(TUESDAY).warnings == ()


def test_rektor_says_that_the_figures_are_right(large: World) -> None:
    large.absence(_day(MONDAY, sick=1))
    large.morning(TUESDAY)
    key = large.key("rut", TUESDAY)
    pressed = button(large.message("rut", TUESDAY), "data.trust")
    assert large.refused("anna", pressed) == text("general.no_right")
    large.press("rut", pressed, message=key)
    assert "data.trust" not in actions(large.message("rut", TUESDAY))
    assert _doubts(large) == []
    assert large.refused("rut", pressed) == text("data.not_doubted")
    large.absence(_day(MONDAY, sick=1))
    assert _doubts(large) == [], "what is said to be right is not doubted again"


@pytest.mark.parametrize("value", ["", "1", "abc:2026-11-23", "1:2026-13-45", "999999:2026-11-23"])
def test_a_value_we_never_gave_is_refused(large: World, value: str) -> None:
    assert large.refused("rut", ("data.trust", value)) == text("general.old_button")


def test_a_broken_file_withdraws_no_case(large: World) -> None:
    assert large.case("P39").state == "open"
    gone = [lesson("P39", FRIDAY, "närvarande"), *_day(FRIDAY, sick=0)[:39]]
    large.take_in(Files(lessons=tuple(gone)), replaces=(FRIDAY, FRIDAY))
    assert large.case("P39").state == "open"
    whole = [*_day(FRIDAY)[:39], lesson("P39", FRIDAY, "anmäld")]
    large.take_in(Files(lessons=tuple(whole)), replaces=(FRIDAY, FRIDAY))
    assert large.case("P39").state == "withdrawn", "the same correction in a file that is whole"


def test_many_cases_that_would_go_at_once_stay_until_it_is_clear(large: World) -> None:
    large.absence([lesson(ref, MONDAY) for ref in PUPILS[:8]], _day(MONDAY)[8:])
    large.morning(TUESDAY)
    opened = [ref for ref in PUPILS[:8] if large.cases(ref)]
    large.absence(_day(MONDAY))
    assert {large.case(ref).state for ref in opened} == {"open"}


def test_small_schools_are_corrected_as_always(told: World) -> None:
    told.absence(lesson("E1", MONDAY, "anmäld"))
    assert told.case("E1").state == "withdrawn"
    assert told.count(CaseThread) == 0


def test_an_export_that_stops_coming_is_said_after_two_school_days(large: World) -> None:
    """One day late is nothing; two, and the figures are not today's."""
    assert large.morning(TUESDAY).warnings == ()
    result = large.morning(WEDNESDAY)
    assert len(result.warnings) == 1
    assert _doubts(large) == [("silent", TUESDAY)]
    assert says(large.message("rut", WEDNESDAY), "data.doubt_silent", day=TUESDAY)
    assert says(large.message("bo", WEDNESDAY), "data.nothing")


def test_what_has_not_come_cannot_be_said_to_be_right(large: World) -> None:
    large.mornings(TUESDAY, WEDNESDAY)
    assert "data.trust" not in actions(large.message("rut", WEDNESDAY))


def test_the_schools_administrator_is_told_where_they_can_do_something_about_it(large: World) -> None:
    large.take_in(Files(adults=(*ADULTS, Adult("alma", "skoladmin"))))
    large.mornings(TUESDAY, WEDNESDAY)
    assert not large.got("alma", TUESDAY)
    assert says(large.message("alma", WEDNESDAY), "data.doubt_silent", day=TUESDAY)


def test_when_the_file_comes_the_silence_is_over(large: World) -> None:
    large.mornings(TUESDAY, WEDNESDAY)
    large.absence(*(_day(day) for day in (MONDAY, TUESDAY, WEDNESDAY)))
    assert _doubts(large) == []
    assert large.morning(WEDNESDAY + DAY).warnings == ()


def test_a_look_says_the_same_and_changes_nothing(large: World) -> None:
    large.morning(TUESDAY)
    with large.nothing_changes():
        looked = run(large.database, large.plans, now=large.now, on=WEDNESDAY, dry_run=True)
    assert len(looked.warnings) == 1


def test_a_break_is_not_silence(large: World) -> None:
    large.take_in(Files(breaks=(Break(MONDAY, MONDAY + 4 * DAY),)))
    assert large.morning(MONDAY + WEEK).warnings == ()


def test_a_case_on_doubted_figures_opens_and_says_that_they_are_uncertain(large: World) -> None:
    """The plan's triggers are a contract: a missed child is worse than a call too many."""
    large.absence(_day(MONDAY, pupils=15), lesson("P38", MONDAY))
    [line] = large.morning(TUESDAY).lines
    assert line.pupil == "P38"
    assert says(large.message("bo", TUESDAY), "data.entry_doubt", day=MONDAY)
