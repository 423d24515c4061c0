"""A pupil's school day as sums: a pure function of lessons, timetable and open days (RULES.md).

Nothing here knows of imports or of what was there before, so that the order of imports cannot matter.
Days are ordinals.
"""

from __future__ import annotations

import polars as pl

from storage.tables import LessonStatus

SUM_KEYS = ("pupil_id", "day")
SUM_VALUES = ("scheduled", "absent", "unregistered", "reported", "lessons", "unreported_gen")
SUMS = dict.fromkeys((*SUM_KEYS, *SUM_VALUES), pl.Int32)
EXPLICIT = ("pupil_id", "day", "start", "scheduled", "absent", "status", "unreported_gen")


def attended(days: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """The lessons that the timetable gives.

    days: pupil_id, day, class_id. entries: see `storage.ingest.timetable.ENTRIES`. Where two entries of
    a class give a lesson at the same time on the same day, the one that began to apply last is taken.
    Gives pupil_id, day, start, scheduled.
    """
    classes = days.select("class_id", "day").unique()
    weekly = classes.with_columns(weekday=(pl.col("day") + 6) % 7).join(entries, on=["class_id", "weekday"])
    applies = weekly.filter(pl.col("day").is_between("first", "last")).sort("first")
    lessons = applies.unique(["class_id", "day", "start"], keep="last", maintain_order=True)
    filled = days.join(lessons, on=["class_id", "day"])
    return filled.select("pupil_id", "day", "start", scheduled=pl.col("end") - pl.col("start"))


def day_sums(days: pl.DataFrame, lessons: pl.DataFrame, filled: pl.DataFrame) -> pl.DataFrame:
    """One row for each of `days` (pupil_id, day) that has a lesson.

    lessons: EXPLICIT, those told of in files. filled: pupil_id, day, start, scheduled, those the
    timetable gives; one that a file tells of is as the file has it.
    """
    told = lessons.select(EXPLICIT).join(days, on=SUM_KEYS, how="semi")
    silent = filled.join(told, on=[*SUM_KEYS, "start"], how="anti").with_columns(
        absent=pl.lit(0, pl.Int16),
        status=pl.lit(int(LessonStatus.PRESENT), pl.Int16),
        unreported_gen=pl.lit(0, pl.Int32),
    )
    every = pl.concat([told, silent.select(EXPLICIT)], how="vertical_relaxed")
    return every.group_by(SUM_KEYS).agg(*_sums()).cast(SUMS)  # type: ignore[arg-type]


def _sums() -> list[pl.Expr]:
    registered = pl.col("status") != LessonStatus.UNREGISTERED
    unreported = (pl.col("status") == LessonStatus.UNREPORTED) & (pl.col("absent") > 0)
    scheduled, absent = pl.col("scheduled").cast(pl.Int32), pl.col("absent").cast(pl.Int32)
    return [
        scheduled.filter(registered).sum().alias("scheduled"),
        absent.filter(registered).sum().alias("absent"),
        scheduled.filter(~registered).sum().alias("unregistered"),
        absent.filter(pl.col("status") == LessonStatus.REPORTED).sum().alias("reported"),
        registered.sum().cast(pl.Int32).alias("lessons"),
        pl.col("unreported_gen").filter(unreported).max().fill_null(0).alias("unreported_gen"),
    ]
