"""A world is a script: files imported, mornings run and things people do, one after the other.

The same script is played by the oracle and by the real system, and must give the same lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    PRESENT = "närvarande"
    REPORTED = "anmäld"
    UNREPORTED = "oanmäld"
    LEAVE = "ledighet"
    LATE = "sen"
    NOT_REGISTERED = "ej_rapporterad"


@dataclass(frozen=True)
class Lesson:
    """A row of franvaro.csv. Minutes are whole; times are HH:MM."""

    pupil: str
    day: date
    start: str
    end: str
    scheduled: int
    absent: int
    status: Status


@dataclass(frozen=True)
class Pupil:
    """A row of elever.csv."""

    id: str
    school: str
    klass: str
    mentors: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True)
class Break:
    """A row of lov.csv. An empty school: all schools."""

    school: str
    first: date
    last: date


@dataclass(frozen=True)
class SchemaLesson:
    """A row of schema.csv. `weekday` as in `date.weekday()`: Monday is 0."""

    klass: str
    weekday: int
    start: str
    end: str
    first: date
    last: date


@dataclass(frozen=True)
class Import:
    """One import command. None: that file is not in it. `replaces`: complete for these dates."""

    pupils: tuple[Pupil, ...] | None = None
    breaks: tuple[Break, ...] | None = None
    schema: tuple[SchemaLesson, ...] | None = None
    absence: tuple[Lesson, ...] | None = None
    replaces: tuple[date, date] | None = None


@dataclass(frozen=True)
class Morning:
    day: date
    dry_run: bool = False


class Deed(StrEnum):
    MEASURES = "measures-taken"
    EXPLAINED = "explained"
    RAISE = "raise"
    LOWER = "lower"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Person:
    """What a person does with a pupil's case. `today` is the day it is done, `day` what is said."""

    deed: Deed
    school: str
    pupil: str
    today: date
    day: date | None = None


Step = Import | Morning | Person
Script = tuple[Step, ...]


@dataclass(frozen=True)
class Line:
    """What the morning prints for one pupil."""

    school: str
    pupil: str
    case_step: int | None
    step: int
    triggers: tuple[str, ...]
    problematic: bool
    rate_month: float | None
    uncertain: bool
    mentors: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a step. Lines only from a morning."""

    refused: bool = False
    lines: tuple[Line, ...] = field(default=())
