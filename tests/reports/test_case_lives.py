"""When cases were open, and at which step: told by what happened in them, on both databases."""

from datetime import date, timedelta

from content.loader import PlanLibrary
from handlers.pictures import StepHistory
from handlers.statistics.history import steps_on, weeks_of_school
from storage.queries.case_lives import CaseLife, case_lives, grade_of
from tests.handlers.files import Files, lesson
from tests.handlers.world import ALVA, BILAL, CLEO, MONDAY, PLAN, TUESDAY, World

DAY = timedelta(days=1)
WEDNESDAY, THURSDAY, FRIDAY = (TUESDAY + DAY * number for number in (1, 2, 3))


def _lives(world: World) -> list[CaseLife]:
    with world.database.reading() as session:
        return case_lives(session, [world.school()])


def _history(world: World, last: date, weeks: int = 10) -> StepHistory | None:
    with world.database.reading() as session:
        return weeks_of_school(session, PlanLibrary().get(PLAN), world.school(), last, weeks)


def _opened(world: World, *pupils: str) -> None:
    world.absence(*(lesson(pupil, MONDAY) for pupil in pupils))
    world.morning(TUESDAY)


def test_a_case_is_at_each_step_from_the_day_it_came_there(any_world: World) -> None:
    _opened(any_world, "E1")
    case = str(any_world.case("E1").id)
    any_world.morning(WEDNESDAY)
    any_world.press("eva", ("raise", case), fields={"reason": "x"}, kind="form")
    any_world.morning(THURSDAY)
    any_world.press("eva", ("raise", case), fields={"reason": "x"}, kind="form")
    any_world.morning(FRIDAY)
    any_world.press("eva", ("lower", case))
    [life] = _lives(any_world)
    steps = [life.step(day) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)]
    assert steps == [1, 1, 2, 3, 2]
    assert [life.is_open(day) for day in (MONDAY, TUESDAY, FRIDAY)] == [False, True, True]


def test_a_case_is_not_open_while_it_is_closed(any_world: World) -> None:
    _opened(any_world, "E1")
    case = str(any_world.case("E1").id)
    any_world.morning(WEDNESDAY)
    any_world.press("anna", ("close", case), fields={"reason": "x"}, kind="form")
    assert _lives(any_world)[0].closed_on == WEDNESDAY
    any_world.morning(THURSDAY)
    any_world.press("anna", ("reopen", case))
    [life] = _lives(any_world)
    assert [life.is_open(day) for day in (TUESDAY, WEDNESDAY, THURSDAY)] == [True, False, True]
    assert life.closed_on is None


def test_a_cause_that_closes_is_a_closing(world: World) -> None:
    _opened(world, "E1")
    case = str(world.case("E1").id)
    world.press("anna", ("cause", f"{case}:one_off"))
    assert _lives(world)[0].closed_on == TUESDAY
    world.morning(WEDNESDAY)
    world.press("anna", ("reopen", case))
    assert [_lives(world)[0].is_open(day) for day in (TUESDAY, WEDNESDAY)] == [False, True]


def test_a_withdrawn_case_was_never_there(world: World) -> None:
    _opened(world, "E1")
    world.absence(lesson("E1", MONDAY, "anmäld"))
    assert world.case("E1").state == "withdrawn"
    assert _lives(world) == []


def test_a_pupil_who_has_left_has_no_open_case(world: World) -> None:
    _opened(world, "E1", "E2")
    world.at(WEDNESDAY)
    world.take_in(Files(children=(BILAL, CLEO)))
    assert steps_on(_lives(world), WEDNESDAY) == {1: 1}
    assert steps_on(_lives(world), TUESDAY) == {1: 2}


def test_the_grade_is_read_from_the_class(world: World) -> None:
    _opened(world, ALVA.id, CLEO.id)
    assert sorted(life.grade or 0 for life in _lives(world)) == [7, 8]
    assert [grade_of(name) for name in ("9", "10A", " 4c", "Blå", "1998", "")] == [9, 10, 4, None, None, None]


def test_the_weeks_begin_with_the_first_case_and_end_on_the_day_asked_for(world: World) -> None:
    assert _history(world, TUESDAY) is None
    _opened(world, "E1", "E2")
    world.press("eva", ("raise", str(world.case("E2").id)), fields={"reason": "x"}, kind="form")
    found = _history(world, TUESDAY + timedelta(weeks=1))
    assert found is not None
    assert found.when == ("v. 48", "v. 49")
    assert [number for number, _ in found.steps] == [1, 2, 3, 4]
    assert found.counts == ((1, 1, 0, 0), (1, 1, 0, 0))
    latest = _history(world, TUESDAY + timedelta(weeks=30), weeks=3)
    assert latest is not None
    assert len(latest.when) == 3
    assert _history(world, MONDAY) is None
