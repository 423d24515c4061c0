"""What a typed or chosen answer turned out to be, and what has to be known to read one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from content.guides.flow import Value
from storage.calendar import SchoolCalendar

IN_APPENDIX = "appendix"
"""What stands in place of a sensitive answer, which lies in the appendix."""


@dataclass(frozen=True)
class Booked:
    """`participants`: ids of the plan's participants."""

    on: date
    participants: tuple[str, ...]


class Around:
    """The day, the school's days, and the people a question about a person offers ({id: name})."""

    def __init__(
        self, today: date, days: SchoolCalendar | None = None, people: Mapping[str, str] | None = None
    ) -> None:
        self._today = today
        self._days = days or SchoolCalendar()
        self._people = people or {}

    @property
    def today(self) -> date:
        return self._today

    @property
    def days(self) -> SchoolCalendar:
        return self._days

    @property
    def people(self) -> Mapping[str, str]:
        return self._people

    @property
    def breaks_pause(self) -> bool:
        """Whether weeks without a school day are left out when weeks are counted."""
        return True

    @property
    def follow_up_weeks(self) -> int | None:
        """Weeks within which the plan wants the follow-up, as the case stands; None: it does not say."""
        return None

    @property
    def booked(self) -> Booked | None:
        """The meeting that is booked."""
        return None

    def name_of(self, person: str) -> str:
        """Also of somebody who is no longer among those a question offers."""
        return self.people.get(person, person)


@dataclass(frozen=True)
class Understood:
    value: Value


@dataclass(frozen=True)
class Wrong:
    """An answer that cannot stand. `name` and `values`: the text that says why; `good`: the nearest
    that could; `typed`: what was written, so that nothing of it is lost."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)
    good: Value = None
    typed: str = ""


Meant = Understood | Wrong
