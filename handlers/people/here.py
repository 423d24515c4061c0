"""Who is there on a day: deputies in the place of those who are away, and nobody who has left.

A mentor who is away is replaced by the deputy the roster names; who has no role at any school has left. When
that leaves a pupil without anybody, the school's EHT is there, and then its rektor: no case is without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, bindparam
from sqlmodel import Session, col, or_, select

from handlers.morning.lines import mentors_by_pupil
from storage.queries.prepared import ask
from storage.tables import Pupil, Staff, StaffRole

BEHIND = ("eht", "rektor")
"""Who is there when no mentor is, in order."""


@dataclass
class Here:
    """One day's answers, asked of the database once."""

    session: Session
    on: date
    _behind: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stand_ins = stand_ins(self.session, self.on)
        self._away = _away(self.session, self.on)
        self._gone = _gone(self.session)

    def is_here(self, staff: int) -> bool:
        return staff not in self._gone and staff not in self._away

    def stand_in(self, staff: int) -> int | None:
        """The person, or whoever stands in; None when neither is here."""
        if self.is_here(staff):
            return staff
        deputy = self.stand_ins.get(staff) if staff not in self._gone else None
        return deputy if deputy is not None and self.is_here(deputy) else None

    def mentors(self, pupil_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """By pupil: who gets what its mentors are told. A message to somebody who is away with nobody in
        their place waits there, and the first who is behind them gets it too."""
        wanted = list(pupil_ids)
        found: dict[int, list[int]] = {pupil: [] for pupil in wanted} | mentors_by_pupil(self.session, wanted)
        schools = self._schools([pupil for pupil, mentors in found.items() if not self._any(mentors)])
        return {pupil: self._receivers(mentors, schools.get(pupil)) for pupil, mentors in found.items()}

    def leading(self, staff: Iterable[int]) -> tuple[int, ...]:
        """Those of a role who are here, deputies in the place of those away. When nobody is: all of them,
        and what they are told waits there."""
        wanted = list(dict.fromkeys(staff))
        found = (self.stand_in(one) for one in wanted)
        return tuple(dict.fromkeys(one for one in found if one is not None)) or tuple(wanted)

    def behind(self, school_id: int) -> tuple[int, ...]:
        """EHT and then rektor of the school, those who are here."""
        if school_id not in self._behind:
            self._behind[school_id] = tuple(
                staff
                for role in BEHIND
                for staff in with_role(self.session, school_id, role)
                if self.is_here(staff)
            )
        return self._behind[school_id]

    def _any(self, mentors: Sequence[int]) -> bool:
        return any(self.stand_in(one) is not None for one in mentors)

    def in_place_of(self, mentors: Iterable[int]) -> list[int]:
        """Each, or the deputy the roster names while they are away; not those who have left."""
        return [self.stand_ins.get(one, one) for one in mentors if one not in self._gone]

    def _receivers(self, mentors: Sequence[int], school: int | None) -> tuple[int, ...]:
        behind = self.behind(school)[:1] if school is not None else ()
        return tuple(dict.fromkeys([*self.in_place_of(mentors), *behind]))

    def _schools(self, pupils: Sequence[int]) -> dict[int, int]:
        if not pupils:
            return {}
        question = select(Pupil.id, Pupil.school_id).where(col(Pupil.id).in_(pupils))
        return {pupil or 0: school for pupil, school in self.session.exec(question)}


def with_role(session: Session, school_id: int, role: str) -> tuple[int, ...]:
    """Staff with the role at the school or at all schools."""
    found = ask(session, _WITH_ROLE, role=role, school=school_id)
    return tuple(dict.fromkeys(staff for (staff,) in found))


_WITH_ROLE = (
    select(col(StaffRole.staff_id))
    .where(
        col(StaffRole.role) == bindparam("role"),
        or_(col(StaffRole.school_id) == bindparam("school"), col(StaffRole.school_id).is_(None)),
    )
    .order_by(col(StaffRole.staff_id))
)


def stand_ins(session: Session, on: date) -> dict[int, int]:
    """Who is away on a day, and who stands in."""
    away = ask(session, _AWAY_WITH_DEPUTY, on=on)
    if not away:
        return {}
    deputies = dict(
        session.execute(
            select(col(Staff.email_hash), col(Staff.id)).where(
                col(Staff.email_hash).in_([deputy for _, deputy in away])
            )
        ).all()
    )
    return {staff: deputies[deputy] for staff, deputy in away if staff and deputy in deputies}


def _away(session: Session, on: date) -> frozenset[int]:
    return frozenset(staff for (staff,) in ask(session, _AWAY, on=on))


def _gone(session: Session) -> frozenset[int]:
    """Those who have left: a roster without them has taken their roles."""
    return frozenset(staff for (staff,) in ask(session, _GONE))


_IS_AWAY = and_(
    col(Staff.away_from) <= bindparam("on"),
    or_(col(Staff.away_to).is_(None), col(Staff.away_to) >= bindparam("on")),
)
_AWAY = select(col(Staff.id)).where(_IS_AWAY)
_AWAY_WITH_DEPUTY = select(col(Staff.id), col(Staff.deputy_hash)).where(
    col(Staff.deputy_hash).is_not(None), _IS_AWAY
)
_GONE = select(col(Staff.id)).where(col(Staff.id).not_in(select(StaffRole.staff_id)))
