"""One school's morning as it stands now: what was said, of which case, and how far that case has come.

The message is composed from this both the first time and every time something changes later, so it
always shows the present state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, or_, select

from content.model import Plan, YearReminder
from handlers.doubt import doubts_of
from handlers.follow_ups.due import TASK_BEFORE, TASK_DAY
from handlers.morning.lines import KeptLine, read_lines
from handlers.morning.reminders import FOR_EHT, THAT_DAY, still_holds
from handlers.morning.standing import Standing, cases_now
from handlers.morning.subjects import Spoken, spoken_of
from handlers.morning.wanted import NO_NEXT, TASK_LATE, UNCLAIMED_REKTOR, rung_kinds
from handlers.names import Called, Names
from handlers.people.august import PREPARE
from handlers.people.coordinator import holders
from handlers.people.here import Here, with_role
from handlers.people.moved import MOVED
from handlers.people.rektor import DECIDE, open_decisions
from handlers.people.year_wheel import reminders_said
from handlers.plans import Plans
from handlers.week.book import Week, load_weeks
from storage.ingest.generations import current_generation, visible
from storage.queries.absence import Scope, Sums, sums_of_one
from storage.queries.among import is_listed, listed
from storage.queries.prepared import ask
from storage.tables import (
    Case,
    CaseDecision,
    CaseEvent,
    CaseEventLesson,
    CaseTask,
    Due,
    FollowUp,
    Lesson,
    Mentorship,
    Pupil,
    SchoolMorning,
    Staff,
    StaffRole,
    Subject,
)

LEADERS = ("eht", "rektor")
OF_OWNERS = frozenset({TASK_BEFORE, TASK_DAY, *TASK_LATE.values()})
"""Kinds that the owner of a task is told of."""
OF_LEADERS = frozenset({UNCLAIMED_REKTOR, DECIDE, FOR_EHT, PREPARE, MOVED})
"""Kinds that nobody else is told of."""


class Missed(NamedTuple):
    """A lesson that somebody missed. `start`: minutes after midnight."""

    day: date
    start: int
    subject: str


@dataclass(frozen=True, slots=True)
class FiredEvent:
    """A trigger's event, as the message needs it: many are read every morning."""

    id: int
    case_id: int
    step: int
    trigger: str | None
    window_from: date | None
    window_to: date | None
    absent: int | None
    scheduled: int | None
    count: int | None
    counts: str | None


@dataclass
class Entry:
    """What a morning says of one case."""

    case: Standing
    line: KeptLine | None = None
    events: list[FiredEvent] = field(default_factory=list)
    lessons: list[Missed] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    """What was said and still is so."""
    said: set[str] = field(default_factory=set)
    """The kinds of all that was said, also what is no longer so."""
    meeting: FollowUp | None = None
    tasks: dict[int, CaseTask] = field(default_factory=dict)
    """Those that the morning speaks of, by id."""
    decisions: list[CaseDecision] = field(default_factory=list)
    """What rektor is asked to decide."""
    holder: int | None = None
    """Who has taken the case over from the mentor."""
    corrected: bool = False
    """Whether a correction has taken away what the case began with, though somebody works on it."""
    month: Sums | None = None
    """The month's sums, where the follow-up is today."""

    @property
    def is_for_owners_only(self) -> bool:
        """Whether the morning has nothing to say of it but tasks."""
        return not self.events and bool(self.said) and self.said <= OF_OWNERS

    @property
    def is_for_leaders_only(self) -> bool:
        return not self.events and bool(self.said) and self.said <= OF_LEADERS


@dataclass(frozen=True)
class Book:
    """`plan`: what the school follows that day; a case has its own. `mentors`: who gets the message of each
    pupil, deputies already in the place of those away."""

    plans: Plans
    plan: Plan
    school_id: int
    on: date
    entries: tuple[Entry, ...]
    names: Mapping[int, Called]
    mentors: Mapping[int, tuple[int, ...]]
    leaders: Mapping[str, tuple[int, ...]]
    """Staff by role: eht and rektor."""
    reasons: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Words already put together, by the edition and its triggers that they explain."""
    staff_names: Mapping[int, str] = field(default_factory=dict)
    """Of the owners of tasks."""
    doubt: Due | None = None
    """Why the figures that the morning looked at are not to be trusted, if they are not."""
    week: Week | None = None
    """What the morning tells of the week, or of the month, if it does."""
    year: tuple[YearReminder, ...] = ()
    """What the morning says of the plan's year wheel."""
    admins: tuple[int, ...] = ()
    """Those who take in the school's files, when the figures are doubted."""

    def plan_of(self, case: Standing) -> Plan:
        """The edition that the case began with."""
        return self.plans.begun_with(case) or self.plan

    @cached_property
    def by_mentor(self) -> Mapping[int, list[Entry]]:
        """What each who holds a case is told: its mentors, who has taken it over, the owners of tasks."""
        found: dict[int, list[Entry]] = {}
        for entry in self.entries:
            for staff in self.receivers(entry):
                found.setdefault(staff, []).append(entry)
        return found

    def receivers(self, entry: Entry) -> tuple[int, ...]:
        owners = [task.owner_id for task in entry.tasks.values()]
        if entry.is_for_owners_only:
            return tuple(dict.fromkeys(owners))
        if entry.is_for_leaders_only:
            return ()
        holder = () if entry.holder is None else (entry.holder,)
        return tuple(dict.fromkeys([*self.mentors.get(entry.case.pupil_id, ()), *holder, *owners]))

    def people(self, pupil_ids: Collection[int]) -> set[int]:
        """Everyone whose message may speak of these pupils."""
        entries = [entry for entry in self.entries if entry.case.pupil_id in pupil_ids]
        mentors = {one for pupil in pupil_ids for one in self.mentors.get(pupil, ())}
        own = {one for entry in entries for one in self.receivers(entry)}
        return mentors | own | self._leading(entries) | self._team(pupil_ids)

    def _leading(self, entries: Iterable[Entry]) -> set[int]:
        """EHT and rektor, where the morning told them of one of these: a message that has
        never spoken of a pupil is not sent again each time somebody notes something."""
        listed = list(entries)
        return {
            one
            for role, staff in self.leaders.items()
            if any(self._speaks_to(role, entry) for entry in listed) or self._has_agenda(role)
            for one in staff
        }

    def _has_agenda(self, role: str) -> bool:
        """EHT's agenda stands in their own messages where they have no channel."""
        return role == "eht" and self.week is not None and not self.week.in_channel

    def _speaks_to(self, role: str, entry: Entry) -> bool:
        if not entry.said.isdisjoint(rung_kinds(role) | OF_LEADERS):
            return True
        return any(self.tells(role, entry, event) for event in entry.events)

    def tells(self, role: str, entry: Entry, event: FiredEvent) -> bool:
        """Whether EHT or rektor is told of what fired. A trigger the plan has dropped since tells no one."""
        plan = self.plan_of(entry.case)
        trigger = next((one for one in plan.triggers if one.id == event.trigger), None)
        return trigger is not None and (role in trigger.tells or role in plan.step(event.step).informs)

    def _team(self, pupil_ids: Collection[int]) -> set[int]:
        """Those whose team's list has any of these pupils."""
        readers = self.week.readers if self.week is not None else {}
        return {staff for staff, own in readers.items() if not own.isdisjoint(pupil_ids)}

    @cached_property
    def readers(self) -> set[int]:
        """Everyone whose message may say something of the school."""
        week = self.week.people if self.week is not None else ()
        return set(self.by_mentor).union(week, self.admins, *self.leaders.values())

    def roles_of(self, staff_id: int) -> list[str]:
        return [role for role, staff in self.leaders.items() if staff_id in staff]


def load_book(session: Session, plans: Plans, school_id: int, on: date) -> Book:
    """One school's morning."""
    plan = plans.of_school(session, school_id, on)
    return load_books(session, plans, plan, [school_id], Here(session, on), pictures=True)[school_id]


def load_books(
    session: Session,
    plans: Plans,
    plan: Plan,
    school_ids: Collection[int],
    here: Here,
    known: Mapping[int, Called] = MappingProxyType({}),
    *,
    pictures: bool = False,
) -> dict[int, Book]:
    """The mornings of schools that share a plan, by school: each question is asked once for all of them.

    `known`: pupils whose names have been opened already. `pictures`: with those of the week."""
    on = here.on
    session.flush()
    by_school = _filled(session, plan, school_ids, on)
    entries = [entry for found in by_school.values() for entry in found.values()]
    pupil_ids = {entry.case.pupil_id for entry in entries}
    names = Names(session, pupil_ids - known.keys(), known)
    mentors = here.mentors(pupil_ids)
    staff_names = _owners(session, entries)
    leaders = _leaders(here, school_ids)
    doubts = doubts_of(session, _evaluated(session, school_ids, on))
    weeks = load_weeks(session, plans, plan, school_ids, here, doubts, pictures=pictures)
    year = reminders_said(session, plan, school_ids, on)
    reasons: dict[tuple[str, ...], str] = {}
    return {
        school: Book(
            plans,
            plan,
            school,
            on,
            tuple(found.values()),
            names,
            mentors,
            leaders[school],
            reasons,
            staff_names,
            doubts.get(school),
            weeks.get(school),
            year.get(school, ()),
            with_role(session, school, "school_admin") if school in doubts else (),
        )
        for school, found in by_school.items()
    }


def _filled(
    session: Session, plan: Plan, school_ids: Collection[int], on: date
) -> dict[int, dict[int, Entry]]:
    """What the morning says of each case, by school and case."""
    by_school = _entries(session, school_ids, on)
    entries = {case: entry for found in by_school.values() for case, entry in found.items()}
    _add_lines(session, entries, school_ids, on)
    _add_lessons(session, entries, school_ids, on)
    changed = [case for case, entry in entries.items() if entry.case.version > 1]
    _add_meetings(session, entries, changed)
    _add_corrections(session, entries, changed)
    _add_together(session, entries, changed)
    for school, found in by_school.items():
        _add_months(session, plan, school, on, found.values())
    return by_school


def _evaluated(session: Session, school_ids: Collection[int], on: date) -> dict[int, date]:
    """The day that each school's morning looked at."""
    return dict(ask(session, _EVALUATED, schools=list(school_ids), on=on))


_HERE: BindParameter[int] = bindparam("schools", expanding=True)
_ON: BindParameter[date] = bindparam("on")
_EVALUATED = core_select(col(SchoolMorning.school_id), col(SchoolMorning.evaluated_day)).where(
    col(SchoolMorning.school_id).in_(_HERE), col(SchoolMorning.on) == _ON
)


def _entries(session: Session, school_ids: Collection[int], on: date) -> dict[int, dict[int, Entry]]:
    """By school and case: those something fired for that morning, and those something was said of."""
    fired: dict[int, list[FiredEvent]] = {}
    for event in _fired(session, school_ids, on):
        fired.setdefault(event.case_id, []).append(event)
    cases = cases_now(session, fired)
    found: dict[int, dict[int, Entry]] = {school: {} for school in school_ids}
    for number, events in fired.items():
        found[cases[number].school_id][number] = Entry(cases[number], events=events)
    spoken = _said(session, school_ids, on)
    cases |= cases_now(session, {one.case_id for one in spoken} - cases.keys())
    for one in spoken:
        if (case := cases.get(one.case_id)) is not None:
            entry = found[one.due.school_id or 0].setdefault(case.id or 0, Entry(case))
            _say(entry, one)
    return found


def _say(entry: Entry, one: Spoken) -> None:
    entry.said.add(one.due.kind)
    if one.task is not None:
        entry.tasks[one.task.id or 0] = one.task
    if still_holds(one, entry.case):
        entry.due.append(one.due)


def _fired(session: Session, school_ids: Iterable[int], on: date) -> Iterable[FiredEvent]:
    return (FiredEvent(*row) for row in ask(session, _FIRED, schools=list(school_ids), on=on))


_FIRED_THEN = (
    col(Case.school_id).in_(_HERE),
    col(CaseEvent.on) == _ON,
    col(CaseEvent.kind) == "trigger",
)
"""The condition for what fired that morning at the schools."""
_FIRED = (
    core_select(*(col(getattr(CaseEvent, one.name)) for one in fields(FiredEvent)))
    .join(Case, col(Case.id) == col(CaseEvent.case_id))
    .where(*_FIRED_THEN)
    .order_by(col(CaseEvent.id))
)


def _said(session: Session, school_ids: Iterable[int], on: date) -> list[Spoken]:
    """What the morning said of cases, their meetings and tasks."""
    return spoken_of(session, session.exec(_SAID, params={"schools": list(school_ids), "on": on}).all())


_SAID = select(Due).where(col(Due.said_on) == _ON, col(Due.school_id).in_(_HERE))


def _add_lines(session: Session, entries: Mapping[int, Entry], school_ids: Iterable[int], on: date) -> None:
    by_pupil = {line.pupil_id: line for line in read_lines(session, school_ids, on)}
    for entry in entries.values():
        if entry.events:
            entry.line = by_pupil.get(entry.case.pupil_id)


def _add_lessons(session: Session, entries: Mapping[int, Entry], school_ids: Iterable[int], on: date) -> None:
    """The unreported lessons behind the events, as they stand now."""
    now = current_generation(session)
    rows = ask(session, _MISSED, schools=list(school_ids), on=on, generation=now)
    for case, day, start, subject in rows:
        entries[case].lessons.append(Missed(day, start, subject or ""))


_MISSED = (
    core_select(col(CaseEvent.case_id), col(Lesson.day), col(Lesson.start), col(Subject.name))
    .select_from(Case)
    .join(CaseEvent, col(CaseEvent.case_id) == col(Case.id))
    .join(CaseEventLesson, col(CaseEventLesson.event_id) == col(CaseEvent.id))
    .join(
        Lesson,
        (col(Lesson.pupil_id) == col(CaseEventLesson.pupil_id))
        & (col(Lesson.day) == col(CaseEventLesson.day))
        & (col(Lesson.start) == col(CaseEventLesson.start)),
    )
    .outerjoin(Subject, col(Subject.id) == col(Lesson.subject_id))
    .where(
        *_FIRED_THEN,
        col(CaseEvent.counts) == "unreported",
        visible(Lesson, bindparam("generation")),
    )
    .order_by(col(Lesson.day), col(Lesson.start))
)


def _add_meetings(session: Session, entries: Mapping[int, Entry], changed: Collection[int]) -> None:
    """The case's next booked meeting. A case in which nothing has `changed` has none."""
    for meeting in session.exec(_MEETINGS, params={"cases": listed(changed)}) if changed else ():
        entries[meeting.case_id].meeting = meeting


_MEETINGS = (
    select(FollowUp)
    .where(is_listed(col(FollowUp.case_id), "cases"), FollowUp.state == "booked")
    .order_by(col(FollowUp.on).desc())
)


def _add_corrections(session: Session, entries: Mapping[int, Entry], changed: Collection[int]) -> None:
    for (case,) in ask(session, _CORRECTED, cases=listed(changed)) if changed else ():
        entries[case].corrected = True


_CORRECTED = core_select(col(CaseEvent.case_id)).where(
    is_listed(col(CaseEvent.case_id), "cases"), col(CaseEvent.kind) == "corrected"
)


def _add_together(session: Session, entries: Mapping[int, Entry], changed: Collection[int]) -> None:
    """Who holds a case, what rektor is to decide in it, and what no longer is so because of both."""
    for case, staff in holders(session, changed).items():
        entries[case].holder = staff
    asked = [case for case, entry in entries.items() if DECIDE in entry.said]
    for decision in open_decisions(session, asked) if asked else ():
        entries[decision.case_id].decisions.append(decision)
    for entry in entries.values():
        entry.due = [due for due in entry.due if _holds_still(entry, due)]


def _holds_still(entry: Entry, due: Due) -> bool:
    if due.kind in NO_NEXT.values():
        measures = entry.case.measures_on
        return entry.meeting is None and not (measures is not None and measures > due.on)
    if due.kind == UNCLAIMED_REKTOR:
        return entry.holder is None
    return due.kind != DECIDE or bool(entry.decisions)


def _owners(session: Session, entries: Iterable[Entry]) -> dict[int, str]:
    wanted = {task.owner_id for entry in entries for task in entry.tasks.values()}
    return dict(ask(session, _OWNERS, staff=listed(wanted))) if wanted else {}


_OWNERS = core_select(col(Staff.id), col(Staff.name)).where(is_listed(col(Staff.id), "staff"))


def _add_months(session: Session, plan: Plan, school_id: int, on: date, entries: Iterable[Entry]) -> None:
    """For cases whose follow-up is today, as that morning saw the month."""
    today = {
        entry.case.pupil_id: entry for entry in entries if any(due.kind == THAT_DAY for due in entry.due)
    }
    morning = session.get(SchoolMorning, (school_id, on)) if today else None
    if morning is None:
        return
    scope = Scope((school_id,), morning.evaluated_day, current_generation(session))
    first = scope.first_day(plan.settings.month_days.value)
    for pupil, entry in today.items():
        entry.month = sums_of_one(session, scope, first, pupil)


def _leaders(here: Here, school_ids: Collection[int]) -> dict[int, dict[str, tuple[int, ...]]]:
    """EHT and rektor of each school, or who stands in; a role without a school is a role at all of them."""
    rows = ask(here.session, _LED, schools=list(school_ids))

    def at(school: int, role: str) -> tuple[int, ...]:
        return here.leading(
            [staff for what, where, staff in rows if what == role and where in (school, None)]
        )

    return {school: {role: at(school, role) for role in LEADERS} for school in school_ids}


_LED = (
    core_select(col(StaffRole.role), col(StaffRole.school_id), col(StaffRole.staff_id))
    .where(
        or_(col(StaffRole.school_id).in_(_HERE), col(StaffRole.school_id).is_(None)),
        col(StaffRole.role).in_(LEADERS),
    )
    .order_by(col(StaffRole.staff_id))
)


def mentors_at(here: Here, school_ids: Iterable[int]) -> set[int]:
    """Everyone who gets a mentor's message at the schools, deputies in the place of those away."""
    question = (
        select(Mentorship.staff_id)
        .join(Pupil, col(Pupil.id) == col(Mentorship.pupil_id))
        .where(col(Pupil.school_id).in_(list(school_ids)), col(Pupil.left).is_(False))
        .distinct()
    )
    return {staff for mentor in here.session.exec(question) for staff in here.in_place_of([mentor])}
