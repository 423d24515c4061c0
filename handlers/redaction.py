"""Taking back what was said of a pupil who has got a protected identity.

Storage has erased the pupil and left `due` rows of what is to be redacted. A case's own messages are deleted,
and the morning messages that spoke of the pupil are written again, now without. Each is a short transaction,
and what a crash left undone is done the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, or_, select, update

from handlers.cards_json import to_json
from handlers.morning.book import load_book
from handlers.morning.message import message_key, recompose
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Card, Delete, Update
from handlers.week.channel import agenda_card, agenda_key, update_agenda
from storage.database import Database
from storage.tables import Due, Mentorship, Outbox, Pupil, Staff, StaffRole
from storage.tables.chat import REDACT

CASE_MESSAGES = ("first", "case", "remind", "guide")
"""What a case's own messages are called: "<word>:<case>:…"."""
TOGETHER = ("thread", "eht", "request")
"""Those in EHT's channel and the unit's, and those that go between EHT and a case's mentors."""
LISTS = "mine"
"""A person's list of pupils: "mine:<staff>:…"."""
PEOPLE_AT_A_TIME = 20
"""Messages rewritten in one transaction."""
_NEVER_ARRIVED = ("failed", "unknown")
_BLANK = Card("", "")


def finish(database: Database, plans: Plans, now: datetime) -> None:
    """Redacts everything that waits for it; the platforms do it as soon as they are reached."""
    with database.reading() as session:
        waiting = session.exec(select(Due).where(Due.kind == REDACT).order_by(col(Due.id))).all()
        people = {row.school_id: _people(session, row.school_id) for row in waiting}
        session.expunge_all()
    for row in waiting:
        kind, _, number = row.subject.partition(":")
        if kind == "case":
            with database.writing() as session:
                _delete(session, [f"{word}:{number}:" for word in (*CASE_MESSAGES, *TOGETHER)], now)
                _delete(session, [f"{LISTS}:{staff}:" for staff in people[row.school_id]], now)
        else:
            _rewrite(database, plans, [message_key(staff, row.on) for staff in people[row.school_id]], now)
            _rewrite_agenda(database, plans, row.school_id or 0, row.on, now)
        with database.writing() as session:
            session.delete(session.get_one(Due, row.id))


def _people(session: Session, school_id: int | None) -> Sequence[int]:
    """Everyone who may have been told of the school's pupils: those who work there or everywhere, mentors
    and deputies, and those who have left and have no role at all."""
    working = select(StaffRole.staff_id).where(
        or_(col(StaffRole.school_id) == school_id, col(StaffRole.school_id).is_(None))
    )
    mentors = (
        select(Mentorship.staff_id)
        .join(Pupil, col(Pupil.id) == col(Mentorship.pupil_id))
        .where(Pupil.school_id == school_id)
    )
    deputies = select(Staff.deputy_hash).where(
        or_(col(Staff.id).in_(mentors), col(Staff.id).in_(working)), col(Staff.deputy_hash).is_not(None)
    )
    question = select(Staff.id).where(
        or_(
            col(Staff.id).in_(working),
            col(Staff.id).in_(mentors),
            col(Staff.email_hash).in_(deputies),
            col(Staff.id).not_in(select(StaffRole.staff_id)),
        )
    )
    return [staff for staff in session.exec(question.order_by(col(Staff.id))) if staff is not None]


def _delete(session: Session, prefixes: Iterable[str], now: datetime) -> None:
    for prefix in prefixes:
        posts = select(Outbox.key).where(
            Outbox.operation == "post", col(Outbox.key).startswith(prefix, autoescape=True)
        )
        keys = session.exec(posts).all()
        enqueue(session, [Delete(key) for key in keys], now)
        _empty(session, keys)


def _rewrite(database: Database, plans: Plans, keys: Sequence[str], now: datetime) -> None:
    for start in range(0, len(keys), PEOPLE_AT_A_TIME):
        some = keys[start : start + PEOPLE_AT_A_TIME]
        posted = select(Outbox.key).where(Outbox.operation == "post", col(Outbox.key).in_(some))
        with database.writing() as session:
            for key in session.exec(posted).all():
                _, staff, on = key.split(":")
                card = recompose(session, plans, int(staff), date.fromisoformat(on))
                enqueue(session, [Update(key, card)], now)
                _empty(session, [key], card)


def _rewrite_agenda(database: Database, plans: Plans, school: int, on: date, now: datetime) -> None:
    """EHT's agenda of that morning, where it stands in the team's channel."""
    with database.writing() as session:
        book = load_book(session, plans, school, on)
        update_agenda(session, book.week, now)
        if book.week is not None:
            _empty(session, [agenda_key(school, on)], agenda_card(book.week))


def _empty(session: Session, keys: Sequence[str], instead: Card = _BLANK) -> None:
    """Cards that are kept of messages that never arrived, or that may have to be sent once more."""
    rows = update(Outbox).where(col(Outbox.key).in_(keys))
    session.exec(rows.where(col(Outbox.state).in_(_NEVER_ARRIVED)).values(card=None))
    sending = rows.where(col(Outbox.state) == "sending", col(Outbox.card).is_not(None))
    session.exec(sending.values(card=to_json(instead)))
