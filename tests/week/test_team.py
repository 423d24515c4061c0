"""The team's pupils: those under every limit with a pattern, by initials for all but their own mentor."""

from datetime import date

import pytest

from content.texts import text
from handlers.vocabulary import Button
from storage.tables import Case, Due, Pupil, WeekLine
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.screen import all_words, button, has_part, part_of
from tests.handlers.world import BILAL, CLEO, MONDAY, TUESDAY, World, whispered
from tests.week.autumn import FRIDAY, NEXT_MONDAY, TEAM, WEEK, every_other, lessons, lines, with_teams

WEDNESDAY = 2
TEAMS_LIST = "elever att prata om"


def has_list(world: World, who: str, on: date = MONDAY) -> bool:
    return world.got(who, on) and has_part(world.message(who, on), TEAMS_LIST)


def the_list(world: World, who: str, on: date = MONDAY) -> str:
    return " ".join(part_of(world.message(who, on), TEAMS_LIST).paragraphs)


@pytest.fixture
def patterned(any_world: World) -> World:
    """Alva, in the blue team, is away every other Wednesday, and no limit is reached."""
    with_teams(any_world)
    any_world.absence(lessons("E1", every_other(WEDNESDAY)), lessons("E2"), lessons("E3"))
    any_world.morning(MONDAY)
    return any_world


def test_the_team_is_told_of_a_pupil_with_a_pattern_and_other_teams_are_not(patterned: World) -> None:
    assert [has_list(patterned, who) for who in ("anna", "tove", "bo", "ture")] == [True, True, False, False]


def test_the_mentor_reads_the_name_and_colleagues_initials_with_the_numbers(patterned: World) -> None:
    assert "Alva Lindgren 8B" in the_list(patterned, "anna")
    words = the_list(patterned, "tove")
    assert "A.L. 8B" in words
    assert "Alva" not in all_words(patterned.message("tove", MONDAY))
    assert "4 av 8" in words


def test_the_plans_own_words_for_the_sign_stand_beside_it(patterned: World) -> None:
    plan = patterned.plans.library.get("danderyd")
    [sign] = [one for one in plan.signs if "weekday" in one.seen_in]
    assert sign.text in the_list(patterned, "tove")


def test_a_pupil_with_an_open_case_is_never_on_the_list(world: World) -> None:
    with_teams(world)
    away = lessons("E1", lambda day, _: "oanmäld" if day.weekday() == WEDNESDAY else "")
    world.absence(away, lessons("E2", every_other(WEDNESDAY)))
    world.morning(MONDAY)
    open_cases = {case.pupil_id for case in world.rows(Case) if case.state == "open"}
    assert open_cases == {world.pupil("E1")}
    assert {line.pupil_id for line in lines(world, "sign")} == {world.pupil("E2")}


def test_a_pupil_who_gets_a_case_later_goes_off_a_list_that_is_written_anew(patterned: World) -> None:
    patterned.absence(lesson("E1", MONDAY), lesson("E3", MONDAY))
    patterned.morning(TUESDAY)
    patterned.press("anna", ("contact", f"{patterned.case('E1').id}:guardian"))
    with patterned.database.reading() as session:
        from handlers.morning.message import recompose

        card = recompose(session, patterned.plans, patterned.staff("tove"), MONDAY)
    assert "A.L. 8B" not in all_words(card)


def test_a_protected_pupil_was_never_there(patterned: World) -> None:
    protected = Child("E1", "Alva", "Lindgren", "anna", protected=True)
    patterned.take_in(Files(adults=TEAM, children=(protected, BILAL, CLEO)))
    patterned.morning(TUESDAY)
    assert "A.L. 8B" not in all_words(patterned.message("tove", MONDAY))
    assert [line for line in patterned.rows(WeekLine) if line.kind == "sign"] == []
    assert len(patterned.rows(Pupil)) == 2
    assert [row for row in patterned.rows(Due) if row.kind == "redact"] == []


def test_without_teams_the_mentor_reads_their_own_list(world: World) -> None:
    world.absence(lessons("E1", every_other(WEDNESDAY)))
    world.morning(MONDAY)
    assert has_list(world, "anna")
    assert not has_list(world, "bo")


def test_the_list_comes_once_a_week(patterned: World) -> None:
    patterned.morning(TUESDAY)
    assert not has_list(patterned, "tove", TUESDAY)
    patterned.absence(lessons("E1", every_other(WEDNESDAY), MONDAY, NEXT_MONDAY))
    patterned.morning(NEXT_MONDAY)
    assert has_list(patterned, "tove", NEXT_MONDAY)


def test_who_does_not_want_the_list_is_left_in_peace_and_can_come_back(patterned: World) -> None:
    quiet = button(patterned.message("tove", MONDAY), "week.quiet_team")
    undo = button(whispered(patterned.press("tove", quiet)), "week.quiet_team")
    patterned.absence(lessons("E1", every_other(WEDNESDAY), MONDAY, NEXT_MONDAY + WEEK))
    patterned.morning(NEXT_MONDAY)
    assert not patterned.got("tove", NEXT_MONDAY)
    assert has_list(patterned, "anna", NEXT_MONDAY)
    patterned.press("tove", undo)
    patterned.morning(NEXT_MONDAY + WEEK)
    assert has_list(patterned, "tove", NEXT_MONDAY + WEEK)


def test_who_is_away_is_not_written_to(world: World) -> None:
    away = Adult("tove", "lärare", team="Blå", away=(MONDAY - WEEK, MONDAY + WEEK))
    with_teams(world, [away, *(one for one in TEAM if one.short != "tove")])
    world.absence(lessons("E1", every_other(WEDNESDAY)))
    world.morning(MONDAY)
    assert not world.got("tove", MONDAY)
    assert has_list(world, "anna")


def test_the_figures_are_for_the_pupils_own_adults_alone(patterned: World) -> None:
    shown = whispered(patterned.press("anna", Button("", "signs.show", str(patterned.pupil("E1")))))
    assert "Alva Lindgren" in shown.title
    assert "4 av 8" in all_words(shown)
    for who in ("tove", "bo", "ture"):
        words = patterned.refused(who, ("signs.show", str(patterned.pupil("E1"))))
        assert words == text("general.no_right")


@pytest.mark.parametrize("value", ["", "x", "99999", "-1", "9" * 30])
def test_figures_of_nobody_are_refused_kindly(patterned: World, value: str) -> None:
    assert patterned.refused("anna", ("signs.show", value))


def test_eht_reads_how_many_there_are_and_that_the_teams_have_the_list(patterned: World) -> None:
    words = all_words(patterned.message("eva", MONDAY))
    assert "A.L. 8B" not in words
    assert text("week.agenda_signs", count=1) in words


def test_figures_that_look_broken_give_no_list(world: World) -> None:
    with_teams(world)
    world.absence(lessons("E1", every_other(WEDNESDAY)))
    school = world.school()
    with world.database.writing() as session:
        session.add(
            Due(kind="doubt", recipient="absence", subject=f"school:{school}", on=FRIDAY, school_id=school)
        )
    world.morning(MONDAY)
    assert lines(world, "sign", "rising", "close") == []
    assert not has_list(world, "anna")
