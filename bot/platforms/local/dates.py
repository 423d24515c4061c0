"""Dates as Swedish words."""

from __future__ import annotations

from datetime import date, datetime

from storage.zone import STOCKHOLM

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def day_words(day: date) -> str:
    """Such as "tisdag 24 november"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def day_with_week(day: date) -> str:
    """Such as "tisdag 24 november 2026, v. 48", the week kept together on narrow screens."""
    return f"{day_words(day)} {day.year}, v.\N{NO-BREAK SPACE}{day.isocalendar().week}"


def school_day(moment: datetime) -> date:
    """The date in Sweden at that moment."""
    return moment.astimezone(STOCKHOLM).date()


def time_of_day(moment: datetime) -> str:
    """Such as "08:05"."""
    return f"{moment.astimezone(STOCKHOLM):%H:%M}"
