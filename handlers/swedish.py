"""Typed Swedish: dates, yes and no, and which of some choices was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

_YES = frozenset(
    "ja japp jadå jo jodå absolut gärna ok okej yes visst javisst stämmer boka klart".split()  # noqa: SIM905
)
_NO = frozenset(["nej", "nä", "nope", "inte", "nix", "aldrig"])
_DAYS = ("mån", "tis", "ons", "tors?", "fre", "lör", "sön")
_WEEK = re.compile(r"\b(?:v|v\.|vecka)\s*([0-9]{1,2})\b")
_YEAR_WRITTEN = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d|\d \d{2}\b")
_FILLER = re.compile(r"\b(?:på|den|nu|kl\.?|klockan|blir|bra|tack)\b")
_CLOCK = re.compile(r"\b(?:kl\.?\s*|klockan\s*)?([0-9]{1,2})[.:]([0-9]{2})\b(?![./-])")
_HOUR = re.compile(r"\b(?:kl\.?|klockan)\s*([0-9]{1,2})\b")
_ISO = re.compile(r"(?<!\d)([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?!\d)")
_DAY_MONTH = re.compile(r"(?<![\d./-])([0-9]{1,2})[./-]([0-9]{1,2})(?:[./-]([0-9]{4}|[0-9]{2}))?(?![\d/-])")
_LEAP_YEARS_APART = 8
_MOST_AHEAD = 1000
"""Days or weeks: somebody who writes more does not mean a date."""


def means_yes(words: str) -> bool | None:
    """True for yes, False for no, None for anything else."""
    said = set(re.findall(r"\w+", words.lower()))
    if said & _NO:
        return False
    return True if said & _YES else None


def find_date(words: str, today: date) -> date | None:
    """ "på torsdag", "nästa tisdag", "imorgon", "3/12", "v 49" (its Monday). Always today or later,
    unless a year is written."""
    return find_date_and_time(words, today)[0]


def find_date_and_time(words: str, today: date) -> tuple[date | None, int | None]:
    """Either may be missing. "3.12" alone is a date; "torsdag 15.30" has a time too."""
    said = words.lower()
    clock = _last_clock(said)
    without = f"{said[: clock.start()]} {said[clock.end() :]}" if clock else said
    day = iso_date(said) or _found(without, today)
    if day is None and (day := _found(said, today)) is not None:
        return day, None
    return day, find_time(said)


def _last_clock(said: str) -> re.Match[str] | None:
    return next(reversed(list(_CLOCK.finditer(said))), None)


def _found(said: str, today: date) -> date | None:
    return (
        _relative(said, today)
        or _weekday(said, today)
        or _week_number(said, today)
        or _next_week(said, today)
        or _day_month(said, today)
        or _parsed(said, today)
    )


def iso_date(words: str) -> date | None:
    """The 2026-12-03 or 20261203 in the words, whenever it is."""
    match = _ISO.search(words)
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def find_time(words: str) -> int | None:
    """ "kl 15.30" and "kl 15" as minutes after midnight."""
    match = _last_clock(words.lower())
    if match is None:
        hour = _HOUR.search(words.lower())
        return int(hour[1]) * 60 if hour and int(hour[1]) < 24 else None
    if int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return int(match[1]) * 60 + int(match[2])


def find_choice(words: str, choices: Mapping[str, str]) -> str | None:
    """The id of the one choice that was meant: by number, by words of its text, or nearly so."""
    said = plain(words)
    if said.isascii() and said.isdecimal() and len(said) < 3 and 1 <= int(said) <= len(choices):
        return list(choices)[int(said) - 1]
    exact = [key for key, shown in choices.items() if plain(shown) == said]
    if exact:
        return exact[0]
    wanted = set(said.split())
    scores = {key: len(wanted & set(_stems(plain(shown)))) for key, shown in choices.items()}
    best = max(scores.values(), default=0)
    winners = [key for key, score in scores.items() if score == best]
    if best and len(winners) == 1:
        return winners[0]
    close = get_close_matches(said, [plain(shown) for shown in choices.values()], 1, 0.75)
    return next((key for key, shown in choices.items() if plain(shown) in close), None)


def plain(words: str) -> str:
    """Lower case, without å ä ö and punctuation: as people type in a hurry."""
    folded = unicodedata.normalize("NFKD", words.lower())
    return " ".join(_WORD.findall(folded.translate(_WITHOUT_MARKS)))


class _WithoutMarks(dict[int, int | None]):
    """Takes away what stands over and under letters; each letter is looked up once."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


_WITHOUT_MARKS = _WithoutMarks()
_WORD = re.compile(r"\w+")


def _stems(words: str) -> list[str]:
    return [word for word in words.split() if len(word) > 2]


def _relative(said: str, today: date) -> date | None:
    days = {"idag": 0, "i dag": 0, "imorgon": 1, "i morgon": 1, "imorron": 1, "övermorgon": 2}
    for word, ahead in days.items():
        if re.search(rf"\b{word}\b", said):
            return today + timedelta(days=ahead)
    match = re.search(r"\bom (en|två|tre|fyra|[0-9]{1,4}) (dag|vecka|dagar|veckor)\b", said)
    if match is None:
        return _in_months(said, today)
    numbers = {"en": 1, "två": 2, "tre": 3, "fyra": 4}
    count = numbers.get(match[1]) or int(match[1])
    if count > _MOST_AHEAD:
        return None
    return today + timedelta(days=count * (7 if match[2].startswith("veck") else 1))


def _in_months(said: str, today: date) -> date | None:
    """ "om tre månader", "om ett halvår", "om ett år": the same day of that month, or its last."""
    if match := re.search(r"\bom (en|två|tre|fyra|fem|sex|[0-9]{1,2}) månad(?:er)?\b", said):
        numbers = {"en": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6}
        months = numbers.get(match[1]) or int(match[1])
    else:
        half = re.search(r"\bom ett (halvår|halvt år|år)\b", said)
        months = 0 if half is None else 12 if half[1] == "år" else 6
    if not months:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    same_day = date(year, month + 1, 1) + timedelta(days=today.day - 1)
    return min(same_day, _last(year, month))


def _last(year: int, month: int) -> date:
    """The last day of a month, January being 0."""
    return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def _weekday(said: str, today: date) -> date | None:
    """ "nästa tisdag" is the one in next week; "på tisdag" the first to come."""
    for number, short in enumerate(_DAYS):
        if re.search(rf"\b{short}(?:dag|dagen)?\b", said):
            if "nästa" in said:
                monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
                return max((_monday_of(said, today) or monday) + timedelta(days=number), today)
            if (week := _monday_of(said, today)) is not None:
                return max(week + timedelta(days=number), today)
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _week_number(said: str, today: date) -> date | None:
    """The week's Monday, or today when the week has begun."""
    monday = _monday_of(said, today)
    return max(monday, today) if monday else None


def _monday_of(said: str, today: date) -> date | None:
    match = _WEEK.search(said)
    if match is None:
        return None
    this_year = today.isocalendar().year
    for year in (this_year, this_year + 1):
        try:
            monday = date.fromisocalendar(year, int(match[1]), 1)
        except ValueError:
            continue
        if monday + timedelta(days=6) >= today:
            return monday
    return None


def _next_week(said: str, today: date) -> date | None:
    return today + timedelta(days=7 - today.weekday()) if "nästa vecka" in said else None


def _day_month(said: str, today: date) -> date | None:
    """ "3/12", "3.12" or "3/12 26" as a Swede writes them; without a year the first to come."""
    match = _DAY_MONTH.search(said)
    if match is None:
        return None
    day, month, year = int(match[1]), int(match[2]), match[3]
    if year:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    coming = (_day(today.year + ahead, month, day) for ahead in range(_LEAP_YEARS_APART + 1))
    return next((found for found in coming if found and found >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parsed(said: str, today: date) -> date | None:
    """Everything else a Swede writes as a date, through dateparser."""
    from dateparser import parse  # takes a while to import, and most answers are buttons

    cleaned = _FILLER.sub(" ", said).strip()
    if not re.search(r"\d", cleaned):
        return None
    found = parse(
        cleaned,
        languages=["sv"],
        settings={
            "RELATIVE_BASE": datetime.combine(today, time()),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if found is None or abs(found.date() - today).days > _MOST_AHEAD:
        return None
    day = found.date()
    return day if day >= today or _YEAR_WRITTEN.search(said) else None
