"""A pupil who gets a protected identity was never here: nothing that was said may stay."""

from dataclasses import replace
from datetime import timedelta

from storage.tables import Case, Due, Outbox, Pupil
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.screen import all_words, has_part, part_of
from tests.handlers.world import (
    ADULTS,
    ALVA,
    BILAL,
    CHILDREN,
    CLEO,
    MONDAY,
    TUESDAY,
    World,
)

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
TRACES = ("Alva", "Lindgren", "A.L.")


def _protect(world: World, *others: Child) -> None:
    world.take_in(Files(children=(replace(ALVA, protected=True), *(others or (BILAL, CLEO)))))


def _assert_nothing_seen(world: World) -> None:
    for (_, key), card in world.screen.messages.items():
        for trace in TRACES:
            assert trace not in all_words(card), key


def _assert_nothing_kept(world: World) -> None:
    kept = world.opened()
    for trace in TRACES:
        assert trace not in kept


def test_what_was_sent_is_taken_back_and_nothing_is_kept(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY))
    any_world.morning(TUESDAY)
    case = any_world.case("E1").id
    any_world.press("anna", ("contact", f"{case}:nobody"), message=any_world.key("anna", TUESDAY))
    any_world.press("anna", ("case.show", f"{case}"), message=any_world.key("anna", TUESDAY))
    any_world.types("anna", "mina")
    any_world.press("anna", ("remind", f"{case}:60"))
    _protect(any_world)
    any_world.deliver()
    _assert_nothing_seen(any_world)
    _assert_nothing_kept(any_world)
    assert has_part(any_world.message("anna", TUESDAY), "Bilal")
    any_world.at(TUESDAY, "10:00")
    any_world.deliver()
    _assert_nothing_seen(any_world)


def test_what_is_not_sent_yet_goes_without_the_name(world: World) -> None:
    world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY))
    world.deliver = lambda: None  # type: ignore[method-assign]
    world.morning(TUESDAY)
    world.press("anna", ("contact", f"{world.case('E1').id}:guardian"))
    _protect(world)
    _assert_nothing_kept(world)
    World.deliver(world)
    assert world.screen.history
    for _, _, _, card in world.screen.history:
        assert card is None or not any(trace in all_words(card) for trace in TRACES)


def test_what_could_not_be_sent_is_not_kept_either(world: World) -> None:
    """Delivery keeps the card of a message that failed, for whoever tells the person another way."""
    world.absence(lesson("E1", MONDAY))
    world.deliver = lambda: None  # type: ignore[method-assign]
    world.morning(TUESDAY)
    world.press("anna", ("case.show", f"{world.case('E1').id}"))
    with world.database.writing() as session:
        for row in world.rows(Outbox):
            session.get_one(Outbox, row.id).state = "failed"
    _protect(world)
    _assert_nothing_kept(world)


def test_eht_and_rektor_and_a_deputy_lose_it_too(world: World) -> None:
    away = Adult("anna", deputy="disa", away=(TUESDAY, TUESDAY))
    world.take_in(Files(adults=(away, Adult("disa", "lärare"), *ADULTS[1:])))
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    late = TUESDAY + 6 * WEEK
    world.mornings(*(late + days * DAY for days in range(3)))
    assert has_part(world.message("disa", TUESDAY), "Alva")
    assert any("A.L." in all_words(card) for card in world.screen.messages.values())
    _protect(world)
    world.deliver()
    _assert_nothing_seen(world)


def test_a_former_mentor_loses_it_too(told: World) -> None:
    moved = replace(ALVA, mentors="bo")
    told.take_in(Files(children=(moved, BILAL, CLEO)))
    told.take_in(Files(children=(replace(moved, protected=True), BILAL, CLEO)))
    told.deliver()
    _assert_nothing_seen(told)


def test_a_head_teacher_who_has_changed_roles_loses_it_too(told: World) -> None:
    late = TUESDAY + 4 * WEEK + DAY
    told.mornings(late - 2 * DAY, late - DAY, late)
    assert "A.L." in all_words(told.message("rut", late))
    told.take_in(Files(adults=(*ADULTS[:3], Adult("rut", "lärare"))))
    _protect(told)
    told.deliver()
    _assert_nothing_seen(told)


def test_a_message_with_only_that_pupil_is_left_with_nothing(told: World) -> None:
    _protect(told)
    told.deliver()
    assert told.got("anna", TUESDAY)
    assert not has_part(told.message("anna", TUESDAY), "Alva")


def test_mornings_that_spoke_of_a_meeting_can_still_be_shown_and_changed(told: World) -> None:
    told.take_in(Files(lessons=(lesson("E2", TUESDAY),)))
    told.press("anna", ("book", f"{told.case('E1').id}"), fields={"date": str(TUESDAY + 2 * DAY)})
    told.morning(TUESDAY + DAY)
    assert has_part(told.message("anna", TUESDAY + DAY), "Alva")
    _protect(told)
    told.press("anna", ("contact", f"{told.case('E2').id}:guardian"), message=told.key("anna", TUESDAY + DAY))
    message = told.message("anna", TUESDAY + DAY)
    assert "contact" not in part_of(message, "Bilal").actions
    _assert_nothing_seen(told)


def test_nothing_is_left_waiting_to_be_redacted(told: World) -> None:
    _protect(told)
    assert [row.kind for row in told.rows(Due)] == []
    assert told.count(Case) == 0
    assert len(told.rows(Pupil)) == len(CHILDREN) - 1


def test_a_new_case_does_not_answer_to_an_erased_ones_buttons(told: World) -> None:
    old = told.case("E1").id
    _protect(told)
    told.absence(lesson("E2", MONDAY))
    told.morning(TUESDAY + DAY)
    assert told.case("E2").id != old


def test_a_protected_pupils_absence_opens_nothing(world: World) -> None:
    _protect(world)
    summary = world.absence(lesson("E1", MONDAY))
    assert summary.protected_rows == 1
    assert world.morning(TUESDAY).lines == ()
    _assert_nothing_seen(world)
