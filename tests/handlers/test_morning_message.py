"""The morning message: who gets it, what it says of whom, and that it is one."""

from datetime import date, timedelta

from content.texts import text
from storage.tables import Case, Due, Outbox
from tests.handlers.files import (
    SCHOOL,
    Adult,
    Break,
    Child,
    Files,
    Lesson,
    lesson,
    missing,
    present,
)
from tests.handlers.screen import actions, all_words, has_part, part_of, parts, says
from tests.handlers.world import (
    ADULTS,
    ALVA,
    BILAL,
    CHILDREN,
    MONDAY,
    TUESDAY,
    World,
)

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEDNESDAY, THURSDAY, FRIDAY = TUESDAY + DAY, TUESDAY + 2 * DAY, TUESDAY + 3 * DAY
OTHER = "Andra skolan"
AUTUMN = date(2026, 10, 26)


def test_a_missed_lesson_is_told_to_the_pupils_mentor_with_the_three_taps_first_button(
    any_world: World,
) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    told = part_of(any_world.message("anna", TUESDAY), "Alva Lindgren 8B")
    assert "contact" in told.actions
    assert {button.value for button in told.buttons if button.action == "contact"} == {
        f"{any_world.case('E1').id}:{who}" for who in ("guardian", "pupil", "nobody")
    }
    assert "no_meeting" in told.actions
    assert "1" in told.badge
    assert not has_part(any_world.message("bo", TUESDAY), "Alva")


def test_one_message_holds_both_pupils_of_a_mentor_and_the_most_urgent_stands_first(world: World) -> None:
    seldom = [*present("E1", AUTUMN, MONDAY), lesson("E1", MONDAY)]
    often = [*present("E2", AUTUMN, MONDAY), *missing("E2", date(2026, 11, 9), MONDAY, "oanmäld")]
    world.absence(seldom, often)
    world.morning(TUESDAY)
    assert [part.heading for part in parts(world.message("anna", TUESDAY))] == [
        "Bilal Hassan 8B",
        "Alva Lindgren 8B",
    ]


def test_a_higher_step_is_more_urgent_than_a_higher_figure(world: World) -> None:
    world.absence([*present("E1", AUTUMN, MONDAY), *missing("E1", date(2026, 11, 9), MONDAY)])
    world.morning(TUESDAY)
    on = TUESDAY + 2 * WEEK
    fresh = [*present("E2", TUESDAY, on - DAY), *missing("E2", WEDNESDAY, on - DAY, "oanmäld")]
    world.absence([*present("E1", TUESDAY, on - DAY), *missing("E1", THURSDAY, on - WEEK)], fresh)
    world.morning(on)
    assert world.case("E1").step == 2
    headings = [part.heading for part in parts(world.message("anna", on))]
    assert headings == ["Alva Lindgren 8B", "Bilal Hassan 8B"]


def test_why_stands_with_the_numbers_and_the_place_in_the_plan(world: World) -> None:
    world.absence([*present("E1", AUTUMN, MONDAY), *missing("E1", date(2026, 11, 9), MONDAY)])
    world.morning(TUESDAY)
    told = " ".join(part_of(world.message("anna", TUESDAY), "Alva").paragraphs)
    assert "52,4" in told or "52,4\u00a0%" in told
    assert text("morning.because", reasons="", source="").split()[0] in told
    assert "lokal tolkning" in told.lower()


def test_nothing_to_report_is_said_once_and_can_be_turned_off(world: World) -> None:
    world.absence(lesson("E3", MONDAY))
    world.morning(TUESDAY)
    nothing = world.message("anna", TUESDAY)
    assert parts(nothing) == []
    assert {"settings.quiet", "worry"} <= actions(nothing)
    world.press("anna", ("settings.quiet", ""), message=world.key("anna", TUESDAY))
    world.morning(WEDNESDAY)
    assert not world.got("anna", WEDNESDAY)
    world.absence(lesson("E1", WEDNESDAY))
    world.morning(THURSDAY)
    assert has_part(world.message("anna", THURSDAY), "Alva")


def test_the_quiet_setting_can_be_taken_back(world: World) -> None:
    world.absence(lesson("E3", MONDAY))
    world.morning(TUESDAY)
    for _ in range(2):
        world.press("anna", ("settings.quiet", ""), message=world.key("anna", TUESDAY))
    world.morning(WEDNESDAY)
    assert world.got("anna", WEDNESDAY)


def test_the_same_morning_twice_adds_nothing(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY), lesson("E3", MONDAY))
    first = any_world.morning(TUESDAY)
    before = any_world.dump()
    second = any_world.morning(TUESDAY, "09:00")
    assert second.lines == first.lines
    assert any_world.dump() == before


def test_a_deputy_gets_the_message_of_a_mentor_who_is_away_and_only_then(world: World) -> None:
    away = Adult("anna", deputy="disa", away=(TUESDAY, TUESDAY))
    world.take_in(Files(adults=(away, Adult("disa", "lärare"), *ADULTS[1:])))
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    assert not world.got("anna", TUESDAY)
    assert has_part(world.message("disa", TUESDAY), "Alva")
    world.absence(lesson("E2", TUESDAY))
    world.morning(WEDNESDAY)
    assert not world.got("disa", WEDNESDAY)
    assert has_part(world.message("anna", WEDNESDAY), "Bilal")


def test_a_deputy_can_act_for_the_mentor_who_is_away(world: World) -> None:
    away = Adult("anna", deputy="disa", away=(TUESDAY, FRIDAY))
    world.take_in(Files(adults=(away, Adult("disa", "lärare"), *ADULTS[1:])))
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    button = part_of(world.message("disa", TUESDAY), "Alva").buttons[0]
    world.press("disa", button, message=world.key("disa", TUESDAY))
    assert world.case("E1").reached


def test_away_without_a_deputy_the_message_waits_with_the_mentor(world: World) -> None:
    world.take_in(Files(adults=(Adult("anna", away=(TUESDAY, FRIDAY)), *ADULTS[1:])))
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    assert has_part(world.message("anna", TUESDAY), "Alva")


def test_two_mentors_of_a_pupil_both_get_the_message(world: World) -> None:
    shared = Child("E1", "Alva", "Lindgren", "anna bo")
    world.take_in(Files(children=(shared, *CHILDREN[1:])))
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    assert has_part(world.message("anna", TUESDAY), "Alva")
    assert has_part(world.message("bo", TUESDAY), "Alva")


def _two_schools(world: World) -> None:
    second = (Adult("anna", "mentor", OTHER), Adult("ebba", "eht", OTHER))
    world.take_in(
        Files(
            adults=(*ADULTS, *second),
            children=(*CHILDREN, Child("F1", "Dana", "Ek", "anna", "4C", OTHER)),
        )
    )


def test_a_mentor_at_two_schools_gets_one_message_that_holds_both(any_world: World) -> None:
    _two_schools(any_world)
    any_world.absence(lesson("E1", MONDAY), lesson("F1", MONDAY))
    any_world.morning(TUESDAY)
    message = any_world.message("anna", TUESDAY)
    assert has_part(message, "Alva")
    assert has_part(message, "Dana")
    posts = [row for row in any_world.rows(Outbox) if row.staff_id == any_world.staff("anna")]
    assert {row.key for row in posts} == {any_world.key("anna", TUESDAY)}
    assert sum(row.operation == "post" for row in posts) == 1


def test_of_two_schools_the_one_with_a_break_says_nothing(world: World) -> None:
    _two_schools(world)
    world.take_in(Files(breaks=(Break(TUESDAY, TUESDAY, OTHER),)))
    world.absence(lesson("E1", MONDAY), lesson("F1", MONDAY))
    result = world.morning(TUESDAY)
    assert not has_part(world.message("anna", TUESDAY), "Dana")
    assert not world.got("ebba", TUESDAY)
    assert any(OTHER in note for note in result.notes)
    assert world.cases("F1") == []


def test_a_school_on_break_gets_no_message(world: World) -> None:
    world.take_in(Files(breaks=(Break(TUESDAY, TUESDAY),)))
    world.absence(lesson("E1", MONDAY))
    result = world.morning(TUESDAY)
    assert result.lines == ()
    assert any(SCHOOL in note for note in result.notes)
    assert world.rows(Outbox) == []
    world.morning(WEDNESDAY)
    assert has_part(world.message("anna", WEDNESDAY), "Alva")


def test_nobody_is_told_anything_at_the_weekend(world: World) -> None:
    world.absence(lesson("E1", FRIDAY))
    world.morning(FRIDAY + DAY)
    assert world.rows(Outbox) == []


def _reach_step_two(world: World) -> date:
    """Alva is away every day; the case opens on Tuesday and has come to step 2 two weeks later."""
    world.absence([*present("E1", AUTUMN, MONDAY), *missing("E1", date(2026, 11, 9), MONDAY)])
    world.morning(TUESDAY)
    on = TUESDAY + 2 * WEEK
    world.absence(missing("E1", TUESDAY, on - DAY))
    world.morning(on)
    assert world.case("E1").step == 2
    return on


def test_eht_is_told_of_step_two_with_initials_and_class_and_no_names(world: World) -> None:
    on = _reach_step_two(world)
    told = world.message("eva", on)
    assert "A.L. 8B" in all_words(told)
    assert "Alva" not in all_words(told)
    assert "Lindgren" not in all_words(told)
    assert not has_part(world.message("rut", on), text("morning.for_rektor"))


def test_eht_and_rektor_are_never_shown_a_cause(world: World) -> None:
    on = _reach_step_two(world)
    case = world.case("E1").id
    world.press("anna", ("contact", f"{case}:guardian"), message=world.key("anna", on))
    world.press("anna", ("cause", f"{case}:worry_or_mood"))
    cause = next(
        one.text
        for one in world.plans.library.get("danderyd").first_contact.causes
        if one.id == "worry_or_mood"
    )
    for card in (world.message("eva", on), world.message("anna", on)):
        assert cause not in all_words(card)


def test_what_shows_on_a_lock_screen_never_holds_a_pupils_name(world: World) -> None:
    on = _reach_step_two(world)
    case = world.case("E1").id
    world.press("anna", ("case.show", f"{case}"), message=world.key("anna", on))
    world.press("anna", ("change", f"{case}:cause"), message=world.key("anna", on))
    world.types("anna", "mina")
    for _, _, _, card in world.screen.history:
        assert card is not None
        for child in CHILDREN:
            assert child.first not in card.summary
            assert child.last not in card.summary


def test_a_whole_morning_message_never_shows_a_name_in_its_title(world: World) -> None:
    on = _reach_step_two(world)
    assert "Alva" not in world.message("anna", on).title


def test_new_unreported_absence_in_an_open_case_is_a_line_and_not_a_new_case(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    any_world.absence(lesson("E1", TUESDAY))
    result = any_world.morning(WEDNESDAY)
    assert result.lines == ()
    assert says(part_of(any_world.message("anna", WEDNESDAY), "Alva"), "morning.ongoing", on=TUESDAY)
    assert any_world.count(Case) == 1
    any_world.morning(THURSDAY)
    assert not has_part(any_world.message("anna", THURSDAY), "Alva")


def test_missed_mornings_are_caught_up_into_one_message(world: World) -> None:
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    world.absence(lesson("E2", TUESDAY), lesson("E2", WEDNESDAY), lesson("E3", THURSDAY))
    monday = MONDAY + WEEK
    world.morning(monday)
    posts = [row for row in world.rows(Outbox) if row.operation == "post"]
    mine = [row.key for row in posts if row.staff_id == world.staff("anna")]
    assert mine == [world.key("anna", TUESDAY), world.key("anna", monday)]
    assert has_part(world.message("anna", monday), "Bilal")
    assert has_part(world.message("bo", monday), "Cleo")
    assert world.case("E2").opened_on == monday


def test_coming_late_opens_no_case(world: World) -> None:
    world.absence(Lesson("E1", MONDAY, status="sen", absent=20))
    result = world.morning(TUESDAY)
    assert result.lines == ()
    assert world.cases("E1") == []


def test_minutes_missed_by_coming_late_count_in_the_rate(world: World) -> None:
    late = [Lesson("E1", one.day, status="sen", absent=30) for one in missing("E1", AUTUMN, MONDAY)]
    world.absence(late)
    [line] = world.morning(TUESDAY).lines
    assert line.triggers == ["problematic_rate"]
    assert line.rate_month == 50.0


def test_figures_with_too_much_unregistered_are_marked_uncertain(world: World) -> None:
    unknown = [lesson("E1", one.day, "ej_rapporterad") for one in present("E1", AUTUMN, date(2026, 11, 4))]
    world.absence([*present("E1", AUTUMN, MONDAY), *unknown, lesson("E1", MONDAY)])
    [line] = world.morning(TUESDAY).lines
    assert line.uncertain
    told = part_of(world.message("anna", TUESDAY), "Alva")
    assert says(told, "morning.uncertain", share=38)


def test_certain_figures_are_not_marked(world: World) -> None:
    world.absence([*present("E1", AUTUMN, MONDAY), lesson("E1", MONDAY)])
    [line] = world.morning(TUESDAY).lines
    assert not line.uncertain


def test_a_pupil_who_has_left_is_not_spoken_of_any_more(world: World) -> None:
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    world.take_in(Files(children=CHILDREN[1:]))
    for on in (WEDNESDAY, TUESDAY + 4 * WEEK):
        world.morning(on)
        assert not has_part(world.message("anna", on), "Alva")
    assert world.case("E1").state == "open"


def test_a_mentor_who_has_lost_the_pupil_is_not_told_of_it(world: World) -> None:
    moved = Child("E1", "Alva", "Lindgren", "bo")
    world.absence(lesson("E1", MONDAY))
    world.take_in(Files(children=(moved, BILAL, CHILDREN[2])))
    world.morning(TUESDAY)
    assert not has_part(world.message("anna", TUESDAY), ALVA.first)
    assert has_part(world.message("bo", TUESDAY), ALVA.first)


def test_worry_stands_on_every_morning_message(world: World) -> None:
    on = _reach_step_two(world)
    for who in ("anna", "bo", "eva"):
        assert "worry" in actions(world.message(who, on))


def test_each_line_is_said_on_one_morning_only(world: World) -> None:
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    world.absence(lesson("E1", TUESDAY))
    world.morning(WEDNESDAY)
    said = [(row.kind, row.subject) for row in world.rows(Due) if row.said_on]
    assert len(said) == len(set(said))
