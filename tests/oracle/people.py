"""Random schools: who goes there, when they are free, and what each pupil's lessons will turn out to be.

Small and plausible, and drawn towards the edges of the rules: exactly 15 %, exactly ten days, occasions
with a weekend or an unregistered day between them, a fifth of the lessons not registered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.oracle.days import DAY, SchoolDays
from tests.oracle.world import Break, Lesson, Pupil, SchemaLesson, Status

# Around v44, Christmas and v53, Easter, the free days of May, and midsommarafton.
STARTS = (
    date(2026, 9, 7),
    date(2026, 9, 28),
    date(2026, 10, 12),
    date(2026, 11, 16),
    date(2026, 12, 7),
    date(2027, 3, 1),
    date(2027, 4, 12),
    date(2026, 5, 4),
    date(2026, 5, 18),
)
# Sorted differently by a dictionary and by code points.
SCHOOL_NAMES = (
    "Provskolan",
    "Åsens skola",
    "alskolan",
    "Östra skolan",
    "Ekbacken",
    "Ekbacken norra",
    "Äppelviken",
)
STARTS_OF_LESSONS = ("08:00", "10:00", "13:10")
LENGTHS = (40, 45, 60, 80, 100)


@dataclass
class School:
    """A school as it will turn out. `lessons` per pupil id, all of them, whenever they are imported."""

    name: str
    pupils: dict[str, Pupil]
    breaks: list[Break]
    schema: list[SchemaLesson]
    lessons: dict[str, list[Lesson]] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]


def make_school(random: Random, name: str, number: int, period: Period, most_pupils: int) -> School:
    """`number` makes ids, classes and lessons' classes the school's own."""
    breaks = _breaks(random, name, period)
    klass = f"{random.randint(1, 9)}{'ABC'[number % 3]}{number}"
    schema = _schema(random, klass, period) if random.random() < 0.25 else []
    pupils = _pupils(random, name, klass, number, most_pupils)
    school = School(name, pupils, breaks, schema)
    days = SchoolDays(name, breaks)
    for id in pupils:
        school.lessons[id] = _Life(random, id, days, schema).lessons(period)
    return school


def _breaks(random: Random, name: str, period: Period) -> list[Break]:
    rows = []
    for first, last in (
        (date(2026, 10, 26), date(2026, 10, 30)),
        (date(2026, 12, 21), date(2027, 1, 8)),
        (date(2026, 12, 22), date(2027, 1, 5)),
        (date(2027, 3, 1), date(2027, 3, 5)),
        (date(2026, 6, 15), date(2026, 6, 18)),
    ):
        if abs(first - period.last) < timedelta(days=120) and random.random() < 0.5:
            rows.append(Break(name, first, last))
    if random.random() < 0.4:
        day = random.choice(period.days())
        rows.append(Break(name, day, day + timedelta(days=random.choice((0, 0, 1, 6)))))
    return rows


def _schema(random: Random, klass: str, period: Period) -> list[SchemaLesson]:
    first = period.first - random.choice((0, 30)) * DAY
    last = period.last + random.choice((-7, 0, 100)) * DAY
    rows = []
    for weekday in range(5):
        for start in STARTS_OF_LESSONS[: random.randint(1, 2)]:
            rows.append(
                SchemaLesson(klass, weekday, start, clock(start, random.choice(LENGTHS)), first, last)
            )
    return rows


def _pupils(random: Random, school: str, klass: str, number: int, most: int) -> dict[str, Pupil]:
    mentors = [f"mentor{n}.{number}@skola.example" for n in range(2)]
    pupils = {}
    for n in range(random.randint(1, most)):
        id = random.choice((f"E{number}-{n}", f"e{number}-{n}", f"Å{number}-{n}"))
        own = tuple(mentors[: random.choice((1, 1, 1, 2, 0))])
        pupils[id] = Pupil(id, school, klass, own, protected=n > 0 and random.random() < 0.03)
    return pupils


def clock(start: str, minutes: int) -> str:
    hours, past = start.split(":")
    whole = int(hours) * 60 + int(past) + minutes
    return f"{whole // 60:02}:{whole % 60:02}"


KINDS = ("steady", "truant", "ill", "edge", "sparse", "unregistered", "away", "mixed")


class _Life:
    """One pupil's lessons through the period, by the kind of trouble the pupil has."""

    def __init__(self, random: Random, id: str, days: SchoolDays, schema: list[SchemaLesson]) -> None:
        self.random = random
        self.id = id
        self.days = days
        self.schema = schema
        self.kind = random.choice(KINDS)
        self.length = random.choice((40, 60, 80, 100) if self.kind == "edge" else LENGTHS)
        self.a_day = random.choice((1, 1, 2, 3))
        self.gaps = random.choice((0.0, 0.0, 0.1, 0.5))
        self.edge = random.choice((Status.LATE, Status.REPORTED, Status.LEAVE, Status.UNREPORTED))
        self.off = random.choice((0.0, 0.03, 0.1))

    def lessons(self, period: Period) -> list[Lesson]:
        rows: list[Lesson] = []
        for day in period.days():
            for start, minutes in self._slots(day):
                status, absent = self._fate(minutes)
                rows.append(Lesson(self.id, day, start, clock(start, minutes), minutes, absent, status))
        return rows

    def _slots(self, day: date) -> list[tuple[str, int]]:
        """Start and minutes. A stray lesson on a free day is to be left out of everything."""
        if self.schema:
            rows = [row for row in self.schema if row.weekday == day.weekday()]
            return [(row.start, _between(row.start, row.end)) for row in rows if row.first <= day <= row.last]
        if not self.days.is_school_day(day) and self.random.random() < 0.9:
            return []
        if self.random.random() < self.gaps:
            return []
        return [(start, self.length) for start in STARTS_OF_LESSONS[: self.a_day]]

    def _fate(self, minutes: int) -> tuple[Status, int]:
        draw = self.random.random()
        match self.kind:
            case "steady":
                return any_fate(self.random, minutes) if draw < 0.03 else (Status.PRESENT, 0)
            case "truant":
                return (Status.UNREPORTED, minutes) if draw < 0.3 else self._other(minutes)
            case "ill":
                return (Status.REPORTED, minutes) if draw < 0.2 else self._other(minutes)
            case "edge":
                return self._on_the_edge(minutes, draw)
            case "sparse":
                return (
                    (Status.REPORTED, self.random.randint(0, minutes)) if draw < 0.35 else (Status.PRESENT, 0)
                )
            case "unregistered":
                return (Status.NOT_REGISTERED, 0) if draw < 0.2 else self._other(minutes)
            case "away":
                return (Status.REPORTED, minutes) if draw < 0.9 else (Status.LEAVE, minutes)
            case _:
                return any_fate(self.random, minutes) if draw < 0.4 else (Status.PRESENT, 0)

    def _on_the_edge(self, minutes: int, draw: float) -> tuple[Status, int]:
        """15 % of every lesson: the whole window is exactly 15.0 %, or a minute beside it."""
        beside = self.random.choice((-1, 1)) if draw < self.off else 0
        absent = round(minutes * 0.15) + beside
        return (self.edge, absent) if absent else (Status.PRESENT, 0)

    def _other(self, minutes: int) -> tuple[Status, int]:
        return any_fate(self.random, minutes) if self.random.random() < 0.1 else (Status.PRESENT, 0)


def any_fate(random: Random, minutes: int) -> tuple[Status, int]:
    """Any status, with minutes it may have."""
    status = random.choice(list(Status))
    if status in (Status.PRESENT, Status.NOT_REGISTERED):
        return status, 0
    return status, random.choice((minutes, minutes, random.randint(0, minutes), 1))


def _between(start: str, end: str) -> int:
    (a, b), (c, d) = start.split(":"), end.split(":")
    return (int(c) - int(a)) * 60 + int(d) - int(b)
