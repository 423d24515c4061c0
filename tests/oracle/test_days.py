"""The oracle's calendar, checked against dates anyone can look up."""

from datetime import date

import pytest

from tests.oracle.days import SchoolDays, easter
from tests.oracle.world import Break

V44 = Break("", date(2026, 10, 26), date(2026, 10, 30))


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)]
)
def test_easter_falls_where_the_almanac_says(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2025, 6, 6),
        date(2026, 6, 19),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2026, 11, 21),
    ],
)
def test_a_free_day_is_no_school_day(day: date) -> None:
    assert not SchoolDays("A").is_school_day(day)


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 5, 15), date(2026, 10, 30), date(2026, 12, 30)])
def test_days_free_only_by_custom_are_school_days(day: date) -> None:
    assert SchoolDays("A").is_school_day(day)


def test_a_break_of_another_school_is_not_ours() -> None:
    days = SchoolDays("A", [Break("B", date(2026, 10, 26), date(2026, 10, 30))])
    assert days.is_school_day(date(2026, 10, 27))


def test_a_break_of_no_school_is_everybodys() -> None:
    assert not SchoolDays("A", [V44]).is_school_day(date(2026, 10, 27))


def test_the_day_before_a_monday_after_the_break_is_the_friday_before_it() -> None:
    assert SchoolDays("A", [V44]).last_before(date(2026, 11, 2)) == date(2026, 10, 23)


def test_weeks_skip_the_break_week() -> None:
    assert SchoolDays("A", [V44]).add_weeks(date(2026, 10, 19), 2) == date(2026, 11, 9)
    assert SchoolDays("A").add_weeks(date(2026, 10, 19), 2) == date(2026, 11, 2)


def test_weeks_that_end_on_a_free_day_go_on_to_the_next_school_day() -> None:
    assert SchoolDays("A").add_weeks(date(2026, 6, 5), 2) == date(2026, 6, 22)


def test_a_week_with_one_school_day_counts() -> None:
    days = SchoolDays("A", [Break("", date(2026, 10, 26), date(2026, 10, 29))])
    assert days.add_weeks(date(2026, 10, 19), 2) == date(2026, 11, 2)
