"""The plan's year wheel: what belongs to a month or a week is said on its first school day, once.

EHT and rektor read it as a line in their own morning message, the municipality's unit in its channel. A
morning that was missed is caught up by the next; after three weeks the time has gone, and it is not said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from content.model import Plan, YearReminder
from content.texts import text
from handlers.morning.decide import Question
from handlers.outgoing import enqueue
from handlers.vocabulary import Block, Card, Paragraph, Place, Post
from storage.columns import Day
from storage.tables import Due, SchoolMorning

YEAR = "year"
"""Kind of `due` rows: the reminder's id for "school:<id>", on the month's first or the week's Monday."""
CAUGHT_UP = timedelta(days=21)
LONGEST_BREAK = timedelta(days=100)
"""So long before the morning a reminder's time may have begun: a summer without school in between."""
UNIT = "support_unit"


def unit_channel(school_id: int) -> str:
    """The channel of the municipality's unit, as each school reaches it."""
    return f"unit:{school_id}"


def write_year(session: Session, question: Question, now: datetime) -> None:
    """Notes what this morning is to say at the question's schools, and says it to the unit."""
    if not question.plan.year_wheel:
        return
    for school, reminder, begins in _wanted(session, question):
        session.add(
            Due(
                kind=YEAR,
                recipient=reminder.id,
                subject=f"school:{school}",
                on=begins,
                said_on=question.on,
                school_id=school,
                done_at=now,
            )
        )
        if UNIT in reminder.to and question.plan.support_unit.channel:
            enqueue(session, [_post(question.plan, school, reminder, question.on)], now)
    session.flush()


def reminders_said(
    session: Session, plan: Plan, school_ids: Collection[int], on: date
) -> Mapping[int, tuple[YearReminder, ...]]:
    """By school: what the morning said."""
    if not plan.year_wheel:
        return {}
    known = {one.id: one for one in plan.year_wheel}
    rows = session.exec(
        select(Due)
        .where(Due.kind == YEAR, Due.said_on == on, col(Due.school_id).in_(list(school_ids)))
        .order_by(col(Due.on), col(Due.id))
    )
    found: dict[int, list[YearReminder]] = {}
    for row in rows:
        if row.recipient in known:
            found.setdefault(row.school_id or 0, []).append(known[row.recipient])
    return {school: tuple(told) for school, told in found.items()}


def year_blocks(told: Iterable[YearReminder], role: str) -> list[Block]:
    return [Paragraph(text("year.line", what=one.text)) for one in told if role in one.to]


def _wanted(session: Session, question: Question) -> Iterable[tuple[int, YearReminder, date]]:
    said = _said(session, question)
    first = _first_mornings(session, question.scope.school_ids)
    for school in question.scope.school_ids:
        days = question.calendars[school]
        for reminder in question.plan.year_wheel:
            for begins in _beginnings(reminder, question.on):
                natural = days.next_on_or_after(begins)
                late = (
                    natural < question.on <= natural + CAUGHT_UP and first.get(school, question.on) < natural
                )
                if (natural == question.on or late) and (school, reminder.id, begins) not in said:
                    yield school, reminder, begins


def _beginnings(reminder: YearReminder, on: date) -> list[date]:
    """When the reminder's time may have begun, seen from the day: this year or, past New Year, the last."""
    return [
        day for year in (on.year - 1, on.year) if on - LONGEST_BREAK <= (day := reminder.begins(year)) <= on
    ]


def _said(session: Session, question: Question) -> set[tuple[int, str, date]]:
    since = question.on - LONGEST_BREAK
    here = col(Due.school_id).in_(list(question.scope.school_ids))
    rows = session.exec(select(Due).where(Due.kind == YEAR, col(Due.on) >= since, here))
    return {(row.school_id or 0, row.recipient, row.on) for row in rows}


def _first_mornings(session: Session, school_ids: Collection[int]) -> dict[int, date]:
    """By school: the day it began. Nobody is reminded of what was before."""
    first = func.min(col(SchoolMorning.on), type_=Day())
    question = select(SchoolMorning.school_id, first).group_by(col(SchoolMorning.school_id))
    return dict(session.exec(question.where(col(SchoolMorning.school_id).in_(list(school_ids)))).all())


def _post(plan: Plan, school: int, reminder: YearReminder, on: date) -> Post:
    card = Card(text("year.title"), text("year.summary"), (Paragraph(reminder.text),))
    return Post(f"{YEAR}:{school}:{reminder.id}:{on.isoformat()}", Place(channel=unit_channel(school)), card)
