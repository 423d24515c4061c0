"""Random scripts: what is imported when, which mornings are run, and what people do between them.

The generator plays its own script in the oracle as it goes, so that people act on cases that exist and
corrections strike the lessons that made something fire. Any `random.Random` will do: a seeded one, or
Hypothesis's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.oracle.days import DAY
from tests.oracle.people import SCHOOL_NAMES, STARTS, Period, School, any_fate, make_school
from tests.oracle.rules import Case, KnownPupil, Oracle
from tests.oracle.world import Break, Deed, Import, Lesson, Morning, Person, Pupil, Script, Status, Step

LONGEST_HOLD = 28  # "an end date at most four weeks ahead"


@dataclass(frozen=True)
class Size:
    schools: tuple[int, int] = (1, 4)
    pupils: int = 12
    weeks: tuple[int, int] = (3, 12)
    mornings: tuple[int, int] = (3, 12)
    starts: tuple[date, ...] = STARTS
    deeds: float = 0.4  # how likely somebody does something with a case between two mornings


A_FEW = Size()
"""A handful of schools, and people who do much."""

A_FLEET = Size(schools=(40, 40), pupils=4, weeks=(3, 9), mornings=(2, 8), deeds=0.06)
"""Many schools in one database: what is cheap when the questions are set-based."""


def random_script(random: Random, size: Size = A_FEW) -> Script:
    return _Author(random, size).script()


class _Author:
    """Writes one script. `pending` are lessons not imported yet; `known` those that are."""

    def __init__(self, random: Random, size: Size) -> None:
        self.random = random
        self.oracle = Oracle()
        self.steps: list[Step] = []
        first = random.choice(size.starts) + random.randint(0, 6) * DAY
        self.period = Period(first, first + timedelta(weeks=random.randint(*size.weeks)))
        self.schools = [self._school(n, size) for n in range(random.randint(*size.schools))]
        self.pending = {school.name: dict(school.lessons) for school in self.schools}
        self.known: dict[str, dict[tuple[str, date, str], Lesson]] = {s.name: {} for s in self.schools}
        self.left: set[tuple[str, str]] = set()
        self.everywhere = self._everywhere()
        self.mornings = random.randint(*size.mornings)
        # People who record their measures and wait are what steps 3 and 4 need.
        self.patient = random.random() < 0.5
        self.tells_of_left = random.random() < 0.5
        self.today = self.period.first
        self.deeds = size.deeds

    def _school(self, number: int, size: Size) -> School:
        name = SCHOOL_NAMES[number % len(SCHOOL_NAMES)]
        name = name if number < len(SCHOOL_NAMES) else f"{name} {number}"
        return make_school(self.random, name, number, self.period, size.pupils)

    def _everywhere(self) -> tuple[Break, ...]:
        day = self.random.choice(self.period.days())
        return (Break("", day, day),) if self.random.random() < 0.2 else ()

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def script(self) -> Script:
        days = sorted(self._morning_days())
        late = [school for school in self.schools[1:] if self.chance(0.15)]
        here = [school for school in self.schools if school not in late]
        self._arrive(here, days[0])
        for day in days:
            if late and self.chance(0.3):
                self._arrive([late.pop()], day)
            self._between(day)
            self._run(day)
            if late and self.chance(0.1):
                self._arrive([late.pop()], day)
                self._add(Morning(day))
        return tuple(self.steps)

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self.oracle.take(step)

    # Mornings

    def _morning_days(self) -> set[date]:
        """Runs of days, gaps of two and three weeks, and now and then a day without school."""
        day = self.period.first + self.random.choice((1, 4, 8, 11, 15)) * DAY
        days: set[date] = set()
        while len(days) < self.mornings and day <= self.period.last + 14 * DAY:
            if day.weekday() < 5 or self.chance(0.1):
                days.add(day)
            day += self.random.choice((1, 1, 1, 2, 3, 7, 7, 7, 14, 15)) * DAY
        return days or {day}

    def _run(self, day: date) -> None:
        if self.chance(0.15):
            self._add(Morning(day + self.random.choice((0, 0, 1, 7)) * DAY, dry_run=True))
        self._add(Morning(day))
        if self.chance(0.15):
            if self.chance(0.5):
                self._absence(day, corrections=0.2)
            if self.chance(0.5):
                self._roster()
            self._add(Morning(day, dry_run=self.chance(0.3)))
        if self.chance(0.05):
            self._add(Morning(day - self.random.choice((1, 3)) * DAY, dry_run=self.chance(0.3)))

    # Files

    def _arrive(self, schools: list[School], day: date) -> None:
        """A school's first files; the absence in the same command or in one of its own."""
        rows = [*self.everywhere, *(row for school in schools for row in school.breaks)]
        first = Import(
            pupils=tuple(pupil for school in schools for pupil in school.pupils.values()),
            breaks=tuple(rows) or None,
            schema=tuple(row for school in schools for row in school.schema) or None,
        )
        if self.chance(0.5):
            first = replace(first, absence=self._new_lessons(schools, day) or None)
        self._add(first)

    def _between(self, day: date) -> None:
        """What happens between the latest morning and the next."""
        for _ in range(self.random.choice((0, 1, 1, 1, 2))):
            self._absence(day, corrections=self.random.choice((0.0, 0.02, 0.2)))
            if self.chance(0.5):
                self._people(day)
        if self.chance(0.7):
            self._people(day)
        if self.chance(0.1):
            self._correct_what_fired()
        if self.chance(0.07):
            self._roster()
        if self.chance(0.05):
            self._late_break(day)

    def _arrived(self) -> list[School]:
        return [school for school in self.schools if school.name in self.oracle.schools]

    def _absence(self, day: date, corrections: float) -> None:
        """One file for some of the schools: new lessons, late ones, and corrections."""
        schools = [school for school in self._arrived() if self.chance(0.85)]
        rows = {_key(row): row for row in self._new_lessons(schools, day)}
        for school in schools:
            for key, lesson in self.known[school.name].items():
                if key not in rows and self._here(school, lesson.pupil) and self.chance(corrections):
                    rows[key] = self._corrected(lesson)
        self._take(schools, list(rows.values()), day)

    def _take(self, schools: list[School], rows: list[Lesson], day: date) -> None:
        if not rows:
            return
        replaces = None
        if self.chance(0.1):
            replaces = self._range(day)
            rows = self._complete(schools, rows, replaces)
            if not rows:
                return
        for row in rows:
            self.known[self._school_of(row)][_key(row)] = row
        self.random.shuffle(rows)
        self._add(Import(absence=tuple(rows), replaces=replaces))

    def _range(self, day: date) -> tuple[date, date]:
        first = day - self.random.randint(1, 20) * DAY
        return first, min(day, first + self.random.randint(0, 10) * DAY)

    def _complete(self, schools: list[School], rows: list[Lesson], dates: tuple[date, date]) -> list[Lesson]:
        """Nothing but lessons of those dates: most of what is known, and what is new."""
        kept = {_key(row): row for row in rows if dates[0] <= row.day <= dates[1]}
        for school in schools:
            for key, lesson in list(self.known[school.name].items()):
                if dates[0] <= lesson.day <= dates[1] and key not in kept:
                    if self.chance(0.9) and self._here(school, lesson.pupil):
                        kept[key] = lesson
                    else:
                        del self.known[school.name][key]
        return list(kept.values())

    def _school_of(self, row: Lesson) -> str:
        return next(school.name for school in self.schools if row.pupil in school.pupils)

    def _here(self, school: School, pupil: str) -> bool:
        return self.tells_of_left or (school.name, pupil) not in self.left

    def _new_lessons(self, schools: list[School], day: date) -> tuple[Lesson, ...]:
        """What has happened, mostly up to the day before; some of it is held back till later."""
        rows = []
        until = day + self.random.choice((-3, -1, -1, -1, 0, 5)) * DAY
        held_back = self.random.choice((0.0, 0.0, 0.03, 0.3))
        for school in schools:
            pending = self.pending[school.name]
            for pupil in school.pupils:
                due = [row for row in pending[pupil] if row.day <= until and not self.chance(held_back)]
                pending[pupil] = [row for row in pending[pupil] if row not in due]
                if self._here(school, pupil):
                    rows += [row for row in due if not self._left_out(school, row)]
        for row in rows:
            self.known[self._school_of(row)][_key(row)] = row
        return tuple(rows)

    def _left_out(self, school: School, row: Lesson) -> bool:
        """Where there is a timetable, attended lessons need not be in the file."""
        return bool(school.schema) and row.status == Status.PRESENT and self.chance(0.9)

    def _corrected(self, lesson: Lesson) -> Lesson:
        """Mostly what happens: a late announcement, or a registration made or mended."""
        draw = self.random.random()
        if lesson.status == Status.UNREPORTED and draw < 0.5:
            return replace(lesson, status=Status.REPORTED)
        if lesson.absent and draw < 0.7:
            return replace(lesson, status=Status.PRESENT, absent=0)
        if draw < 0.85:
            return replace(lesson, status=Status.UNREPORTED, absent=lesson.scheduled)
        status, absent = any_fate(self.random, lesson.scheduled)
        return replace(lesson, status=status, absent=absent)

    def _correct_what_fired(self) -> None:
        """All the lessons of some cases, so that they are withdrawn (or kept, when touched)."""
        rows = {}
        for school in self._arrived():
            for id, pupil in self.oracle.schools[school.name].pupils.items():
                case = pupil.open_case()
                if case is None or not pupil.here or self.chance(0.5):
                    continue
                for event in case.events:
                    for day, start in event.lessons:
                        if (day, start) in pupil.lessons and self.chance(0.98):
                            rows[id, day, start] = self._excused(pupil.lessons[day, start].row)
        if rows:
            self.known_update(list(rows.values()))
            self._add(Import(absence=tuple(rows.values())))

    def known_update(self, rows: list[Lesson]) -> None:
        for row in rows:
            self.known[self._school_of(row)][_key(row)] = row

    def _excused(self, row: Lesson) -> Lesson:
        status = self.random.choice((Status.PRESENT, Status.REPORTED, Status.NOT_REGISTERED))
        return replace(row, status=status, absent=row.absent if status == Status.REPORTED else 0)

    def _roster(self) -> None:
        """A new elever file for one school: some have left, come back, become protected, changed mentor."""
        school = self.random.choice(self._arrived())
        rows = []
        for id, pupil in school.pupils.items():
            if school.schema:
                rows.append(self._other_mentor(school, pupil))
            elif self.chance(0.1) and len(school.pupils) > 1:
                self.left.add((school.name, id))
            else:
                self.left.discard((school.name, id))
                rows.append(
                    self._protected(pupil) if self.chance(0.05) else self._other_mentor(school, pupil)
                )
        if rows:
            school.pupils.update({row.id: row for row in rows})
            self._add(Import(pupils=tuple(rows)))

    def _protected(self, pupil: Pupil) -> Pupil:
        return replace(pupil, protected=not pupil.protected)

    def _other_mentor(self, school: School, pupil: Pupil) -> Pupil:
        """Those of a schoolmate, in any order: the lists differ in length, and some are empty."""
        if not self.chance(0.4):
            return pupil
        mentors = self.random.choice(list(school.pupils.values())).mentors
        return replace(pupil, mentors=self.random.choice((mentors, mentors[::-1])))

    def _late_break(self, day: date) -> None:
        """Mostly ahead; sometimes a day that turns out to have been free."""
        first = day + self.random.randint(-5, 14) * DAY
        row = Break(self.random.choice(self._arrived()).name, first, first + self.random.choice((0, 4)) * DAY)
        self._add(Import(breaks=(row,)))

    # People

    def _people(self, day: date) -> None:
        """`day` is the next morning's: what is done is done on the day before it, or that day."""
        self.today = max(self.today, day - self.random.choice((0, 1)) * DAY)
        today = self.today
        for school in self._arrived():
            for id, pupil in list(self.oracle.schools[school.name].pupils.items()):
                if pupil.here and (deed := self._deed(school.name, id, pupil, today)):
                    self._add(deed)

    def _deed(self, school: str, id: str, pupil: KnownPupil, today: date) -> Person | None:
        case = pupil.open_case()
        if case is None:
            reopens = pupil.cases and self.chance(self.deeds / 3)
            return Person(Deed.REOPEN, school, id, today) if reopens else None
        if case.opened > today or not self.chance(self.deeds):
            return None
        if self.patient and not self._waits_for_us(case) and self.chance(0.85):
            return Person(Deed.RAISE, school, id, today) if case.step < 3 and self.chance(0.5) else None
        deed, said = self._choice(school, case, today)
        return Person(deed, school, id, today, said)

    def _choice(self, school: str, case: Case, today: date) -> tuple[Deed, date | None]:
        if self._waits_for_us(case) and self.chance(0.9):
            return Deed.MEASURES, self._said(case, today)
        draw = self.random.random()
        if draw < 0.25:
            return Deed.CLOSE, self._said(case, today)
        if draw < 0.4:
            return Deed.EXPLAINED, self._hold(school)
        if draw < 0.7 and case.step < 4:
            return Deed.RAISE, None
        if draw < 0.8 and case.step > 1:
            return Deed.LOWER, None
        return Deed.MEASURES, self._said(case, today)

    def _waits_for_us(self, case: Case) -> bool:
        return case.step in (2, 3) and case.measures is None

    def _hold(self, school: str) -> date:
        """At most four weeks from the latest morning, and not over before the next one can come."""
        latest = self.oracle.schools[school].mornings[-1].day
        soonest = self.oracle.days(school).next_after(latest)
        return max(soonest, latest + self.random.randint(1, LONGEST_HOLD) * DAY)

    def _said(self, case: Case, today: date) -> date:
        """A day from the opening on: mostly the past, sometimes what is planned."""
        return max(case.opened, today - self.random.choice((0, 0, 1, 2, 7, 14, -3)) * DAY)


def _key(row: Lesson) -> tuple[str, date, str]:
    return row.pupil, row.day, row.start
