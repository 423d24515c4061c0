"""What one cell may say, and what it then means. A parser takes trimmed text, never empty.

Every refusal describes what is wrong without repeating it: a cell may hold a child's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from storage.ingest.frames import ROLES, ColumnType
from storage.tables import LessonStatus

LONGEST_CELL = 2_000
"""Characters. Longer is a broken file, not a name."""
MINUTES_A_DAY = 24 * 60
FIRST_DAY = date(2000, 1, 1)
DAYS_AHEAD = 400

STATUS_WORDS: Mapping[str, LessonStatus] = {
    "närvarande": LessonStatus.PRESENT,
    "anmäld": LessonStatus.REPORTED,
    "oanmäld": LessonStatus.UNREPORTED,
    "ledighet": LessonStatus.GRANTED_LEAVE,
    "sen": LessonStatus.LATE,
    "ej_rapporterad": LessonStatus.UNREGISTERED,
}
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")


class UnfitCell(Exception):
    """The cell is refused. Its text says what was found, without repeating it."""


@dataclass(frozen=True)
class CellType:
    """What a cell may be: how it is read, its column's type, and what a message says is expected.

    `empty`: the value of an empty cell; a cell of a type without one must be filled in.
    """

    parse: Callable[[str], object]
    dtype: ColumnType
    expected: str
    may_be_empty: bool = False
    empty: object = None

    def or_empty(self, value: object = None) -> CellType:
        """The same, but the cell may be empty and is then `value`."""
        return CellType(self.parse, self.dtype, self.expected, True, value)

    def value(self, text: str) -> object:
        """Raises UnfitCell."""
        if not text and self.may_be_empty:
            return self.empty
        if not text:
            raise UnfitCell("cellen är tom")
        if len(text) > LONGEST_CELL:
            raise UnfitCell(f"cellen är längre än {LONGEST_CELL} tecken")
        return self.parse(text)


def _as_written(text: str) -> str:
    return text


TEXT = CellType(_as_written, pl.String, "en text")
OPTIONAL_TEXT = TEXT.or_empty("")


# Days

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-[vVwW] ?([0-9]{1,2})")


@dataclass(frozen=True)
class DayReader:
    """Reads days between 2000 and 400 days after `today`, in the file's own form when it has one.

    pattern: a regular expression with the groups year, month and day, for files read with a mapping.
    """

    today: date
    pattern: re.Pattern[str] | None = None
    form: str = "2026-11-23 eller 20261123"

    def parse(self, text: str) -> date:
        """Raises UnfitCell."""
        year, month, day = self._numbers(text)
        try:
            found = date(year, month, day)
        except ValueError:
            raise UnfitCell("ett datum som inte finns") from None
        return self.within_reach(found)

    def within_reach(self, day: date) -> date:
        """Raises UnfitCell."""
        if day < FIRST_DAY:
            raise UnfitCell("ett datum före år 2000")
        if day > self.today + timedelta(days=DAYS_AHEAD):
            raise UnfitCell(f"ett datum mer än {DAYS_AHEAD} dagar framåt")
        return day

    def _numbers(self, text: str) -> tuple[int, int, int]:
        if self.pattern and (own := self.pattern.fullmatch(text)):
            return int(own["year"]), int(own["month"]), int(own["day"])
        found = _ISO_DAY.fullmatch(text)
        if not found:
            raise UnfitCell("inte ett datum")
        year, month, day = (int(group) for group in found.groups() if group)
        return year, month, day

    @property
    def cell(self) -> CellType:
        return CellType(self.parse, pl.Date, f"ett datum, skrivet {self.form}")

    @property
    def first_of_period(self) -> CellType:
        return CellType(lambda text: self.period(text)[0], pl.Date, PERIOD_EXPECTED)

    @property
    def last_of_period(self) -> CellType:
        return CellType(lambda text: self.period(text)[1], pl.Date, PERIOD_EXPECTED)

    def period(self, text: str) -> tuple[date, date]:
        """A day, two days with `..` between, or the Monday to Friday of an ISO week. Raises UnfitCell."""
        if week := _WEEK.fullmatch(text):
            first, last = _iso_week(int(week[1]), int(week[2]))
            return self.within_reach(first), self.within_reach(last)
        first_text, dots, last_text = text.partition("..")
        first = self.parse(first_text.strip())
        last = self.parse(last_text.strip()) if dots else first
        if last < first:
            raise UnfitCell("en period som slutar innan den börjar")
        return first, last


PERIOD_EXPECTED = "en period, skriven 2026-10-26..2026-10-30, 2026-11-02 eller 2026-v44"


def _iso_week(year: int, week: int) -> tuple[date, date]:
    try:
        return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 5)
    except ValueError:
        raise UnfitCell("en vecka som inte finns det året") from None


# Times and minutes

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_WHOLE = re.compile(r"(-?)([0-9]{1,6})(?:[.,]0+)?")


def parse_clock(text: str) -> int:
    """Minutes after midnight. Raises UnfitCell."""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise UnfitCell("inte ett klockslag")
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59 or hours * 60 + minutes > MINUTES_A_DAY:
        raise UnfitCell("ett klockslag som inte finns")
    return hours * 60 + minutes


def parse_minutes(text: str) -> int:
    """Whole minutes of one day, `40` or `40,0`. Raises UnfitCell."""
    found = _WHOLE.fullmatch(text)
    if not found:
        raise UnfitCell("inte ett helt antal minuter")
    minutes = int(found[2])
    if found[1] and minutes:
        raise UnfitCell("ett negativt antal minuter")
    if minutes > MINUTES_A_DAY:
        raise UnfitCell("fler minuter än ett dygn har")
    return minutes


def _scheduled(text: str) -> int:
    if minutes := parse_minutes(text):
        return minutes
    raise UnfitCell("en lektion utan minuter")


CLOCK = CellType(parse_clock, pl.Int16, "ett klockslag, skrivet 08:20")
MINUTES = CellType(parse_minutes, pl.Int16, "minuter, ett helt tal från 0 till 1440")
SCHEDULED = CellType(_scheduled, pl.Int16, "schemalagda minuter, ett helt tal från 1 till 1440")


# Words

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_BETWEEN_WORDS = re.compile(r"[\s,;]+")
_BETWEEN_NAMES = re.compile(r"\s*[,;|]\s*")


def parse_address(text: str) -> str:
    """An e-mail address in lower case. Raises UnfitCell."""
    if not _ADDRESS.fullmatch(text):
        raise UnfitCell("inte en e-postadress")
    return text.lower()


def _addresses(text: str) -> list[str]:
    return list(dict.fromkeys(parse_address(word) for word in _BETWEEN_WORDS.split(text) if word))


def _names(text: str) -> list[str]:
    return [name for name in _BETWEEN_NAMES.split(text) if name]


def _roles(text: str) -> list[str]:
    words = [word.lower() for word in _BETWEEN_WORDS.split(text) if word]
    if not words or any(word not in ROLES for word in words):
        raise UnfitCell("ett ord som inte är en roll")
    return list(dict.fromkeys(ROLES[word] for word in words))


def _yes_or_no(text: str) -> bool:
    try:
        return {"ja": True, "nej": False}[text.lower()]
    except KeyError:
        raise UnfitCell("varken ja eller nej") from None


def _weekday(text: str) -> int:
    """måndag, mån, må or 1: the timetables' own ways."""
    word = text.lower().rstrip(".")
    for number, name in enumerate(WEEKDAYS):
        if word in (name, name[:3], name[:2], str(number + 1)):
            return number
    raise UnfitCell("inte en skolveckas dag")


def _teacher(text: str) -> str | None:
    """A teacher's address; a signature cannot be written to and is left out."""
    return parse_address(text) if "@" in text else None


_LISTED = pl.List(pl.String)
ADDRESS = CellType(parse_address, pl.String, "en e-postadress")
ADDRESSES = CellType(_addresses, _LISTED, "e-postadresser med mellanslag emellan", True, [])
NAMES = CellType(_names, _LISTED, "namn eller nummer med komma emellan", True, [])
ROLE_WORDS = CellType(_roles, _LISTED, "ord bland " + ", ".join(ROLES) + ", med mellanslag emellan")
YES_OR_NO = CellType(_yes_or_no, pl.Boolean, "ja eller nej")
WEEKDAY = CellType(_weekday, pl.Int8, "en veckodag, måndag till fredag eller 1 till 5")
TEACHER = CellType(_teacher, pl.String, "en e-postadress").or_empty(None)


@dataclass(frozen=True)
class StatusReader:
    """The six words, and those that a mapping adds (in lower case)."""

    own_words: Mapping[str, LessonStatus]

    def parse(self, text: str) -> int:
        """Raises UnfitCell."""
        word = text.lower()
        status = self.own_words.get(word, STATUS_WORDS.get(word))
        if status is None:
            raise UnfitCell("ett ord som inte är en status")
        return int(status)

    @property
    def cell(self) -> CellType:
        return CellType(self.parse, pl.Int8, "något av orden " + ", ".join(STATUS_WORDS))
