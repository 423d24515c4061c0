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
from storage.tables.consents import Consent
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
from storage.tables.together import (
    CaseDecision,
    CaseMentor,
    CaseQuestion,
    CaseTask,
    CaseThread,
    Holding,
    Measure,
)
from storage.tables.week import WeekLine

metadata = SQLModel.metadata

__all__ = [
    "FOREVER",
    "AuditEntry",
    "Break",
    "Case",
    "CaseAction",
    "CaseDecision",
    "CaseEvent",
    "CaseEventLesson",
    "CaseMentor",
    "CaseQuestion",
    "CaseTask",
    "CaseThread",
    "ChatMessage",
    "Consent",
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
    "Holding",
    "Import",
    "Inbound",
    "Lesson",
    "LessonStatus",
    "Measure",
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
    "WeekLine",
    "metadata",
]
