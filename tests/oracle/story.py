"""Short words for small worlds: what the table tests are written in."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.days import SchoolDays
from tests.oracle.rules import Oracle
from tests.oracle.world import Break, Deed, Import, Lesson, Line, Morning, Person, Pupil, Status

SCHOOL, PUPIL = "Provskolan", "E1"
START = date(2026, 9, 7)  # a Monday; no free day before v44


def day(number: int) -> date:
    """Day 0 is Monday 2026-09-07; 7 is the Monday after."""
    return START + timedelta(days=number)


def lesson(
    number: int,
    status: Status,
    absent: int = 60,
    *,
    start: str = "09:00",
    scheduled: int = 60,
    pupil: str = PUPIL,
) -> Lesson:
    return Lesson(pupil, day(number), start, "10:00", scheduled, absent, status)


def present(first: int, last: int, *, start: str = "08:00") -> list[Lesson]:
    """An attended lesson each school day from one day to another, both included."""
    days = SchoolDays(SCHOOL)
    return [
        lesson(number, Status.PRESENT, 0, start=start)
        for number in range(first, last + 1)
        if days.is_school_day(day(number))
    ]


class Story:
    """One school with one pupil, and an oracle that has heard what has happened so far."""

    def __init__(self, *breaks: Break) -> None:
        self.oracle = Oracle()
        roster = (Pupil(PUPIL, SCHOOL, "7A", ("anna@skola.example",)),)
        self.oracle.take(Import(pupils=roster, breaks=breaks))

    def lessons(self, *rows: Lesson, replaces: tuple[date, date] | None = None) -> None:
        self.oracle.take(Import(absence=rows, replaces=replaces))

    def morning(self, number: int) -> Line | None:
        """The pupil's line, if any."""
        outcome = self.oracle.take(Morning(day(number)))
        assert not outcome.refused
        assert len(outcome.lines) <= 1
        return outcome.lines[0] if outcome.lines else None

    def triggers(self, number: int) -> tuple[str, ...]:
        line = self.morning(number)
        return line.triggers if line else ()

    def person(self, deed: Deed, today: int, said: int | None = None) -> bool:
        """False: refused."""
        told = None if said is None else day(said)
        return not self.oracle.take(Person(deed, SCHOOL, PUPIL, day(today), told)).refused
