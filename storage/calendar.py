"""School days: every school has its own.

A school day is Monday to Friday, not a Swedish public holiday, not an eve that is free in practice
(midsommarafton, julafton, nyårsafton), and not in the school's breaks (RULES.md, "School days and windows").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from storage.queries.prepared import ask
from storage.tables import Break

FREE_EVES = ("Midsommarafton", "Julafton", "Nyårsafton")
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
_LONGEST_SEARCH = 400
"""Days to look for a school day before giving up: longer than any break."""


class NoSchoolDay(Exception):
    """The breaks leave no school day within a year: the breaks file is wrong."""


@dataclass(frozen=True)
class SchoolCalendar:
    """One school's days. `breaks` are (first day, last day), both included."""

    breaks: tuple[tuple[date, date], ...] = ()

    def is_school_day(self, day: date) -> bool:
        return (
            day.weekday() < 5
            and day not in _free_days(day.year)
            and not any(first <= day <= last for first, last in self.breaks)
        )

    def school_days(self, first: date, last: date) -> list[date]:
        return [day for day in _days(first, last) if self.is_school_day(day)]

    def last_before(self, day: date) -> date:
        """The last school day before `day`."""
        return self._search(day - DAY, -DAY)

    def next_on_or_after(self, day: date) -> date:
        return self._search(day, DAY)

    def add_school_days(self, day: date, count: int) -> date:
        """`count` school days after `day`; negative counts go back."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day = self._search(day + step, step)
        return day

    def add_weeks(self, day: date, weeks: int, *, breaks_pause: bool = True) -> date:
        """`weeks` weeks after `day`. Weeks without a school day (Monday to Friday) do not count when
        `breaks_pause`; a date that then is no school day moves to the next."""
        return _weeks_later(self, day, weeks, breaks_pause)

    def _add_weeks(self, day: date, weeks: int, breaks_pause: bool) -> date:
        for _ in range(weeks):
            day = self._week_later(day, breaks_pause=breaks_pause)
        return self.next_on_or_after(day)

    def _week_later(self, day: date, *, breaks_pause: bool) -> date:
        limit = day + timedelta(days=_LONGEST_SEARCH)
        day += WEEK
        while breaks_pause and self._is_break_week(day):
            if day > limit:
                raise NoSchoolDay
            day += WEEK
        return day

    def _is_break_week(self, day: date) -> bool:
        monday = day - DAY * day.weekday()
        return not any(self.is_school_day(monday + DAY * number) for number in range(5))

    def _search(self, day: date, step: timedelta) -> date:
        for _ in range(_LONGEST_SEARCH):
            if self.is_school_day(day):
                return day
            day += step
        raise NoSchoolDay


def calendar_of(session: Session, school_id: int) -> SchoolCalendar:
    rows = ask(session, _BREAKS, school=school_id)
    return SchoolCalendar(tuple(sorted((first, last) for first, last in rows)))


_BREAKS = select(col(Break.first_day), col(Break.last_day)).where(
    or_(col(Break.school_id) == bindparam("school"), col(Break.school_id).is_(None))
)


def calendars(session: Session, school_ids: Iterable[int]) -> dict[int, SchoolCalendar]:
    """The calendars of many schools in one question."""
    own: dict[int | None, list[tuple[date, date]]] = {}
    for row in session.exec(select(Break)):
        own.setdefault(row.school_id, []).append((row.first_day, row.last_day))
    shared = own.get(None, [])
    return {school: SchoolCalendar(tuple(sorted(own.get(school, []) + shared))) for school in school_ids}


def _days(first: date, last: date) -> Iterable[date]:
    return (first + DAY * number for number in range((last - first).days + 1))


@lru_cache(maxsize=4096)
def _weeks_later(days: SchoolCalendar, day: date, weeks: int, breaks_pause: bool) -> date:
    """A morning asks this of every case, and most of them began on the same few days."""
    return days._add_weeks(day, weeks, breaks_pause)


@lru_cache
def _free_days(year: int) -> frozenset[date]:
    public = holidays.country_holidays("SE", years=year, language="sv")
    eves = holidays.country_holidays("SE", years=year, language="sv", categories=("de_facto",))
    free_eves = {day for day, name in eves.items() if any(eve in name for eve in FREE_EVES)}
    return frozenset(day for day in public if day.weekday() < 5) | free_eves
