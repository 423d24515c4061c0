"""Set-based questions about absence: one question for all pupils of many schools at once.

Every question is about one generation and the school days' sums; `Scope` says which schools and
which days. Days are inclusive at both ends. Minutes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, case, func, or_, select, text
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from storage.columns import Day
from storage.ingest.generations import visible
from storage.queries.among import is_among
from storage.queries.prepared import ask
from storage.tables import Case, DaySum, Lesson, LessonStatus, Pupil

CHUNK = 5_000
"""Ids in one question: well under both databases' limits."""


HAS_UNREPORTED = text("day_sum.unreported_gen > 0")
HAS_REPORTED = text("day_sum.reported > 0")
"""Spelled as in the partial indexes: with a bound 0, SQLite would not see that they fit."""


@dataclass(frozen=True)
class Scope:
    """Schools that look at the same days. `seen_day` and `seen_generation` are what their last
    morning looked at; None and 0 before their first."""

    school_ids: tuple[int, ...]
    evaluated_day: date
    generation: int
    seen_day: date | None = None
    seen_generation: int = 0

    def first_day(self, days: int) -> date:
        """The first of `days` calendar days that end on the evaluated day."""
        return self.evaluated_day - timedelta(days=days - 1)


class Sums(NamedTuple):
    """Minutes of a window. `lessons_days`: school days with a registered lesson."""

    absent: int
    scheduled: int
    unregistered: int = 0
    lessons_days: int = 0


CaseDay = Mapped[date] | Mapped[date | None]
"""A column of Case that holds a day."""

PupilRange = tuple[int, int]
"""First and last pupil id, both included: how a large question is shared between readers."""


def unseen_unreported(session: Session, scope: Scope, first: date) -> dict[int, date]:
    """Pupils with an unreported lesson that no earlier morning has seen: the last day of one."""
    day = col(DaySum.day)
    unseen = or_(day > (scope.seen_day or date.min), col(DaySum.unreported_gen) > scope.seen_generation)
    question = (
        select(col(DaySum.pupil_id), func.max(day, type_=Day()))
        .join(Pupil, col(Pupil.id) == col(DaySum.pupil_id))
        .where(
            HAS_UNREPORTED,
            day.between(first, scope.evaluated_day),
            unseen,
            *_here(scope),
        )
        .group_by(col(DaySum.pupil_id))
    )
    rows = session.execute(question)
    return dict(rows.all())


def reported_occasions(session: Session, scope: Scope, first: date, at_least: int) -> dict[int, int]:
    """Pupils with so many runs of school days with reported absence.

    A school day without a registered lesson neither extends nor breaks a run.
    """
    found: dict[int, int] = {}
    for window in _windows(scope, first):
        days = (
            window.select(_begins_run(scope, first, window).label("begins"))
            .where(col(Pupil.id).in_(_with_reported_days(scope, first, at_least)), HAS_REPORTED)
            .subquery()
        )
        runs = func.sum(days.c.begins)
        question = select(days.c.id, runs).group_by(days.c.id).having(runs >= at_least)
        found.update(dict(session.execute(question).all()))
    return found


def _with_reported_days(scope: Scope, first: date, at_least: int) -> Select[Any]:
    return (
        select(col(DaySum.pupil_id))
        .where(
            HAS_REPORTED,
            col(DaySum.day).between(first, scope.evaluated_day),
            visible(DaySum, scope.generation),
        )
        .group_by(col(DaySum.pupil_id))
        .having(func.count() >= at_least)
    )


def _begins_run(scope: Scope, first: date, window: _Window) -> ColumnElement[Any]:
    """1 for a day with reported absence when the registered day before it in the window has none."""
    earlier = aliased(DaySum)
    before = (
        select(col(earlier.reported))
        .where(
            col(earlier.pupil_id) == col(DaySum.pupil_id),
            col(earlier.day).between(first, col(DaySum.day) - 1),
            col(earlier.lessons) > 0,
            visible(earlier, scope.generation),
            *window.only(col(earlier.day)),
        )
        .order_by(col(earlier.day).desc())
        .limit(1)
        .correlate(DaySum, _closing)
        .scalar_subquery()
    )
    return case((func.coalesce(before, 0) == 0, 1), else_=0)


def high_rates(
    session: Session,
    scope: Scope,
    first: date,
    percent: int,
    *,
    or_equal: bool,
    pupils: PupilRange | None = None,
) -> dict[int, Sums]:
    """Pupils whose absence of the window is over (or at least) `percent`, compared in integers."""
    absent, scheduled, *_ = sums = _sums()
    limit = scheduled * percent
    passed = absent * 100 >= limit if or_equal else absent * 100 > limit
    found: dict[int, Sums] = {}
    for window in _windows(scope, first):
        question = window.select(*sums).group_by(col(Pupil.id)).having(and_(passed, scheduled > 0))
        if pupils is not None:
            question = question.where(col(Pupil.id).between(*pupils))
        found.update(_by_pupil(session, question))
    return found


def sums_of(session: Session, scope: Scope, first: date, pupil_ids: Iterable[int]) -> dict[int, Sums]:
    """The sums of these pupils' windows. Who has no lesson in it is left out."""
    among = is_among(col(Pupil.id), pupil_ids)
    found: dict[int, Sums] = {}
    for window in _windows(scope, first):
        found.update(_by_pupil(session, window.select(*_sums()).where(among).group_by(col(Pupil.id))))
    return found


def sums_of_one(session: Session, scope: Scope, first: date, pupil_id: int) -> Sums | None:
    """As `sums_of`, of one pupil, without looking at everybody's closings; None without a lesson."""
    [numbers] = ask(
        session,
        _ONE,
        pupil=pupil_id,
        first=first,
        last=scope.evaluated_day,
        schools=list(scope.school_ids),
        generation=scope.generation,
    )
    return None if numbers[0] is None else Sums(*numbers)


def _sums() -> tuple[ColumnElement[Any], ...]:
    """As the fields of `Sums`."""
    return (
        func.sum(col(DaySum.absent)),
        func.sum(col(DaySum.scheduled)),
        func.sum(col(DaySum.unregistered)),
        func.sum(case((col(DaySum.lessons) > 0, 1), else_=0)),
    )


def _by_pupil(session: Session, question: Select[Any]) -> dict[int, Sums]:
    rows = session.connection().execute(question).all()
    return {pupil: Sums(*numbers) for pupil, *numbers in rows}


def rates_since(
    session: Session, scope: Scope, since: CaseDay, first: date, pupil_ids: Iterable[int]
) -> dict[int, Sums]:
    """Sums of these pupils, who have an open case, from `since` (a column of Case, or `first` if that is
    later) to the evaluated day."""
    question = (
        select(col(Pupil.id), *_sums())
        .select_from(Pupil)
        .join(Case, col(Case.pupil_id) == col(Pupil.id))
        .join(DaySum, col(DaySum.pupil_id) == col(Pupil.id))
        .where(
            col(Case.state) == "open",
            col(DaySum.day).between(first, scope.evaluated_day),
            col(DaySum.day) >= since,
            is_among(col(Pupil.id), pupil_ids),
            *_here(scope),
        )
        .group_by(col(Pupil.id))
    )
    return _by_pupil(session, question)


def late_closings(session: Session, school_ids: Sequence[int]) -> dict[int, date]:
    """Pupils without an open case: the day their last case was closed."""
    rows = session.execute(
        select(_closing.c.pupil_id, _closing.c.closed_on)
        .join(Pupil, col(Pupil.id) == _closing.c.pupil_id)
        .where(col(Pupil.school_id).in_(school_ids))
    )
    return dict(rows.all())


COUNTING = {
    "unreported": and_(col(Lesson.status) == LessonStatus.UNREPORTED, col(Lesson.absent) > 0),
    "reported": and_(col(Lesson.status) == LessonStatus.REPORTED, col(Lesson.absent) > 0),
    "absent": col(Lesson.absent) > 0,
}
"""Which lessons carry a trigger: the words in `CaseEvent.counts`."""


def is_on_school_day(generation: int) -> ColumnElement[bool]:
    """Whether a lesson's day is a school day: only those have a sum."""
    return (
        select(1)
        .where(
            col(DaySum.pupil_id) == col(Lesson.pupil_id),
            col(DaySum.day) == col(Lesson.day),
            visible(DaySum, generation),
        )
        .exists()
    )


def unseen_lesson(scope: Scope) -> ColumnElement[bool]:
    return or_(
        col(Lesson.day) > (scope.seen_day or date.min),
        col(Lesson.unreported_gen) > scope.seen_generation,
    )


def _here(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Pupil.school_id).in_(scope.school_ids),
        col(Pupil.left).is_(False),
        visible(DaySum, scope.generation),
    )


def _closings() -> Subquery:
    """The last closing of pupils without an open case."""
    is_open = select(col(Case.pupil_id)).where(col(Case.state) == "open")
    return (
        select(col(Case.pupil_id), func.max(col(Case.closed_on), type_=Day()).label("closed_on"))
        .where(col(Case.state) == "closed", col(Case.pupil_id).not_in(is_open))
        .group_by(col(Case.pupil_id))
        .subquery("closing")
    )


_closing = _closings()


def _one() -> Select[Any]:
    """The sums of one pupil's days after the last closing, if no case is open."""
    own = col(Case.pupil_id) == bindparam("pupil")
    is_open = select(1).where(own, col(Case.state) == "open").correlate(None).exists()
    closed = select(func.max(col(Case.closed_on), type_=Day())).where(
        own, col(Case.state) == "closed", ~is_open
    )
    return (
        select(*_sums())
        .select_from(Pupil)
        .join(DaySum, col(DaySum.pupil_id) == col(Pupil.id))
        .where(
            col(Pupil.id) == bindparam("pupil"),
            col(Pupil.school_id).in_(bindparam("schools", expanding=True)),
            col(Pupil.left).is_(False),
            col(DaySum.day).between(bindparam("first"), bindparam("last")),
            col(DaySum.day) > func.coalesce(closed.scalar_subquery(), 0),
            col(DaySum.from_gen) <= bindparam("generation"),
            col(DaySum.to_gen) > bindparam("generation"),
        )
    )


_ONE = _one()


@dataclass(frozen=True)
class _Window:
    """Pupils and their days. The many without a late closing share one window; for the few with a
    closing inside it (`closed`) only the days that follow count. Asked apart, the many stay fast."""

    scope: Scope
    first: date
    closed: bool

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        pupils = select(col(Pupil.id), *columns).select_from(Pupil)
        late = _closing.c.closed_on >= self.first
        if self.closed:
            pupils = pupils.join(_closing, _closing.c.pupil_id == col(Pupil.id)).where(late)
        else:
            pupils = pupils.where(col(Pupil.id).not_in(select(_closing.c.pupil_id).where(late)))
        return pupils.join(DaySum, col(DaySum.pupil_id) == col(Pupil.id)).where(
            col(DaySum.day).between(self.first, self.scope.evaluated_day),
            *self.only(col(DaySum.day)),
            *_here(self.scope),
        )

    def only(self, day: Mapped[date]) -> tuple[ColumnElement[bool], ...]:
        return (day > _closing.c.closed_on,) if self.closed else ()


def _windows(scope: Scope, first: date) -> tuple[_Window, _Window]:
    return _Window(scope, first, closed=False), _Window(scope, first, closed=True)
