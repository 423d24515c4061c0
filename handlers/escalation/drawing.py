"""The pictures of the threads that a morning opened: worked out when it is done, so that nothing waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from handlers.escalation.root import root_card
from handlers.escalation.thread import root_key, thread_of
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Card, Update
from storage.database import Database
from storage.tables import Case, Due

DRAW = "draw"
"""Kind of the `due` rows that wait for a thread's picture."""
AT_A_TIME = 30
"""A large municipality's morning is not held up; what is left is drawn after the next."""


def wants_picture(session: Session, case: Case, on: date) -> None:
    known = select(Due.id).where(Due.kind == DRAW, Due.subject == f"case:{case.id}", Due.on == on)
    if session.exec(known).first() is None:
        session.add(Due(kind=DRAW, recipient="", subject=f"case:{case.id}", on=on, school_id=case.school_id))


def draw(database: Database, plans: Plans, now: datetime) -> None:
    """The newest first."""
    for waiting, case_id in _waiting(database):
        with database.writing() as session:
            card = _card(session, plans, case_id, now)
            if card is not None:
                enqueue(session, [Update(root_key(case_id), card)], now)
            row = session.get(Due, waiting)
            if row is not None:
                session.delete(row)


def _waiting(database: Database) -> Sequence[tuple[int, int]]:
    question = select(Due).where(Due.kind == DRAW).order_by(col(Due.on).desc(), col(Due.id)).limit(AT_A_TIME)
    with database.reading() as session:
        return [(row.id or 0, int(row.subject.partition(":")[2])) for row in session.exec(question)]


def _card(session: Session, plans: Plans, case_id: int, now: datetime) -> Card | None:
    case, thread = session.get(Case, case_id), thread_of(session, case_id)
    if case is None or thread is None:
        return None
    return root_card(session, plans, case, thread, now.date())
