"""What a morning says of follow-ups, tasks and what waits, to those who hold the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.texts import text
from handlers.follow_ups.due import TASK_BEFORE, TASK_DAY
from handlers.morning.book import LEADERS, Book, Entry
from handlers.morning.reminders import ANNOUNCED, BEFORE, ONGOING, THAT_DAY
from handlers.morning.wanted import NO_NEXT, NO_RESULT, OVERDUE, TASK_LATE, rung_kinds
from handlers.people.consents_ending import CONSENT_ENDS
from handlers.people.handover import HANDOVER
from handlers.vocabulary import Block, Button, Buttons, Paragraph
from storage.tables import CaseTask, Due

TASKS = (TASK_BEFORE, TASK_DAY, *TASK_LATE.values())


def due_blocks(book: Book, entry: Entry) -> list[Block]:
    lines = [line for due in entry.due if (line := _line(book, entry, due))]
    blocks: list[Block] = [Paragraph(line, "strong") for line in dict.fromkeys(lines)]
    return blocks + [block for task in _told_tasks(entry) for block in _task_blocks(book, task)]


def asks_for_result(entry: Entry) -> bool:
    """On the meeting's day and after: how did it go?"""
    asking = (THAT_DAY, *NO_RESULT.values())
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
    if due.kind == ONGOING:
        return "" if entry.events else text("morning.ongoing", on=due.on)
    if due.kind == HANDOVER:
        return text("people.handover_line")
    if due.kind == CONSENT_ENDS:
        return text("people.consent_ends", on=due.on)
    waits = _waiting_line(entry, due)
    return f"{waits} {_told(due)}".strip() if waits else ""


def _waiting_line(entry: Entry, due: Due) -> str:
    """What waits: said at every rung, so that the mentor always knows what the leaders are told."""
    if due.kind in OVERDUE.values():
        return text("morning.overdue_mentor", step=entry.case.step, due=due.on)
    if due.kind in NO_NEXT.values():
        return text("follow.no_next", due=due.on)
    asked = any(other.kind == THAT_DAY for other in entry.due)
    return text("morning.follow_up_passed", on=due.on) if due.kind in NO_RESULT.values() and not asked else ""


def _told(due: Due) -> str:
    return next((text(f"morning.told_{role}") for role in LEADERS if due.kind in rung_kinds(role)), "")


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
