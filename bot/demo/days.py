"""The demo school's year: when there is school, and where the demo begins."""

from __future__ import annotations

from datetime import date, datetime, time

from storage.calendar import SchoolCalendar
from storage.zone import STOCKHOLM

MORNING = time(7, 0)
FIRST_ABSENCE = date(2026, 9, 21)
"""Eight weeks of school (and the autumn break) before the demo begins."""
FIRST_DAY = date(2026, 11, 23)
"""The Monday on which the visitor arrives."""
TERM_STARTS = date(2026, 8, 18)
LAST_DAY = date(2027, 6, 10)

BREAKS: tuple[tuple[date, date, str], ...] = (
    (date(2026, 10, 26), date(2026, 10, 30), "Höstlov"),
    (date(2026, 12, 21), date(2027, 1, 8), "Jullov"),
    (date(2027, 3, 1), date(2027, 3, 5), "Sportlov"),
    (date(2027, 3, 22), date(2027, 3, 26), "Påsklov"),
    (date(2027, 5, 7), date(2027, 5, 7), "Klämdag"),
    (date(2027, 6, 11), date(2027, 8, 17), "Sommarlov"),
)
"""First day, last day (included), name."""

CALENDAR = SchoolCalendar(tuple((first, last) for first, last, _ in BREAKS))


def morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, STOCKHOLM)


def school_days() -> list[date]:
    """Every school day the demo knows absence for, in order."""
    return CALENDAR.school_days(FIRST_ABSENCE, LAST_DAY)
