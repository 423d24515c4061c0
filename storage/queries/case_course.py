"""What has been done in many cases at once: when the absence was, contacts, mappings, measures and meetings.

Every question is one statement over all cases of some schools. What is encrypted is opened for the few
columns that a count needs (who was reached, which cause, which day), and free text for none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from storage.columns import Day
from storage.tables import Case, CaseAction, CaseEvent, CaseEventLesson, FollowUp, GuideSession, Measure
from storage.zone import STOCKHOLM


@dataclass(frozen=True)
class CasesOf:
    """Cases of these schools that were opened on `since` or later, and not withdrawn."""

    school_ids: Collection[int]
    since: date

    @property
    def wanted(self) -> tuple[ColumnElement[bool], ...]:
        return (
            col(Case.school_id).in_(list(self.school_ids)),
            col(Case.state) != "withdrawn",
            col(Case.opened_on) >= self.since,
        )


class Noted(NamedTuple):
    """Something a person did in a case. `note`: JSON, or None."""

    case_id: int
    kind: str
    on: date
    step: int
    note: str | None


class Tried(NamedTuple):
    """A measure. `worked`: "" until it is followed up, then yes, partly or no."""

    case_id: int
    area: str
    started_on: date
    worked: str


def absence_days(session: Session, cases: CasesOf) -> dict[int, date]:
    """The day of the absence that opened each case: the first of its unreported lessons, else the day that
    the morning looked at. Cases that no morning opened are not among them."""
    opening = (*cases.wanted, col(CaseEvent.kind) == "trigger", col(CaseEvent.on) == col(Case.opened_on))
    event = col(CaseEvent.case_id) == col(Case.id)
    looked_at = (
        select(col(Case.id), func.max(col(CaseEvent.window_to), type_=Day()))
        .join(CaseEvent, event)
        .where(*opening)
        .group_by(col(Case.id))
    )
    unreported = (
        select(col(Case.id), func.min(col(CaseEventLesson.day), type_=Day()))
        .join(CaseEvent, event)
        .join(CaseEventLesson, col(CaseEventLesson.event_id) == col(CaseEvent.id))
        .where(*opening, col(CaseEvent.counts) == "unreported")
        .group_by(col(Case.id))
    )
    connection = session.connection()
    found = {case: day for case, day in connection.execute(looked_at).all() if case and day}
    return found | {case: day for case, day in connection.execute(unreported).all() if case and day}


def noted(session: Session, cases: CasesOf, kinds: Iterable[str]) -> list[Noted]:
    """In the order they were noted."""
    question = (
        select(
            *(col(CaseEvent.case_id), col(CaseEvent.kind), col(CaseEvent.on), col(CaseEvent.step)),
            col(CaseEvent.note),
        )
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(*cases.wanted, col(CaseEvent.kind).in_(list(kinds)))
        .order_by(col(CaseEvent.id))
    )
    return [Noted._make(row) for row in session.connection().execute(question)]


def causes(session: Session, cases: CasesOf) -> dict[int, str]:
    """Ids of the plan's causes; cases without one are not among them."""
    question = select(col(Case.id), col(Case.cause)).where(*cases.wanted, col(Case.cause).is_not(None))
    rows = session.connection().execute(question).all()
    return {case: cause for case, cause in rows if case and cause}


def done_on(
    session: Session, cases: CasesOf, actions: Collection[str], guides: Collection[str]
) -> dict[int, date]:
    """The first day on which one of the actions was ticked off, or one of the guides was done."""
    ticked = (
        select(col(CaseAction.case_id), func.min(col(CaseAction.on), type_=Day()))
        .join(Case, col(Case.id) == col(CaseAction.case_id))
        .where(*cases.wanted, col(CaseAction.state) == "done", col(CaseAction.action).in_(list(actions)))
        .group_by(col(CaseAction.case_id))
    )
    finished = (
        select(col(GuideSession.case_id), col(GuideSession.changed_at))
        .join(Case, col(Case.id) == col(GuideSession.case_id))
        .where(*cases.wanted, col(GuideSession.state) == "done", col(GuideSession.guide).in_(list(guides)))
    )
    connection = session.connection()
    found: dict[int, date] = {case: day for case, day in connection.execute(ticked).all() if day}
    for case, at in connection.execute(finished):
        day = at.astimezone(STOCKHOLM).date()
        found[case] = min(day, found.get(case, day))
    return found


def tried(session: Session, cases: CasesOf) -> Sequence[Tried]:
    question = (
        select(col(Measure.case_id), col(Measure.area), col(Measure.started_on), col(Measure.worked))
        .join(Case, col(Case.id) == col(Measure.case_id))
        .where(*cases.wanted)
        .order_by(col(Measure.id))
    )
    return [Tried._make(row) for row in session.connection().execute(question)]


def meetings_held(session: Session, cases: CasesOf) -> list[tuple[int, date]]:
    """Follow-ups that were held: the case and the day."""
    question = (
        select(col(FollowUp.case_id), col(FollowUp.on))
        .join(Case, col(Case.id) == col(FollowUp.case_id))
        .where(*cases.wanted, col(FollowUp.state) == "done")
    )
    return [(case, on) for case, on in session.connection().execute(question)]
