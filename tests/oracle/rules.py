"""RULES.md's triggers once more, over plain lists: slow, and meant to be obviously right.

Written from RULES.md alone ("Absence, as numbers", "School days and windows", "Triggers of the
Danderyd plan"). Where the page is open, the lead has settled these readings:

- "Month" is the 30 days [evaluated-29, evaluated]; 21 days are [evaluated-20, evaluated]; on a school's
  first morning ever an unreported lesson must be dated within [evaluated-6, evaluated].
- After a closing (the pupil's latest closing date c; a reopened case has none) the first three triggers
  look only at days after c, and the month starts at max(evaluated-29, c+1). The figures of a pupil
  without an open case use that shortened month; a pupil with an open case gets the plain 30 days.
- Seen: the lesson last became `oanmäld` (by arriving or by being turned) in an import before the
  school's latest earlier morning, and is dated up to that morning's evaluated day. A lesson that stays
  `oanmäld` while its minutes change keeps its age.
- "n weeks since": the morning's date D is at least add_weeks(date, n), in which a 7-day step that lands
  in an ISO week without a school day does not count, and the result moves to the next school day. A case
  is opened on the morning's date D.
- Held: steps 2-4 are not evaluated while D is at most the end date.
- Windows "since" are [max(date, evaluated-29), evaluated].
- "The measures of step n" are those recorded while the case stands at step n; a case that is moved, up or
  down, by rule or person, waits for new ones.
- A correction: a trigger event keeps the lessons that made it fire (first_unreported: the unseen
  `oanmäld` ones with absent minutes; recurring_reported: the `anmäld` ones with absent minutes in the 21
  days; rates: all with absent minutes in the window). When no lesson of any of the case's events still
  counts for its trigger (nor is on a school day any more), a case no person has touched is withdrawn, at
  import time: as if there had been no case and no closing. A touched case stays.
- The same date again gives the lines kept from the first run, even if imports came between; only a pupil
  who has been erased is not told of any more.
- Pupils who have left are silent; what is imported about them is kept, should they come back.
- An absence file speaks for the schools that have rows in it, from its first date to its last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.oracle.days import DAY, SchoolDays
from tests.oracle.world import (
    Break,
    Deed,
    Import,
    Lesson,
    Line,
    Morning,
    Outcome,
    Person,
    Pupil,
    SchemaLesson,
    Status,
    Step,
)

MONTH, THREE_WEEKS, FIRST_MORNING = 30, 21, 7
RATE_LIMIT, UNCERTAIN_LIMIT = 15, 20
MIN_OCCASIONS, MIN_SCHOOL_DAYS = 3, 10
LAST_STEP = 4

REFUSED = Outcome(refused=True)
DONE = Outcome()


@dataclass
class KnownLesson:
    """A lesson as last imported. `became`: the import in which it last became `oanmäld`."""

    row: Lesson
    became: int


@dataclass
class TriggerEvent:
    """What fired, and the lessons that made it fire, by date and start."""

    trigger: str
    lessons: list[tuple[date, str]]


@dataclass
class Case:
    step: int
    opened: date
    events: list[TriggerEvent]
    touched: bool = False
    closed: date | None = None
    held_until: date | None = None
    measures: date | None = None

    def move_to(self, step: int) -> None:
        self.step = step
        self.measures = None


@dataclass
class KnownPupil:
    row: Pupil
    here: bool = True
    lessons: dict[tuple[date, str], KnownLesson] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def open_case(self) -> Case | None:
        return next((case for case in self.cases if case.closed is None), None)

    def latest_closing(self) -> date | None:
        return max((case.closed for case in self.cases if case.closed is not None), default=None)


@dataclass
class DoneMorning:
    day: date
    evaluated: date
    imports: int
    lines: list[Line]


@dataclass
class KnownSchool:
    pupils: dict[str, KnownPupil] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    mornings: list[DoneMorning] = field(default_factory=list)
    covered: list[tuple[date, date]] = field(default_factory=list)


class Oracle:
    """Plays a script, step by step."""

    def __init__(self) -> None:
        self.schools: dict[str, KnownSchool] = {}
        self.breaks: list[Break] = []
        self.schema: list[SchemaLesson] = []
        self.imports = 0
        self._days: dict[str, SchoolDays] = {}

    def take(self, step: Step) -> Outcome:
        match step:
            case Import():
                return self._import(step)
            case Morning():
                return self._morning(step)
            case Person():
                return self._person(step)

    def days(self, school: str) -> SchoolDays:
        if school not in self._days:
            self._days[school] = SchoolDays(school, self.breaks)
        return self._days[school]

    # Files: personal, elever, lov, schema, frånvaro, in that order.

    def _import(self, step: Import) -> Outcome:
        if self._unknown_pupil(step):
            return REFUSED  # "a file is all taken in or not at all"
        self.imports += 1
        if step.pupils is not None:
            self._take_pupils(step.pupils)
        if step.breaks is not None:
            self.breaks += [row for row in step.breaks if row not in self.breaks]
            self._days.clear()
        if step.schema is not None:
            self.schema += [row for row in step.schema if row not in self.schema]
        if step.absence is not None:
            self._take_absence(step.absence, step.replaces)
        self._withdraw()
        return DONE

    def _unknown_pupil(self, step: Import) -> bool:
        known = {row.id for row in step.pupils or ()}
        for school in self.schools.values():
            known |= set(school.pupils) | school.protected
        return any(row.pupil not in known for row in step.absence or ())

    def _take_pupils(self, rows: tuple[Pupil, ...]) -> None:
        for name in {row.school for row in rows}:
            school = self.schools.setdefault(name, KnownSchool())
            for known in school.pupils.values():
                known.here = False  # "a pupil missing from a new file has left"
        for row in rows:
            school = self.schools[row.school]
            if row.protected:  # "counted and never stored"; "nej → ja erases the pupil"
                self._erase(school, row.id)
                continue
            school.protected.discard(row.id)
            known = school.pupils.setdefault(row.id, KnownPupil(row))
            known.row, known.here = row, True

    def _erase(self, school: KnownSchool, id: str) -> None:
        school.pupils.pop(id, None)
        school.protected.add(id)
        for morning in school.mornings:
            morning.lines = [line for line in morning.lines if line.pupil != id]

    def _take_absence(self, rows: tuple[Lesson, ...], replaces: tuple[date, date] | None) -> None:
        first = replaces[0] if replaces else min(row.day for row in rows)
        last = replaces[1] if replaces else max(row.day for row in rows)
        for school in self.schools.values():
            mine = [row for row in rows if row.pupil in school.pupils or row.pupil in school.protected]
            if not mine:
                continue
            school.covered.append((first, last))
            if replaces:
                self._forget_missing(school, mine, first, last)
            for row in mine:
                if row.pupil in school.pupils:
                    self._take_lesson(school.pupils[row.pupil], row)

    def _forget_missing(self, school: KnownSchool, rows: list[Lesson], first: date, last: date) -> None:
        """RULES.md: "Complete for those dates": what the file does not hold is gone."""
        held = {(row.pupil, row.day, row.start) for row in rows}
        for id, pupil in school.pupils.items():
            for day, start in list(pupil.lessons):
                if first <= day <= last and (id, day, start) not in held:
                    del pupil.lessons[day, start]

    def _take_lesson(self, pupil: KnownPupil, row: Lesson) -> None:
        before = pupil.lessons.get((row.day, row.start))
        stays = before is not None and before.row.status == Status.UNREPORTED == row.status
        became = before.became if before is not None and stays else self.imports
        pupil.lessons[row.day, row.start] = KnownLesson(row, became)

    # Corrections.

    def _withdraw(self) -> None:
        for name, school in self.schools.items():
            for pupil in school.pupils.values():
                pupil.cases = [
                    case for case in pupil.cases if case.touched or self._stands(name, pupil, case)
                ]

    def _stands(self, school: str, pupil: KnownPupil, case: Case) -> bool:
        return any(
            self._still_counts(school, pupil, event.trigger, key)
            for event in case.events
            for key in event.lessons
        )

    def _still_counts(self, school: str, pupil: KnownPupil, trigger: str, key: tuple[date, str]) -> bool:
        lesson = pupil.lessons.get(key)
        if lesson is None or not self.days(school).is_school_day(key[0]) or lesson.row.absent == 0:
            return False
        if trigger == "first_unreported":
            return lesson.row.status == Status.UNREPORTED
        if trigger == "recurring_reported":
            return lesson.row.status == Status.REPORTED
        return True

    # The morning.

    def _morning(self, step: Morning) -> Outcome:
        """RULES.md: "Runs on school days only; asked for another date, it does nothing (exit 0)"."""
        at_school = [name for name in sorted(self.schools) if self.days(name).is_school_day(step.day)]
        if any(self._has_been_past(self.schools[name], step.day) for name in at_school):
            return REFUSED  # "a date before the last one evaluated is refused"
        lines: list[Line] = []
        for name in at_school:
            lines += self._school_morning(name, self.schools[name], step)
        return Outcome(lines=tuple(lines))

    def _has_been_past(self, school: KnownSchool, day: date) -> bool:
        return bool(school.mornings) and school.mornings[-1].day > day

    def _school_morning(self, name: str, school: KnownSchool, step: Morning) -> list[Line]:
        if school.mornings and school.mornings[-1].day == step.day:
            return school.mornings[-1].lines  # "prints the same lines and changes nothing"
        evaluated = self.days(name).last_before(step.day)
        lines = []
        for _, pupil in sorted(school.pupils.items()):
            if pupil.here:
                lines += PupilMorning(self, school, pupil, step.day, evaluated).run(step.dry_run)
        if not step.dry_run:
            school.mornings.append(DoneMorning(step.day, evaluated, self.imports, lines))
        return lines

    def lessons_of(self, pupil: KnownPupil) -> list[KnownLesson]:
        """All that count: "lessons on days that are not school days are left out of everything"."""
        days = self.days(pupil.row.school)
        known = list(pupil.lessons.values()) + self._filled_in(pupil)
        return [lesson for lesson in known if days.is_school_day(lesson.row.day)]

    def _filled_in(self, pupil: KnownPupil) -> list[KnownLesson]:
        """Attended lessons left out of the file, between its first and last date."""
        timetable = [row for row in self.schema if row.klass == pupil.row.klass]
        if not timetable:
            return []
        dates = set()
        for first, last in self.schools[pupil.row.school].covered:
            dates |= {first + n * DAY for n in range((last - first).days + 1)}
        filled = []
        for day in dates:
            for row in timetable:
                in_time = row.first <= day <= row.last and row.weekday == day.weekday()
                if in_time and (day, row.start) not in pupil.lessons:
                    minutes = _minutes(row.end) - _minutes(row.start)
                    present = Lesson(pupil.row.id, day, row.start, row.end, minutes, 0, Status.PRESENT)
                    filled.append(KnownLesson(present, 0))
        return filled

    # What people do.

    def _person(self, step: Person) -> Outcome:
        school = self.schools.get(step.school)
        pupil = school.pupils.get(step.pupil) if school else None
        if pupil is None:
            return REFUSED
        case = pupil.open_case()
        if step.deed == Deed.REOPEN:
            return self._reopen(pupil, case)
        if case is None:
            return REFUSED
        if (step.deed, case.step) in ((Deed.RAISE, LAST_STEP), (Deed.LOWER, 1)):
            return REFUSED
        return self._change(case, step)

    def _reopen(self, pupil: KnownPupil, open_case: Case | None) -> Outcome:
        if open_case is not None or not pupil.cases:
            return REFUSED
        pupil.cases[-1].closed = None
        pupil.cases[-1].touched = True
        return DONE

    def _change(self, case: Case, step: Person) -> Outcome:
        match step.deed:
            case Deed.RAISE:
                case.move_to(case.step + 1)
            case Deed.LOWER:
                case.move_to(case.step - 1)
            case Deed.CLOSE:
                case.closed = step.day
            case Deed.EXPLAINED:
                case.held_until = step.day
            case Deed.MEASURES:
                case.measures = step.day
        case.touched = True
        return DONE


@dataclass
class PupilMorning:
    """One pupil on one morning."""

    oracle: Oracle
    school: KnownSchool
    pupil: KnownPupil
    day: date
    evaluated: date

    def __post_init__(self) -> None:
        self.all = [known.row for known in self.oracle.lessons_of(self.pupil)]
        self.case = self.pupil.open_case()
        self.month = self.window(self.days_back(MONTH) if self.case else self.after_closing(MONTH))

    def run(self, dry_run: bool) -> list[Line]:
        fired = self.climbing(self.case) if self.case else self.opening()
        if not fired:
            return []
        before = self.case.step if self.case else None
        step = self.case.step + 1 if self.case else 1
        if not dry_run:
            self.record(step, fired)
        return [self.line(before, step, fired)]

    def record(self, step: int, fired: list[TriggerEvent]) -> None:
        if self.case is None:
            self.pupil.cases.append(Case(step, self.day, fired))
        else:
            self.case.move_to(step)
            self.case.events += fired

    def line(self, before: int | None, step: int, fired: list[TriggerEvent]) -> Line:
        return Line(
            school=self.pupil.row.school,
            pupil=self.pupil.row.id,
            case_step=before,
            step=step,
            triggers=tuple(sorted(event.trigger for event in fired)),
            problematic=over_limit(self.month),
            rate_month=percent(self.month),
            uncertain=uncertain(self.month),
            mentors=self.pupil.row.mentors,
        )

    # Windows.

    def days_back(self, length: int) -> date:
        """RULES.md: "Every window ends on the evaluated day, it included"."""
        return self.evaluated - (length - 1) * DAY

    def after_closing(self, length: int) -> date:
        """RULES.md: "After a closing only absence dated after the closing date counts"."""
        closing = self.pupil.latest_closing()
        first = self.days_back(length)
        return first if closing is None else max(first, closing + DAY)

    def window(self, first: date) -> list[Lesson]:
        return [lesson for lesson in self.all if first <= lesson.day <= self.evaluated]

    # "No open case": the first three.

    def opening(self) -> list[TriggerEvent]:
        fired = []
        if unseen := self.unseen_unreported():
            fired.append(event("first_unreported", unseen))
        three_weeks = self.window(self.after_closing(THREE_WEEKS))
        if len(occasions(three_weeks)) >= MIN_OCCASIONS:
            reported = [row for row in three_weeks if row.status == Status.REPORTED and row.absent > 0]
            fired.append(event("recurring_reported", reported))
        if over_limit(self.month) and len(reported_days(self.month)) >= MIN_SCHOOL_DAYS:
            fired.append(event("problematic_rate", absences(self.month)))
        return fired

    def unseen_unreported(self) -> list[Lesson]:
        first_ever = not self.school.mornings
        first = self.after_closing(FIRST_MORNING if first_ever else MONTH)
        return [
            row
            for row in self.window(first)
            if row.status == Status.UNREPORTED and row.absent > 0 and not self.seen(row)
        ]

    def seen(self, row: Lesson) -> bool:
        """RULES.md: "Imported before an earlier morning and dated up to that morning's evaluated day"."""
        if not self.school.mornings:
            return False
        earlier = self.school.mornings[-1]
        became = self.pupil.lessons[row.day, row.start].became
        return became <= earlier.imports and row.day <= earlier.evaluated

    # An open case: steps 2 to 4.

    def climbing(self, case: Case) -> list[TriggerEvent]:
        if case.held_until is not None and self.day <= case.held_until:
            return []
        if case.step == 1:
            return self.since("continued_absence", case.opened, weeks=2)
        if case.step == 2:
            return self.since("still_high", case.measures, weeks=2)
        if case.step == 3:
            return self.since("no_result", case.measures, weeks=3)
        return []

    def since(self, trigger: str, start: date | None, weeks: int) -> list[TriggerEvent]:
        """RULES.md: "A case whose measures were never recorded does not climb by itself"."""
        if start is None or self.day < self.oracle.days(self.pupil.row.school).add_weeks(start, weeks):
            return []
        lessons = self.window(max(start, self.days_back(MONTH)))
        return [event(trigger, absences(lessons))] if over_limit(lessons) else []


def event(trigger: str, lessons: list[Lesson]) -> TriggerEvent:
    return TriggerEvent(trigger, [(row.day, row.start) for row in lessons])


def absences(lessons: list[Lesson]) -> list[Lesson]:
    return [row for row in lessons if row.absent > 0]


def reported_lessons(lessons: list[Lesson]) -> list[Lesson]:
    """RULES.md: "`ej_rapporterad` counts neither above nor below"."""
    return [row for row in lessons if row.status != Status.NOT_REGISTERED]


def reported_days(lessons: list[Lesson]) -> list[date]:
    return sorted({row.day for row in reported_lessons(lessons)})


def absent_and_scheduled(lessons: list[Lesson]) -> tuple[int, int]:
    counted = reported_lessons(lessons)
    return sum(row.absent for row in counted), sum(row.scheduled for row in counted)


def over_limit(lessons: list[Lesson]) -> bool:
    """RULES.md: "Strictly more than 15.0 %, compared in integers"."""
    absent, scheduled = absent_and_scheduled(lessons)
    return absent * 100 > scheduled * RATE_LIMIT


def percent(lessons: list[Lesson]) -> float | None:
    """RULES.md: "One decimal, half up, or null": no such minutes is no rate, never 0 %."""
    absent, scheduled = absent_and_scheduled(lessons)
    if scheduled == 0:
        return None
    tenths = (2 * absent * 1000 + scheduled) // (2 * scheduled)
    return tenths / 10


def uncertain(lessons: list[Lesson]) -> bool:
    """RULES.md: "Scheduled minutes of `ej_rapporterad` lessons / of all lessons. Over 20 %"."""
    missing = sum(row.scheduled for row in lessons if row.status == Status.NOT_REGISTERED)
    return missing * 100 > sum(row.scheduled for row in lessons) * UNCERTAIN_LIMIT


def occasions(lessons: list[Lesson]) -> list[list[date]]:
    """RULES.md: "A run of school days with an `anmäld` lesson with absent minutes".

    Days without a reported lesson are not in `reported_days` at all: they neither extend nor break it.
    A run that began before the window still has its days in it here, so the count is the same.
    """
    runs: list[list[date]] = []
    in_run = False
    for day in reported_days(lessons):
        ill = any(row.day == day and row.status == Status.REPORTED and row.absent > 0 for row in lessons)
        if ill and in_run:
            runs[-1].append(day)
        elif ill:
            runs.append([day])
        in_run = ill
    return runs


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
