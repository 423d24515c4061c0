"""What a `due` row speaks of: "case:3", "follow_up:7" or "task:2"; others are no case's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.queries.among import is_listed, listed
from storage.tables import CaseTask, Due, FollowUp

CASE, MEETING, TASK = "case", "follow_up", "task"


@dataclass(frozen=True)
class Spoken:
    """A row with its case, and its meeting or task when it is of one."""

    due: Due
    case_id: int
    meeting: FollowUp | None = None
    task: CaseTask | None = None


def word_of(due: Due) -> str:
    return due.subject.partition(":")[0]


def number_of(due: Due) -> int:
    return int(due.subject.partition(":")[2])


def spoken_of(session: Session, rows: Iterable[Due]) -> list[Spoken]:
    """Those whose case, meeting or task is still there; one that is erased is not spoken of."""
    of_cases = [row for row in rows if word_of(row) in (CASE, MEETING, TASK)]
    meetings = {row.id or 0: row for row in _found(session, of_cases)}
    tasks = {row.id or 0: row for row in _tasks(session, of_cases)}
    return [one for row in of_cases if (one := _spoken(row, meetings, tasks)) is not None]


def _spoken(row: Due, meetings: dict[int, FollowUp], tasks: dict[int, CaseTask]) -> Spoken | None:
    word, number = word_of(row), number_of(row)
    if word == CASE:
        return Spoken(row, number)
    if word == MEETING:
        meeting = meetings.get(number)
        return Spoken(row, meeting.case_id, meeting=meeting) if meeting else None
    task = tasks.get(number)
    return Spoken(row, task.case_id, task=task) if task else None


def _found(session: Session, rows: Iterable[Due]) -> Iterable[FollowUp]:
    ids = {number_of(row) for row in rows if word_of(row) == MEETING}
    return session.exec(_MEETINGS, params={"ids": listed(ids)}).all() if ids else ()


def _tasks(session: Session, rows: Iterable[Due]) -> Iterable[CaseTask]:
    ids = {number_of(row) for row in rows if word_of(row) == TASK}
    return session.exec(_TASKS, params={"ids": listed(ids)}).all() if ids else ()


_MEETINGS = select(FollowUp).where(is_listed(col(FollowUp.id), "ids"))
_TASKS = select(CaseTask).where(is_listed(col(CaseTask.id), "ids"))
