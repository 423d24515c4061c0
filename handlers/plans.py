"""Which plan a school follows, and which a case began with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from content.loader import PlanLibrary
from content.model import Plan
from storage.tables import School


@dataclass(frozen=True)
class Plans:
    """`default`: the plan of schools that name none (NARVAROLOTS_PLAN)."""

    library: PlanLibrary
    default: str

    def of_school(self, session: Session, school_id: int) -> Plan:
        school = session.get_one(School, school_id)
        return self.library.get(school.plan or self.default)
