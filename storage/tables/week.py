"""What a school's week said: kept, so that a message that is written anew says the same again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from storage.columns import Day
from storage.tables.base import Table


class WeekLine(Table, table=True):
    """One line of the week that the school's morning `on` told of.

    kind: sign (a pupil's pattern under every limit), opened, new, decide, overdue, rising or close (a case
    on EHT's agenda), registered (a class, or a subject in it) or missing (a teacher's lessons).
    what, detail: the sign and what it is of, or the class and the subject. count of `of` times, and
    other_count of `other_of` times elsewhere or before.
    """

    __tablename__ = "week_line"
    __table_args__ = (Index("ix_week_line_school_id_on", "school_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    on: date = Field(sa_type=Day)
    kind: str
    pupil_id: int | None = Field(default=None, index=True)
    case_id: int | None = None
    staff_id: int | None = None
    what: str = ""
    detail: str = ""
    count: int = 0
    of: int = 0
    other_count: int = 0
    other_of: int = 0
