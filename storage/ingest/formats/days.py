"""Days and periods, in the forms that RULES.md names ("Files taken in") or a mapping adds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from storage.ingest.formats.cells import CellType, UnfitCell

FIRST_DAY = date(2000, 1, 1)
DAYS_AHEAD = 400

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
