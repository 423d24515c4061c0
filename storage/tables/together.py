"""What several people do together in a case: EHT's thread, who holds it, decisions, measures and tasks."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from storage.columns import Day, Moment, Secret
from storage.tables.base import Table


class CaseThread(Table, table=True):
    """A case's one thread in EHT's channel.

    state: informed (nobody is asked to take it), waiting (somebody is), taken or returned.
    reasons: why it stands there, oldest first: informs, hands_over, cause, overdue, asked.
    wish: what the mentor asked for. waits_since: the day from which it is counted as unclaimed.
    """

    __tablename__ = "case_thread"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", unique=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    state: str
    reasons: str
    wish: str = ""
    opened_on: date = Field(sa_type=Day)
    waits_since: date | None = Field(default=None, sa_type=Day)


class Holding(Table, table=True):
    """Who has taken a case over from the mentor, and from when to when. At most one holds it at a time."""

    __tablename__ = "holding"
    __table_args__ = (
        Index(
            "uq_holding_one_now",
            "case_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_holding_case_id", "case_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    staff_id: int = Field(foreign_key="staff.id", index=True)
    since: date = Field(sa_type=Day)
    until: date | None = Field(default=None, sa_type=Day)
    actor: str = ""


class CaseMentor(Table, table=True):
    """Who has been the pupil's mentor during the case: tells a new one from one who was there."""

    __tablename__ = "case_mentor"
    case_id: int = Field(primary_key=True, foreign_key="case.id", sa_column_kwargs={"autoincrement": False})
    staff_id: int = Field(primary_key=True, foreign_key="staff.id", sa_column_kwargs={"autoincrement": False})
    since: date = Field(sa_type=Day)


class CaseQuestion(Table, table=True):
    """A question from EHT to the mentors of a case, and the answer."""

    __tablename__ = "case_question"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    asked_by: int = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_type=Moment)
    question: str = Field(sa_type=Secret)
    answer: str | None = Field(default=None, sa_type=Secret)
    answered_by: int | None = Field(default=None, foreign_key="staff.id")
    answered_at: datetime | None = Field(default=None, sa_type=Moment)


class CaseDecision(Table, table=True):
    """Something rektor is asked to decide in a case. state: open or decided.

    kind: investigator, special_support, report, coordinator, monthly or no_show.
    choice: what was decided, by id. asked_on: a decision that comes back is asked of anew."""

    __tablename__ = "case_decision"
    __table_args__ = (UniqueConstraint("case_id", "kind", "asked_on"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    kind: str
    step: int = Field(sa_type=SmallInteger)
    asked_on: date = Field(sa_type=Day)
    state: str = "open"
    choice: str = ""
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    reason: str | None = Field(default=None, sa_type=Secret)
    decided_on: date | None = Field(default=None, sa_type=Day)
    actor: str = ""


class Measure(Table, table=True):
    """Something that is tried. worked: "" until it is followed up, then yes, partly or no."""

    __tablename__ = "measure"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    step: int = Field(sa_type=SmallInteger)
    area: str = ""
    """Id of one of the plan's areas, for figures in aggregate."""
    text: str = Field(sa_type=Secret)
    started_on: date = Field(sa_type=Day)
    worked: str = ""
    followed_up_on: date | None = Field(default=None, sa_type=Day)
    actor: str = ""


class CaseTask(Table, table=True):
    """A small thing to do between meetings. state: open, done or dropped.

    external: whom outside the school it waits for; the owner is then who asks them."""

    __tablename__ = "case_task"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    text: str = Field(sa_type=Secret)
    owner_id: int = Field(foreign_key="staff.id", index=True)
    external: str = Field(default="", sa_type=Secret)
    on: date = Field(sa_type=Day, index=True)
    state: str = "open"
    done_on: date | None = Field(default=None, sa_type=Day)
    actor: str = ""
