"""Whom to call, for every half hour: an ordinary week, Christmas week, the nights when the clock changes.

The table (call_now.txt) is written by hand from the plan's hours, not from the code that is tested.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from content.knowledge_files import load_knowledge
from handlers.ask.calling import call_lines, now_to_call
from storage.zone import STOCKHOLM

PLAN = load_knowledge("danderyd").plan
CALLED = {"o": "mottagningsgruppen", "j": "socialjouren", "b": "socialjouren_beredskap"}
HALF_HOUR = timedelta(minutes=30)


def table() -> dict[date, str]:
    """The days of call_now.txt: a letter for each half hour."""
    lines = (Path(__file__).parent / "call_now.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {date.fromisoformat(day): letters for day, letters in rows}


TABLE = table()


def half_hours(first: date, days: int) -> Iterator[datetime]:
    """Real half hours, so that the doubled and the missing hour come as they do."""
    moment = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM).astimezone(UTC)
    end = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM) + timedelta(days=days)
    while moment < end.astimezone(UTC):
        yield moment.astimezone(STOCKHOLM)
        moment += HALF_HOUR


def test_the_table_holds_the_weeks_it_should() -> None:
    def whole(first: date, days: int) -> set[date]:
        return {first + timedelta(days=number) for number in range(days)}

    weeks = whole(date(2026, 11, 23), 7) | whole(date(2026, 12, 21), 14)
    clocks = whole(date(2026, 3, 28), 3) | whole(date(2026, 10, 24), 3)
    assert weeks | clocks <= set(TABLE)
    odd = {day: len(letters) for day, letters in TABLE.items() if len(letters) != 48}
    assert odd == {date(2026, 3, 29): 46, date(2026, 10, 25): 50}


@pytest.mark.parametrize("day", sorted(TABLE), ids=str)
def test_the_right_one_answers_every_half_hour(day: date) -> None:
    moments = list(half_hours(day, 1))
    assert len(moments) == len(TABLE[day])
    wrong = [
        (moment.isoformat(), [contact.id for contact in now_to_call(PLAN, moment)], CALLED[letter])
        for moment, letter in zip(moments, TABLE[day], strict=True)
        if [contact.id for contact in now_to_call(PLAN, moment)] != [CALLED[letter]]
    ]
    assert wrong == []


def test_112_is_said_first_whatever_the_hour() -> None:
    for moment in half_hours(date(2026, 11, 23), 1):
        assert "112" in call_lines(PLAN, moment)[0]


def test_what_can_be_read_aloud_names_nobody() -> None:
    said = "\n".join(call_lines(PLAN, datetime(2026, 11, 23, 10, tzinfo=STOCKHOLM)))
    assert "utan att säga namnet" in said
    assert "Ha till hands" in said


def test_a_plan_without_hours_still_gives_a_number_or_a_page() -> None:
    other = load_knowledge("stockholm").plan
    assert now_to_call(other, datetime(2026, 11, 23, 10, tzinfo=STOCKHOLM)) or not other.contacts
