"""After the first contact: the meeting held, absence that calmed down, illness that EHT hears of."""

from datetime import date, timedelta

from storage.tables import FollowUp
from tests.handlers.files import lesson, missing, present
from tests.handlers.screen import actions, all_words, has_part, part_of, says
from tests.handlers.world import MONDAY, TUESDAY, World

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEDNESDAY, THURSDAY = TUESDAY + DAY, TUESDAY + 2 * DAY
AUTUMN = date(2026, 10, 26)


def _contact_and_cause(world: World, cause: str) -> int:
    case = world.case("E1").id
    assert case is not None
    world.press("anna", ("contact", f"{case}:guardian"))
    world.press("anna", ("cause", f"{case}:{cause}"))
    return case


def test_a_meeting_that_was_held_is_no_longer_asked_about(told: World) -> None:
    case = _contact_and_cause(told, "unknown")
    told.press("anna", ("book", f"{case}"), fields={"date": str(THURSDAY)})
    told.morning(THURSDAY)
    [held] = [one for one in part_of(told.message("anna", THURSDAY), "Alva").buttons if "held" in one.action]
    told.press("anna", held, message=told.key("anna", THURSDAY))
    assert [meeting.state for meeting in told.rows(FollowUp)] == ["done"]
    assert held not in part_of(told.message("anna", THURSDAY), "Alva").buttons
    told.morning(THURSDAY + DAY)
    assert not has_part(told.message("anna", THURSDAY + DAY), "Alva")


def test_at_the_follow_up_a_calm_month_offers_to_close_and_a_high_one_does_not(world: World) -> None:
    for absent, offered in ((1, True), (5, False)):
        pupil = "E1" if offered else "E3"
        who = "anna" if offered else "bo"
        away = missing(pupil, MONDAY - absent * DAY + DAY, MONDAY, "oanmäld")[-1:]
        many = missing(pupil, MONDAY - WEEK, MONDAY, "oanmäld") if not offered else away
        world.absence([*present(pupil, AUTUMN, MONDAY), *many])
        world.morning(TUESDAY) if offered else world.morning(WEDNESDAY)
        case = world.case(pupil).id
        world.press(who, ("contact", f"{case}:guardian"))
        world.press(who, ("cause", f"{case}:unknown"))
        world.press(who, ("book", f"{case}"), fields={"date": str(THURSDAY)})
    world.morning(THURSDAY)
    assert "close.ask" in part_of(world.message("anna", THURSDAY), "Alva").actions
    assert "close.ask" not in part_of(world.message("bo", THURSDAY), "Cleo").actions


def test_much_illness_is_told_to_eht_once_also_when_the_case_is_held(world: World) -> None:
    world.absence([*present("E1", AUTUMN, MONDAY), *missing("E1", date(2026, 11, 9), MONDAY)])
    world.morning(TUESDAY)
    case = _contact_and_cause(world, "illness")
    world.press(
        "anna",
        ("hold.save", f"{case}"),
        fields={"reason": "Opererad", "date": str(TUESDAY + 2 * WEEK)},
        kind="form",
    )
    told = []
    for on in (WEDNESDAY, THURSDAY):
        world.morning(on)
        if world.got("eva", on) and "A.L. 8B" in all_words(world.message("eva", on)):
            told.append(on)
            assert "Alva" not in all_words(world.message("eva", on))
            assert "Opererad" not in all_words(world.message("eva", on))
    assert told == [WEDNESDAY]


def test_little_illness_is_not_told(told: World) -> None:
    _contact_and_cause(told, "illness")
    told.absence(present("E1", AUTUMN, MONDAY - DAY))
    told.morning(WEDNESDAY)
    assert not told.got("eva", WEDNESDAY)


def test_absence_registered_late_in_an_open_case_is_told_too(told: World) -> None:
    told.absence(lesson("E1", TUESDAY))
    told.morning(WEDNESDAY)
    told.absence(lesson("E1", TUESDAY, start="10:20"))
    told.morning(THURSDAY)
    assert says(part_of(told.message("anna", THURSDAY), "Alva"), "morning.ongoing", on=TUESDAY)


def test_eht_opens_a_case_from_its_line(told: World) -> None:
    late = TUESDAY + 4 * WEEK
    told.mornings(late - DAY, late)
    assert "case.show" in actions(told.message("eva", late))
    told.press("eva", ("case.show", f"{told.case('E1').id}"), message=told.key("eva", late))
