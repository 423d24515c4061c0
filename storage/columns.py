"""Column types: days and moments as integers, so that window arithmetic is the same on both databases,
and secrets that are encrypted before they reach the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from storage.vault import vault_of
from storage.zone import STOCKHOLM


class Day(TypeDecorator[date]):
    """A calendar day as its proleptic ordinal (`date.toordinal`)."""

    impl = Integer
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[date | int | None], int | None]:
        """Straight to the driver: a morning sends and reads days by the hundred thousand."""
        return lambda value: value.toordinal() if isinstance(value, date) else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], date | None]:
        day = date.fromordinal
        return lambda value: None if value is None else day(value)


class Moment(TypeDecorator[datetime]):
    """A moment as milliseconds since 1970; comes back in Europe/Stockholm."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC).astimezone(STOCKHOLM)


class Secret(TypeDecorator[str]):
    """Text that is encrypted at rest with the database's vault."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else vault_of(dialect).seal(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], str | None]:
        opened = vault_of(dialect).open
        return lambda value: None if value is None else opened(value)
