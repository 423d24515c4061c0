"""How cases have lived: when each was open, and at which step. No names, and nothing that is encrypted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables import Case, CaseEvent, Pupil

_MOVES = ("trigger", "raise", "lower", "close", "cause", "reopen")
"""Kinds of events that say at which step a case was, or that it ended or began again."""
_LEADING_NUMBER = re.compile(r"\d{1,2}")
Span = tuple[date, date | None]
"""From a day, it included, to another, not included; None: it goes on."""


@dataclass(frozen=True)
class CaseLife:
    """`grade` None: nobody has said. `steps`: from which day it was at which step, oldest first.
    `away`: when it was not open, being closed or its pupil having left."""

    id: int
    pupil_id: int
    school_id: int
    grade: int | None
    opened_on: date
    steps: tuple[tuple[date, int], ...]
    closed: tuple[Span, ...] = ()
    left_on: date | None = None

    def is_open(self, day: date) -> bool:
        """At the end of the day."""
        closed = any(first <= day and (last is None or day < last) for first, last in self.closed)
        left = self.left_on is not None and self.left_on <= day
        return self.opened_on <= day and not closed and not left

    def step(self, day: date) -> int:
        """Where it was at the end of the day, whether or not it was open."""
        return next((step for since, step in reversed(self.steps) if since <= day), self.steps[0][1])

    @property
    def closed_on(self) -> date | None:
        """The day since which it is closed; None when it is not, also when its pupil has left."""
        return next((first for first, last in self.closed if last is None), None)


class _Row(NamedTuple):
    """As the question below asks for them."""

    id: int
    pupil_id: int
    school_id: int
    step: int
    opened_on: date
    step_on: date
    state: str
    closed_on: date | None
    grade: int | None
    class_name: str
    left: bool
    left_on: date | None


class _Move(NamedTuple):
    case_id: int
    kind: str
    on: date
    step: int


def case_lives(session: Session, school_ids: Iterable[int]) -> list[CaseLife]:
    """Every case of the schools that was not withdrawn: a withdrawn one rested on wrong figures."""
    wanted = (col(Case.school_id).in_(list(school_ids)), col(Case.state) != "withdrawn")
    columns = (
        *(col(Case.id), col(Case.pupil_id), col(Case.school_id), col(Case.step), col(Case.opened_on)),
        *(col(Case.step_on), col(Case.state), col(Case.closed_on)),
        *(col(Pupil.grade), col(Pupil.class_name), col(Pupil.left), col(Pupil.left_on)),
    )
    cases = select(*columns).join(Pupil, col(Pupil.id) == col(Case.pupil_id)).where(*wanted)
    events = (
        select(col(CaseEvent.case_id), col(CaseEvent.kind), col(CaseEvent.on), col(CaseEvent.step))
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(*wanted, col(CaseEvent.kind).in_(_MOVES))
        .order_by(col(CaseEvent.id))
    )
    connection = session.connection()
    moves: dict[int, list[_Move]] = defaultdict(list)
    for row in connection.execute(events):
        moves[row[0]].append(_Move._make(row))
    found = (_Row._make(row) for row in connection.execute(cases.order_by(col(Case.id))))
    return [_life(row, moves[row.id]) for row in found]


def _life(row: _Row, moves: list[_Move]) -> CaseLife:
    return CaseLife(
        row.id,
        row.pupil_id,
        row.school_id,
        row.grade if row.grade is not None else grade_of(row.class_name),
        row.opened_on,
        tuple(_steps(row, moves)),
        tuple(_closed(row, moves)),
        (row.left_on or row.opened_on) if row.left else None,
    )


def grade_of(class_name: str) -> int | None:
    """A class' name most often begins with its grade: 8 of "8B"."""
    found = _LEADING_NUMBER.match(class_name.strip())
    return int(found[0]) if found and int(found[0]) <= 10 else None


def _steps(row: _Row, moves: Iterable[_Move]) -> Iterator[tuple[date, int]]:
    """The rule only moves a case up, whatever else fires the same morning; a person moves it either way."""
    step = 0
    for move in moves:
        if move.on >= row.step_on or move.kind not in ("trigger", "raise", "lower"):
            continue
        now = max(step, move.step) if move.kind == "trigger" else move.step
        if now != step:
            yield max(move.on, row.opened_on), now
        step = now
    if step != row.step:
        yield max(row.step_on, row.opened_on), row.step


def _closed(row: _Row, moves: Iterable[_Move]) -> Iterator[Span]:
    """A cause can close a case, so the last word of either kind before a reopening is when it ended."""
    ended: date | None = None
    for move in moves:
        if move.kind in ("close", "cause"):
            ended = move.on
        elif move.kind == "reopen" and ended is not None:
            yield ended, move.on
            ended = None
    if row.state == "closed":
        yield row.closed_on or row.step_on, None
