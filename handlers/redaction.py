"""Taking back what was said of a pupil who has got a protected identity.

Storage has erased the pupil. What was sent lies with the platforms: a case's own messages are deleted,
and the morning messages that spoke of the pupil are written again, now without.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from handlers.morning.book import staff_in_role
from handlers.morning.message import recompose
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Delete, Update
from storage.ingest.erasure import REDACT
from storage.ingest.summary import ErasedPupil
from storage.tables import Due, Outbox

CASE_MESSAGES = ("first", "case", "remind")
"""What a case's own messages are called: "<word>:<case>:…"."""
LISTS = "mine"
"""A person's list of pupils: "mine:<staff>:…"."""


def redact(session: Session, plans: Plans, erased: Iterable[ErasedPupil], now: datetime) -> None:
    """Deletes and rewrites messages; the platforms do it as soon as they are reached."""
    for pupil in erased:
        people = {*pupil.mentor_ids}
        for role in ("eht", "rektor"):
            people |= set(staff_in_role(session, pupil.school_id, role))
        for case in pupil.case_ids:
            _delete(session, [f"{word}:{case}:" for word in CASE_MESSAGES], now)
        _delete(session, [f"{LISTS}:{staff}:" for staff in people], now)
        _rewrite_mornings(session, plans, people, now)
        _settle(session, pupil)


def _delete(session: Session, prefixes: Iterable[str], now: datetime) -> None:
    named = or_(*(col(Outbox.key).startswith(prefix, autoescape=True) for prefix in prefixes))
    keys = session.exec(select(Outbox.key).where(Outbox.operation == "post", named)).all()
    enqueue(session, [Delete(key) for key in keys], now)


def _rewrite_mornings(session: Session, plans: Plans, people: Iterable[int], now: datetime) -> None:
    for staff in sorted(people):
        sent = select(Outbox.key).where(
            Outbox.operation == "post", col(Outbox.key).startswith(f"morning:{staff}:")
        )
        for key in session.exec(sent).all():
            on = date.fromisoformat(key.rsplit(":", 1)[1])
            enqueue(session, [Update(key, recompose(session, plans, staff, on))], now)


def _settle(session: Session, pupil: ErasedPupil) -> None:
    subjects = [f"case:{case}" for case in pupil.case_ids]
    for row in session.exec(select(Due).where(Due.kind == REDACT, col(Due.subject).in_(subjects))):
        session.delete(row)
    session.flush()
