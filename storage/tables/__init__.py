"""Every table, so that `metadata` is whole whoever imports it."""

from sqlmodel import SQLModel

from storage.tables.absence import (
    FOREVER,
    Break,
    Coverage,
    DaySum,
    Import,
    Lesson,
    LessonStatus,
    PeriodFigure,
    ScheduleEntry,
    Subject,
)
from storage.tables.cases import (
    Case,
    CaseAction,
    CaseEvent,
    CaseEventLesson,
    FollowUp,
    GuideAnswer,
    GuideAppendix,
    GuideSeat,
    GuideSession,
    MorningLine,
    SchoolMorning,
)
from storage.tables.chat import AuditEntry, ChatMessage, Due, Inbound, Outbox, PlatformIdentity
from storage.tables.people import (
    Guardian,
    HashKey,
    Mentorship,
    ProtectedPupil,
    Pupil,
    School,
    Staff,
    StaffRole,
)

metadata = SQLModel.metadata

__all__ = [
    "FOREVER",
    "AuditEntry",
    "Break",
    "Case",
    "CaseAction",
    "CaseEvent",
    "CaseEventLesson",
    "ChatMessage",
    "Coverage",
    "DaySum",
    "Due",
    "FollowUp",
    "Guardian",
    "GuideAnswer",
    "GuideAppendix",
    "GuideSeat",
    "GuideSession",
    "HashKey",
    "Import",
    "Inbound",
    "Lesson",
    "LessonStatus",
    "Mentorship",
    "MorningLine",
    "Outbox",
    "PeriodFigure",
    "PlatformIdentity",
    "ProtectedPupil",
    "Pupil",
    "ScheduleEntry",
    "School",
    "SchoolMorning",
    "Staff",
    "StaffRole",
    "Subject",
    "metadata",
]
