"""The week's pictures: worked out when the morning is done, so that no click waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from handlers.morning.book import Book, load_book
from handlers.morning.message import message_key, recompose, told_already
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Later, Update
from handlers.week.channel import update_agenda
from handlers.week.due import DRAW_WEEK
from storage.database import Database
from storage.tables import Due


def draw_weeks(database: Database, plans: Plans, now: datetime) -> None:
    for number, school, on in _waiting(database):
        with database.writing() as session:
            book = load_book(session, plans, school, on)
            enqueue(session, _cards(session, plans, book), now)
            update_agenda(session, book.week, now)
            row = session.get(Due, number)
            if row is not None:
                session.delete(row)


def _waiting(database: Database) -> Sequence[tuple[int, int, date]]:
    question = select(Due).where(Due.kind == DRAW_WEEK).order_by(col(Due.on).desc(), col(Due.id))
    with database.reading() as session:
        return [(row.id or 0, row.school_id or 0, row.on) for row in session.exec(question)]


def _cards(session: Session, plans: Plans, book: Book) -> list[Later]:
    """The messages of the leaders who were told."""
    leaders = {staff for own in book.leaders.values() for staff in own}
    told = sorted(told_already(session, leaders, book.on))
    known = {book.school_id: book}
    return [
        Update(message_key(staff, book.on), recompose(session, plans, staff, book.on, known))
        for staff in told
    ]
