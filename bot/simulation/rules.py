"""What must hold on every day of the year (issue: no case can be forgotten quietly).

Who works where, and who is away, is asked of the made-up schools themselves and not of the bot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, func, select

from bot.demo.school import Adult
from bot.inbox import REFUSED
from bot.simulation.phones import Delivered, Phones, posts_by_person
from bot.simulation.town import Town
from bot.ticker import schools_waiting
from content.texts import text
from handlers.follow_ups.due import next_day
from handlers.morning.message import message_key
from handlers.morning.reminders import due_day, is_held
from handlers.morning.wanted import rungs
from handlers.people.coordinator import coordinators
from handlers.plans import Plans
from handlers.vocabulary import Button, Buttons
from storage.calendar import SchoolCalendar, calendars
from storage.columns import Day
from storage.tables import Case, FollowUp, Inbound, Pupil, School, Staff

ASKS = "case.take"
"""The button with which a leader who is told of what waits can take it over."""


Late = tuple[int, int, date]
"""A case, which of its ladders is climbed, and the day it should have been done by."""


@dataclass(frozen=True)
class Breach:
    """Something that must not be, with its place and day."""

    on: date
    place: str
    what: str

    @property
    def words(self) -> str:
        return text("simulate.breach", on=self.on, place=self.place, what=self.what)


@dataclass
class Rules:
    plans: Plans
    town: Town
    phones: Phones
    staff: dict[str, int]
    """Ids by address."""
    breaches: list[Breach] = field(default_factory=list)
    longest_wait: int = 0
    """School days that an overdue case had waited when rektor was told, at most."""
    _waits: dict[Late, int] = field(default_factory=dict)
    """On how many mornings in a row each has been overdue."""
    _told: dict[int, date] = field(default_factory=dict)
    """By case: the last morning on which a rektor who was there was asked to take it over."""
    _reached: set[Late] = field(default_factory=set)
    """What rektor has been told of: each rung is told once, also when a hold has come in between."""

    def a_night_passed(
        self, day: date, delivered: Iterable[Delivered], open_schools: Collection[str]
    ) -> None:
        """Nobody without school gets a message, and nobody more than one."""
        works = self._works_at()
        for staff, messages in posts_by_person(delivered).items():
            place = ", ".join(sorted(works.get(staff, ())))
            if not works.get(staff, set()) & set(open_schools):
                self._breach(day, place, "simulate.broke_no_school")
            if messages > 1:
                self._breach(day, place, "simulate.broke_many", count=messages)
        channels = [one for one in delivered if one.operation == "post" and isinstance(one.seat, str)]
        if channels and not open_schools:
            self._breach(day, str(channels[0].seat), "simulate.broke_no_school")

    def a_morning_is_done(self, session: Session, day: date) -> None:
        for school in schools_waiting(session, day):
            self._breach(day, session.get_one(School, school).name, "simulate.broke_no_morning")

    def every_case_has_somebody(self, session: Session, day: date) -> None:
        cases = session.exec(select(Case).where(Case.state == "open")).all()
        found = coordinators(session, cases, day)
        names = dict(session.execute(select(col(School.id), col(School.name))).all())
        here = {school: self._here(school, day) for school in names.values()}
        for case in cases:
            if found.get(case.id or 0) not in here[names[case.school_id]]:
                self._breach(day, f"{names[case.school_id]}, {case.id}", "simulate.broke_no_holder")

    def what_waits_reached_rektor(self, session: Session, day: date) -> None:
        """After the plan's own school days, counted in mornings on which it has been overdue."""
        self._see_whom_rektor_is_asked_of(session, day)
        days = calendars(session, [one for one in session.exec(select(School.id)) if one])
        waiting = set()
        for late, school in _waiting(session, self.plans, days, day):
            waiting.add(late)
            self._count(late, school, day, days[school.id or 0])
        self._waits = {late: mornings for late, mornings in self._waits.items() if late in waiting}

    def no_press_failed(self, session: Session, day: date) -> None:
        """A refusal is an answer; anything else is a fault of ours."""
        failed = col(Inbound.failed).not_in(("", REFUSED))
        for event in session.exec(select(Inbound).where(failed)):
            self._breach(day, event.event_id, "simulate.broke_fault", fault=event.failed)

    def _count(self, late: Late, school: School, day: date, days: SchoolCalendar) -> None:
        if not days.is_school_day(day) or late in self._reached:
            return
        number = late[0]
        self._waits[late] = self._waits.get(late, 0) + 1
        plan = self.plans.library.get(school.plan or self.plans.default)
        limit = max(rungs(plan.settings)["rektor"], len(rungs(plan.settings)) - 1) + 1
        first = days.add_school_days(day, 1 - self._waits[late])
        if self._told.get(number, date.min) >= first:
            self._reached.add(late)
            return
        self.longest_wait = max(self.longest_wait, self._waits[late])
        if self._waits[late] == limit + 1:
            where = f"{school.name}, {number}"
            self._breach(day, where, "simulate.broke_not_told", days=self._waits[late], limit=limit)

    def _see_whom_rektor_is_asked_of(self, session: Session, day: date) -> None:
        for school in session.exec(select(School.name)):
            for staff in self._here(school, day, "rektor"):
                card = self.phones.card(message_key(staff, day))
                for button in _buttons(card.blocks) if card else ():
                    if button.action == ASKS:
                        self._told[int(button.value)] = day

    def _works_at(self) -> Mapping[int, set[str]]:
        found: dict[int, set[str]] = {}
        for adult in self.town.school.adults:
            found.setdefault(self.staff[adult.email], set()).add(adult.school)
        return found

    def _here(self, school: str, day: date, role: str = "") -> set[int]:
        """Those who work at a school and are there, with a role or as the deputy of who has it. When nobody
        is there for a role, it waits in the phone of whoever has it."""
        adults = [one for one in self.town.school.adults if one.school == school]
        present = {one.email for one in adults if not is_away(one, day)}
        wanted = {one.email for one in adults if not role or role in one.roles}
        deputies = {one.deputy for one in adults if one.email in wanted and is_away(one, day)}
        found = present & (wanted | deputies)
        return {self.staff[email] for email in found or wanted}

    def _breach(self, on: date, place: str, what: str, **values: object) -> None:
        self.breaches.append(Breach(on, place, text(what, **values)))


def is_away(adult: Adult, day: date) -> bool:
    if adult.away is None:
        return False
    first, last = adult.away
    return first <= day and (last is None or day <= last)


def _waiting(
    session: Session, plans: Plans, days: Mapping[int, SchoolCalendar], day: date
) -> Iterable[tuple[Late, School]]:
    """What is overdue in open cases: the step's work, a meeting's result, or the next day."""
    rows = session.exec(
        select(Case, School)
        .join(School, col(School.id) == col(Case.school_id))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(Case.state == "open", col(Pupil.left).is_(False), Case.opened_on < day)
    ).all()
    booked = {
        meeting.case_id: meeting.on
        for meeting in session.exec(select(FollowUp).where(FollowUp.state == "booked"))
    }
    latest = func.max(col(FollowUp.on), type_=Day())
    been = select(FollowUp.case_id, latest).where(col(FollowUp.state).in_(("done", "missed")))
    met = dict(session.exec(been.group_by(col(FollowUp.case_id))).all())
    for case, school in rows:
        if is_held(case, day):
            continue
        plan = plans.library.get(school.plan or plans.default)
        own = days[school.id or 0]
        number = case.id or 0
        following = None if number in booked else next_day(case, plan, own, met.get(number))
        dues = (due_day(case, plan, own), booked.get(number), following)
        for place, due in enumerate(dues):
            if due is not None and due < day:
                yield (number, place, due), school


def _buttons(blocks: Iterable[object]) -> Iterable[Button]:
    return (button for block in blocks if isinstance(block, Buttons) for button in block.buttons)


def staff_ids(session: Session) -> dict[str, int]:
    """By address."""
    return {person.email: person.id or 0 for person in session.exec(select(Staff))}
