"""What a morning says in EHT's channel: new threads, more reasons in those that are there, and what
nobody has taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from content.model import Plan
from content.texts import text
from handlers.escalation.drawing import wants_picture
from handlers.escalation.opening import EHT, note_card, open_or_add, step_reason
from handlers.escalation.thread import CAUSE, HANDS_OVER, INFORMS, OVERDUE, in_thread
from handlers.morning.decide import Question
from handlers.morning.reminders import FOR_EHT
from handlers.morning.subjects import spoken_of
from handlers.morning.wanted import UNCLAIMED_REKTOR, rung_kinds
from handlers.outgoing import enqueue
from storage.queries.among import is_among
from storage.tables import Case, CaseEvent, CaseThread, Due, Pupil

UNCLAIMED = "unclaimed"
"""Said again in the thread."""
_DUE_REASONS = {FOR_EHT: CAUSE, **dict.fromkeys(rung_kinds("eht"), OVERDUE)}
_STRONGEST = (HANDS_OVER, OVERDUE, CAUSE, INFORMS)
"""A case is said once a morning, for its strongest reason."""


class _Fired(NamedTuple):
    """A trigger that fired, and what tells its case's edition."""

    case_id: int
    at_step: int
    trigger: str | None
    plan: str
    plan_version: str
    opened_on: date


_FIRED = (
    *(col(CaseEvent.case_id), col(CaseEvent.step), col(CaseEvent.trigger)),
    *(col(Case.plan), col(Case.plan_version), col(Case.opened_on)),
)


def tell_eht(session: Session, question: Question, now: datetime) -> None:
    """Everything that stands in the channels of the question's schools from this morning on.

    Pictures are drawn afterwards (`draw`): a transaction does not wait for them."""
    session.flush()
    reasons = _by_case(session, question)
    for case in _cases(session, reasons):
        reason = next(one for one in _STRONGEST if one in reasons[case.id or 0])
        open_or_add(session, question.plans, case, reason, question.on, now, picture=False)
        wants_picture(session, case, question.on)
    _say_unclaimed(session, question, now)


def _by_case(session: Session, question: Question) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for fired in _fired(session, question):
        if (reason := _reason(question.plan_of(fired), fired.at_step, fired.trigger)) is not None:
            found.setdefault(fired.case_id, set()).add(reason)
    for case, kind in _said(session, question):
        found.setdefault(case, set()).add(_DUE_REASONS[kind])
    return found


def _fired(session: Session, question: Question) -> Iterable[_Fired]:
    """What fired this morning of what may concern EHT."""
    concerning = {
        trigger.id
        for plan in question.editions
        for trigger in plan.triggers
        if _reason(plan, trigger.step, trigger.id) is not None
    }
    rows = session.connection().execute(
        core_select(*_FIRED)
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(
            col(Case.school_id).in_(question.scope.school_ids),
            col(Case.state) == "open",
            col(CaseEvent.on) == question.on,
            col(CaseEvent.kind) == "trigger",
            col(CaseEvent.trigger).in_(sorted(concerning)),
        )
    )
    return (_Fired._make(row) for row in rows.all())


def _reason(plan: Plan, step: int, trigger_id: str | None) -> str | None:
    trigger = next((one for one in plan.triggers if one.id == trigger_id), None)
    return step_reason(plan, step) or (INFORMS if trigger and EHT in trigger.tells else None)


def _said(session: Session, question: Question) -> Iterable[tuple[int, str]]:
    rows = session.exec(
        select(Due).where(
            Due.said_on == question.on,
            col(Due.school_id).in_(question.scope.school_ids),
            col(Due.kind).in_(list(_DUE_REASONS)),
        )
    ).all()
    return [(one.case_id, one.due.kind) for one in spoken_of(session, rows)]


def _cases(session: Session, wanted: Mapping[int, object]) -> Iterable[Case]:
    question = select(Case).where(is_among(col(Case.id), wanted)).order_by(col(Case.id))
    return session.exec(question).all()


def _say_unclaimed(session: Session, question: Question, now: datetime) -> None:
    """Said again in the thread, then to rektor: once each, counted in school days."""
    for thread, case in _waiting(session, question):
        settings = question.plan_of(case).settings
        since = thread.waits_since or thread.opened_on
        days = question.calendars[case.school_id]
        for kind, after in (
            (UNCLAIMED, settings.unclaimed_school_days.value),
            (UNCLAIMED_REKTOR, settings.unclaimed_to_rektor_school_days.value),
        ):
            if question.on >= days.add_school_days(since, after):
                _say_once(session, kind, since, case, question, now)


def _say_once(
    session: Session, kind: str, since: date, case: Case, question: Question, now: datetime
) -> None:
    subject = f"case:{case.id}"
    known = select(Due.id).where(Due.kind == kind, Due.subject == subject, Due.on == since)
    if session.exec(known).first() is not None:
        return
    to_rektor = kind == UNCLAIMED_REKTOR
    said_on = question.on if to_rektor else None
    session.add(
        Due(
            kind=kind,
            recipient="",
            subject=subject,
            on=since,
            said_on=said_on,
            school_id=case.school_id,
            done_at=now,
        )
    )
    if not to_rektor:
        said = in_thread(case, f"{kind}:{question.on.isoformat()}", note_card(text("eht.unclaimed")))
        enqueue(session, [said], now)
    session.flush()


def _waiting(session: Session, question: Question) -> Iterable[tuple[CaseThread, Case]]:
    return session.exec(
        select(CaseThread, Case)
        .join(Case, col(Case.id) == col(CaseThread.case_id))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(
            col(CaseThread.school_id).in_(question.scope.school_ids),
            CaseThread.state == "waiting",
            col(CaseThread.waits_since).is_not(None),
            Case.state == "open",
            col(Pupil.left).is_(False),
        )
        .order_by(col(Case.id))
    ).all()
