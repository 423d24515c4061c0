"""Bringing sent morning messages up to date when a case changes: everyone who got one sees it within moments.

A press notes that its pupil's messages are stale, in its own transaction, and is done: who pressed has the
answer in hand. The others' messages are written again right after (`bot.refresher`), once for many presses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from handlers.escalation.root import refresh_threads
from handlers.morning.book import load_book
from handlers.morning.message import message_key, recompose, told_already
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Update
from handlers.week.channel import update_agenda
from storage.database import Database
from storage.many import add_rows
from storage.queries.prepared import ask, ask_one
from storage.tables import Case, Due, FollowUp, MorningLine, School, StaleMessages, WeekLine
from storage.zone import STOCKHOLM

PUPILS_AT_A_TIME = 40
"""Whose messages are written again in one transaction."""


@dataclass(frozen=True)
class Stale:
    """Some pupils of one school whose messages are to be written again. `rows`: what is done with then."""

    school_id: int
    pupils: tuple[int, ...]
    rows: tuple[int, ...]


def note_stale(session: Session, case: Case) -> None:
    add_rows(session, StaleMessages, ("school_id", "pupil_id"), [(case.school_id, case.pupil_id)])


def catch_up(database: Database, plans: Plans, now: datetime) -> None:
    """Writes everything that is stale again."""
    for stale in stale_messages(database):
        bring_up_to_date(database, plans, stale, now)


def stale_messages(database: Database) -> Sequence[Stale]:
    columns = (col(StaleMessages.id), col(StaleMessages.school_id), col(StaleMessages.pupil_id))
    with database.reading() as session:
        rows = session.exec(select(*columns).order_by(col(StaleMessages.id))).all()
    by_pupil: dict[tuple[int, int], list[int]] = {}
    for number, school, pupil in rows:
        by_pupil.setdefault((school, pupil), []).append(number or 0)
    return [
        Stale(school, some, tuple(number for pupil in some for number in by_pupil[school, pupil]))
        for school in dict.fromkeys(school for school, _ in by_pupil)
        for some in _parts([pupil for where, pupil in by_pupil if where == school])
    ]


def _parts(pupils: Sequence[int]) -> Iterable[tuple[int, ...]]:
    for first in range(0, len(pupils), PUPILS_AT_A_TIME):
        yield tuple(pupils[first : first + PUPILS_AT_A_TIME])


def bring_up_to_date(database: Database, plans: Plans, stale: Stale, now: datetime) -> None:
    """One school at a time: on PostgreSQL another process may be at it, and the older must not come last."""
    with database.writing() as session:
        session.exec(select(School.id).where(School.id == stale.school_id).with_for_update(key_share=True))
        refresh_messages(session, plans, stale.school_id, stale.pupils, now)
        session.exec(delete(StaleMessages).where(col(StaleMessages.id).in_(stale.rows)))


def refresh_messages(
    session: Session, plans: Plans, school_id: int, pupil_ids: Iterable[int], now: datetime
) -> None:
    """Updates the last message that spoke of each pupil, for everyone who got it, and EHT's threads."""
    session.flush()
    pupil_ids = tuple(pupil_ids)
    refresh_threads(session, plans, pupil_ids, now.astimezone(STOCKHOLM).date(), now)
    for on, pupils in _spoken_of(session, pupil_ids).items():
        book = load_book(session, plans, school_id, on)
        known = {school_id: book}
        for staff in sorted(told_already(session, book.people(pupils), on)):
            card = recompose(session, plans, staff, on, known)
            enqueue(session, [Update(message_key(staff, on), card)], now)
        update_agenda(session, book.week, now)


def _spoken_of(session: Session, pupil_ids: Iterable[int]) -> dict[date, set[int]]:
    """By morning: the pupils whose last mention it has."""
    found: dict[date, set[int]] = {}
    for pupil in pupil_ids:
        lines = [ask_one(session, question, pupil=pupil) for question in _MENTIONS]
        last = max((day for day in (*lines, _last_due(session, pupil)) if day), default=None)
        if last is not None:
            found.setdefault(last, set()).add(pupil)
    return found


def _last_mention(table: type[MorningLine] | type[WeekLine]) -> SelectOfScalar[date]:
    """The last morning that has a line of the pupil."""
    lines = select(col(table.on)).where(col(table.pupil_id) == bindparam("pupil"))
    return lines.order_by(col(table.on).desc()).limit(1)


_MENTIONS = (_last_mention(MorningLine), _last_mention(WeekLine))


def _last_due(session: Session, pupil: int) -> date | None:
    cases = [f"case:{case}" for (case,) in ask(session, _CASES, pupil=pupil)]
    meetings = [f"follow_up:{meeting}" for (meeting,) in ask(session, _MEETINGS, pupil=pupil)]
    found: date | None = ask_one(session, _LAST_DUE, subjects=[*cases, *meetings])
    return found


_CASES = select(col(Case.id)).where(col(Case.pupil_id) == bindparam("pupil"))
_MEETINGS = (
    select(col(FollowUp.id))
    .join(Case, col(Case.id) == col(FollowUp.case_id))
    .where(col(Case.pupil_id) == bindparam("pupil"))
)
_LAST_DUE = (
    select(col(Due.said_on))
    .where(col(Due.subject).in_(bindparam("subjects", expanding=True)), col(Due.said_on).is_not(None))
    .order_by(col(Due.said_on).desc())
    .limit(1)
)
