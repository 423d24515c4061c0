"""Signs under the radar: each with its numbers, from the absence alone, the same on both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import PlanLibrary
from handlers import signs
from handlers.signs import Seen
from handlers.vocabulary import Paragraph
from storage.calendar import calendar_of
from storage.ingest.generations import current_generation
from storage.queries.absence import Scope
from storage.queries.habits import Habits, Times
from tests.handlers.files import Break, Files
from tests.handlers.world import MONDAY, World, whispered
from tests.week.autumn import FIRST, FRIDAY, When, attended, every_other, lessons

SETTINGS = PlanLibrary().get("danderyd").settings
WEDNESDAY = 2
EIGHT_WEEKS, SCHOOL_DAYS = 8, 40


def seen(world: World, pupil: str = "E1", last: date = FRIDAY) -> list[Seen]:
    with world.database.reading() as session:
        school, plan = world.school(), world.plans.library.get("danderyd")
        scope = Scope((school,), last, current_generation(session))
        days = {school: calendar_of(session, school)}
        return list(signs.look(session, plan, scope, days).get(world.pupil(pupil), ()))


def kinds(world: World) -> set[str]:
    return {one.kind for one in seen(world)}


def lesson_at(start: str, weeks: int) -> When:
    """Unreported from the lesson at this hour one day a week, on different weekdays."""

    def when(day: date, hour: str) -> str:
        week = (day - FIRST).days // 7
        return "oanmäld" if hour == start and week < weeks and day.weekday() == week % 5 else ""

    return when


def late(day: date, start: str) -> str:
    return "sen" if start == "08:20" and (day - FIRST).days % 9 == 0 else ""


def now_and_then(day: date, _start: str) -> str:
    """A day every tenth day, on another weekday each time."""
    return "anmäld" if (day - FIRST).days in (1, 10, 23, 37, 45) else ""


def test_a_weekday_is_a_sign_with_its_numbers(any_world: World) -> None:
    any_world.absence(lessons("E1", every_other(WEDNESDAY)), lessons("E2"))
    [sign] = [one for one in seen(any_world) if one.kind == signs.WEEKDAY]
    assert (sign.detail, sign.times) == (str(WEDNESDAY), Times(4, EIGHT_WEEKS))
    assert sign.others == Times(0, SCHOOL_DAYS - EIGHT_WEEKS)
    assert seen(any_world, "E2") == []


def test_the_days_after_weekends_and_breaks_are_one_sign_and_not_mondays_too(any_world: World) -> None:
    any_world.take_in(Files(breaks=(Break(date(2026, 10, 26), date(2026, 10, 27)),)))
    off = {date(2026, 10, 5), date(2026, 10, 19), date(2026, 10, 28), date(2026, 11, 16)}
    any_world.absence(lessons("E1", lambda day, _: "anmäld" if day in off else ""))
    [sign] = [one for one in seen(any_world) if one.kind in (signs.AFTER_FREE, signs.WEEKDAY)]
    assert (sign.kind, sign.times) == (signs.AFTER_FREE, Times(4, EIGHT_WEEKS))


def test_the_days_last_lesson_and_its_subject_are_signs(any_world: World) -> None:
    any_world.absence(lessons("E1", lesson_at("13:00", 8)))
    found = {(one.kind, one.detail): one for one in seen(any_world)}
    assert (signs.SUBJECT, "Slöjd") not in found, "eight of forty is not a third"
    loose = lessons("E1", lambda day, start: "oanmäld" if start == "13:00" and day.day % 2 else "")
    any_world.absence(loose)
    found = {(one.kind, one.detail): one for one in seen(any_world)}
    missed = sum(1 for row in loose if row.status == "oanmäld")
    assert found[signs.SUBJECT, "Slöjd"].times == Times(missed, SCHOOL_DAYS)
    assert found[signs.LAST, ""].times == Times(missed, SCHOOL_DAYS)
    assert found[signs.LAST, ""].others == Times(0, 2 * SCHOOL_DAYS)


@pytest.mark.parametrize(
    ("when", "kind"), [(late, signs.LATE), (now_and_then, signs.REPORTED), (attended, None)]
)
def test_late_arrivals_and_repeated_illness_are_signs_by_themselves(
    world: World, when: When, kind: str | None
) -> None:
    world.absence(lessons("E1", when))
    assert kinds(world) == ({kind} if kind else set())


def test_a_month_much_higher_than_the_one_before_is_rising(any_world: World) -> None:
    begun = FRIDAY - timedelta(days=29)
    off = {begun + timedelta(days=number) for number in (5, 12, 20)}
    any_world.absence(lessons("E1", lambda day, _: "anmäld" if day in off else ""))
    [sign] = [one for one in seen(any_world) if one.kind == signs.RISING]
    assert sign.times.missed == 3 * 180
    assert sign.others.missed == 0


@pytest.mark.parametrize("status", ["ledighet", "ej_rapporterad"])
def test_granted_leave_and_unregistered_lessons_are_no_signs(world: World, status: str) -> None:
    world.absence(lessons("E1", every_other(WEDNESDAY, status)))
    assert seen(world) == []


def test_what_was_before_a_closing_has_been_talked_about(world: World) -> None:
    world.absence(lessons("E1", every_other(WEDNESDAY)))
    assert seen(world)
    world.absence(lessons("E1", lambda day, _: "oanmäld" if day == FRIDAY else every_other(2)(day, _)))
    world.morning(MONDAY)
    case = str(world.case("E1").id)
    world.press("anna", ("close", case), fields={"reason": "Klart"}, kind="form")
    assert seen(world) == []


def test_who_has_left_has_no_signs(world: World) -> None:
    world.absence(lessons("E1", every_other(WEDNESDAY)))
    from tests.handlers.world import BILAL, CLEO

    world.take_in(Files(children=(BILAL, CLEO)))
    assert seen(world) == []


def times() -> st.SearchStrategy[Times]:
    return st.integers(0, 60).flatmap(lambda of: st.integers(0, of).map(lambda missed: Times(missed, of)))


@st.composite
def some_habits(draw: Callable[..., Times]) -> Habits:
    """Any numbers that can be: no part is more than the whole."""
    weekdays = {day: draw(times()) for day in range(5)}
    days = Times(sum(one.missed for one in weekdays.values()), sum(one.of for one in weekdays.values()))
    subjects = {number: draw(times()) for number in (1, 2, 3)}
    lessons_ = Times(sum(one.missed for one in subjects.values()), sum(one.of for one in subjects.values()))
    return Habits(days, lessons_, weekdays, weekdays[0], subjects[1], subjects[2], subjects)


@given(some_habits())
def test_a_signs_numbers_are_never_more_than_the_times_there_were(own: Habits) -> None:
    for one in signs.patterns(own, SETTINGS, {1: "a", 2: "b", 3: "c"}):
        assert SETTINGS.sign_occasions.value <= one.times.missed <= one.times.of
        assert 0 <= one.others.missed <= one.others.of
        often, otherwise = one.times.missed * one.others.of, one.others.missed * one.times.of
        assert often >= SETTINGS.sign_times.value * otherwise
        assert signs.sign_words(one)


def test_a_cases_own_adults_read_its_signs_beside_its_pictures(told: World) -> None:
    told.absence(lessons("E1", every_other(WEDNESDAY)))
    shown = whispered(told.press("anna", ("case.pictures", str(told.case("E1").id))))
    [sign] = [one for one in seen(told, last=MONDAY) if one.kind == signs.WEEKDAY]
    assert signs.sign_words(sign) in [block.text for block in shown.blocks if isinstance(block, Paragraph)]
