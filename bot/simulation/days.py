"""The made-up year: when there is school, and what the two schools do not share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storage.calendar import SchoolCalendar
from storage.zone import STOCKHOLM

FIRST_DAY = date(2026, 8, 10)
FULL_YEAR = 190
"""School days: as many as a Swedish school year has at most."""
ONE_DAY = timedelta(days=1)
NIGHT, MORNING, BREAK_TIME, AFTERNOON = time(4), time(7), time(10, 45), time(15, 30)
"""When the night's file comes in, the morning is due, people sit down with it, and the bot is looked at."""

SHARED = (
    (date(2026, 10, 26), date(2026, 10, 30), "Höstlov"),
    (date(2026, 12, 21), date(2027, 1, 6), "Jullov"),
    (date(2027, 3, 1), date(2027, 3, 5), "Sportlov"),
    (date(2027, 3, 22), date(2027, 3, 26), "Påsklov"),
)
"""First day, last day (included), name. The first term holds the simulation's 190 days to 11 June."""
OWN = tuple((day, day, "Studiedag") for day in (date(2026, 10, 2), date(2026, 11, 20), date(2027, 2, 12)))
"""Days off at the second school alone."""


@dataclass(frozen=True)
class Days:
    """`calendars`: of the first school and the second."""

    first: date
    count: int

    @property
    def calendars(self) -> tuple[SchoolCalendar, SchoolCalendar]:
        shared = tuple((first, last) for first, last, _ in SHARED)
        return SchoolCalendar(shared), SchoolCalendar((*shared, *((first, last) for first, last, _ in OWN)))

    @property
    def school_days(self) -> Sequence[date]:
        """Of the first school."""
        calendar = self.calendars[0]
        days: list[date] = []
        day = self.first
        while len(days) < self.count:
            day = calendar.next_on_or_after(day)
            days.append(day)
            day += ONE_DAY
        return days

    @property
    def every_day(self) -> Sequence[date]:
        """Weekends and breaks too, from the first school day to the last."""
        first, last = self.school_days[0], self.school_days[-1]
        return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, STOCKHOLM)
