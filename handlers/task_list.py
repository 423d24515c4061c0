"""A case's open tasks in words."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from handlers.morning.due_lines import task_line
from handlers.people.coordinator import staff_name
from storage.tables import Case, CaseTask


def open_tasks(session: Session, case: Case) -> list[CaseTask]:
    question = select(CaseTask).where(CaseTask.case_id == case.id, CaseTask.state == "open")
    return list(session.exec(question.order_by(col(CaseTask.on), col(CaseTask.id))))


def task_words(session: Session, case: Case, on: date) -> list[str]:
    return [task_line(task, on, staff_name(session, task.owner_id)) for task in open_tasks(session, case)]
