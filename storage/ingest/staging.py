"""Writing lessons and day sums aside: some pupils at a time, in transactions nobody notices.

What is written is what differs. Nothing of it is visible before the import's generation is active.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl
from sqlmodel import Session

from storage.database import Database
from storage.ingest.affected import World
from storage.ingest.bulk import fetch, insert, supersede
from storage.ingest.daysums import SUM_KEYS, SUM_VALUES, SUMS, attended, day_sums
from storage.ingest.lessons import (
    ANNOUNCED,
    LESSON_KEYS,
    LESSON_VALUES,
    STORED,
    Changes,
    changes,
    laid_over,
    with_announcements,
    with_unreported_since,
)
from storage.ingest.pacing import PacedWriter
from storage.ingest.resolve import Told
from storage.ingest.summary import Progress
from storage.tables import FOREVER

_WEIGHT = 30_000
"""Lessons and days, about, that are worked on at a time."""
_WORTH_COUNTING = 50_000
"""New lessons after which PostgreSQL's picture of the tables is too old to plan a morning by."""
_MINUTES_A_DAY = 1440
_STORED_SUMS = {**SUMS, "from_gen": pl.Int32}
_DAYS = {"pupil_id": pl.Int32, "day": pl.Int32}
_SPANS = {"pupil_id": pl.Int32, "first": pl.Int32, "last": pl.Int32}


@dataclass
class LessonCounts:
    """See ImportSummary."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    announced: int = 0
    outside_school_days: int = 0


@dataclass
class Staging:
    """Lays `told` and `announced` over what is visible at generation `base`, as generation `number`."""

    database: Database
    writer: PacedWriter
    base: int
    number: int
    world: World
    told: Told
    announced: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ANNOUNCED))
    replaces: tuple[date, date] | None = None
    counts: LessonCounts = field(default_factory=LessonCounts)

    def run(self, progress: Progress) -> LessonCounts:
        affected = self._affected()
        done, total = 0, affected.height
        for pupils in affected.partition_by("part", maintain_order=True, include_key=False):
            progress.step(done, total, "Lägger in lektioner")
            self._stage(pupils)
            done += pupils.height
        progress.step(total, total, "Lägger in lektioner")
        if self.database.engine.dialect.name == "postgresql" and self.counts.new > _WORTH_COUNTING:
            self.writer.run([_count_rows])
        return self.counts

    def _affected(self) -> pl.DataFrame:
        """The pupils that anything here concerns, numbered by the `part` they are worked on in."""
        world = self.world
        lessons = self.told.lessons.group_by("pupil_id").len("lessons")
        heavy = world.pupils.join(lessons, on="pupil_id", how="left")
        for key, days in (("school_id", world.touched_days), ("class_id", world.touched_lessons)):
            heavy = heavy.join(days.group_by(key).len(f"of_{key}"), on=key, how="left")
        taught = pl.col("moved") & pl.lit(not world.entries.is_empty())
        open_days = world.open_days.group_by("school_id").len("open_days")
        weight = (
            pl.sum_horizontal("lessons", "of_school_id", "of_class_id")
            + pl.when(taught).then(pl.col("open_days").fill_null(0)).otherwise(0)
            + pl.when(self._is_emptied).then(1 + self._emptied_days).otherwise(0)
            + pl.col("pupil_id").is_in(self.announced["pupil_id"].implode()).cast(pl.Int64)
        )
        heavy = heavy.join(open_days, on="school_id", how="left").with_columns(weight=weight)
        heavy = heavy.filter(pl.col("weight") > 0).sort("pupil_id")
        part = pl.col("weight").cast(pl.Int64).cum_sum() // _WEIGHT
        return heavy.select(*world.pupils.columns, part.alias("part"))

    @property
    def _is_emptied(self) -> pl.Expr:
        return pl.col("school_id").is_in(sorted(self.told.emptied_schools))

    @property
    def _emptied_days(self) -> int:
        return (self.replaces[1] - self.replaces[0]).days if self.replaces else 0

    def _stage(self, pupils: pl.DataFrame) -> None:
        told = self._told_of(pupils)
        announced = self.announced.join(pupils, on="pupil_id", how="semi")
        emptied = self._emptied(pupils)
        touched = self._touched_days(pupils)
        spans = _spans(pupils.filter(~pl.col("new")), told, announced, emptied, touched)
        with self.database.reading() as session:
            stored = fetch(session, "lesson", STORED, spans, self.base)
            stored_sums = fetch(session, "day_sum", _STORED_SUMS, spans, self.base)
        overlaid = laid_over(stored, told, emptied)
        wanted = with_announcements(overlaid, announced)
        self.counts.announced += int((overlaid["status"] != wanted["status"]).sum())
        wanted = with_unreported_since(wanted, stored, self.number)
        lessons = changes(stored, wanted, LESSON_KEYS, LESSON_VALUES)
        self._count(pupils, told, stored, lessons)
        changed_days = pl.concat([lessons.fresh.select(SUM_KEYS), lessons.gone.select(SUM_KEYS), touched])
        days = changed_days.unique()
        sums = self._sums(pupils, days, wanted)
        self._write("lesson", lessons)
        self._write(
            "day_sum", changes(stored_sums.join(days, on=SUM_KEYS, how="semi"), sums, SUM_KEYS, SUM_VALUES)
        )

    def _told_of(self, pupils: pl.DataFrame) -> pl.DataFrame:
        """The lessons told of the pupils: both are sorted, so they are one stretch."""
        numbers = self.told.lessons["pupil_id"]
        first = int(numbers.search_sorted(pupils["pupil_id"][0], side="left"))
        end = int(numbers.search_sorted(pupils["pupil_id"][-1], side="right"))
        return self.told.lessons.slice(first, end - first)

    def _emptied(self, pupils: pl.DataFrame) -> pl.DataFrame:
        if not self.replaces:
            return pl.DataFrame(schema=_SPANS)
        first, last = (pl.lit(day.toordinal(), pl.Int32) for day in self.replaces)
        return pupils.filter(self._is_emptied).select("pupil_id", first=first, last=last)

    def _touched_days(self, pupils: pl.DataFrame) -> pl.DataFrame:
        """Days whose sums may differ for another reason than a lesson in a file."""
        parts = [
            pupils.join(self.world.touched_days, on="school_id"),
            pupils.join(self.world.touched_lessons, on="class_id"),
        ]
        moved = pupils.filter("moved")
        for class_id in ("class_id", "class_before"):
            of_class = moved.select("pupil_id", "school_id", class_id=pl.col(class_id))
            days = of_class.join(self._taught_days(of_class), on="class_id")
            parts.append(days)
        return pl.concat([part.select(SUM_KEYS) for part in parts]).unique()

    def _taught_days(self, classes: pl.DataFrame) -> pl.DataFrame:
        """Open days on which the timetable gives the classes a lesson."""
        taught = classes.select("school_id", "class_id").unique()
        taught = taught.join(self.world.entries.select("class_id").unique(), on="class_id", how="semi")
        days = taught.join(self.world.open_days, on="school_id").select("class_id", "day")
        entries = self.world.entries.join(taught, on="class_id", how="semi")
        weekly = days.with_columns(weekday=(pl.col("day") + 6) % 7).join(entries, on=["class_id", "weekday"])
        return weekly.filter(pl.col("day").is_between("first", "last")).select("class_id", "day").unique()

    def _sums(self, pupils: pl.DataFrame, days: pl.DataFrame, lessons: pl.DataFrame) -> pl.DataFrame:
        known = days.join(pupils.select("pupil_id", "school_id", "class_id", "left_on"), on="pupil_id")
        is_open = known.join(self.world.open_days, on=["school_id", "day"], how="semi")
        there = is_open.filter(pl.col("left_on").is_null() | (pl.col("day") < pl.col("left_on")))
        entries = self.world.entries.join(there, on="class_id", how="semi")
        filled = attended(there.select("pupil_id", "day", "class_id"), entries)
        return day_sums(is_open.select(SUM_KEYS), lessons, filled)

    def _count(
        self, pupils: pl.DataFrame, told: pl.DataFrame, stored: pl.DataFrame, lessons: Changes
    ) -> None:
        fresh = lessons.fresh.join(told, on=LESSON_KEYS, how="semi").height
        new = told.join(stored, on=LESSON_KEYS, how="anti").height
        self.counts.new += new
        self.counts.changed += fresh - new
        self.counts.unchanged += told.height - fresh
        self.counts.removed += lessons.gone.height - lessons.replaced
        placed = told.select(SUM_KEYS).join(pupils.select("pupil_id", "school_id"), on="pupil_id")
        self.counts.outside_school_days += placed.join(
            self.world.open_days, on=["school_id", "day"], how="anti"
        ).height

    def _write(self, table: str, differences: Changes) -> None:
        dialect = self.database.engine.dialect
        fresh = differences.fresh.with_columns(from_gen=pl.lit(self.number), to_gen=pl.lit(FOREVER))
        self.writer.run(insert(dialect, table, fresh))
        self.writer.run(supersede(dialect, table, differences.gone, self.number))


def _spans(
    pupils: pl.DataFrame,
    told: pl.DataFrame,
    announced: pl.DataFrame,
    emptied: pl.DataFrame,
    touched: pl.DataFrame,
) -> pl.DataFrame:
    """pupil_id, first, last: the days that have to be looked at."""
    day_of = [(pl.col(name) // _MINUTES_A_DAY).cast(pl.Int32) for name in ("from_minute", "to_minute")]
    parts = [frame.select("pupil_id", first="day", last="day") for frame in (told, touched)]
    parts += [emptied, announced.select("pupil_id", first=day_of[0], last=day_of[1])]
    every = pl.concat(parts).group_by("pupil_id").agg(pl.col("first").min(), pl.col("last").max())
    return every.join(pupils, on="pupil_id", how="semi")


def _count_rows(session: Session) -> int:
    session.connection().exec_driver_sql("ANALYZE lesson, day_sum")
    return 0
