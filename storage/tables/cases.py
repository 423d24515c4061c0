"""A pupil's way through a plan: the case, what happened in it, its meetings and conversations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from storage.columns import Day, Moment, Secret
from storage.tables.base import Table


class Case(Table, table=True):
    """state: open, closed or withdrawn. At most one open case a pupil.

    opened_on: the morning that opened it (never moved by a reopening). measures_on: when the
    measures of the present step were taken. held_until: not evaluated up to that day, it included.
    touched: a person has done something in it. version: grows with every change.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index(
            "uq_case_one_open",
            "pupil_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_case_pupil_id", "pupil_id"),
        Index("ix_case_school_id_state", "school_id", "state"),
        {"sqlite_autoincrement": True},  # an erased case's id stands in threads that are to be redacted
    )
    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    pupil_id: int = Field(foreign_key="pupil.id")
    plan: str
    plan_version: str
    state: str = "open"
    step: int
    opened_on: date = Field(sa_type=Day)
    step_on: date = Field(sa_type=Day)
    measures_on: date | None = Field(default=None, sa_type=Day)
    held_until: date | None = Field(default=None, sa_type=Day)
    closed_on: date | None = Field(default=None, sa_type=Day)
    touched: bool = False
    version: int = 1
    reached: str | None = Field(default=None, sa_type=Secret)
    """Ids of whom the mentor reached, separated by spaces."""
    cause: str | None = Field(default=None, sa_type=Secret)


class CaseEvent(Table, table=True):
    """Something that happened in a case.

    kind: trigger (by the rule: `trigger`, `step`, the window and its minutes), or what a person
    did: contact, cause, follow_up, measures, hold, raise, lower, close, reopen, note, withdrawn.
    counts: which lessons carry a trigger event (unreported, reported or absent).
    note: free text and answers, as JSON.
    """

    __tablename__ = "case_event"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    kind: str
    on: date = Field(sa_type=Day)
    at: datetime = Field(sa_type=Moment)
    actor: str = ""
    """ "staff:12", "cli:anna" or "" for the rule."""
    step: int = Field(sa_type=SmallInteger)
    trigger: str | None = None
    window_from: date | None = Field(default=None, sa_type=Day)
    window_to: date | None = Field(default=None, sa_type=Day)
    absent: int | None = None
    scheduled: int | None = None
    count: int | None = None
    counts: str | None = None
    note: str | None = Field(default=None, sa_type=Secret)


class CaseEventLesson(Table, table=True):
    """The lessons that made an event fire, by the lesson's own key."""

    __tablename__ = "case_event_lesson"
    __table_args__ = ({"sqlite_with_rowid": False},)
    event_id: int = Field(
        primary_key=True, foreign_key="case_event.id", sa_column_kwargs={"autoincrement": False}
    )
    day: date = Field(primary_key=True, sa_type=Day)
    start: int = Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    pupil_id: int


class SchoolMorning(Table, table=True):
    """A morning that has been done: what it looked at, so that the next knows what is seen."""

    __tablename__ = "school_morning"
    school_id: int = Field(primary_key=True, foreign_key="school.id")
    on: date = Field(primary_key=True, sa_type=Day)
    evaluated_day: date = Field(sa_type=Day)
    generation: int
    ran_at: datetime = Field(sa_type=Moment)


class MorningLine(Table, table=True):
    """What a morning said of a pupil, kept so that the same morning says the same again."""

    __tablename__ = "morning_line"
    __table_args__ = (UniqueConstraint("school_id", "on", "pupil_id"),)
    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    on: date = Field(sa_type=Day)
    pupil_id: int = Field(foreign_key="pupil.id", index=True)
    case_step: int | None = None
    step: int
    triggers: str
    """Trigger ids, alphabetical, separated by spaces."""
    absent: int
    scheduled: int
    unregistered: int
    mentors: str | None = None
    """Staff ids of the pupil's mentors that morning, in the order of the roster, separated by spaces.
    None: a line from before they were kept."""


class CaseAction(Table, table=True):
    """A step's checklist: an action done or not needed, by whom and when."""

    __tablename__ = "case_action"
    __table_args__ = (UniqueConstraint("case_id", "action"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    action: str
    state: str
    """done or not_needed."""
    actor: str
    on: date = Field(sa_type=Day)
    why: str | None = Field(default=None, sa_type=Secret)


class FollowUp(Table, table=True):
    """A follow-up meeting. time: minutes after midnight.

    state: proposed (nobody has said yes), booked, done, missed (nobody came), moved or cancelled.
    uid: the invitation's, the same through every move; sequence grows with each change of it.
    before_…, after_…: minutes before and after the measures, as they were when the result was noted.
    note: what was said of it, as JSON.
    """

    __tablename__ = "follow_up"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    step: int
    on: date = Field(sa_type=Day, index=True)
    time: int | None = None
    participants: str = Field(default="", sa_type=Secret)
    """Ids of the plan's participants, separated by spaces."""
    state: str = "booked"
    booked_by: str = ""
    place: str | None = Field(default=None, sa_type=Secret)
    uid: str = ""
    sequence: int = 0
    before_absent: int | None = None
    before_scheduled: int | None = None
    after_absent: int | None = None
    after_scheduled: int | None = None
    note: str | None = Field(default=None, sa_type=Secret)


class GuideSession(Table, table=True):
    """A conversation of questions about a case. state: open, paused, done or stopped."""

    __tablename__ = "guide_session"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    guide: str
    state: str = "open"
    asking: str | None = None
    """Id of the question that waits for an answer."""
    asked_of: int | None = Field(default=None, foreign_key="staff.id", index=True)
    changed_at: datetime = Field(sa_type=Moment)


class GuideAnswer(Table, table=True):
    """An answer as it stands now, as JSON. `version` grows with each change; `reopened`: asked again,
    because an answer it depends on has changed. Of a sensitive question only that it is answered."""

    __tablename__ = "guide_answer"
    __table_args__ = (UniqueConstraint("session_id", "question"),)
    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="guide_session.id", index=True)
    question: str
    answer: str = Field(sa_type=Secret)
    actor: str
    at: datetime = Field(sa_type=Moment)
    version: int = 1
    reopened: bool = False


class GuideAppendix(Table, table=True):
    """The answer to a sensitive question: for the appendix, never for a message."""

    __tablename__ = "guide_appendix"
    __table_args__ = (UniqueConstraint("session_id", "question"),)
    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="guide_session.id")
    question: str
    answer: str = Field(sa_type=Secret)
    actor: str
    at: datetime = Field(sa_type=Moment)


class GuideSeat(Table, table=True):
    """Where one person is in a guide, so that two can be at different places in the same.

    asking: the question that waits for them, "" for none. seen: the version of its answer that they were
    shown, 0 for none. view: what they look at. pending: typed but not
    yet an answer, as JSON. round: grows when the conversation moves to a new message further down."""

    __tablename__ = "guide_seat"
    __table_args__ = (UniqueConstraint("session_id", "staff_id"),)
    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="guide_session.id")
    staff_id: int = Field(foreign_key="staff.id", index=True)
    asking: str = ""
    seen: int = 0
    view: str = "question"
    pending: str | None = Field(default=None, sa_type=Secret)
    thread: str = ""
    round: int = 0
    changed_at: datetime = Field(sa_type=Moment)
