"""What lies around a case when its questions are answered: its days, and the people a question offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from sqlmodel import Session, col, or_, select

from content.model import Plan
from content.texts import text
from handlers import cases
from handlers.context import Context
from handlers.guides.meaning import Around, Booked
from storage.calendar import SchoolCalendar
from storage.tables import Case, FollowUp, Mentorship, Staff, StaffRole

STAFF = "staff-"
MOST = 8
"""Buttons of names; others are typed."""


class AroundCase(Around):
    """Looked up when a question needs it: most answers need neither days nor people."""

    def __init__(self, context: Context, case: Case, plan: Plan) -> None:
        self._context, self._case, self._plan = context, case, plan

    @cached_property
    def today(self) -> date:
        return cases.working_day(self._context, self._case)

    @cached_property
    def days(self) -> SchoolCalendar:
        return cases.days_of(self._context, self._case)

    @cached_property
    def people(self) -> Mapping[str, str]:
        return people_around(self._context.session, self._case)

    @property
    def breaks_pause(self) -> bool:
        return self._plan.settings.breaks_pause_clock.value

    @property
    def follow_up_weeks(self) -> int | None:
        return self._plan.follow_up_limit(self._case.step)

    @cached_property
    def booked(self) -> Booked | None:
        row = self._context.session.exec(
            select(FollowUp).where(FollowUp.case_id == self._case.id, FollowUp.state == "booked")
        ).first()
        return Booked(row.on, tuple(row.participants.split())) if row else None

    def name_of(self, person: str) -> str:
        number = staff_in(person)
        if person in self.people or number is None:
            return super().name_of(person)
        staff = self._context.session.get(Staff, number)
        return staff.name if staff else text("case.colleague")


def staff_in(person: str) -> int | None:
    """Who a person that was answered is, when it is one of the school's own."""
    number = person.removeprefix(STAFF)
    return int(number) if number != person and number.isdecimal() else None


def people_around(session: Session, case: Case) -> dict[str, str]:
    """ "staff-12" to a name: the pupil's mentors, then EHT and the head teacher."""
    mentors = select(col(Mentorship.staff_id)).where(Mentorship.pupil_id == case.pupil_id)
    leading = select(col(StaffRole.staff_id)).where(
        col(StaffRole.role).in_(("eht", "rektor")), StaffRole.school_id == case.school_id
    )
    is_mentor = col(Staff.id).in_(mentors)
    found = session.exec(
        select(Staff)
        .where(or_(is_mentor, col(Staff.id).in_(leading)))
        .order_by(is_mentor.desc(), col(Staff.id))
        .limit(MOST)
    )
    return {f"{STAFF}{one.id}": one.name for one in found}
