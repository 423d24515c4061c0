"""What the lessons become when a file is laid over those already there. Pure; days are ordinals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from storage.ingest.frames import ColumnType
from storage.tables import LessonStatus

LESSON_KEYS = ("pupil_id", "day", "start")
TOLD_VALUES = ("end", "subject_id", "teacher_id", "scheduled", "absent", "status")
LESSON_VALUES = (*TOLD_VALUES, "unreported_gen")
TOLD: dict[str, ColumnType] = {
    "pupil_id": pl.Int32,
    "day": pl.Int32,
    "start": pl.Int16,
    "end": pl.Int16,
    "subject_id": pl.Int32,
    "teacher_id": pl.Int32,
    "scheduled": pl.Int16,
    "absent": pl.Int16,
    "status": pl.Int16,
}
"""A lesson as a file tells of it."""
STORED: dict[str, ColumnType] = {**TOLD, "unreported_gen": pl.Int32, "from_gen": pl.Int32}
ANNOUNCED: dict[str, ColumnType] = {"pupil_id": pl.Int32, "from_minute": pl.Int64, "to_minute": pl.Int64}
"""Announced absence in minutes since day 0, the last not included."""
_MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class Changes:
    """fresh: rows to add. gone: keys and `from_gen` of rows that are replaced or taken away.
    replaced: how many of `fresh` replace a row."""

    fresh: pl.DataFrame
    gone: pl.DataFrame
    replaced: int


def laid_over(stored: pl.DataFrame, told: pl.DataFrame, emptied: pl.DataFrame) -> pl.DataFrame:
    """The lessons after the file, as TOLD: the file's, and those stored that it does not speak of.

    emptied: pupil_id, first, last: days for which the file is complete.
    """
    kept = stored.join(told, on=LESSON_KEYS, how="anti")
    if not emptied.is_empty():
        within = kept.join(emptied, on="pupil_id").filter(pl.col("day").is_between("first", "last"))
        kept = kept.join(within, on=LESSON_KEYS, how="anti")
    return pl.concat([kept.select(*TOLD), told.select(*TOLD)])


def with_announcements(lessons: pl.DataFrame, announced: pl.DataFrame) -> pl.DataFrame:
    """Unreported lessons that overlap an announcement become reported."""
    if announced.is_empty():
        return lessons
    begins = pl.col("day").cast(pl.Int64) * _MINUTES_A_DAY + pl.col("start")
    ends = pl.col("day").cast(pl.Int64) * _MINUTES_A_DAY + pl.col("end")
    unreported = lessons.filter(pl.col("status") == LessonStatus.UNREPORTED).join(announced, on="pupil_id")
    met = unreported.filter((begins < pl.col("to_minute")) & (ends > pl.col("from_minute")))
    reported = met.select(LESSON_KEYS).unique().with_columns(met=pl.lit(True))
    status = pl.when("met").then(pl.lit(int(LessonStatus.REPORTED), pl.Int16)).otherwise("status")
    return lessons.join(reported, on=LESSON_KEYS, how="left").with_columns(status=status).drop("met")


def with_unreported_since(lessons: pl.DataFrame, stored: pl.DataFrame, generation: int) -> pl.DataFrame:
    """Adds `unreported_gen`: kept where the lesson was unreported already, else this generation."""
    before = stored.filter(pl.col("status") == LessonStatus.UNREPORTED)
    known = lessons.join(before.select(*LESSON_KEYS, "unreported_gen"), on=LESSON_KEYS, how="left")
    since = pl.col("unreported_gen").fill_null(pl.lit(generation, pl.Int32))
    unreported = pl.col("status") == LessonStatus.UNREPORTED
    return known.with_columns(unreported_gen=pl.when(unreported).then(since).otherwise(pl.lit(0, pl.Int32)))


def changes(
    stored: pl.DataFrame, wanted: pl.DataFrame, keys: Sequence[str], values: Sequence[str]
) -> Changes:
    """What makes `stored` (with `from_gen`) into `wanted`; rows that are the same are left alone."""
    before = stored.rename({value: f"{value}_before" for value in values})
    both = wanted.join(before, on=keys, how="left")
    same = pl.all_horizontal(pl.col(value).eq_missing(pl.col(f"{value}_before")) for value in values)
    differ = both.filter(pl.col("from_gen").is_null() | ~same)
    replaced = differ.filter(pl.col("from_gen").is_not_null()).select(*keys, "from_gen")
    removed = stored.join(wanted, on=keys, how="anti").select(*keys, "from_gen")
    return Changes(differ.select(*keys, *values), pl.concat([replaced, removed]), replaced.height)
