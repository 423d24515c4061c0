"""Step 1 in three taps, and the same by typing; what is answered can be changed."""

from datetime import date, timedelta

import pytest

from handlers.vocabulary import Card, DateInput, ManyInput, TextInput
from storage.tables import CaseEvent, FollowUp, Outbox
from storage.zone import STOCKHOLM
from tests.handlers.files import Break, Files, lesson
from tests.handlers.screen import (
    actions,
    all_words,
    button,
    buttons,
    checklist,
    has_part,
    part_of,
    says,
)
from tests.handlers.world import MONDAY, TUESDAY, World, replaced

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
THURSDAY = TUESDAY + 2 * DAY
LAST_DAY = TUESDAY + 2 * WEEK


def _morning_part(world: World) -> list[str]:
    return part_of(world.message("anna", TUESDAY), "Alva").actions


def _press_in_morning(world: World, action: str, ends: str = "") -> None:
    part = part_of(world.message("anna", TUESDAY), "Alva")
    [wanted] = [one for one in part.buttons if one.action == action and one.value.endswith(ends)]
    world.press("anna", wanted, message=world.key("anna", TUESDAY))


def _press_in_case(world: World, action: str, ends: str = "", **fields: str | tuple[str, ...]) -> Card:
    """In the newest message of Alva's case. Returns what the message then shows."""
    key, card = world.case_message("anna", "E1")
    return replaced(world.press("anna", button(card, action, ends), message=key, fields=fields))


def _inputs(card: Card) -> dict[str, DateInput | ManyInput | TextInput]:
    return {
        block.name: block for block in card.blocks if isinstance(block, DateInput | ManyInput | TextInput)
    }


def _meetings(world: World) -> list[FollowUp]:
    return sorted(world.rows(FollowUp), key=lambda meeting: meeting.id or 0)


def _three_taps(world: World) -> Card:
    _press_in_morning(world, "contact", "guardian")
    card = _press_in_case(world, "cause", "worry_or_mood")
    ready = _inputs(card)["date"]
    assert isinstance(ready, DateInput)
    assert ready.selected is not None
    return _press_in_case(world, "book", date=ready.selected.isoformat())


def test_three_taps_note_the_contact_the_cause_and_the_meeting(told: World) -> None:
    _three_taps(told)
    case = told.case("E1")
    assert (case.reached, case.cause, case.touched) == ("guardian", "worry_or_mood", True)
    [meeting] = _meetings(told)
    assert meeting.on == TUESDAY + WEEK
    assert set(meeting.participants.split()) == {"mentor", "guardian", "pupil"}
    assert meeting.booked_by == f"staff:{told.staff('anna')}"


def test_no_typing_is_needed_and_the_ready_day_is_a_school_day_within_the_plans_two_weeks(
    told: World,
) -> None:
    told.take_in(Files(breaks=(Break(TUESDAY + WEEK, TUESDAY + WEEK + 2 * DAY),)))
    _press_in_morning(told, "contact", "guardian")
    ready = _inputs(_press_in_case(told, "cause", "unknown"))["date"]
    assert isinstance(ready, DateInput)
    assert ready.selected == TUESDAY + WEEK + 3 * DAY
    assert ready.selected <= LAST_DAY


def test_the_second_question_stands_in_the_messages_thread_with_every_cause_as_a_button(
    told: World,
) -> None:
    _press_in_morning(told, "contact", "guardian")
    key, card = told.case_message("anna", "E1")
    causes = told.plans.library.get("danderyd").first_contact.causes
    assert [one.value.partition(":")[2] for one in buttons(card) if one.action == "cause"] == [
        cause.id for cause in causes
    ]
    [row] = [row for row in told.rows(Outbox) if row.key == key]
    assert row.thread == told.key("anna", TUESDAY)
    assert "worry" in actions(card)


def test_the_three_taps_stand_in_one_message_that_changes(told: World) -> None:
    _three_taps(told)
    posts = [row for row in told.rows(Outbox) if row.operation == "post" and row.key.startswith("first:")]
    assert len(posts) == 1


def test_the_morning_message_follows_without_telling_the_cause(told: World) -> None:
    _three_taps(told)
    told.deliver()
    part = part_of(told.message("anna", TUESDAY), "Alva")
    assert "contact" not in part.actions
    assert {"case.show", "change"} <= set(part.actions)
    assert says(part, "morning.cause_noted")
    assert says(part, "morning.meeting", on=TUESDAY + WEEK)
    assert "nedstämd" not in all_words(told.message("anna", TUESDAY))


def test_the_checklist_ticks_itself_from_the_answers(told: World) -> None:
    card = _three_taps(told)
    plan = told.plans.library.get("danderyd").step(1)
    by_text = {item.text: item for item in checklist(card)}
    assert [item.text for item in checklist(card)] == [action.text for action in plan.actions]
    for action in plan.actions:
        assert by_text[action.text].state == ("done" if action.done_by else "open"), action.id


def test_the_same_by_typing(told: World) -> None:
    _press_in_morning(told, "contact", "nobody")
    told.types("anna", "nådde mamma")
    told.types("anna", "ont i magen")
    told.types("anna", "på torsdag")
    case = told.case("E1")
    assert (case.reached, case.cause) == ("guardian", "illness")
    assert [meeting.on for meeting in _meetings(told)] == [THURSDAY]


@pytest.mark.parametrize(
    ("words", "day", "time"),
    [
        ("på torsdag", THURSDAY, None),
        ("på torsdag kl 15.30", THURSDAY, 15 * 60 + 30),
        ("v 49", MONDAY + WEEK, None),
        ("3/12", date(2026, 12, 3), None),
        ("3.12", date(2026, 12, 3), None),
        ("den 3 december", date(2026, 12, 3), None),
        ("ja", TUESDAY + WEEK, None),
        ("ja tack, kl 8.15", TUESDAY + WEEK, 8 * 60 + 15),
        ("imorgon", TUESDAY + DAY, None),
        ("nästa tisdag", TUESDAY + WEEK, None),
        ("i dag", TUESDAY, None),
    ],
)
def test_a_typed_day_books_the_meeting(told: World, words: str, day: date, time: int | None) -> None:
    _press_in_morning(told, "contact", "guardian")
    _press_in_case(told, "cause", "unknown")
    told.types("anna", words)
    [meeting] = _meetings(told)
    assert (meeting.on, meeting.time) == (day, time)


@pytest.mark.parametrize(
    ("words", "reached"),
    [
        ("mamma", "guardian"),
        ("pappa svarade", "guardian"),
        ("fick svar av vårdnadshavaren", "guardian"),
        ("Ringde hem", "guardian"),
        ("pratade med eleven", "pupil"),
        ("2", "pupil"),
        ("nådde vårdnadshavare", "guardian"),
        ("ingen", None),
        ("nådde inte mamma", None),
        ("inget svar", None),
        ("mamma svarar inte", None),
    ],
)
def test_typed_words_for_who_was_reached(told: World, words: str, reached: str | None) -> None:
    _press_in_morning(told, "contact", "nobody")
    told.types("anna", words)
    assert told.case("E1").reached == reached


def test_a_meeting_can_have_a_time_and_other_participants(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    _press_in_case(told, "cause", "unknown")
    _press_in_case(told, "book", date=str(THURSDAY), time="15.00", participants=("mentor", "eht"))
    [meeting] = _meetings(told)
    assert (meeting.on, meeting.time, meeting.participants.split()) == (THURSDAY, 900, ["mentor", "eht"])


def test_nobody_reached_offers_to_ask_again_and_keeps_the_question(told: World) -> None:
    _press_in_morning(told, "contact", "nobody")
    _, card = told.case_message("anna", "E1")
    assert {"remind", "contact"} <= actions(card)
    assert told.case("E1").reached is None
    assert "contact" in _morning_part(told)


def test_the_reminder_comes_in_an_hour_and_not_before(told: World) -> None:
    _press_in_morning(told, "contact", "nobody")
    _press_in_case(told, "remind", ":60")
    [waiting] = told.waiting()
    assert waiting.not_before == told.now + timedelta(hours=1)
    told.at(TUESDAY, "07:59")
    told.deliver()
    assert told.waiting()
    told.at(TUESDAY, "08:00")
    told.deliver()
    key, card = told.case_message("anna", "E1", "remind")
    told.press("anna", button(card, "contact", "guardian"), message=key)
    assert told.case("E1").reached == "guardian"


def test_this_afternoon_is_in_the_afternoon_and_is_not_offered_when_it_is_too_late(told: World) -> None:
    _press_in_morning(told, "contact", "nobody")
    _, card = told.case_message("anna", "E1")
    afternoon = [one for one in buttons(card) if one.action == "remind"][1]
    told.press("anna", afternoon, message=told.case_message("anna", "E1")[0])
    [waiting] = told.waiting()
    assert waiting.not_before is not None
    assert waiting.not_before.astimezone(STOCKHOLM).strftime("%H:%M") == "15:00"
    told.at(TUESDAY, "15:10")
    told.press("anna", ("contact", f"{told.case('E1').id}:nobody"))
    _, late = told.case_message("anna", "E1")
    assert len([one for one in buttons(late) if one.action == "remind"]) == 1


def test_nobody_is_reminded_of_somebody_who_has_been_reached(told: World) -> None:
    _press_in_morning(told, "contact", "nobody")
    _press_in_case(told, "remind", ":60")
    _press_in_morning(told, "contact", "guardian")
    told.at(TUESDAY, "09:00")
    told.deliver()
    assert not [key for _, _, key, _ in told.screen.history if key.startswith("remind:")]


@pytest.mark.parametrize("cause", ["registered_wrong", "one_off"])
def test_wrongly_registered_or_once_only_closes_in_two_taps(told: World, cause: str) -> None:
    _press_in_morning(told, "no_meeting")
    card = _press_in_case(told, "cause", cause)
    case = told.case("E1")
    assert (case.state, case.closed_on, case.cause) == ("closed", TUESDAY, cause)
    assert "reopen" in actions(card)
    assert _morning_part(told) == []


def test_the_short_way_out_offers_only_causes_that_close(told: World) -> None:
    _press_in_morning(told, "no_meeting")
    _, card = told.case_message("anna", "E1")
    causes = {one.value.partition(":")[2] for one in buttons(card) if one.action == "cause"}
    assert causes == {"registered_wrong", "one_off"}


def test_closing_by_cause_can_be_regretted(told: World) -> None:
    _press_in_morning(told, "no_meeting")
    _press_in_case(told, "cause", "one_off")
    _press_in_case(told, "reopen")
    case = told.case("E1")
    assert (case.state, case.closed_on, case.cause) == ("open", None, None)
    assert "contact" in _morning_part(told)


def test_explained_holds_the_case_with_a_reason_and_an_end(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    card = _press_in_case(told, "cause", "explained")
    assert {"reason", "date"} <= set(_inputs(card))
    until = TUESDAY + 3 * WEEK
    _press_in_case(told, "hold", reason="Opereras", date=str(until))
    case = told.case("E1")
    assert (case.state, case.held_until, case.cause) == ("open", until, "explained")
    assert says(part_of(told.message("anna", TUESDAY), "Alva"), "morning.held", until=until)


def test_explained_needs_a_reason_and_at_most_the_plans_weeks(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    key, _ = told.case_message("anna", "E1")
    card = _press_in_case(told, "cause", "explained")
    save = button(card, "hold")
    for fields in (
        {"reason": "  ", "date": str(TUESDAY + WEEK)},
        {"reason": "Opereras", "date": str(TUESDAY + 4 * WEEK + DAY)},
        {"reason": "Opereras", "date": str(MONDAY)},
        {"reason": "Opereras", "date": "i morgon"},
    ):
        told.refused("anna", save, message=key, fields=fields)
    told.press("anna", save, message=key, fields={"reason": "Opereras", "date": str(TUESDAY + 4 * WEEK)})
    assert told.case("E1").held_until == TUESDAY + 4 * WEEK


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        (date(2026, 11, 20), TUESDAY),
        (date(2020, 1, 1), TUESDAY),
        (date(2026, 11, 28), MONDAY + WEEK),
        (date(2026, 12, 24), LAST_DAY),
        (date(2027, 5, 5), LAST_DAY),
        (date(9999, 12, 31), LAST_DAY),
    ],
)
def test_a_day_that_will_not_do_offers_the_nearest_that_does_as_a_button(
    told: World, wanted: date, offered: date
) -> None:
    _press_in_morning(told, "contact", "guardian")
    _press_in_case(told, "cause", "unknown")
    card = _press_in_case(told, "book", date=str(wanted))
    assert _meetings(told) == []
    assert button(card, "book_on").value.endswith(str(offered))
    _press_in_case(told, "book_on")
    assert [meeting.on for meeting in _meetings(told)] == [offered]


def test_a_day_in_the_schools_break_offers_the_nearest_school_day(told: World) -> None:
    told.take_in(Files(breaks=(Break(THURSDAY, THURSDAY + DAY),)))
    _press_in_morning(told, "contact", "guardian")
    _press_in_case(told, "cause", "unknown")
    card = _press_in_case(told, "book", date=str(THURSDAY))
    assert button(card, "book_on").value.endswith(str(MONDAY + WEEK))


def test_the_limit_of_two_weeks_skips_a_break_week(told: World) -> None:
    told.take_in(Files(breaks=(Break(MONDAY + WEEK, MONDAY + WEEK + 4 * DAY),)))
    _press_in_morning(told, "contact", "guardian")
    _press_in_case(told, "cause", "unknown")
    _press_in_case(told, "book", date=str(TUESDAY + 3 * WEEK))
    assert [meeting.on for meeting in _meetings(told)] == [TUESDAY + 3 * WEEK]


def test_a_time_that_cannot_be_read_changes_nothing(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    _press_in_case(told, "cause", "unknown")
    key, card = told.case_message("anna", "E1")
    told.refused(
        "anna", button(card, "book"), message=key, fields={"date": str(THURSDAY), "time": "efter lunch"}
    )


def test_contact_and_cause_can_be_changed_afterwards_and_nothing_else_is_asked_again(told: World) -> None:
    _three_taps(told)
    for what, action, ends in (("reached", "contact", "pupil"), ("cause", "cause", "peers")):
        _press_in_case(told, "change")
        _press_in_case(told, "change", what)
        done = _press_in_case(told, action, ends)
        assert checklist(done)
    case = told.case("E1")
    assert (case.reached, case.cause) == ("pupil", "peers")
    assert [(meeting.on, meeting.state) for meeting in _meetings(told)] == [(TUESDAY + WEEK, "booked")]


def test_a_moved_meeting_keeps_what_it_was(told: World) -> None:
    _three_taps(told)
    _press_in_case(told, "change")
    card = _press_in_case(told, "change", "meeting")
    shown = _inputs(card)["date"]
    assert isinstance(shown, DateInput)
    assert shown.selected == TUESDAY + WEEK
    _press_in_case(told, "book", date=str(THURSDAY))
    assert [(meeting.on, meeting.state) for meeting in _meetings(told)] == [
        (TUESDAY + WEEK, "moved"),
        (THURSDAY, "booked"),
    ]
    assert says(part_of(told.message("anna", TUESDAY), "Alva"), "morning.meeting", on=THURSDAY)


def test_booking_what_is_booked_already_changes_nothing(told: World) -> None:
    _three_taps(told)
    before = told.rows(FollowUp)
    again = ("book", str(told.case("E1").id))
    who = ("mentor", "guardian", "pupil")
    fields: dict[str, str | tuple[str, ...]] = {"date": str(TUESDAY + WEEK), "participants": who}
    told.press("anna", again, fields=fields)
    assert [row.model_dump() for row in told.rows(FollowUp)] == [row.model_dump() for row in before]


def test_everything_that_was_done_is_in_the_cases_history(told: World) -> None:
    _three_taps(told)
    kinds = [event.kind for event in told.rows(CaseEvent)]
    assert kinds == ["trigger", "contact", "cause", "follow_up"]
    assert {event.actor for event in told.rows(CaseEvent)[1:]} == {f"staff:{told.staff('anna')}"}


def test_changing_to_a_cause_that_closes_takes_the_meeting_away(told: World) -> None:
    _three_taps(told)
    _press_in_case(told, "change")
    _press_in_case(told, "change", "cause")
    _press_in_case(told, "cause", "one_off")
    assert told.case("E1").state == "closed"
    assert [meeting.state for meeting in _meetings(told)] == ["cancelled"]


def test_a_weeks_pause_and_a_restart_lose_nothing(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    told.at(TUESDAY + WEEK, "11:00")
    told.types("anna", "sjuk")
    assert told.case("E1").cause == "illness"


def test_something_else_in_the_middle_is_answered_and_the_question_still_waits(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    told.types("anna", "vad är kvar?")
    assert has_part(told.latest("anna"), "Alva")
    assert told.case("E1").cause is None
    told.types("anna", "sjuk")
    assert told.case("E1").cause == "illness"


def test_words_that_mean_nothing_change_nothing(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    told.types("anna", "bla bla bla")
    case = told.case("E1")
    assert (case.reached, case.cause) == ("guardian", None)


def test_an_answer_typed_when_the_case_is_closed_is_not_taken_for_an_answer(told: World) -> None:
    _press_in_morning(told, "contact", "guardian")
    told.press("anna", ("close", str(told.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    told.types("anna", "sjuk")
    assert told.case("E1").cause is None


def test_two_pupils_answers_do_not_mix(world: World) -> None:
    world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY))
    world.morning(TUESDAY)
    for name in ("Alva", "Bilal"):
        part = part_of(world.message("anna", TUESDAY), name)
        world.press("anna", part.buttons[0], message=world.key("anna", TUESDAY))
    world.at(TUESDAY, "07:30")
    alva, card = world.case_message("anna", "E1")
    world.press("anna", button(card, "cause", "illness"), message=alva)
    assert (world.case("E1").cause, world.case("E2").cause) == ("illness", None)


def test_pressing_in_ones_own_list_keeps_the_list(world: World) -> None:
    world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY))
    world.morning(TUESDAY)
    world.types("anna", "mina elever")
    messages = world.screen.messages.items()
    [(key, card)] = [(key, card) for (_, key), card in messages if key.startswith("mine:")]
    answer = replaced(world.press("anna", part_of(card, "Alva").buttons[0], message=key))
    assert has_part(answer, "Alva")
    assert has_part(answer, "Bilal")
    assert "contact" not in part_of(answer, "Alva").actions
    assert actions(world.case_message("anna", "E1")[1]) >= {"cause"}
