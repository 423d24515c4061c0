"""What the absence shows already, said at the start of a guide so that nobody is asked for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import func
from sqlmodel import col, select

from content.texts import text
from content.wording import WEEKDAYS
from handlers import cases
from handlers.context import Context
from handlers.morning.lines import rate_percent
from storage.columns import Day
from storage.ingest.generations import current_generation, visible
from storage.queries.absence import Sums
from storage.tables import Case, DaySum, Lesson, Subject

T = TypeVar("T")
SHOWN = 2
"""Weekdays and subjects that are named: a pattern, not a table."""


@dataclass(frozen=True)
class Figures:
    """The month up to its last day with figures. Weekdays 0 is Monday; the most missed come first."""

    first: date
    last: date
    sums: Sums
    weekdays: tuple[int, ...]
    subjects: tuple[str, ...]


def figures_of(context: Context, case: Case) -> Figures | None:
    """None when the month has no figures."""
    generation = current_generation(context.session)
    days = cases.plan_of(context, case).settings.month_days.value
    mine = (DaySum.pupil_id == case.pupil_id, visible(DaySum, generation))
    newest = select(func.max(col(DaySum.day), type_=Day())).where(*mine, col(DaySum.day) <= context.today)
    last = context.session.exec(newest).first()
    if last is None:
        return None
    first = last - timedelta(days=days - 1)
    rows = context.session.exec(select(DaySum).where(*mine, col(DaySum.day).between(first, last))).all()
    sums = Sums(
        sum(row.absent for row in rows),
        sum(row.scheduled for row in rows),
        sum(row.unregistered for row in rows),
    )
    missed: Counter[int] = Counter()
    for row in rows:
        missed[row.day.weekday()] += row.absent
    return Figures(first, last, sums, _most(missed), _subjects(context, case, generation, first, last))


def _subjects(context: Context, case: Case, generation: int, first: date, last: date) -> tuple[str, ...]:
    question = (
        select(col(Subject.name), func.sum(col(Lesson.absent)))
        .join(Subject, col(Subject.id) == col(Lesson.subject_id))
        .where(
            Lesson.pupil_id == case.pupil_id,
            col(Lesson.day).between(first, last),
            col(Lesson.absent) > 0,
            visible(Lesson, generation),
        )
        .group_by(col(Subject.name))
    )
    return _most(Counter({name: int(minutes) for name, minutes in context.session.exec(question)}))


def _most(missed: Counter[T]) -> tuple[T, ...]:
    return tuple(one for one, minutes in missed.most_common(SHOWN) if minutes > 0)


def figures_in_words(figures: Figures | None) -> str:
    """The month's rate, and the weekdays and subjects most missed."""
    rate = rate_percent(figures.sums) if figures else None
    if figures is None or rate is None:
        return text("guide.figures_none")
    lines = [text("guide.figures_month", first=figures.first, last=figures.last, rate=rate)]
    if figures.weekdays:
        lines.append(text("guide.figures_days", days=[f"{WEEKDAYS[day]}ar" for day in figures.weekdays]))
    if figures.subjects:
        lines.append(text("guide.figures_lessons", subjects=list(figures.subjects)))
    return text("guide.figures", lines=" ".join(lines))
