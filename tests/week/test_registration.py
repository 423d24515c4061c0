"""Registration: rektor reads which classes' lessons are missing, a teacher only their own, once a week."""

from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.vocabulary import Card
from storage.queries.registration import registered
from tests.handlers.files import Adult, Files, Lesson
from tests.handlers.screen import actions, all_words, button, has_part, part_of
from tests.handlers.world import BILAL, CLEO, MONDAY, TUESDAY, World, whispered
from tests.week.autumn import (
    FRIDAY,
    NEXT_MONDAY,
    TEAM,
    WEEK,
    lessons,
    lines,
    taught_by,
    with_teams,
)

LAST_MONDAY = MONDAY - WEEK
DAY = timedelta(days=1)


def unregistered(pupil: str, slots: int = 2) -> list[Lesson]:
    """The class' mathematics of last week's first days."""
    missing = {LAST_MONDAY + number * DAY for number in range(slots)}
    return lessons(pupil, lambda day, start: "ej_rapporterad" if day in missing and start == "08:20" else "")


@pytest.fixture
def missing(any_world: World) -> World:
    """Tove has not registered two of 8B's lessons in mathematics; 7A's are all there."""
    with_teams(any_world)
    any_world.absence(
        taught_by("tove", [*unregistered("E1"), *unregistered("E2")]), taught_by("ture", lessons("E3"))
    )
    any_world.morning(MONDAY)
    return any_world


def nudge(world: World, who: str) -> str:
    heading = text("week.missing")
    if not world.got(who, MONDAY) or not has_part(world.message(who, MONDAY), heading):
        return ""
    return " ".join(part_of(world.message(who, MONDAY), heading).paragraphs)


def test_a_class_lesson_is_one_however_many_pupils_it_has(missing: World) -> None:
    with missing.database.reading() as session:
        found = registered(session, 10**6, [missing.school()], LAST_MONDAY, FRIDAY)
    sums = {(one.class_name, one.subject): (one.lessons, one.missing) for one in found}
    assert sums == {
        **{
            ("8B", subject): (5, 2 if subject == "Matematik" else 0)
            for subject in ("Matematik", "Svenska", "Slöjd")
        },
        **{("7A", subject): (5, 0) for subject in ("Matematik", "Svenska", "Slöjd")},
    }


def test_rektor_reads_the_share_and_where_lessons_are_missing(missing: World) -> None:
    words = all_words(missing.message("rut", MONDAY))
    assert "28 av 30" in words
    assert "8B Matematik (2 av 5 lektioner)" in words
    assert "tove" not in words.casefold()


def test_every_class_and_subject_is_a_press_away_for_rektor_alone(missing: World) -> None:
    press = button(missing.message("rut", MONDAY), "week.registered")
    shown = all_words(whispered(missing.press("rut", press)))
    assert "7A: 15 av 15" in shown
    assert "8B Matematik: 3 av 5" in shown
    assert missing.refused("tove", press) == text("general.no_right")


@pytest.mark.parametrize("value", ["", "1", "x:y", "1:2026-01-01", "99:2026-11-23", ":2026-11-23"])
def test_registration_of_a_week_that_was_never_told_is_refused_kindly(missing: World, value: str) -> None:
    assert missing.refused("rut", ("week.registered", value))


def test_the_teacher_is_reminded_kindly_of_their_own_lessons_and_nobody_else_is(missing: World) -> None:
    assert "Två lektioner" in nudge(missing, "tove")
    assert "Matematik 8B" in nudge(missing, "tove")
    assert [nudge(missing, who) for who in ("ture", "anna", "bo", "eva", "rut")] == [""] * 5


def test_the_reminder_is_in_the_one_message_of_the_morning_and_once_a_week(missing: World) -> None:
    posts = [key for staff, deed, key, _ in missing.screen.history if staff == missing.staff("tove")]
    assert len(posts) == len(set(posts)) == 1
    missing.morning(TUESDAY)
    assert not missing.got("tove", TUESDAY)


def test_who_turns_the_reminder_off_is_not_reminded_again(missing: World) -> None:
    press = button(missing.message("tove", MONDAY), "week.quiet_registration")
    missing.press("tove", press)
    late = [
        Lesson(pupil, MONDAY, "08:20", "ej_rapporterad", 0, "Matematik", "tove") for pupil in ("E1", "E2")
    ]
    missing.absence(late)
    missing.morning(NEXT_MONDAY)
    assert lines(missing, "missing")
    assert not missing.got("tove", NEXT_MONDAY)


def test_where_the_file_names_no_teacher_nobody_is_reminded(world: World) -> None:
    with_teams(world)
    world.absence(unregistered("E1"), unregistered("E2"))
    world.morning(MONDAY)
    assert not world.got("tove", MONDAY)
    assert "Matematik" in all_words(world.message("rut", MONDAY))


def test_when_every_lesson_is_registered_rektor_hears_nothing_of_it(world: World) -> None:
    world.absence(lessons("E1"), lessons("E2"))
    world.morning(MONDAY)
    assert not world.got("rut", MONDAY)


def test_a_teacher_who_is_away_or_has_left_is_not_written_to(world: World) -> None:
    away = Adult("tove", "lärare", away=(MONDAY, MONDAY + WEEK))
    with_teams(world, [away, *(one for one in TEAM if one.short != "tove")])
    world.absence(taught_by("tove", unregistered("E1")))
    world.morning(MONDAY)
    assert not world.got("tove", MONDAY)


def test_too_little_registered_is_said_on_the_agenda_since_all_figures_stand_on_it(world: World) -> None:
    with_teams(world)
    world.absence(unregistered("E1", 5), unregistered("E2", 5))
    world.absence(Lesson("E3", FRIDAY, "08:20"))
    world.morning(MONDAY)
    card: Card = world.message("eva", MONDAY)
    first = LAST_MONDAY
    done, of = 11, 16
    assert text("week.agenda_registered", share=done * 100 // of, first=first) in all_words(card)


def test_the_decisions_that_the_month_counts_are_a_press_away_for_rektor_alone(told: World) -> None:
    case = str(told.case("E1").id)
    for _ in range(2):
        told.press("anna", ("raise", case), fields={"reason": "Behövs"}, kind="form")
    told.morning(date(2026, 11, 25))
    first = date(2026, 12, 1)
    told.morning(first)
    press = button(told.message("rut", first), "week.decisions")
    shown = whispered(told.press("rut", press))
    assert "decide.ask" in actions(shown)
    assert "A.L. 8B" in all_words(shown)
    for who in ("eva", "anna", "bo"):
        assert told.refused(who, press) == text("general.no_right")
    assert told.refused("rut", ("week.decisions", "99")) == text("general.old_button")


def test_the_month_in_numbers_goes_to_rektor_on_the_first_morning_of_the_month(told: World) -> None:
    december = NEXT_MONDAY + DAY
    told.mornings(NEXT_MONDAY, december, december + DAY)
    words = all_words(told.message("rut", december))
    assert text("week.month_cases", opened=1, closed=0) in words
    assert not told.got("rut", december + DAY)
    assert not told.got("rut", NEXT_MONDAY)


def test_a_protected_pupils_lessons_count_nowhere(world: World) -> None:
    from dataclasses import replace

    from tests.handlers.world import ALVA

    world.take_in(Files(adults=TEAM, children=(replace(ALVA, protected=True), BILAL, CLEO)))
    world.absence(taught_by("tove", unregistered("E1")), lessons("E2"))
    world.morning(MONDAY)
    assert not world.got("tove", MONDAY)
