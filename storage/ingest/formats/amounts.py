"""Times of day and minutes."""

from __future__ import annotations

import re

import polars as pl

from storage.ingest.formats.cells import CellType, UnfitCell

MINUTES_A_DAY = 24 * 60

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
