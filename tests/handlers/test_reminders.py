"""Meetings are reminded of twice and once each; what waits too long climbs from mentor to EHT to rektor."""

from datetime import date, timedelta

from content.texts import text
from storage.calendar import SchoolCalendar
from storage.tables import Due
from tests.handlers.files import Break, Files, lesson, missing
from tests.handlers.screen import all_words, has_part, part_of, parts, says
from tests.handlers.world import MONDAY, TUESDAY, World

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SCHOOL_DAYS = SchoolCalendar()
MEETING = TUESDAY + WEEK + 2 * DAY
EVE = MEETING - DAY
AHEAD = SCHOOL_DAYS.add_school_days(MEETING, -5)
"""When the meeting is announced."""
AFTER = MEETING + DAY
"""When its result is asked for."""
DUE = TUESDAY + 2 * WEEK
"""Two weeks after Tuesday's opening: the first step's own day."""


def _book(world: World, on: date = MEETING, pupil: str = "E1") -> None:
    case = world.case(pupil).id
    world.press("anna", ("contact", f"{case}:guardian"))
    world.press("anna", ("cause", f"{case}:unknown"))
    world.press("anna", ("book", f"{case}"), fields={"date": str(on), "time": "15.00"})


def _mornings(world: World, first: date, last: date) -> list[date]:
    """Runs every school morning between two days and returns those on which Alva was spoken of."""
    told = []
    for on in SCHOOL_DAYS.school_days(first, last):
        world.morning(on)
        if has_part(world.message("anna", on), "Alva"):
            told.append(on)
    return told


def test_a_meeting_is_announced_said_the_day_before_and_that_morning_and_then_asked_about(
    told: World,
) -> None:
    _book(told)
    assert _mornings(told, TUESDAY + DAY, MEETING + 2 * DAY) == [AHEAD, EVE, MEETING, AFTER]
    assert says(
        part_of(told.message("anna", EVE), "Alva"), "morning.follow_up_before", on=MEETING, time=" kl. 15.00"
    )
    assert says(
        part_of(told.message("anna", MEETING), "Alva"), "morning.follow_up_day", on=MEETING, time=" kl. 15.00"
    )


def test_the_day_before_a_monday_is_friday(told: World) -> None:
    monday = MONDAY + 2 * WEEK
    _book(told, monday)
    assert _mornings(told, TUESDAY + DAY, monday) == [monday - 7 * DAY, monday - 3 * DAY, monday]


def test_the_day_before_is_the_last_school_day_before_a_break(told: World) -> None:
    told.take_in(Files(breaks=(Break(MEETING - 2 * DAY, EVE),)))
    _book(told)
    told.morning(MEETING - 3 * DAY)
    assert has_part(told.message("anna", MEETING - 3 * DAY), "Alva")


def test_after_downtime_on_the_day_before_that_morning_says_it_once(told: World) -> None:
    _book(told)
    assert _mornings(told, MEETING, MEETING + 2 * DAY) == [MEETING, AFTER]


def test_after_downtime_over_the_meeting_it_is_asked_about_once(told: World) -> None:
    _book(told)
    assert _mornings(told, MEETING + DAY, MEETING + 4 * DAY) == [MEETING + DAY]
    part = part_of(told.message("anna", MEETING + DAY), "Alva")
    assert says(part, "morning.follow_up_passed", on=MEETING, time="")


def test_a_closed_case_reminds_of_nothing(told: World) -> None:
    _book(told)
    told.press("anna", ("close", str(told.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    assert _mornings(told, TUESDAY + DAY, DUE + 2 * WEEK) == []


def test_a_moved_meeting_is_reminded_of_on_its_new_day_only(told: World) -> None:
    _book(told)
    moved = MEETING + 5 * DAY
    _book(told, moved)
    assert _mornings(told, TUESDAY + DAY, moved + DAY) == [
        SCHOOL_DAYS.add_school_days(moved, -5),
        moved - DAY,
        moved,
        moved + DAY,
    ]


def test_a_meeting_moved_from_today_is_no_longer_said_to_be_today(told: World) -> None:
    _book(told)
    told.morning(MEETING)
    _book(told, MEETING + DAY)
    part = part_of(told.message("anna", MEETING), "Alva")
    assert not says(part, "morning.follow_up_day", on=MEETING, time=" kl. 15.00")
    assert says(part, "morning.meeting", on=MEETING + DAY)


def test_both_mentors_are_reminded_and_eht_is_not(told: World) -> None:
    _book(told)
    told.morning(MEETING)
    assert not told.got("eva", MEETING)


def _leaders_told(world: World, on: date) -> tuple[bool, bool, bool]:
    """Whether mentor, EHT and rektor were told of Alva."""
    mentor = has_part(world.message("anna", on), "Alva")
    eht, rektor = (_leader_told(world, who, role, on) for who, role in (("eva", "eht"), ("rut", "rektor")))
    return mentor, eht, rektor


def _leader_told(world: World, who: str, role: str, on: date) -> bool:
    """What a week is about is told apart from what the day is about."""
    told = parts(world.message(who, on)) if world.got(who, on) else []
    mine = [part for part in told if part.heading == text(f"morning.for_{role}")]
    return any("A.L. 8B" in words for part in mine for words in part.paragraphs)


def test_what_waits_climbs_from_mentor_to_eht_to_rektor_once_each_in_school_days(told: World) -> None:
    rungs = {}
    for on in SCHOOL_DAYS.school_days(TUESDAY + DAY, DUE + 5 * WEEK):
        told.morning(on)
        if any(_leaders_told(told, on)):
            rungs[on] = _leaders_told(told, on)
    after = SCHOOL_DAYS.add_school_days
    assert rungs == {
        DUE + DAY: (True, False, False),
        after(DUE, 6): (True, True, False),
        after(DUE, 11): (True, False, True),
    }


def _held(world: World, until: date) -> None:
    world.press(
        "anna",
        ("hold.save", str(world.case("E1").id)),
        fields={"reason": "Operation", "date": str(until)},
        kind="form",
    )


def test_when_a_hold_ends_the_rungs_come_one_a_school_day(told: World) -> None:
    """Later than any rung's own day: the mentor is the first to know, and has a day to begin."""
    until = DUE + 2 * WEEK
    _held(told, until)
    rungs = []
    for on in SCHOOL_DAYS.school_days(until, until + 3 * WEEK):
        told.morning(on)
        if any(_leaders_told(told, on)):
            rungs.append(_leaders_told(told, on))
    assert rungs[0] == (True, False, False)
    assert rungs[1:] == [(True, True, False), (True, False, True)]


def test_a_week_without_mornings_tells_the_mentor_alone_first(told: World) -> None:
    late = DUE + 3 * WEEK
    told.morning(late)
    assert _leaders_told(told, late) == (True, False, False)
    told.morning(late + DAY)
    assert _leaders_told(told, late + DAY) == (True, True, False)


def test_a_mentor_reads_it_when_a_leader_is_told_of_what_waits(told: World) -> None:
    after = SCHOOL_DAYS.add_school_days
    told.mornings(after(DUE, 1), after(DUE, 6), after(DUE, 11))
    for on, role in ((after(DUE, 6), "eht"), (after(DUE, 11), "rektor")):
        words = " ".join(part_of(told.message("anna", on), "Alva").paragraphs)
        assert text(f"morning.told_{role}") in words
        assert text("morning.overdue_mentor", step=1, due=DUE) in words


def test_a_mentor_has_no_heading_without_a_line(told: World) -> None:
    """High absence with a cause of EHT's own is theirs to be told of: the mentor gave the cause."""
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    told.press("anna", ("cause", f"{told.case('E1').id}:illness"))
    told.absence(missing("E1", TUESDAY, TUESDAY + 2 * WEEK, "anmäld"))
    spoken = []
    for on in SCHOOL_DAYS.school_days(TUESDAY + DAY, TUESDAY + 2 * WEEK):
        told.morning(on)
        if told.got("eva", on):
            spoken += [on] if says(told.message("eva", on), "morning.eht_cause", name="A.L. 8B") else []
        for part in parts(told.message("anna", on)):
            assert part.paragraphs, on
    assert spoken, "EHT is told once"


def test_leaders_read_initials_only_of_what_waits(told: World) -> None:
    after = SCHOOL_DAYS.add_school_days
    told.mornings(after(DUE, 10), after(DUE, 11), after(DUE, 12))
    for who, on in (("eva", after(DUE, 11)), ("rut", after(DUE, 12))):
        words = all_words(told.message(who, on))
        assert "A.L. 8B" in words
        assert "Alva" not in words
        assert "Lindgren" not in words


def test_where_somebody_was_reached_only_the_day_to_follow_up_is_asked_for(told: World) -> None:
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    after = SCHOOL_DAYS.add_school_days
    assert _mornings(told, TUESDAY + DAY, DUE + 4 * WEEK) == [DUE + DAY, after(DUE, 6), after(DUE, 11)]
    part = part_of(told.message("anna", DUE + DAY), "Alva")
    assert says(part, "follow.no_next", due=DUE)
    assert not says(part, "morning.overdue_mentor", step=1, due=DUE)


def test_nobody_reached_still_waits(told: World) -> None:
    told.press("anna", ("contact", f"{told.case('E1').id}:nobody"))
    assert _mornings(told, DUE, DUE + DAY) == [DUE + DAY]


def test_a_held_case_is_never_overdue_while_it_is_held(told: World) -> None:
    until = TUESDAY + 4 * WEEK
    _held(told, until)
    for on in SCHOOL_DAYS.school_days(TUESDAY + DAY, until):
        told.morning(on)
        assert _leaders_told(told, on) == (False, False, False)


def test_a_closed_case_is_never_overdue(told: World) -> None:
    told.press("anna", ("close", str(told.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    late = DUE + 3 * WEEK
    told.morning(late)
    assert _leaders_told(told, late) == (False, False, False)


def test_a_break_week_moves_the_day_it_was_to_be_done(told: World) -> None:
    told.take_in(Files(breaks=(Break(MONDAY + WEEK, MONDAY + WEEK + 4 * DAY),)))
    assert _mornings(told, DUE, DUE + WEEK + DAY) == [DUE + WEEK + DAY]


def test_the_next_steps_measures_have_their_own_day(told: World) -> None:
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    told.press("anna", ("raise", str(told.case("E1").id)), fields={"reason": "Behövs"}, kind="form")
    assert _mornings(told, TUESDAY + DAY, DUE + DAY) == [DUE + DAY]
    told.press("anna", ("measures", str(told.case("E1").id)), fields={"date": str(DUE)}, kind="form")
    assert _mornings(told, DUE + 2 * DAY, DUE + 2 * WEEK) == []


def test_the_same_reminders_on_both_databases(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    _book(any_world)
    for on in (EVE, MEETING, MEETING + DAY):
        any_world.morning(on)
    said = sorted(((row.kind, row.said_on) for row in any_world.rows(Due)), key=str)
    assert [one for one in said if one[1] and one[0] not in ("week", "month")] == [
        ("follow_up_before", EVE),
        ("follow_up_day", MEETING),
        ("no_result_mentor", AFTER),
    ]


def test_what_waited_is_not_said_to_wait_when_it_has_been_done(told: World) -> None:
    late = SCHOOL_DAYS.add_school_days(DUE, 6)
    told.mornings(late - DAY, late)
    part = part_of(told.message("anna", late), "Alva")
    told.press("anna", part.buttons[0], message=told.key("anna", late))
    assert not says(part_of(told.message("anna", late), "Alva"), "morning.overdue_mentor", step=1, due=DUE)
    assert not _leader_told(told, "eva", "eht", late)
