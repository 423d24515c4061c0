"""How cases stand, as plain values: a morning reads thousands, and rows that can be changed cost more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from storage.queries.among import NONE, is_listed, listed
from storage.tables import Case


class CaseNow(NamedTuple):
    """What a message needs to know of a case: the columns of `Case` by the same names."""

    id: int
    pupil_id: int
    school_id: int
    state: str
    step: int
    version: int
    measures_on: date | None
    held_until: date | None
    reached: str | None
    cause: str | None
    plan: str
    plan_version: str
    opened_on: date


Standing = Case | CaseNow

_CASES = select(*(col(getattr(Case, name)) for name in CaseNow._fields)).where(
    is_listed(col(Case.id), "cases")
)


def cases_now(session: Session, ids: Iterable[int]) -> dict[int, CaseNow]:
    """By id. What the session has changed is to be flushed before."""
    wanted = listed(ids)
    if wanted == NONE:
        return {}
    rows = session.connection().execute(_CASES, {"cases": wanted}).all()
    return {row[0]: CaseNow._make(row) for row in rows}
