"""Corrections come by importing again: what never was is taken back, what was worked on is kept."""

from datetime import date, timedelta

from storage.ingest import import_files
from storage.tables import CaseEvent, Outbox
from tests.handlers.files import Break, Files, as_reported, lesson, missing, present, write
from tests.handlers.screen import part_of, says
from tests.handlers.world import MONDAY, TUESDAY, World

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
AUTUMN = date(2026, 10, 26)


def _kinds(world: World, pupil: str = "E1") -> list[str]:
    case = world.case(pupil).id
    return [event.kind for event in world.rows(CaseEvent) if event.case_id == case]


def test_an_untouched_case_is_withdrawn_and_the_mentors_message_says_so(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY))
    any_world.morning(TUESDAY)
    any_world.absence(as_reported([lesson("E1", MONDAY)]))
    any_world.deliver()
    assert any_world.case("E1").state == "withdrawn"
    message = any_world.message("anna", TUESDAY)
    assert says(part_of(message, "Alva"), "morning.withdrawn")
    assert part_of(message, "Alva").buttons == ()
    assert any_world.case("E2").state == "open"
    assert part_of(message, "Bilal").buttons


def test_a_case_worked_on_is_kept_with_a_note_once(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    any_world.press("anna", ("contact", f"{any_world.case('E1').id}:guardian"))
    any_world.absence(as_reported([lesson("E1", MONDAY)]))
    assert any_world.case("E1").state == "open"
    any_world.absence(lesson("E3", MONDAY, "närvarande"))
    any_world.absence(lesson("E1", MONDAY))
    any_world.absence(as_reported([lesson("E1", MONDAY)]))
    assert _kinds(any_world).count("corrected") == 1
    any_world.deliver()
    assert says(part_of(any_world.message("anna", TUESDAY), "Alva"), "morning.corrected")


def test_nothing_else_changes_by_a_correction(told: World) -> None:
    told.take_in(Files(lessons=(lesson("E3", MONDAY),)))
    told.morning(TUESDAY + DAY)
    case, messages = told.case("E3"), dict(told.screen.messages)
    told.absence(as_reported([lesson("E1", MONDAY)]))
    told.deliver()
    after = told.case("E3")
    assert (after.state, after.version, after.step) == (case.state, case.version, case.step)
    changed = {key for key, card in told.screen.messages.items() if messages[key] != card}
    assert changed == {(told.staff("anna"), told.key("anna", TUESDAY))}


def test_a_break_taken_in_later_takes_the_lessons_and_the_case_away(told: World) -> None:
    told.take_in(Files(breaks=(Break(MONDAY, MONDAY),)))
    assert told.case("E1").state == "withdrawn"
    told.deliver()
    assert says(part_of(told.message("anna", TUESDAY), "Alva"), "morning.withdrawn")


def test_one_lesson_of_two_taken_back_changes_nothing(world: World) -> None:
    world.absence(lesson("E1", MONDAY), lesson("E1", MONDAY, start="10:20"))
    world.morning(TUESDAY)
    world.absence(as_reported([lesson("E1", MONDAY)]))
    assert world.case("E1").state == "open"


def test_a_file_said_to_be_complete_takes_back_what_is_no_longer_in_it(told: World) -> None:
    told.take_in(Files(lessons=(lesson("E2", MONDAY, "närvarande"),)), replaces=(MONDAY, MONDAY))
    assert told.case("E1").state == "withdrawn"


def test_a_withdrawn_pupil_who_misses_again_gets_a_new_case(told: World) -> None:
    told.absence(as_reported([lesson("E1", MONDAY)]))
    told.absence(lesson("E1", TUESDAY))
    told.morning(TUESDAY + DAY)
    assert [case.state for case in told.cases("E1")] == ["withdrawn", "open"]


def test_an_import_that_corrects_nothing_sends_nothing(told: World) -> None:
    before = len(told.rows(Outbox))
    told.absence(lesson("E2", MONDAY, "närvarande"))
    assert len(told.rows(Outbox)) == before


def test_a_case_begun_by_a_high_figure_stands_while_some_absence_is_left(world: World) -> None:
    away = missing("E1", MONDAY - 2 * WEEK, MONDAY)
    world.absence([*present("E1", AUTUMN, MONDAY), *away])
    world.morning(TUESDAY)
    world.absence([lesson("E1", one.day, "närvarande") for one in away[:-1]])
    assert world.case("E1").state == "open"
    world.absence(lesson("E1", away[-1].day, "närvarande"))
    assert world.case("E1").state == "withdrawn"


def test_a_correction_left_by_a_process_that_died_is_done_before_the_next_morning(told: World) -> None:
    rows = tuple(as_reported([lesson("E1", MONDAY)]))
    import_files(told.database, write(Files(lessons=rows), told.folder / "died"), now=told.now)
    assert told.case("E1").state == "open"
    told.morning(TUESDAY + DAY)
    assert told.case("E1").state == "withdrawn"
