"""A school's week as it stands now: what its morning noted, without what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from content.model import Plan
from handlers.escalation.thread import channel
from handlers.morning.standing import CaseNow, cases_now
from handlers.names import Called, Names
from handlers.people.here import Here
from handlers.pictures import StepHistory
from handlers.plans import Plans
from handlers.statistics.history import weeks_of_school
from handlers.week.due import MONTH, WEEK, lessons_week
from handlers.week.kinds import GROUPS, MISSING, OPENED, SIGN
from storage.calendar import calendars
from storage.queries.among import NONE, is_among, is_listed, listed
from storage.queries.prepared import ask
from storage.tables import Case, Due, Mentorship, School, Staff, StaffRole, WeekLine
from storage.tables.chat import PlatformChannel


@dataclass(frozen=True)
class Week:
    """`told`: what the morning told, WEEK or MONTH or both. `readers`: by member of staff, the pupils on
    their team's list. `mentors`: by pupil. `in_channel`: EHT's agenda stands in the team's own channel."""

    plans: Plans
    plan: Plan
    school_id: int
    school: str
    on: date
    told: frozenset[str]
    lines: tuple[WeekLine, ...]
    cases: Mapping[int, CaseNow]
    names: Mapping[int, Called]
    mentors: Mapping[int, tuple[int, ...]]
    readers: Mapping[int, frozenset[int]]
    teachers: frozenset[int]
    in_channel: bool
    lessons_first: date
    """The Monday of the week whose lessons should be registered."""
    is_doubted: bool = False
    """Whether the figures look broken: nothing is said of what rises or may be closed."""
    counted: Callable[[], StepHistory | None] | None = None
    """Counts what the picture is of, when it is shown; None while a morning is being written."""

    def of(self, kind: str) -> list[WeekLine]:
        return [line for line in self.lines if line.kind == kind]

    @cached_property
    def history(self) -> StepHistory | None:
        """The school's cases by step. Of a whole year's cases: most who read of the week are not shown it."""
        return self.counted() if self.counted is not None else None

    @cached_property
    def people(self) -> frozenset[int]:
        """Everyone but the leaders who may be told of the week."""
        return frozenset(self.readers) | self.teachers


def load_weeks(
    session: Session,
    plans: Plans,
    plan: Plan,
    school_ids: Collection[int],
    here: Here,
    doubted: Collection[int] = (),
    *,
    pictures: bool = False,
) -> dict[int, Week]:
    """By school: the weeks and months that the schools' morning tells. `doubted`: schools whose figures look
    broken. `pictures`: with what they are drawn from."""
    told = _told(session, school_ids, here.on)
    if not told:
        return {}
    lines = _lines(session, told, here.on)
    cases = cases_now(session, {line.case_id for line in lines if line.case_id})
    busy = _with_open_case(session, {line.pupil_id for line in lines if line.kind == SIGN and line.pupil_id})
    still = [line for line in lines if _still_so(line, cases, busy)]
    pupils = {line.pupil_id for line in still if line.pupil_id}
    mentors = here.mentors(pupils)
    names = Names(session, pupils, {})
    listed = {line.pupil_id for line in still if line.kind in (SIGN, OPENED) and line.pupil_id}
    linked = _linked(session)
    days = calendars(session, told)
    schools = session.exec(select(School).where(col(School.id).in_(list(told)))).all()
    return {
        school.id: Week(
            plans,
            plan,
            school.id,
            school.name,
            here.on,
            frozenset(told[school.id]),
            own := tuple(line for line in still if line.school_id == school.id),
            cases,
            names,
            mentors,
            _readers(session, here, school.id, mentors, {line.pupil_id for line in own} & listed),
            _teachers(session, here, own),
            channel(school.id) in linked,
            lessons_week(days[school.id], here.on),
            school.id in doubted,
            partial(weeks_of_school, session, plan, school.id, here.on) if pictures else None,
        )
        for school in schools
        if school.id is not None
    }


def _told(session: Session, school_ids: Iterable[int], on: date) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for school, kind in ask(session, _TOLD, on=on, schools=list(school_ids)):
        found.setdefault(school, set()).add(kind)
    return found


_TOLD = select(col(Due.school_id), col(Due.kind)).where(
    col(Due.said_on) == bindparam("on"),
    col(Due.kind).in_((WEEK, MONTH)),
    col(Due.school_id).in_(bindparam("schools", expanding=True)),
)


def _lines(session: Session, school_ids: Iterable[int], on: date) -> list[WeekLine]:
    return list(session.exec(_LINES, params={"on": on, "schools": list(school_ids)}))


_LINES = (
    select(WeekLine)
    .where(
        col(WeekLine.on) == bindparam("on"),
        col(WeekLine.school_id).in_(bindparam("schools", expanding=True)),
    )
    .order_by(col(WeekLine.id))
)


def _with_open_case(session: Session, pupils: Iterable[int]) -> set[int]:
    wanted = listed(pupils)
    return set() if wanted == NONE else {pupil for (pupil,) in ask(session, _BUSY, pupils=wanted)}


_BUSY = select(col(Case.pupil_id)).where(Case.state == "open", is_listed(col(Case.pupil_id), "pupils"))


def _still_so(line: WeekLine, cases: Mapping[int, CaseNow], busy: Collection[int]) -> bool:
    """A closed case is off the agenda, and a pupil who has got a case is no longer under the limits."""
    if line.kind == SIGN:
        return line.pupil_id not in busy
    if line.kind in (*GROUPS, OPENED):
        case = cases.get(line.case_id or 0)
        return case is not None and case.state == "open"
    return True


def _linked(session: Session) -> set[str]:
    """Channels that somebody has pointed out on any platform."""
    return set(session.exec(select(PlatformChannel.channel)))


def _readers(
    session: Session,
    here: Here,
    school_id: int,
    mentors: Mapping[int, tuple[int, ...]],
    pupils: Collection[int | None],
) -> dict[int, frozenset[int]]:
    """A pupil is on the list of the mentors' teams; without a team it is the mentors' own."""
    listed = [pupil for pupil in pupils if pupil is not None]
    found: dict[int, set[int]] = {}
    for pupil in listed:
        for staff in mentors.get(pupil, ()):
            found.setdefault(staff, set()).add(pupil)
    for staff, pupil in _teams(session, school_id, listed):
        if here.is_here(staff):
            found.setdefault(staff, set()).add(pupil)
    quiet = set(session.exec(select(Staff.id).where(col(Staff.quiet_team).is_(True))))
    return {staff: frozenset(own) for staff, own in found.items() if staff not in quiet}


def _teams(session: Session, school_id: int, pupils: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Members of the teams of these pupils' mentors, who work at the school, with each pupil."""
    by_team: dict[str, set[int]] = {}
    own = (
        select(Staff.team, Mentorship.pupil_id)
        .join(Mentorship, col(Mentorship.staff_id) == col(Staff.id))
        .where(is_among(col(Mentorship.pupil_id), pupils), col(Staff.team).is_not(None))
    )
    for team, pupil in session.exec(own):
        by_team.setdefault(team or "", set()).add(pupil)
    members = (
        select(Staff.id, Staff.team)
        .join(StaffRole, col(StaffRole.staff_id) == col(Staff.id))
        .where(
            col(Staff.team).in_([team for team in by_team if team]),
            or_(col(StaffRole.school_id) == school_id, col(StaffRole.school_id).is_(None)),
        )
        .distinct()
    )
    return [(staff or 0, pupil) for staff, team in session.exec(members) for pupil in by_team[team or ""]]


def _teachers(session: Session, here: Here, lines: Iterable[WeekLine]) -> frozenset[int]:
    """Whoever has lessons to register, is here, and wants to be told."""
    wanted = {line.staff_id for line in lines if line.kind == MISSING and line.staff_id}
    if not wanted:
        return frozenset()
    asked = is_among(col(Staff.id), wanted)
    quiet = set(session.exec(select(Staff.id).where(col(Staff.quiet_registration).is_(True), asked)))
    return frozenset(staff for staff in wanted if here.is_here(staff) and staff not in quiet)
