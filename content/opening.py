"""Opening hours as a plan writes them: "mon-thu" and "16:30-02:00", read into numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAILY, HOLIDAYS = "daily", "holidays"
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Days:
    """`weekdays`: Monday is 0. `holidays`: also, or only, on holidays and the eves that are free."""

    weekdays: frozenset[int]
    holidays: bool


@dataclass(frozen=True)
class Hours:
    """Minutes after midnight; `end` over 1440 is the morning after."""

    start: int
    end: int


def parse_days(text: str) -> Days:
    """Raises ValueError, with a message in Swedish, for anything but the forms of OpenHours."""
    if text == DAILY:
        return Days(frozenset(range(7)), holidays=True)
    if text == HOLIDAYS:
        return Days(frozenset(), holidays=True)
    first, dash, last = text.partition("-")
    last = last if dash else first
    if first not in WEEKDAYS or last not in WEEKDAYS or WEEKDAYS.index(first) > WEEKDAYS.index(last):
        raise ValueError(f"dagarna {text!r} kan inte läsas; mon-thu, fri, sat-sun, daily eller holidays")
    return Days(frozenset(range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)), holidays=False)


def parse_hours(text: str) -> Hours:
    """Raises ValueError, with a message in Swedish, for anything but "08:00-16:30"."""
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError(f"tiden {text!r} kan inte läsas; något som 08:00-16:30")
    start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
    if start is None or end is None or start in (end, _DAY_MINUTES):
        raise ValueError(f"tiden {text!r} finns inte; klockslag från 00:00 till 24:00, som 08:00-16:30")
    return Hours(start, end if end > start else end + _DAY_MINUTES)


def _minutes(hours: str, minutes: str) -> int | None:
    total = int(hours) * 60 + int(minutes)
    return total if int(minutes) < 60 and total <= _DAY_MINUTES else None
