"""The one named coordinator of a case: the mentor, or whoever has taken it over, or who stands in for them.

Worked out for a day rather than stored, so that a mentor's leave or an EHT member's last day never leaves
a case without a name (`Here`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from handlers.morning.lines import mentors_by_pupil
from handlers.morning.standing import Standing
from handlers.people.here import Here
from storage.queries.among import NONE, is_listed, listed
from storage.queries.prepared import ask, ask_one
from storage.tables import Case, Holding, Staff


def coordinator(session: Session, case: Standing, on: date) -> int | None:
    """None only at a school without mentor, EHT and rektor."""
    return coordinators(session, [case], on).get(case.id or 0)


def coordinators(session: Session, cases: Iterable[Standing], on: date) -> dict[int, int]:
    """By case."""
    wanted = list(cases)
    here = Here(session, on)
    held = holders(session, [case.id or 0 for case in wanted])
    mentors = mentors_by_pupil(session, {case.pupil_id for case in wanted})
    found = {case.id or 0: _first(here, case, held, mentors.get(case.pupil_id, [])) for case in wanted}
    return {case: staff for case, staff in found.items() if staff is not None}


def _first(here: Here, case: Standing, held: Mapping[int, int], mentors: Iterable[int]) -> int | None:
    own = [held[case.id or 0]] if (case.id or 0) in held else []
    likely = (here.stand_in(one) for one in (*own, *mentors))
    return next((one for one in (*likely, *here.behind(case.school_id)) if one is not None), None)


def holders(session: Session, case_ids: Iterable[int]) -> dict[int, int]:
    """Who has taken each case over, where somebody has."""
    wanted = listed(case_ids)
    rows = () if wanted == NONE else ask(session, _HOLDERS, cases=wanted)
    return dict(rows)


_HOLDERS = select(col(Holding.case_id), col(Holding.staff_id)).where(
    is_listed(col(Holding.case_id), "cases"), col(Holding.until).is_(None)
)


def holding_of(session: Session, case_id: int) -> Holding | None:
    return session.exec(_HOLDING, params={"case": case_id}).first()


_HOLDING = select(Holding).where(col(Holding.case_id) == bindparam("case"), col(Holding.until).is_(None))


def hold_from(session: Session, case: Case, staff_id: int, on: date, actor: str) -> None:
    """Somebody takes the case over; who held it until then no longer does."""
    let_go(session, case, on)
    session.add(Holding(case_id=case.id or 0, staff_id=staff_id, since=on, actor=actor))
    session.flush()


def let_go(session: Session, case: Case, on: date) -> Holding | None:
    """Nobody but the mentor holds the case any longer. Returns who did until now."""
    holding = holding_of(session, case.id or 0)
    if holding is not None:
        holding.until = on
        session.add(holding)
        session.flush()
    return holding


def staff_name(session: Session, staff_id: int | None) -> str:
    return "" if staff_id is None else ask_one(session, _NAME, staff=staff_id) or ""


_NAME = select(col(Staff.name)).where(col(Staff.id) == bindparam("staff"))
