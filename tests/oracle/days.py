"""School days, plainly: RULES.md, "School days and windows"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tests.oracle.world import Break

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONDAY, FRIDAY, SATURDAY = 0, 4, 5


class SchoolDays:
    """One school's days. `breaks` may hold other schools' rows; those are not looked at."""

    def __init__(self, school: str, breaks: Iterable[Break] = ()) -> None:
        self._breaks = [row for row in breaks if row.school in ("", school)]
        self._known: dict[date, bool] = {}

    def is_school_day(self, day: date) -> bool:
        if day not in self._known:
            self._known[day] = self._look_up(day)
        return self._known[day]

    def _look_up(self, day: date) -> bool:
        if day.weekday() > FRIDAY:
            return False  # "Monday to Friday"
        if day in public_holidays(day.year):
            return False  # "not a Swedish public holiday"
        if day in free_eves(day.year):
            return False  # "not an eve that is free in practice"
        return not any(row.first <= day <= row.last for row in self._breaks)

    def last_before(self, day: date) -> date:
        """RULES.md: "The school's last school day before D: the evaluated day"."""
        day -= DAY
        while not self.is_school_day(day):
            day -= DAY
        return day

    def next_after(self, day: date) -> date:
        day += DAY
        while not self.is_school_day(day):
            day += DAY
        return day

    def add_weeks(self, start: date, weeks: int) -> date:
        """RULES.md: "A period in weeks counted from a date skips whole break weeks", then a school day."""
        day = start
        counted = 0
        while counted < weeks:
            day += WEEK
            if self._week_has_school(day):
                counted += 1
        return self.next_after(day - DAY)

    def _week_has_school(self, day: date) -> bool:
        monday = day - day.weekday() * DAY
        return any(self.is_school_day(monday + n * DAY) for n in range(5))


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian method."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> set[date]:
    """Lag (1989:253) om allmänna helgdagar; Sundays themselves are weekends anyway."""
    sunday = easter(year)
    return {
        date(year, 1, 1),
        date(year, 1, 6),
        sunday - 2 * DAY,  # långfredagen
        sunday,
        sunday + DAY,  # annandag påsk
        date(year, 5, 1),
        sunday + 39 * DAY,  # Kristi himmelsfärdsdag
        sunday + 49 * DAY,  # pingstdagen
        date(year, 6, 6),
        midsummer_day(year),
        _first_saturday(date(year, 10, 31)),  # alla helgons dag
        date(year, 12, 25),
        date(year, 12, 26),
    }


def free_eves(year: int) -> set[date]:
    return {midsummer_day(year) - DAY, date(year, 12, 24), date(year, 12, 31)}


def midsummer_day(year: int) -> date:
    return _first_saturday(date(year, 6, 20))


def _first_saturday(day: date) -> date:
    while day.weekday() != SATURDAY:
        day += DAY
    return day
