"""Whom to call, for every half hour: an ordinary week, Christmas week, the nights when the clock changes.

The table below is written by hand from the plan's hours, not from the code that is tested.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from content.knowledge_files import load_knowledge
from handlers.ask.calling import call_lines, now_to_call
from storage.columns import STOCKHOLM

PLAN = load_knowledge("danderyd").plan
OFFICE, JOUR, ON_CALL = "mottagningsgruppen", "socialjouren", "socialjourens beredskap"
IDS = {OFFICE: OFFICE, JOUR: "socialjouren", ON_CALL: "socialjouren_beredskap"}
HALF_HOUR = timedelta(minutes=30)
FREE = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31), date(2027, 1, 1)}


def expected(local: datetime) -> str:
    """Nights until two belong to the evening before, whatever day that was."""
    day, clock = local.date(), (local.hour, local.minute)
    free = day in FREE or day.weekday() >= 5
    if clock < (2, 0):
        return JOUR
    if free:
        return JOUR if clock >= (16, 0) else ON_CALL
    if clock < (8, 0):
        return ON_CALL
    closes = (15, 0) if day.weekday() == 4 else (16, 30)
    return OFFICE if clock < closes else JOUR


def half_hours(first: date, days: int) -> Iterator[datetime]:
    """Real half hours, so that the doubled and the missing hour come as they do."""
    moment = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM).astimezone(UTC)
    end = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM) + timedelta(days=days)
    while moment < end.astimezone(UTC):
        yield moment.astimezone(STOCKHOLM)
        moment += HALF_HOUR


@pytest.mark.parametrize(
    ("first", "days", "count"),
    [
        (date(2026, 11, 23), 7, 7 * 48),
        (date(2026, 12, 21), 7, 7 * 48),
        (date(2026, 12, 28), 7, 7 * 48),
        (date(2026, 3, 28), 3, 3 * 48 - 2),
        (date(2026, 10, 24), 3, 3 * 48 + 2),
    ],
    ids=[
        "an ordinary week",
        "Christmas week",
        "New Year's week",
        "the clock in March",
        "the clock in October",
    ],
)
def test_the_right_one_answers_every_half_hour(first: date, days: int, count: int) -> None:
    moments = list(half_hours(first, days))
    assert len(moments) == count
    wrong = [
        (moment.isoformat(), [contact.id for contact in now_to_call(PLAN, moment)])
        for moment in moments
        if [contact.id for contact in now_to_call(PLAN, moment)] != [IDS[expected(moment)]]
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
