"""What a morning says of follow-ups, tasks and what waits, to those who hold the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.texts import text
from handlers.follow_ups.due import TASK_BEFORE, TASK_DAY
from handlers.morning.book import Book, Entry
from handlers.morning.reminders import ANNOUNCED, BEFORE, ONGOING, THAT_DAY
from handlers.morning.wanted import NO_NEXT, NO_RESULT, OVERDUE, TASK_LATE
from handlers.people.handover import HANDOVER
from handlers.vocabulary import Block, Button, Buttons, Paragraph
from storage.tables import CaseTask, Due

TASKS = (TASK_BEFORE, TASK_DAY, TASK_LATE["mentor"])


def due_blocks(book: Book, entry: Entry) -> list[Block]:
    lines = [line for due in entry.due if (line := _line(book, entry, due))]
    blocks: list[Block] = [Paragraph(line, "strong") for line in dict.fromkeys(lines)]
    return blocks + [block for task in _told_tasks(entry) for block in _task_blocks(book, task)]


def asks_for_result(entry: Entry) -> bool:
    """On the meeting's day and after: how did it go?"""
    asking = (THAT_DAY, NO_RESULT["mentor"])
    return entry.meeting is not None and any(due.kind in asking for due in entry.due)


def is_new_to_somebody(entry: Entry) -> bool:
    return any(due.kind == HANDOVER for due in entry.due)


def clock_time(minutes: int) -> str:
    """Minutes after midnight as "08.20"."""
    return f"{minutes // 60:02d}.{minutes % 60:02d}"


def _line(book: Book, entry: Entry, due: Due) -> str:
    on = book.on
    if due.kind in (ANNOUNCED, BEFORE):
        return text("morning.follow_up_before", on=due.on, time=_time(entry))
    if due.kind == THAT_DAY:
        name = "morning.follow_up_day" if due.on == on else "morning.follow_up_passed"
        return text(name, on=due.on, time=_time(entry))
    if due.kind == NO_RESULT["mentor"]:
        asked = any(other.kind == THAT_DAY for other in entry.due)
        return "" if asked else text("morning.follow_up_passed", on=due.on)
    if due.kind == ONGOING:
        return "" if entry.events else text("morning.ongoing", on=due.on)
    return _waiting_line(entry, due)


def _waiting_line(entry: Entry, due: Due) -> str:
    if due.kind == OVERDUE["mentor"]:
        return text("morning.overdue_mentor", step=entry.case.step, due=due.on)
    if due.kind == NO_NEXT["mentor"]:
        return text("follow.no_next", due=due.on)
    return text("people.handover_line") if due.kind == HANDOVER else ""


def _time(entry: Entry) -> str:
    meeting = entry.meeting
    return f" kl. {clock_time(meeting.time)}" if meeting and meeting.time is not None else ""


def _told_tasks(entry: Entry) -> Iterable[CaseTask]:
    told = {due.subject for due in entry.due if due.kind in TASKS}
    return [task for task in entry.tasks.values() if f"task:{task.id}" in told]


def _task_blocks(book: Book, task: CaseTask) -> list[Block]:
    done = Button(text("tasks.done_button"), "task.done", f"{task.case_id}:{task.id}")
    return [
        Paragraph(task_line(task, book.on, book.staff_names.get(task.owner_id, "")), "strong"),
        Buttons((done,)),
    ]


def task_line(task: CaseTask, on: date, owner: str) -> str:
    """ "Eva: Ring BUP, senast i dag."."""
    name = "tasks.line_today" if task.on == on else "tasks.line_late" if task.on < on else "tasks.line"
    asking = text("tasks.external", who=task.external) if task.external else ""
    return text(name, owner=owner, what=task.text, on=task.on, external=asking)
