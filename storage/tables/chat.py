"""Messages on their way out, events on their way in, what is due, and who looked at what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.columns import Day, Moment, Secret
from storage.tables.base import Table


class Outbox(Table, table=True):
    """An operation waiting for delivery: post, update or delete of the message called `key`.

    state: created, sending, sent, failed or unknown. The card is erased once sent; the platform's
    own id stays on the post, so that the message can be updated or redacted.
    `about`: the pupil the message speaks of, when it is one only (for redaction).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "uq_outbox_post_key",
            "key",
            unique=True,
            sqlite_where=text("operation = 'post'"),
            postgresql_where=text("operation = 'post'"),
        ),
        Index(
            "ix_outbox_waiting",
            "id",
            sqlite_where=text("state IN ('created', 'sending')"),
            postgresql_where=text("state IN ('created', 'sending')"),
        ),
        Index(
            "ix_outbox_failed",
            "id",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
        Index("ix_outbox_key", "key"),
        Index(
            "ix_outbox_platform_id",
            "platform_id",
            sqlite_where=text("platform_id != ''"),
            postgresql_where=text("platform_id != ''"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str
    operation: str = "post"
    state: str = "created"
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    channel: str = ""
    thread: str = ""
    card: str | None = Field(default=None, sa_type=Secret)
    created_at: datetime = Field(sa_type=Moment)
    not_before: datetime | None = Field(default=None, sa_type=Moment)
    attempts: int = 0
    error: str = ""
    """A code, never the platform's text."""
    platform: str = ""
    platform_id: str = ""


class Inbound(Table, table=True):
    """An event as it came, stored before it is acknowledged, so that a crash loses nothing.

    payload is erased once handled. `event_id` is unique: a second delivery does nothing.
    """

    __tablename__ = "inbound"
    __table_args__ = (UniqueConstraint("platform", "event_id"),)
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    event_id: str
    payload: str | None = Field(default=None, sa_type=Secret)
    received_at: datetime = Field(sa_type=Moment)
    handled_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    failed: str = ""


REDACT = "redact"
"""Kind of the `due` rows that wait until what was sent of an erased pupil has been redacted: "case:<id>"
for a case's own messages, "pupil:<id>" for the messages of the morning in `on`."""


class Due(Table, table=True):
    """Something said or done once: a reminder, an overdue rung. Unique, so that it is once."""

    __tablename__ = "due"
    __table_args__ = (UniqueConstraint("kind", "recipient", "subject", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    recipient: str
    subject: str
    on: date = Field(sa_type=Day)
    said_on: date | None = Field(default=None, sa_type=Day, index=True)
    """The morning that said it."""
    school_id: int | None = None
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class StaleMessages(Table, table=True):
    """Something was done in a pupil's case, and the messages that speak of the pupil do not show it yet.

    A row for each time, never changed: what is done while older rows are dealt with has a row of its own."""

    __tablename__ = "stale_messages"
    id: int | None = Field(default=None, primary_key=True)
    school_id: int
    pupil_id: int


class AuditEntry(Table, table=True):
    """Who looked at or changed what, when. Never free text."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    actor: str
    action: str
    school_id: int | None = None
    pupil_id: int | None = Field(default=None, index=True)
    case_id: int | None = None


class UnansweredQuestion(Table, table=True):
    """A question nothing in content answers, without names and numbers, for those who own the content."""

    __tablename__ = "unanswered_question"
    id: int | None = Field(default=None, primary_key=True)
    asked_at: datetime = Field(sa_type=Moment, index=True)
    plan: str
    question: str = Field(sa_type=Secret)


class PlatformIdentity(Table, table=True):
    """Where a member of staff is reached on a platform."""

    __tablename__ = "platform_identity"
    __table_args__ = (UniqueConstraint("platform", "user_ref"), UniqueConstraint("platform", "staff_id"))
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    staff_id: int = Field(foreign_key="staff.id")
    user_ref: str
    conversation: str | None = Field(default=None, sa_type=Secret)
    checked_at: datetime = Field(sa_type=Moment)


class PlatformChannel(Table, table=True):
    """Where a channel of ours is on a platform, such as "eht:3", the EHT channel of school 3.

    conversation: the platform's own id of it. linked_by: whoever pointed it out."""

    __tablename__ = "platform_channel"
    __table_args__ = (UniqueConstraint("platform", "channel"),)
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    channel: str
    conversation: str = Field(sa_type=Secret)
    linked_at: datetime = Field(sa_type=Moment)
    linked_by: int | None = Field(default=None, foreign_key="staff.id")


class ChatMessage(Table, table=True):
    """A message in the local chat, which keeps its own, as Slack keeps Slack's. sender: bot or person."""

    __tablename__ = "chat_message"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    channel: str = Field(default="", index=True)
    thread: str = ""
    sender: str = "bot"
    card: str = Field(sa_type=Secret)
    sent_at: datetime = Field(sa_type=Moment)
    changed: int = 0
    """Grows with each change in the chat, so that a page can ask what is new."""
