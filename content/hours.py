"""Contacts that know the time: who answers at this very minute, in Sweden."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from content.model import Contact, OpenHours
from content.opening import parse_days, parse_hours

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY_MINUTES = 24 * 60


def open_now(contacts: Iterable[Contact], moment: datetime) -> tuple[Contact, ...]:
    """Those of `contacts` that answer at `moment`, in the order given."""
    return tuple(contact for contact in contacts if is_open(contact, moment))


def is_open(contact: Contact, moment: datetime) -> bool:
    """Whether the contact answers at `moment`; a naive one is Swedish time. Unknown hours are never open.

    Hours over midnight belong to the day they began: Friday's 15:00-02:00 holds until Saturday 02:00.
    """
    local = moment.astimezone(STOCKHOLM) if moment.tzinfo else moment
    minute = local.hour * 60 + local.minute
    today = local.date()
    return _answers(contact, today, minute) or _answers(
        contact, today - timedelta(days=1), minute + _DAY_MINUTES
    )


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """A Swedish public holiday that is not just any Sunday, or an eve that is free in practice."""
    free = holidays.country_holidays(
        "SE", years=day.year, categories=("public", "de_facto"), include_sundays=False
    )
    return day in free


def _answers(contact: Contact, day: date, minute: int) -> bool:
    """Whether hours that begin on `day` hold `minute`, counted from that day's midnight."""
    return any(_holds(row, minute) for row in _rows(contact, day))


def _rows(contact: Contact, day: date) -> list[OpenHours]:
    """Holidays have their own rows. Without any, a holiday keeps a weekend's rows and closes a weekday's."""
    if not is_holiday(day):
        return [row for row in contact.open if day.weekday() in parse_days(row.days).weekdays]
    special = [row for row in contact.open if parse_days(row.days).holidays]
    return special or [row for row in contact.open if _weekend(row, day)]


def _weekend(row: OpenHours, day: date) -> bool:
    return day.weekday() >= 5 and day.weekday() in parse_days(row.days).weekdays


def _holds(row: OpenHours, minute: int) -> bool:
    hours = parse_hours(row.hours)
    return hours.start <= minute < hours.end
