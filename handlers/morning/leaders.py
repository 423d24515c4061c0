"""What EHT or rektor is told in their own morning message: initials, class, step and why, never a cause."""

from __future__ import annotations

from content.texts import text
from handlers.doubt import SILENT
from handlers.morning.book import Book, Entry
from handlers.morning.entry import why
from handlers.morning.reminders import FOR_EHT
from handlers.morning.wanted import NO_NEXT, NO_RESULT, OVERDUE, TASK_LATE, UNCLAIMED_REKTOR, rung_kinds
from handlers.names import for_eht
from handlers.next_action import proposals, show_button
from handlers.people.august import PREPARE
from handlers.people.moved import MOVED
from handlers.people.rektor import decision_button, decision_words
from handlers.people.year_wheel import year_blocks
from handlers.vocabulary import Block, Button, Buttons, Paragraph
from storage.tables import Due


def leader_blocks(book: Book, role: str) -> list[Block]:
    blocks = doubt_blocks(book, role) + year_blocks(book.year, role) + _prepare(book, role)
    for entry in book.entries:
        lines = _lines(book, entry, role) if entry.case.state == "open" else []
        blocks += [Paragraph(line) for line in lines]
        blocks += [Buttons(_buttons(entry, role))] if lines else []
    return blocks


def doubt_blocks(book: Book, role: str) -> list[Block]:
    """That the school's figures look broken, and for rektor and the school's administrator to say that they
    are right after all. What has not come cannot be right."""
    if book.doubt is None:
        return []
    words = Paragraph(text(f"data.doubt_{book.doubt.recipient}", day=book.doubt.on), "warning")
    if role == "eht" or book.doubt.recipient == SILENT:
        return [words]
    value = f"{book.school_id}:{book.doubt.on.isoformat()}"
    return [words, Buttons((Button(text("data.trust_button"), "data.trust", value),))]


def _prepare(book: Book, role: str) -> list[Block]:
    """In August: the pupils to prepare for, with a way to what was learnt last year."""
    wanted = [entry for entry in book.entries if any(due.kind == PREPARE for due in entry.due)]
    if role != "eht" or not wanted:
        return []
    blocks: list[Block] = [Paragraph(text("people.august", count=len(wanted)), "strong")]
    for entry in wanted:
        name = for_eht(book.plans, book.names[entry.case.pupil_id])
        state = text(f"people.august_{entry.case.state}", step=entry.case.step)
        show = Button(text("people.handover_button"), "handover.show", str(entry.case.id))
        blocks += [Paragraph(f"{name}: {state}"), Buttons((show,))]
    return blocks


def _buttons(entry: Entry, role: str) -> tuple[Button, ...]:
    """Whoever is told of what waits can take it over."""
    case = entry.case
    found = [show_button(case)]
    asking = rung_kinds(role) | ({UNCLAIMED_REKTOR} if role == "rektor" else set())
    if any(due.kind in asking for due in entry.due):
        found.append(Button(text("eht.take_over_button"), "case.take", str(case.id)))
    if role == "rektor":
        found += [decision_button(decision) for decision in entry.decisions]
    if _has_moved(entry):
        found.append(Button(text("move.button"), "move.ask", str(case.id), "primary"))
    return tuple(found)


def _has_moved(entry: Entry) -> bool:
    return any(due.kind == MOVED for due in entry.due)


def _lines(book: Book, entry: Entry, role: str) -> list[str]:
    name = for_eht(book.plans, book.names[entry.case.pupil_id])
    plan = book.plan_of(entry.case)
    lines = []
    if told := [event for event in entry.events if book.tells(role, entry, event)]:
        reasons = " ".join(why(plan, event) for event in told)
        lines.append(text("morning.eht_line", name=name, step=entry.case.step, why=reasons))
        proposed = proposals(plan, entry.case, [event.trigger for event in told])
        lines += [f"{name}: {words}" for words in proposed]
    if _has_moved(entry) and (role == "eht" or not book.leaders["eht"]):
        lines.append(f"{name}: {text('move.morning')}")
    if role == "eht" and any(due.kind == FOR_EHT for due in entry.due):
        lines.append(text("morning.eht_cause", name=name))
    lines += [line for due in entry.due if (line := _waiting(entry, name, role, due))]
    if role == "rektor":
        lines += [f"{name}: {decision_words(plan, decision)}" for decision in entry.decisions]
    return lines


def _waiting(entry: Entry, name: str, role: str, due: Due) -> str:
    if due.kind == OVERDUE.get(role):
        return f"{name}: {text('morning.overdue_leaders', step=entry.case.step, due=due.on)}"
    if due.kind == NO_RESULT.get(role):
        return f"{name}: {text('follow.no_result_leaders', on=due.on)}"
    if due.kind == NO_NEXT.get(role):
        return f"{name}: {text('follow.no_next_leaders', due=due.on)}"
    if due.kind == TASK_LATE.get(role):
        return f"{name}: {text('tasks.late_leaders', on=due.on)}"
    if due.kind == UNCLAIMED_REKTOR and role == "rektor":
        return text("eht.unclaimed_rektor", name=name, since=due.on)
    return ""
