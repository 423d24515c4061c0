"""Absence by lesson, its sums by school day, the timetable and the calendar's breaks.

Lessons and sums are kept in generations (the id of the import that wrote them): a row counts
when `from_gen <= g < to_gen`, g being the last active import. An import writes its rows aside
in small transactions, and one short transaction makes its generation the active one.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum

from sqlalchemy import BigInteger, Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from storage.columns import Day, Moment
from storage.tables.base import Table

FOREVER = 2_000_000_000
"""`to_gen` of a row that nothing has replaced."""


class LessonStatus(IntEnum):
    """The words of franvaro.csv in code."""

    PRESENT = 0  # närvarande
    REPORTED = 1  # anmäld
    UNREPORTED = 2  # oanmäld
    GRANTED_LEAVE = 3  # ledighet
    LATE = 4  # sen
    UNREGISTERED = 5  # ej_rapporterad


class Import(Table, table=True):
    """One run of `narvarolots import`. state: staging, active or failed."""

    __tablename__ = "import"
    id: int | None = Field(default=None, primary_key=True)
    state: str = "staging"
    started_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    files: str = ""
    """Kinds and checksums of the files, never their names: a file's name may hold a pupil's."""
    rows: int = 0
    settled: bool = False
    """Whether cases whose lessons it took away have been looked over (`handlers.corrections`)."""
    last_pupil: int = 0
    """The highest pupil id ever given, so that an erased pupil's id is never given again."""


class Subject(Table, table=True):
    __tablename__ = "subject"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Lesson(Table, table=True):
    """One pupil's lesson. Times are minutes after midnight, `scheduled` and `absent` minutes.

    `unreported_gen`: the import in which the lesson became unreported, 0 while it is not;
    it tells whether a morning has seen it.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        Index(
            "ix_lesson_superseded",
            "to_gen",
            sqlite_where=text("to_gen < 2000000000"),
            postgresql_where=text("to_gen < 2000000000"),
        ),
        {"sqlite_with_rowid": False},
    )
    pupil_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date = Field(primary_key=True, sa_type=Day)
    start: int = Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    from_gen: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    to_gen: int = FOREVER
    end: int = Field(sa_type=SmallInteger)
    subject_id: int | None = None
    teacher_id: int | None = None
    scheduled: int = Field(sa_type=SmallInteger)
    absent: int = Field(default=0, sa_type=SmallInteger)
    status: int = Field(sa_type=SmallInteger)
    unreported_gen: int = 0


class DaySum(Table, table=True):
    """One pupil's school day, summed over its lessons; days that are not school days have no row.

    scheduled, absent: minutes of registered lessons. unregistered: scheduled minutes of lessons
    that the teacher has not registered. reported: absent minutes with status REPORTED.
    lessons: registered lessons. unreported_gen: the highest of its unreported lessons with absent minutes.
    """

    __tablename__ = "day_sum"
    __table_args__ = (
        Index(
            "ix_day_sum_unreported",
            "day",
            "pupil_id",
            "to_gen",
            "unreported_gen",
            sqlite_where=text("unreported_gen > 0"),
            postgresql_where=text("unreported_gen > 0"),
        ),
        Index(
            "ix_day_sum_reported",
            "day",
            "pupil_id",
            "to_gen",
            "reported",
            sqlite_where=text("reported > 0"),
            postgresql_where=text("reported > 0"),
        ),
        Index(
            "ix_day_sum_superseded",
            "to_gen",
            sqlite_where=text("to_gen < 2000000000"),
            postgresql_where=text("to_gen < 2000000000"),
        ),
        {"sqlite_with_rowid": False},
    )
    pupil_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date = Field(primary_key=True, sa_type=Day)
    from_gen: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    to_gen: int = FOREVER
    scheduled: int
    absent: int
    unregistered: int
    reported: int
    lessons: int
    unreported_gen: int


class ScheduleEntry(Table, table=True):
    """One lesson a week for a class (weekday 0 is Monday), from and to given days, both included.

    Kept in generations, as lessons are: ask with `storage.ingest.generations.visible`.
    """

    __tablename__ = "schedule_entry"
    __table_args__ = (
        UniqueConstraint(
            "school_id",
            "class_name",
            "weekday",
            "start",
            "first_day",
            "from_gen",
            name="uq_schedule_entry_lesson",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    from_gen: int = 0
    to_gen: int = FOREVER
    school_id: int | None = Field(default=None, foreign_key="school.id", index=True)
    """None: a class that no school has yet; the lesson gives nothing until one has."""
    class_name: str
    weekday: int
    start: int
    end: int
    subject_id: int | None = Field(default=None, foreign_key="subject.id")
    first_day: date = Field(sa_type=Day)
    last_day: date = Field(sa_type=Day)


class Coverage(Table, table=True):
    """Days for which an absence file was taken in: only there does the timetable mean attendance."""

    __tablename__ = "coverage"
    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    first_day: date = Field(sa_type=Day)
    last_day: date = Field(sa_type=Day)


class Break(Table, table=True):
    """Days without school, both ends included. school_id None: all schools."""

    __tablename__ = "school_break"
    __table_args__ = (UniqueConstraint("school_id", "first_day", "last_day"),)
    id: int | None = Field(default=None, primary_key=True)
    school_id: int | None = Field(default=None, foreign_key="school.id", index=True)
    first_day: date = Field(sa_type=Day)
    last_day: date = Field(sa_type=Day)
    name: str = ""


class PeriodFigure(Table, table=True):
    """Sums over a period from a report without lessons (Vklass): shown, never fires. Minutes."""

    __tablename__ = "period_figure"
    __table_args__ = (UniqueConstraint("pupil_id", "printed_on"),)
    id: int | None = Field(default=None, primary_key=True)
    pupil_id: int = Field(foreign_key="pupil.id", index=True)
    printed_on: date = Field(sa_type=Day)
    present: int
    valid: int
    invalid: int
    offered: int = Field(sa_type=BigInteger)
