"""Which plan a school follows, and which a case began with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from content.loader import PlanLibrary
from content.model import Plan
from storage.tables import School, StaffRole


@dataclass(frozen=True)
class Plans:
    """`default`: the plan of schools that name none (NARVAROLOTS_PLAN). `training`: all pupils are
    invented."""

    library: PlanLibrary
    default: str
    training: bool = False

    def of_school(self, session: Session, school_id: int) -> Plan:
        school = session.get_one(School, school_id)
        return self.library.get(school.plan or self.default)

    def of_staff(self, session: Session, staff_id: int | None) -> tuple[Plan, ...]:
        """Those of the schools where the person works, once each; the default one for who works at none."""
        own = (
            select(School.plan)
            .join(StaffRole, col(StaffRole.school_id) == col(School.id))
            .where(StaffRole.staff_id == staff_id)
            .order_by(col(School.id))
        )
        named = session.exec(own).all() if staff_id is not None else ()
        ids = dict.fromkeys(plan or self.default for plan in named) or (self.default,)
        return tuple(self.library.get(plan) for plan in ids)
