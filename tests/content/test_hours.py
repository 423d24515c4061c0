"""Contacts that know the hour: nights, weekends, holidays, eves and the two nights when the clock moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.hours import STOCKHOLM, is_open, open_now
from content.model import Contact, OpenHours, Plan
from content.opening import parse_days, parse_hours

URGENT = ("mottagningsgruppen", "socialjouren", "socialjouren_beredskap")


def contact(*rows: tuple[str, str]) -> Contact:
    hours = tuple(OpenHours(days=days, hours=times) for days, times in rows)
    return Contact(
        id="x", name="x", purpose="x", open=hours, checked=date(2026, 1, 1), source="lokal tolkning"
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2026-11-23 10:00", "mottagningsgruppen"),  # Monday
        ("2026-11-23 16:29", "mottagningsgruppen"),
        ("2026-11-23 16:30", "socialjouren"),
        ("2026-11-24 01:59", "socialjouren"),
        ("2026-11-24 02:00", "socialjouren_beredskap"),
        ("2026-11-24 07:59", "socialjouren_beredskap"),
        ("2026-11-24 08:00", "mottagningsgruppen"),
        ("2026-11-27 14:59", "mottagningsgruppen"),  # Friday
        ("2026-11-27 15:00", "socialjouren"),
        ("2026-11-28 01:00", "socialjouren"),  # Saturday
        ("2026-11-28 02:00", "socialjouren_beredskap"),
        ("2026-11-28 15:59", "socialjouren_beredskap"),
        ("2026-11-28 16:00", "socialjouren"),
        ("2026-11-30 01:30", "socialjouren"),  # Sunday's night, on Monday
        ("2026-11-30 02:00", "socialjouren_beredskap"),
        ("2026-12-24 10:00", "socialjouren_beredskap"),  # julafton, a Thursday
        ("2026-12-24 16:00", "socialjouren"),
        ("2026-12-25 15:00", "socialjouren_beredskap"),  # juldagen, a Friday
        ("2027-01-06 12:00", "socialjouren_beredskap"),  # trettondedagen, a Wednesday
        ("2027-01-07 01:00", "socialjouren"),  # the holiday's evening goes on after midnight
        ("2026-06-19 12:00", "socialjouren_beredskap"),  # midsommarafton
        ("2026-12-31 23:00", "socialjouren"),  # nyårsafton
    ],
)
def test_the_right_number_answers(danderyd: Plan, moment: str, answers: str) -> None:
    urgent = [contact for contact in danderyd.contacts if contact.id in URGENT]
    assert [contact.id for contact in open_now(urgent, at(moment))] == [answers]


@pytest.mark.parametrize(
    "start", [date(2026, 11, 23), date(2026, 12, 21), date(2026, 3, 27), date(2026, 10, 23)]
)
def test_exactly_one_of_the_urgent_numbers_answers_at_every_half_hour(danderyd: Plan, start: date) -> None:
    """An ordinary week, Christmas week, and the weeks when the clock moves, half an hour at a time."""
    urgent = [contact for contact in danderyd.contacts if contact.id in URGENT]
    first = datetime(start.year, start.month, start.day, tzinfo=STOCKHOLM).astimezone(UTC)
    for halves in range(7 * 48):
        assert len(open_now(urgent, first + timedelta(minutes=30 * halves))) == 1


def test_112_always_answers(danderyd: Plan) -> None:
    (alarm,) = [contact for contact in danderyd.contacts if contact.id == "larm_112"]
    assert all(is_open(alarm, at(f"2026-12-24 {hour:02}:59")) for hour in range(24))


def test_hours_that_are_unknown_are_never_open() -> None:
    assert not is_open(contact(), at("2026-11-23 10:00"))


def test_an_office_is_closed_on_a_holiday_that_falls_on_a_weekday() -> None:
    assert not is_open(contact(("mon-fri", "08:00-16:45")), at("2027-01-06 10:00"))


def test_a_weekend_line_stays_open_on_a_holiday_that_falls_on_a_weekend() -> None:
    assert is_open(contact(("sat-sun", "10:00-14:00")), at("2026-12-26 11:00"))


def test_hours_are_swedish_whatever_zone_the_moment_is_told_in() -> None:
    office = contact(("mon-fri", "08:00-16:45"))
    assert is_open(office, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    assert not is_open(office, datetime(2026, 11, 23, 6, 59, tzinfo=UTC))


def test_the_hour_that_comes_twice_in_october_is_answered_both_times() -> None:
    night = contact(("sat-sun", "16:00-02:30"))
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert is_open(night, first)
    assert is_open(night, first + timedelta(hours=1))


@given(st.integers(0, 1440), st.integers(0, 1440), st.integers(0, 1439))
def test_hours_hold_their_start_but_not_their_end(start: int, end: int, minute: int) -> None:
    text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    if start in (end, 1440):
        with pytest.raises(ValueError, match="klockslag"):
            parse_hours(text)
        return
    hours = parse_hours(text)
    assert hours.start == start
    assert 0 < hours.end - hours.start <= 1440
    assert hours.end % 1440 == end % 1440


@pytest.mark.parametrize(
    "days", ["", "mån-fre", "fri-mon", "mon-", "-fri", "mon-tue-wed", "MON", "holidays-sun"]
)
def test_days_that_cannot_be_read_are_refused(days: str) -> None:
    with pytest.raises(ValueError, match="mon-thu"):
        parse_days(days)
