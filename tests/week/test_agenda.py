"""EHT's week: the agenda is written when the week begins, once, and shows how things stand."""

from datetime import date, timedelta

import pytest

from handlers.vocabulary import Card, ChoiceInput, Picture
from handlers.week.channel import agenda_key
from storage.tables import Due, Outbox, SchoolMorning, WeekLine
from tests.handlers.files import Break, Files, lesson, missing, present
from tests.handlers.screen import all_words, has_part, says
from tests.handlers.world import MONDAY, TUESDAY, World
from tests.week.autumn import NEXT_MONDAY, WEEK, lines

DAY = timedelta(days=1)


def agenda(world: World, on: date, who: str = "eva") -> bool:
    return world.got(who, on) and has_part(world.message(who, on), "EHT-agenda")


def words(card: Card) -> str:
    return all_words(card)


@pytest.fixture
def risen(any_world: World) -> World:
    """Alva's case reaches step 2, which is EHT's too, on Tuesday 8 December."""
    any_world.absence([*present("E1", date(2026, 10, 26), MONDAY), *missing("E1", date(2026, 11, 9), MONDAY)])
    any_world.morning(TUESDAY)
    any_world.absence(missing("E1", TUESDAY, TUESDAY + 2 * WEEK))
    any_world.mornings(MONDAY + 2 * WEEK, TUESDAY + 2 * WEEK)
    return any_world


AFTER = MONDAY + 3 * WEEK
"""The Monday after Alva's case reached EHT."""


def test_what_came_to_eht_since_last_week_is_new_on_the_agenda_with_initials(risen: World) -> None:
    risen.morning(AFTER)
    card = risen.message("eva", AFTER)
    assert has_part(card, "EHT-agenda")
    assert says(card, "week.group_new")
    assert "A.L. 8B" in words(card)
    assert "Alva" not in words(card)
    risen.morning(AFTER + WEEK)
    assert [line.on for line in lines(risen, "new")] == [AFTER]


def test_the_agenda_has_one_picture_with_words_and_a_way_into_each_case(risen: World) -> None:
    risen.morning(AFTER)
    card = risen.message("eva", AFTER)
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert picture.alt
    [choice] = [block for block in card.blocks if isinstance(block, ChoiceInput)]
    assert [option.value for option in choice.options] == [str(risen.case("E1").id)]


def test_a_case_that_is_closed_goes_off_the_agenda_at_once(risen: World) -> None:
    risen.morning(AFTER)
    risen.press("eva", ("close", str(risen.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    assert not any(isinstance(block, ChoiceInput) for block in risen.message("eva", AFTER).blocks)
    assert not says(risen.message("eva", AFTER), "week.group_new")


def test_nobody_gets_two_messages_for_the_week(risen: World) -> None:
    before = len(risen.screen.history)
    risen.morning(AFTER)
    fresh = risen.screen.history[before:]
    posts = [(staff, key) for staff, operation, key, _ in fresh if operation == "post" and staff]
    assert len({staff for staff, _ in posts}) == len(posts)


def test_the_same_monday_twice_changes_nothing(risen: World) -> None:
    risen.morning(AFTER)
    with risen.nothing_changes():
        risen.morning(AFTER)


@pytest.mark.parametrize("late", [1, 2, 4])
def test_a_missed_monday_is_caught_up_once_that_week(told: World, late: int) -> None:
    on = NEXT_MONDAY + late * DAY
    told.absence(lesson("E2", NEXT_MONDAY))
    told.morning(on)
    assert [row.on for row in told.rows(Due) if row.kind == "week"] == [NEXT_MONDAY]
    assert agenda(told, on)
    told.morning(NEXT_MONDAY + WEEK)
    assert [row.on for row in told.rows(Due) if row.kind == "week"] == [NEXT_MONDAY, NEXT_MONDAY + WEEK]


def test_a_week_that_was_missed_whole_is_not_told_afterwards(told: World) -> None:
    told.morning(NEXT_MONDAY + 2 * WEEK)
    assert [row.on for row in told.rows(Due) if row.kind == "week"] == [NEXT_MONDAY + 2 * WEEK]


def test_a_school_that_begins_in_the_middle_of_a_week_waits_for_the_next(told: World) -> None:
    assert [row for row in told.rows(Due) if row.kind == "week"] == []
    told.morning(TUESDAY + DAY)
    assert [row for row in told.rows(Due) if row.kind == "week"] == []
    told.morning(NEXT_MONDAY)
    assert [row.said_on for row in told.rows(Due) if row.kind == "week"] == [NEXT_MONDAY]


def test_a_week_that_begins_with_a_day_off_is_told_on_its_first_school_day(told: World) -> None:
    told.take_in(Files(breaks=(Break(NEXT_MONDAY, NEXT_MONDAY + DAY),)))
    told.morning(NEXT_MONDAY)
    assert [row for row in told.rows(Due) if row.kind == "week"] == []
    told.morning(NEXT_MONDAY + 2 * DAY)
    assert [row.said_on for row in told.rows(Due) if row.kind == "week"] == [NEXT_MONDAY + 2 * DAY]


def test_a_dry_run_notes_no_week(told: World) -> None:
    from handlers.morning.run import run

    told.at(NEXT_MONDAY)
    with told.nothing_changes():
        run(told.database, told.plans, now=told.now, on=NEXT_MONDAY, dry_run=True)


def test_a_crash_in_the_middle_of_the_morning_leaves_nothing_and_the_next_does_it_all(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.morning import message

    told.absence(lesson("E2", NEXT_MONDAY - 3 * DAY))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(message, "enqueue_new", crash)
        with pytest.raises(KeyboardInterrupt):
            told.morning(NEXT_MONDAY)
    assert told.rows(WeekLine) == []
    assert [row for row in told.rows(SchoolMorning) if row.on == NEXT_MONDAY] == []
    told.morning(NEXT_MONDAY)
    assert [row.said_on for row in told.rows(Due) if row.kind == "week"] == [NEXT_MONDAY]
    keys = [row.key for row in told.rows(Outbox) if row.operation == "post"]
    assert len(keys) == len(set(keys))


def test_where_eht_has_a_channel_the_agenda_stands_there_and_in_nobodys_own_message(risen: World) -> None:
    risen.press("eva", ("channel.link", f"slack room {risen.school()}"))
    risen.morning(AFTER)
    posted = risen.screen.messages[None, agenda_key(risen.school(), AFTER)]
    assert says(posted, "week.group_new")
    assert "Alva" not in words(posted)
    assert not agenda(risen, AFTER)
    risen.press("eva", ("close", str(risen.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    assert "A.L. 8B" not in words(risen.screen.messages[None, agenda_key(risen.school(), AFTER)])


def test_what_nobody_has_done_is_overdue_on_the_agenda_until_it_is(told: World) -> None:
    due = TUESDAY + 2 * WEEK
    told.mornings(due - DAY, due + DAY)
    monday = MONDAY + 3 * WEEK
    told.morning(monday)
    assert says(told.message("eva", monday), "week.group_overdue")
    case = told.case("E1").id
    told.press("anna", ("contact", f"{case}:guardian"))
    told.press("anna", ("cause", f"{case}:unknown"))
    told.press("anna", ("book", f"{case}"), fields={"date": str(monday + WEEK), "time": "15.00"})
    told.morning(monday + WEEK)
    assert [line.on for line in lines(told, "overdue")] == [monday]


def test_a_worked_through_case_with_a_calm_month_may_perhaps_be_closed(told: World) -> None:
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    told.absence(present("E1", TUESDAY, TUESDAY + 4 * WEEK))
    monday = MONDAY + 4 * WEEK
    told.morning(monday)
    [line] = lines(told, "close")
    assert line.case_id == told.case("E1").id
    assert 0 <= line.count * 100 <= line.of * 5
    assert says(told.message("eva", monday), "week.group_close")
