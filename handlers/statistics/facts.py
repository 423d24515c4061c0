"""What the statistics are counted from: one line a case, without anything that says whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

CONTACT, MAPPING, MEASURES = "contact", "mapping", "measures"
MILESTONES = (CONTACT, MAPPING, MEASURES)


@dataclass(frozen=True)
class CaseFacts:
    """`step`: where it stood on the last day, None when it was not open. `days`: school days from the
    absence to each milestone that has been reached. `cause`: the plan's id, "" when none is noted."""

    school: int
    pupil: int
    grade: int | None
    is_new: bool
    """Opened within the period."""
    step: int | None = None
    is_closed: bool = False
    """Closed within the period, and not opened again."""
    cause: str = ""
    is_settled: bool = False
    """Ended by its cause, such as a lesson registered wrongly: there was nobody to reach."""
    days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FollowUpFacts:
    """A follow-up that was to be held within the period, by the plan."""

    school: int
    pupil: int
    in_time: bool


@dataclass(frozen=True)
class MeasureFacts:
    """`worked`: "" until it is followed up, then yes, partly or no."""

    pupil: int
    area: str
    worked: str


@dataclass(frozen=True)
class RegisteredFacts:
    """Minutes on the timetable. `pupils`: the most that any day had."""

    registered: int
    lessons: int
    pupils: int


@dataclass(frozen=True)
class Point:
    """Open cases by step on a day."""

    day: date
    steps: Mapping[int, int]


@dataclass(frozen=True)
class SupportCount:
    """`kinds`: in the order they are shown. `found`: those of each pupil; of one kind, unless `several`."""

    name: str
    at: Literal["beginning", "end"]
    kinds: tuple[str, ...]
    found: tuple[tuple[str, ...], ...]
    several: bool = False


@dataclass(frozen=True)
class SupportFacts:
    """A support team's work. `begun`, `ended`: pupils for whom it began, and ended, within the period."""

    name: str
    about: str
    begun: int
    ended: int
    counts: tuple[SupportCount, ...]


@dataclass(frozen=True)
class Facts:
    """Everything of a period, both days included. `schools`: names by id, in the order they are shown.

    `steps`, `causes`, `areas`: what the schools' plans call them, in the plan's order."""

    first: date
    last: date
    schools: Mapping[int, str]
    steps: Mapping[int, str]
    causes: Mapping[str, str]
    areas: Mapping[str, str]
    cases: tuple[CaseFacts, ...] = ()
    points: tuple[Point, ...] = ()
    follow_ups: tuple[FollowUpFacts, ...] = ()
    measures: tuple[MeasureFacts, ...] = ()
    registered: Mapping[int, RegisteredFacts] = field(default_factory=dict)
    support: tuple[SupportFacts, ...] = ()
    plans: tuple[str, ...] = ()
    """Names and versions of the plans that the schools follow."""
