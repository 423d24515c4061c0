"""Which plan a school follows, in the edition of the day, and which edition a case began with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from content.loader import PlanLibrary
from content.model import Plan
from storage.queries.prepared import ask_one
from storage.tables import School, StaffRole


class Begun(Protocol):
    """What tells a case's own edition: a row of `Case`, or those of its columns."""

    @property
    def plan(self) -> str: ...

    @property
    def plan_version(self) -> str: ...

    @property
    def opened_on(self) -> date: ...


class _OfSchool(Begun, Protocol):
    @property
    def school_id(self) -> int: ...


@dataclass(frozen=True)
class Plans:
    """`default`: the plan of schools that name none (NARVAROLOTS_PLAN). `training`: all pupils are
    invented. `names_for_eht`: EHT's channel is told a pupil's name, not the initials alone."""

    library: PlanLibrary
    default: str
    training: bool = False
    names_for_eht: bool = False

    def of_school(self, session: Session, school_id: int, on: date | None = None) -> Plan:
        """What a case that begins on the day follows. None: the newest edition."""
        return self.library.get(ask_one(session, _NAMED, school=school_id) or self.default, on)

    def of_case(self, session: Session, case: _OfSchool) -> Plan:
        """The edition that the case began with, or was moved over to."""
        return self.begun_with(case) or self.of_school(session, case.school_id, case.opened_on)

    def begun_with(self, case: Begun) -> Plan | None:
        """None when the plan is not there any longer. An edition that is not: the one of the day the case
        was opened, which is what it stood in."""
        if case.plan not in self.library.ids():
            return None
        editions = self.library.editions(case.plan)
        return (editions.called(case.plan_version) or editions.on(case.opened_on)).plan

    def perhaps_begun_with(self, plan: str, version: str) -> tuple[Plan, ...]:
        """The editions that cases with this plan and version may be read from."""
        if plan not in self.library.ids():
            return ()
        editions = self.library.editions(plan)
        known = editions.called(version)
        return tuple(one.plan for one in ((known,) if known else editions.all))

    def of_staff(self, session: Session, staff_id: int | None, on: date | None = None) -> tuple[Plan, ...]:
        """Those of the schools where the person works, once each; the default one for who works at none."""
        own = (
            select(School.plan)
            .join(StaffRole, col(StaffRole.school_id) == col(School.id))
            .where(StaffRole.staff_id == staff_id)
            .order_by(col(School.id))
        )
        named = session.exec(own).all() if staff_id is not None else ()
        ids = dict.fromkeys(plan or self.default for plan in named) or (self.default,)
        return tuple(self.library.get(plan, on) for plan in ids)


_NAMED = select(col(School.plan)).where(col(School.id) == bindparam("school"))
