"""What a typed or chosen answer turned out to be, and what has to be known to read one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from content.guides.flow import Value
from storage.calendar import SchoolCalendar


@dataclass(frozen=True)
class Around:
    """The day, the school's days, and the people a question about a person offers ({id: name})."""

    today: date
    days: SchoolCalendar = field(default_factory=SchoolCalendar)
    breaks_pause: bool = True
    people: Mapping[str, str] = field(default_factory=dict)


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
