"""Bringing sent morning messages up to date when a case changes: everyone who got it sees it at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from handlers.escalation.root import refresh_threads
from handlers.morning.book import load_book
from handlers.morning.message import message_key, recompose, told_already
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Update
from handlers.week.channel import update_agenda
from storage.tables import Case, Due, FollowUp, MorningLine, WeekLine
from storage.zone import STOCKHOLM


def refresh_messages(
    session: Session, plans: Plans, school_id: int, pupil_ids: Iterable[int], now: datetime
) -> None:
    """Updates the last message that spoke of each pupil, for everyone who got it, and EHT's threads."""
    session.flush()
    pupil_ids = tuple(pupil_ids)
    refresh_threads(session, plans, pupil_ids, now.astimezone(STOCKHOLM).date(), now)
    for on, pupils in _spoken_of(session, pupil_ids).items():
        book = load_book(session, plans, school_id, on)
        for staff in sorted(told_already(session, book.people(pupils), on)):
            card = recompose(session, plans, staff, on, {school_id: book})
            enqueue(session, [Update(message_key(staff, on), card)], now)
        update_agenda(session, book.week, now)


def _spoken_of(session: Session, pupil_ids: Iterable[int]) -> dict[date, set[int]]:
    """By morning: the pupils whose last mention it has."""
    found: dict[date, set[int]] = {}
    for pupil in pupil_ids:
        mentions = (_last_line(session, pupil), _last_due(session, pupil), _last_week(session, pupil))
        last = max((day for day in mentions if day), default=None)
        if last is not None:
            found.setdefault(last, set()).add(pupil)
    return found


def _last_line(session: Session, pupil: int) -> date | None:
    lines = select(col(MorningLine.on)).where(MorningLine.pupil_id == pupil)
    return session.exec(lines.order_by(col(MorningLine.on).desc()).limit(1)).first()


def _last_due(session: Session, pupil: int) -> date | None:
    cases = session.exec(select(Case.id).where(Case.pupil_id == pupil)).all()
    meetings = session.exec(select(FollowUp.id).where(col(FollowUp.case_id).in_(cases))).all()
    subjects = [f"case:{case}" for case in cases] + [f"follow_up:{meeting}" for meeting in meetings]
    said = select(col(Due.said_on)).where(col(Due.subject).in_(subjects), col(Due.said_on).is_not(None))
    return session.exec(said.order_by(col(Due.said_on).desc()).limit(1)).first()


def _last_week(session: Session, pupil: int) -> date | None:
    lines = select(col(WeekLine.on)).where(WeekLine.pupil_id == pupil)
    return session.exec(lines.order_by(col(WeekLine.on).desc()).limit(1)).first()
