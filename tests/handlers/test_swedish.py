"""Typed Swedish: dates, times, yes and no, and which choice was meant."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.swedish import find_choice, find_date, find_date_and_time, find_time, means_yes, plain

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("i dag", date(2026, 11, 24)),
        ("idag", date(2026, 11, 24)),
        ("Imorgon!", date(2026, 11, 25)),
        ("i morgon kl 9.00", date(2026, 11, 25)),
        ("övermorgon", date(2026, 11, 26)),
        ("på torsdag", date(2026, 11, 26)),
        ("torsdag", date(2026, 11, 26)),
        ("TORS", date(2026, 11, 26)),
        ("på torsdagen", date(2026, 11, 26)),
        ("fre", date(2026, 11, 27)),
        ("på tisdag", date(2026, 12, 1)),
        ("nästa tisdag", date(2026, 12, 1)),
        ("nästa torsdag", date(2026, 12, 3)),
        ("tisdag nästa vecka", date(2026, 12, 1)),
        ("nästa vecka", date(2026, 11, 30)),
        ("v 49", date(2026, 11, 30)),
        ("v 48", date(2026, 11, 24)),
        ("måndag v 48", date(2026, 11, 24)),
        ("torsdag v 48", date(2026, 11, 26)),
        ("v.49", date(2026, 11, 30)),
        ("vecka 49", date(2026, 11, 30)),
        ("torsdag v 49", date(2026, 12, 3)),
        ("vecka 3", date(2027, 1, 18)),
        ("v 53", date(2026, 12, 28)),
        ("om en vecka", date(2026, 12, 1)),
        ("om två veckor", date(2026, 12, 8)),
        ("om 10 dagar", date(2026, 12, 4)),
        ("om en månad", date(2026, 12, 24)),
        ("om tre månader", date(2027, 2, 24)),
        ("om ett halvår", date(2027, 5, 24)),
        ("om ett år", date(2027, 11, 24)),
        ("3/12", date(2026, 12, 3)),
        ("3.12", date(2026, 12, 3)),
        ("3-12", date(2026, 12, 3)),
        ("03/12", date(2026, 12, 3)),
        ("den 3/12 kl 15", date(2026, 12, 3)),
        ("3/12 26", date(2026, 12, 3)),
        ("3/12-26", date(2026, 12, 3)),
        ("3/12/2026", date(2026, 12, 3)),
        ("3 december", date(2026, 12, 3)),
        ("den 3 dec", date(2026, 12, 3)),
        ("3:e december", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("20261203", date(2026, 12, 3)),
        ("2026-03-12", date(2026, 3, 12)),
        ("15/1", date(2027, 1, 15)),
        ("23/11", date(2027, 11, 23)),
        ("29/2", date(2028, 2, 29)),
        ("24/11", date(2026, 11, 24)),
        ("vecka 54", None),
        ("31/2", None),
        ("0/0", None),
        ("om 99999999 veckor", None),
        ("om 9999 veckor", None),
        ("12", None),
        ("kl 15.30", None),
        ("", None),
        ("vet inte", None),
        ("ja", None),
        ("månaden var lång", None),
    ],
)
def test_dates_as_they_are_typed(words: str, day: date | None) -> None:
    assert find_date(words, TUESDAY) == day


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("15.30", 930),
        ("15:30", 930),
        ("kl 15.30", 930),
        ("klockan 8.05", 485),
        ("Kl. 15", 900),
        ("klockan 15", 900),
        ("25.00", None),
        ("12.60", None),
        ("15", None),
        ("efter lunch", None),
        ("", None),
    ],
)
def test_times_as_they_are_typed(words: str, clock: int | None) -> None:
    assert find_time(words) == clock


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("torsdag 15.30", (date(2026, 11, 26), 930)),
        ("3/12 kl 8", (date(2026, 12, 3), 480)),
        ("3.12", (date(2026, 12, 3), None)),
        ("3.12 kl 15.30", (date(2026, 12, 3), 930)),
        ("2026-12-03 15:00", (date(2026, 12, 3), 900)),
        ("15.30", (None, 930)),
    ],
)
def test_a_date_and_its_time_are_told_apart(words: str, found: tuple[date | None, int | None]) -> None:
    assert find_date_and_time(words, TUESDAY) == found


@pytest.mark.parametrize(
    ("words", "yes"),
    [
        ("ja", True),
        ("Ja tack!", True),
        ("japp", True),
        ("ok", True),
        ("gärna", True),
        ("nej", False),
        ("nej tack", False),
        ("absolut inte", False),
        ("nä", False),
        ("kanske", None),
        ("", None),
        ("jacka", None),
    ],
)
def test_yes_and_no(words: str, yes: bool | None) -> None:
    assert means_yes(words) is yes


CHOICES = {
    "ill": "Sjuk eller har ont",
    "wrong": "Felregistrerat",
    "home": "Något hemma",
    "peers": "Något med kompisar",
}


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("sjuk", "ill"),
        ("hon är sjuk", "ill"),
        ("ont i magen", "ill"),
        ("felregistrerat", "wrong"),
        ("felregistrerad", "wrong"),
        ("fel registrerat", "wrong"),
        ("kompisar", "peers"),
        ("1", "ill"),
        ("4", "peers"),
        ("5", None),
        ("0", None),
        ("något", None),
        ("bla bla", None),
        ("", None),
        ("፩", None),
    ],
)
def test_which_choice_was_meant(words: str, choice: str | None) -> None:
    assert find_choice(words, CHOICES) == choice


@pytest.mark.parametrize(
    ("words", "folded"), [("Vad är kvar?", "vad ar kvar"), ("  ÅÄÖ! ", "aao"), ("é-post", "e post"), ("", "")]
)
def test_plain_is_how_people_type_in_a_hurry(words: str, folded: str) -> None:
    assert plain(words) == folded


WORDS = """
    på nästa om en två 3 99999 dagar veckor vecka v v. 49 53 60 torsdag tis i dag morgon 3/12 3.12 31/2 29/2
    kl 15.30 0/0 2026-13-45 9999-12-31 den :e december mån maj ja nej ² ፩ ١٢ / . - 00 12/12/12 00:00 år
"""
PIECES = st.sampled_from(WORDS.split())
TYPED = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=6).map(" ".join))
DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@settings(deadline=None, max_examples=300)
@given(TYPED, DAYS)
def test_nothing_typed_is_a_fault_and_a_found_date_is_never_in_the_past(words: str, today: date) -> None:
    """Unless a year is written: then it is what it says, and whoever asked can say that it has been."""
    found = find_date(words, today)
    if found is not None and not re.search(r"\d{4}|\d[./-]\d{1,2}[./-]\d|\d \d{2}\b", words):
        assert found >= today
    day, clock = find_date_and_time(words, today)
    assert day == found
    assert clock is None or 0 <= clock < 24 * 60
    assert find_choice(words, CHOICES) in {None, *CHOICES}
    assert means_yes(words) in {None, True, False}
    assert find_time(words) is None or 0 <= (find_time(words) or 0) < 24 * 60


@given(DAYS, st.integers(0, 365))
def test_a_day_and_month_means_the_first_one_to_come(today: date, ahead: int) -> None:
    try:
        wanted = today + timedelta(days=ahead)
    except OverflowError:
        return
    found = find_date(f"{wanted.day}/{wanted.month}", today)
    assert found is not None
    assert (found.day, found.month) == (wanted.day, wanted.month)
    assert found == wanted or ahead == 365


def test_the_week_that_spans_new_year_is_this_week() -> None:
    assert find_date("v 53", date(2027, 1, 1)) == date(2027, 1, 1)
    assert find_date("söndag v 53", date(2027, 1, 1)) == date(2027, 1, 3)


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_within_the_coming_week(today: date, number: int) -> None:
    names = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
    found = find_date(f"på {names[number]}", today)
    assert found is not None
    assert found.weekday() == number
    assert 1 <= (found - today).days <= 7
