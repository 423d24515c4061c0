"""After a meeting: before and after side by side, what helped, the next day; and when nobody comes."""

import json
from datetime import date, timedelta

from content.texts import text
from handlers.vocabulary import Card, Facts, ManyInput
from storage.calendar import SchoolCalendar
from storage.tables import CaseAction, CaseDecision, Due, FollowUp, Holding, Measure
from tests.handlers.files import lesson, missing, present
from tests.handlers.screen import actions, all_words, button, buttons, has_part, part_of, says
from tests.handlers.world import MONDAY, TUESDAY, World, form, replaced

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SCHOOL_DAYS = SchoolCalendar()
THURSDAY = TUESDAY + 2 * DAY


def _case(world: World) -> str:
    return str(world.case("E1").id)


def _book(world: World, on: date = THURSDAY) -> None:
    if not world.case("E1").reached:
        world.press("anna", ("contact", f"{_case(world)}:guardian"))
        world.press("anna", ("cause", f"{_case(world)}:unknown"))
    world.press("anna", ("book", _case(world)), fields={"date": str(on)})


def _measure(world: World, words: str) -> None:
    fields = {"measure": words, "date": str(TUESDAY)}
    world.press("anna", ("measure.save", _case(world)), fields=fields, kind="form")


def _held(world: World, on: date = THURSDAY) -> tuple[str, Card]:
    """The result's card, in the pupil's thread, after the meeting's own morning."""
    world.morning(on)
    key = world.key("anna", on)
    world.press("anna", button(world.message("anna", on), "meeting.held"), message=key)
    return world.case_message("anna", "E1", "case")


def _facts(card: Card) -> dict[str, str]:
    return {name: value for block in card.blocks if isinstance(block, Facts) for name, value in block.rows}


def test_the_result_shows_absence_before_and_after_side_by_side(world: World) -> None:
    before = [
        *present("E1", date(2026, 10, 26), MONDAY - WEEK),
        *missing("E1", MONDAY - WEEK, MONDAY, "oanmäld"),
    ]
    world.absence(before)
    world.morning(TUESDAY)
    _measure(world, "Egen ingång")
    _book(world, TUESDAY + WEEK)
    world.absence(present("E1", TUESDAY, MONDAY + WEEK))
    _, card = _held(world, TUESDAY + WEEK)
    rows = _facts(card)
    [was] = [value for name, value in rows.items() if name.startswith(text("follow.before"))]
    [now] = [value for name, value in rows.items() if name.startswith(text("follow.after"))]
    assert was.startswith("28,6") or float(was.split()[0].split("\xa0")[0].replace(",", ".")) > 20
    assert now.startswith("0")
    [meeting] = world.rows(FollowUp)
    assert meeting.state == "done"
    assert (meeting.after_absent, meeting.after_scheduled) == (0, 5 * 60)
    assert (meeting.before_absent or 0) > 0


def test_what_helped_is_noted_and_the_next_day_booked(told: World) -> None:
    _measure(told, "Egen ingång")
    _measure(told, "Kortare dagar")
    _book(told)
    key, card = _held(told)
    [asked] = [block for block in card.blocks if isinstance(block, ManyInput)]
    first = asked.options[0].value
    then = THURSDAY + WEEK
    fields = {"helped": (first,), "said": "Hon vill fortsätta", "date": str(then)}
    told.press("anna", button(card, "result.save"), fields=fields, message=key)
    assert [one.worked for one in told.rows(Measure)] == ["yes", "no"]
    done, booked = told.rows(FollowUp)
    assert json.loads(done.note or "")["said"] == "Hon vill fortsätta"
    assert (booked.on, booked.state) == (then, "booked")
    assert booked.uid != done.uid


def test_the_card_offers_to_close_instead(told: World) -> None:
    _book(told)
    _, card = _held(told)
    assert {"result.save", "close.ask"} <= actions(card)


def test_a_meeting_without_a_noted_result_climbs_in_school_days(told: World) -> None:
    _book(told)
    told_on = {}
    for on in SCHOOL_DAYS.school_days(THURSDAY + DAY, THURSDAY + 4 * WEEK):
        told.morning(on)
        told_on[on] = tuple(
            row.kind for row in told.rows(Due) if row.said_on == on and row.kind.startswith("no_result")
        )
    after = SCHOOL_DAYS.add_school_days
    assert {on: kinds for on, kinds in told_on.items() if kinds} == {
        THURSDAY + DAY: ("no_result_mentor",),
        after(THURSDAY, 6): ("no_result_eht",),
        after(THURSDAY, 11): ("no_result_rektor",),
    }
    assert "case.take" in actions(told.message("rut", after(THURSDAY, 11)))


def test_nobody_came_is_a_result_and_a_new_day_is_asked_for(told: World) -> None:
    _book(told)
    told.morning(THURSDAY)
    key = told.key("anna", THURSDAY)
    told.press("anna", button(told.message("anna", THURSDAY), "meeting.missed"), message=key)
    _, card = told.case_message("anna", "E1", "case")
    assert "book" in actions(card)
    assert told.rows(CaseDecision) == []
    told.press("anna", ("book", _case(told)), fields={"date": str(THURSDAY + WEEK)})
    assert sorted(one.state for one in told.rows(FollowUp)) == ["booked", "missed"]


def _nobody_twice(world: World) -> date:
    """Returns the morning on which rektor is told."""
    for on in (THURSDAY, THURSDAY + WEEK):
        _book(world, on)
        world.morning(on)
        world.press("anna", ("meeting.missed", _case(world)))
    on = SCHOOL_DAYS.add_school_days(THURSDAY + WEEK, 1)
    world.morning(on)
    return on


def test_the_second_time_nobody_comes_rektor_decides_how_to_go_on(told: World) -> None:
    on = _nobody_twice(told)
    message = told.message("rut", on)
    assert "A.L. 8B" in all_words(message)
    assert "Alva" not in all_words(message)
    opened = form(told.press("rut", button(message, "decide.ask"), message=told.key("rut", on)))
    fields = {"choice": "another_way"}
    told.press("rut", (opened.action, opened.value), fields=fields, kind="form", message=told.key("rut", on))
    [decision] = told.rows(CaseDecision)
    assert (decision.kind, decision.state, decision.choice) == ("no_show", "decided", "another_way")
    assert text("people.choice_no_show_another_way") in all_words(told.latest("anna"))
    assert "decide.ask" not in actions(told.message("rut", on))
    assert told.refused("rut", (opened.action, opened.value), fields=fields) == text("people.already_decided")


def test_a_held_meeting_between_makes_it_the_first_time_again(told: World) -> None:
    for on, result in ((THURSDAY, "missed"), (THURSDAY + WEEK, "held"), (THURSDAY + 2 * WEEK, "missed")):
        _book(told, on)
        told.morning(on)
        told.press("anna", (f"meeting.{result}", _case(told)))
    assert told.rows(CaseDecision) == []


def test_an_unanswered_decision_is_said_again_each_week_and_no_more_when_it_is_taken(told: World) -> None:
    first = _nobody_twice(told)
    said = [first]
    for on in SCHOOL_DAYS.school_days(first + DAY, first + 2 * WEEK):
        told.morning(on)
        if told.got("rut", on) and "decide.ask" in actions(told.message("rut", on)):
            said.append(on)
    assert said == [first, first + WEEK - DAY, first + 2 * WEEK - DAY]


def test_the_third_step_asks_rektor_to_appoint_and_who_is_appointed_holds_the_case(told: World) -> None:
    for _ in range(2):
        told.press("anna", ("raise", _case(told)), fields={"reason": "Behövs"}, kind="form")
    told.morning(TUESDAY + DAY)
    message = told.message("rut", TUESDAY + DAY)
    asked = [one for one in buttons(message) if one.action == "decide.ask"]
    kinds = {one.kind: one for one in told.rows(CaseDecision)}
    assert set(kinds) == {"investigator", "report", "special_support"}
    assert len(asked) == 3
    appoint = next(one for one in asked if one.value.endswith(f":{kinds['investigator'].id}"))
    opened = form(told.press("rut", appoint, message=told.key("rut", TUESDAY + DAY)))
    eva = told.staff("eva")
    told.press("rut", (opened.action, opened.value), fields={"choice": str(eva)}, kind="form")
    assert [row.staff_id for row in told.rows(Holding)] == [eva]
    assert [(row.action, row.state) for row in told.rows(CaseAction)] == [("s3_appoint", "done")]
    assert told.refused("eva", (opened.action, opened.value)) == text("general.no_right")


def test_a_decision_that_still_waits_is_not_asked_twice_when_the_case_climbs(told: World) -> None:
    """The third step and the fourth both ask for the report."""
    for on in (TUESDAY + DAY, THURSDAY):
        for _ in range(2 if on < THURSDAY else 1):
            told.press("anna", ("raise", _case(told)), fields={"reason": "Behövs"}, kind="form")
        told.morning(on)
    kinds = [one.kind for one in told.rows(CaseDecision)]
    assert sorted(kinds) == ["coordinator", "investigator", "report", "special_support"]
    assert {one.step for one in told.rows(CaseDecision) if one.kind == "report"} == {4}


def test_a_decision_that_was_taken_is_not_asked_for_again(told: World) -> None:
    for _ in range(2):
        told.press("anna", ("raise", _case(told)), fields={"reason": "Behövs"}, kind="form")
    told.morning(TUESDAY + DAY)
    for decision in told.rows(CaseDecision):
        choice = {"investigator": str(told.staff("eva")), "report": "made", "special_support": "not_now"}
        value = f"{decision.case_id}:{decision.id}"
        told.press("rut", ("decide", value), fields={"choice": choice[decision.kind]}, kind="form")
    told.morning(THURSDAY)
    assert {row.state for row in told.rows(CaseDecision)} == {"decided"}
    assert {row.action: row.state for row in told.rows(CaseAction)} == {
        "s3_appoint": "done",
        "s3_report": "done",
        "s3_special_support": "not_needed",
    }


def test_in_the_fourth_step_each_month_asks_for_its_measures(told: World) -> None:
    for _ in range(3):
        told.press("anna", ("raise", _case(told)), fields={"reason": "Behövs"}, kind="form")
    told.press("anna", ("measures", _case(told)), fields={"date": str(TUESDAY)}, kind="form")
    months = []
    for on in SCHOOL_DAYS.school_days(TUESDAY + DAY, TUESDAY + 9 * WEEK):
        told.morning(on)
        months += [
            one.asked_on for one in told.rows(CaseDecision) if one.kind == "monthly" and one.asked_on == on
        ]
        for one in told.rows(CaseDecision):
            if one.kind == "monthly" and one.state == "open":
                told.press(
                    "rut", ("decide", f"{one.case_id}:{one.id}"), fields={"choice": "planned"}, kind="form"
                )
    assert len(months) == 2


def test_a_case_without_a_next_day_is_never_forgotten(told: World) -> None:
    told.press("anna", ("contact", f"{_case(told)}:guardian"))
    kinds = []
    for on in SCHOOL_DAYS.school_days(TUESDAY + DAY, TUESDAY + 6 * WEEK):
        told.morning(on)
        kinds += [row.kind for row in told.rows(Due) if row.said_on == on and row.kind.startswith("no_next")]
    assert kinds == ["no_next_mentor", "no_next_eht", "no_next_rektor"]


def test_booking_a_day_takes_the_line_away(told: World) -> None:
    told.press("anna", ("contact", f"{_case(told)}:guardian"))
    late = TUESDAY + 2 * WEEK + DAY
    told.morning(late)
    assert says(part_of(told.message("anna", late), "Alva"), "follow.no_next", due=TUESDAY + 2 * WEEK)
    _book(told, late + 2 * DAY)
    assert not says(part_of(told.message("anna", late), "Alva"), "follow.no_next", due=TUESDAY + 2 * WEEK)


def test_the_results_are_the_same_on_both_databases(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    _measure(any_world, "Egen ingång")
    _book(any_world)
    key, card = _held(any_world)
    fields = {"helped": (), "date": str(THURSDAY + WEEK)}
    assert replaced(any_world.press("anna", button(card, "result.save"), fields=fields, message=key))
    assert [one.worked for one in any_world.rows(Measure)] == ["no"]
    any_world.morning(THURSDAY + WEEK)
    assert has_part(any_world.message("anna", THURSDAY + WEEK), "Alva")
