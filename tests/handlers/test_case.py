"""What a person does in a case: the checklist, measures, holding, moving, closing, and who sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from content.model import Step
from handlers import cases
from handlers.context import Actor, Context
from storage.tables import CaseAction, CaseEvent, Outbox
from tests.handlers.files import Child, Files, lesson
from tests.handlers.screen import actions, all_words, button, checklist, has_part, part_of
from tests.handlers.world import CHILDREN, MONDAY, TUESDAY, World, form, replaced

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def _step(world: World, number: int = 1) -> Step:
    return world.plans.library.get("danderyd").step(number)


def _do(world: World, action: str, who: str = "anna", **fields: str | tuple[str, ...]) -> None:
    world.press(who, (action, str(world.case("E1").id)), fields=fields, kind="form")


def _item(world: World, action_id: str, who: str = "anna") -> tuple[str, str]:
    """State and detail of a line in the checklist, as somebody sees it now."""
    world.press(who, ("case.show", str(world.case("E1").id)))
    texts = {action.id: action.text for action in _step(world).actions}
    [found] = [item for item in checklist(world.latest(who)) if item.text == texts[action_id]]
    return found.state, found.detail


def test_looking_at_a_case_shows_the_whole_step_and_every_way_on(told: World) -> None:
    part = part_of(told.message("anna", TUESDAY), "Alva")
    told.press("anna", ("case.show", part.buttons[0].value.partition(":")[0]))
    card = told.latest("anna")
    assert len(checklist(card)) == len(_step(told).actions)
    assert {item.state for item in checklist(card)} == {"open"}
    asked = {f"{what}.ask" for what in ("not_needed", "measures", "hold", "raise", "close")}
    assert asked | {"tick", "change", "worry"} <= actions(card)


def test_what_is_not_the_mentors_to_do_says_whose_it_is(told: World) -> None:
    for _ in range(2):
        told.press("eva", ("raise", str(told.case("E1").id)), fields={"reason": "x"}, kind="form")
    told.press("anna", ("case.show", str(told.case("E1").id)))
    step = _step(told, 3)
    for action, item in zip(step.actions, checklist(told.latest("anna")), strict=True):
        assert ("rektor" in item.detail.partition(".")[0]) == (action.who == ("rektor",)), action.id


def test_ticking_by_hand_shows_who_and_when(told: World) -> None:
    _do(told, "tick", actions=("s1_call", "s1_adaptations"))
    state, detail = _item(told, "s1_adaptations")
    assert state == "done"
    assert "Anna" in detail
    assert "24" in detail
    assert {row.actor for row in told.rows(CaseAction)} == {f"staff:{told.staff('anna')}"}


def test_one_box_ticked_comes_as_a_single_word(told: World) -> None:
    _do(told, "tick", actions="s1_call")
    assert _item(told, "s1_call")[0] == "done"


def test_another_persons_tick_bears_their_name(told: World) -> None:
    _do(told, "tick", "eva", actions=("s1_call",))
    assert "Eva" in _item(told, "s1_call")[1]


def test_not_needed_tells_why_and_by_whom(told: World) -> None:
    told.press("anna", ("not_needed.ask", str(told.case("E1").id)))
    _do(told, "not_needed", actions=("s1_adaptations",), reason="Har redan stöd")
    state, detail = _item(told, "s1_adaptations")
    assert state == "not_needed"
    assert "Har redan stöd" in detail
    assert "Anna" in detail


def test_not_needed_without_a_reason_is_refused(told: World) -> None:
    case = str(told.case("E1").id)
    told.refused("anna", ("not_needed", case), fields={"actions": ("s1_call",), "reason": " "}, kind="form")


@pytest.mark.parametrize("chosen", [(), "", ("no_such_action",), ("s1_call", "no_such_action")])
def test_ticking_nothing_or_something_unknown_is_refused_whole(
    told: World, chosen: str | tuple[str, ...]
) -> None:
    told.refused("anna", ("tick", str(told.case("E1").id)), fields={"actions": chosen}, kind="form")


def test_not_needed_for_nothing_is_refused(told: World) -> None:
    case = str(told.case("E1").id)
    told.refused("anna", ("not_needed", case), fields={"reason": "Behövs inte"}, kind="form")


def test_what_is_left_is_counted_down(told: World) -> None:
    _do(told, "tick", actions=("s1_call",))
    told.press("anna", ("case.show", str(told.case("E1").id)))
    left = sum(item.state == "open" for item in checklist(told.latest("anna")))
    assert left == len(_step(told).actions) - 1


def test_typing_what_is_left_shows_ones_open_cases(told: World) -> None:
    for words in ("vad är kvar?", "Mina", "Vad gör jag nu"):
        told.types("anna", words)
        assert has_part(told.latest("anna"), "Alva")
        assert not has_part(told.latest("anna"), "Cleo")


def test_measures_are_noted_from_a_day_that_has_been(told: World) -> None:
    asked = form(told.press("anna", ("measures.ask", str(told.case("E1").id))))
    told.press("anna", (asked.action, asked.value), fields={"date": str(TUESDAY)}, kind="form")
    assert told.case("E1").measures_on == TUESDAY


@pytest.mark.parametrize("day", [str(TUESDAY + DAY), str(MONDAY), "", "abc", "2026-02-31"])
def test_measures_ahead_before_the_case_or_on_no_day_are_refused(told: World, day: str) -> None:
    told.refused("anna", ("measures", str(told.case("E1").id)), fields={"date": day}, kind="form")


def test_raising_moves_a_step_and_begins_its_own_checklist(told: World) -> None:
    _do(told, "measures", date=str(TUESDAY))
    _do(told, "raise", reason="Mamma ber om mer stöd")
    case = told.case("E1")
    assert (case.step, case.step_on, case.measures_on) == (2, TUESDAY, None)
    texts = [item.text for item in checklist(told.latest("anna"))]
    assert texts == [action.text for action in _step(told, 2).actions]


def test_the_last_step_cannot_be_raised_nor_the_first_lowered(told: World) -> None:
    for _ in range(3):
        _do(told, "raise", reason="Behövs")
    told.refused("anna", ("raise", str(told.case("E1").id)), fields={"reason": "Mer"}, kind="form")
    for _ in range(3):
        _do(told, "lower", "eva")
    told.refused("eva", ("lower", str(told.case("E1").id)))


def test_a_reason_is_kept_in_the_history_and_encrypted_in_the_file(told: World) -> None:
    _do(told, "close", reason="Frånvaron berodde på flytt")
    event = told.rows(CaseEvent)[-1]
    assert event.kind == "close"
    assert "flytt" in (event.note or "")
    assert "flytt" not in repr(told.dump())


def test_closing_needs_a_reason(told: World) -> None:
    told.refused("anna", ("close", str(told.case("E1").id)), fields={"reason": ""}, kind="form")


def test_a_closed_case_can_be_opened_again_where_it_was(told: World) -> None:
    _do(told, "raise", reason="Behövs")
    _do(told, "close", reason="Klart")
    assert actions(told.latest("anna")) >= {"reopen"}
    _do(told, "reopen")
    case = told.case("E1")
    assert (case.state, case.step, case.opened_on, case.closed_on) == ("open", 2, TUESDAY, None)


def test_a_closed_case_is_not_reopened_beside_a_newer_one(told: World) -> None:
    old = told.case("E1").id
    _do(told, "close", reason="Klart")
    told.absence(lesson("E1", TUESDAY + DAY))
    told.morning(TUESDAY + 2 * DAY)
    assert told.case("E1").id != old
    told.refused("anna", ("reopen", str(old)))


def test_a_hold_says_until_when_and_a_new_one_takes_its_place(told: World) -> None:
    _do(told, "hold.save", reason="Resa", date=str(TUESDAY + WEEK))
    _do(told, "hold.save", reason="Längre resa", date=str(TUESDAY + 2 * WEEK))
    assert told.case("E1").held_until == TUESDAY + 2 * WEEK


@pytest.fixture
def shared(world: World) -> World:
    """Alva has two mentors, and both have been told."""
    world.take_in(Files(children=(Child("E1", "Alva", "Lindgren", "anna bo"), *CHILDREN[1:])))
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    return world


def test_what_one_mentor_does_changes_the_others_message_in_the_same_transaction(shared: World) -> None:
    delivered = len(shared.screen.history)
    part = part_of(shared.message("anna", TUESDAY), "Alva")
    shared.press("anna", part.buttons[0], message=shared.key("anna", TUESDAY))
    after = part_of(shared.message("bo", TUESDAY), "Alva")
    assert "contact" not in after.actions
    changed = [
        (staff, operation, key)
        for staff, operation, key, _ in shared.screen.history[delivered:]
        if staff == shared.staff("bo")
    ]
    assert changed == [(shared.staff("bo"), "update", shared.key("bo", TUESDAY))]


def test_many_changes_before_delivery_are_one_waiting_change(shared: World) -> None:
    shared.deliver = lambda: None  # type: ignore[method-assign]
    case = shared.case("E1").id
    for who in ("guardian", "pupil", "guardian"):
        shared.press("anna", ("contact", f"{case}:{who}"))
    waiting = [row for row in shared.waiting() if row.staff_id == shared.staff("bo")]
    assert len(waiting) == 1


def test_a_message_that_was_never_delivered_is_changed_before_it_goes(world: World) -> None:
    world.absence(lesson("E1", MONDAY))
    world.deliver = lambda: None  # type: ignore[method-assign]
    world.morning(TUESDAY)
    world.press("eva", ("close", str(world.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    World.deliver(world)
    assert part_of(world.message("anna", TUESDAY), "Alva").actions == []
    mine = [row for row in world.rows(Outbox) if row.key == world.key("anna", TUESDAY)]
    assert len(mine) == 1


def test_the_other_mentor_goes_on_where_the_first_one_was(shared: World) -> None:
    case = shared.case("E1").id
    shared.press("anna", ("contact", f"{case}:guardian"), message=shared.key("anna", TUESDAY))
    shared.press("bo", ("case.show", f"{case}"), message=shared.key("bo", TUESDAY))
    done = [item for item in checklist(shared.latest("bo")) if item.state == "done"]
    assert len(done) == 1


def test_yesterdays_message_still_shows_and_does_what_holds_now(told: World) -> None:
    case = told.case("E1").id
    told.morning(TUESDAY + DAY)
    part = part_of(told.message("anna", TUESDAY), "Alva")
    answer = told.press("anna", part.buttons[0], message=told.key("anna", TUESDAY))
    assert told.case("E1").reached == "guardian"
    assert "contact" not in part_of(replaced(answer), "Alva").actions
    assert f"{case}" in part_of(replaced(answer), "Alva").buttons[0].value


def test_a_pressed_message_of_somebody_else_is_not_shown(world: World) -> None:
    world.absence(lesson("E1", MONDAY), lesson("E3", MONDAY))
    world.morning(TUESDAY)
    answer = world.press(
        "eva", ("case.show", str(world.case("E1").id)), message=world.key("bo", TUESDAY), kind="form"
    )
    assert answer.now == ()
    assert "Cleo" not in all_words(world.latest("eva"))


def test_the_summary_of_a_form_names_nobody(told: World) -> None:
    for action in ("measures.ask", "hold.ask", "close.ask", "raise.ask", "not_needed.ask"):
        asked = form(told.press("anna", (action, str(told.case("E1").id))))
        assert "Alva" not in asked.card.summary
        assert asked.value == str(told.case("E1").id)


def test_a_press_in_the_cases_own_message_changes_that_message(told: World) -> None:
    case = str(told.case("E1").id)
    told.press("anna", ("case.show", case), message=told.key("anna", TUESDAY))
    key, card = told.case_message("anna", "E1", "case")
    changed = replaced(
        told.press("anna", button(card, "tick"), message=key, fields={"actions": ("s1_adaptations",)})
    )
    assert sum(item.state == "done" for item in checklist(changed)) == 1


@pytest.mark.parametrize("written", ["20110304-1234", "110304-1234", "201103041234"])
def test_a_pupil_known_by_a_civic_number_is_found_however_it_is_written(world: World, written: str) -> None:
    world.take_in(Files(children=[*CHILDREN, Child("20110304-1234", "Dana", "Ek", "anna")]))
    with world.database.writing() as session:
        context = Context(session, datetime(2026, 11, 24, tzinfo=UTC), world.plans, Actor(label="cli:prov"))
        found = cases.find_pupil(context, written)
        assert "0304" not in found.ref
        assert cases.find_pupil(context, found.ref).id == found.id
