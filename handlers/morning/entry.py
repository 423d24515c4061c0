"""One pupil in a morning message: what happened, which step and why, how far it has come, what next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from content.model import Plan, Trigger
from content.sources import grounds, readable
from content.texts import text
from content.wording import long_date, reason
from handlers.guides.starts import fired_buttons
from handlers.morning.book import Book, Entry, FiredEvent, Missed
from handlers.morning.lines import is_uncertain, rate_percent, uncertain_percent
from handlers.morning.reminders import BEFORE, FOR_EHT, ONGOING, OVERDUE, THAT_DAY
from handlers.next_action import next_buttons, show_button
from handlers.vocabulary import Block, Button, Buttons, Heading, Paragraph
from storage.queries.absence import Sums
from storage.tables import Due

LESSONS_SHOWN = 4
said = lru_cache(maxsize=2048)(text)
"""Texts of numbers, days and lessons only, which many pupils share; never one with a name in it."""


def entry_blocks(book: Book, entry: Entry) -> list[Block]:
    name = book.names[entry.case.pupil_id].full
    blocks: list[Block] = [Heading(name, said("morning.badge", step=entry.case.step))]
    if entry.case.state == "withdrawn":
        return [*blocks, Paragraph(text("morning.withdrawn"), "good")]
    if entry.lessons:
        blocks.append(Paragraph(_missed(entry.lessons)))
    blocks += [Paragraph(words) for event in entry.events if (words := _numbers(event))]
    blocks += _due_lines(book, entry)
    blocks += [Paragraph(_because(book, entry.events), "muted")] if entry.events else []
    blocks += _month(book.plan, entry)
    if entry.corrected and entry.case.state == "open":
        blocks.append(Paragraph(text("morning.corrected"), "warning"))
    blocks += progress(book.plan, entry, book.on)
    calm = _calm_rate(book, entry)
    if calm is not None:
        blocks.append(Paragraph(text("morning.calm", rate=calm), "good"))
    if entry.case.state == "open":
        following = next_buttons(book.plan, entry.case, calm=calm is not None)
        following += fired_buttons(book.plan, entry.case, (event.trigger for event in entry.events))
        blocks.append(Buttons((*_meeting_buttons(entry), *following)))
    return blocks


def _meeting_buttons(entry: Entry) -> tuple[Button, ...]:
    """On the meeting's day: that it has been held."""
    if entry.meeting is None or not any(due.kind == THAT_DAY for due in entry.due):
        return ()
    return (Button(text("morning.meeting_held"), "meeting.held", str(entry.case.id), "primary"),)


def _calm_rate(book: Book, entry: Entry) -> float | None:
    """The month's rate on the follow-up's day, when it has come down so far that the case may be closed."""
    if entry.case.state != "open" or entry.month is None:
        return None
    rate = rate_percent(entry.month)
    calm = book.plan.settings.calm.value
    return rate if rate is not None and entry.month.absent * 100 <= entry.month.scheduled * calm else None


def _missed(lessons: Sequence[Missed]) -> str:
    """ "torsdag 19 november: matematik 08.20 och NO 10.30", the rest as a number."""
    shown, more = lessons[:LESSONS_SHOWN], len(lessons) - LESSONS_SHOWN
    days = [
        f"{long_date(day)}: " + ", ".join(_lesson(lesson) for lesson in group)
        for day, group in groupby(shown, key=lambda lesson: lesson.day)
    ]
    listed = "; ".join(days)
    if more > 0:
        listed = said("morning.missed_more", lessons=listed, more=more)
    return said("morning.missed", lessons=listed)


def _lesson(lesson: Missed) -> str:
    return f"{lesson.subject} {clock_time(lesson.start)}".strip()


def clock_time(minutes: int) -> str:
    """Minutes after midnight as "08.20"."""
    return f"{minutes // 60:02d}.{minutes % 60:02d}"


def _because(book: Book, events: Sequence[FiredEvent]) -> str:
    """The same rules fire for many: their words are put together once a morning."""
    fired = tuple(event.trigger or "" for event in events)
    if fired not in book.reasons:
        book.reasons[fired] = _reasons(book.plan, events)
    return book.reasons[fired]


def _reasons(plan: Plan, events: Sequence[FiredEvent]) -> str:
    """Every rule that fired, and where the plan says so ("lokal tolkning" where it is one)."""
    triggers = [trigger for event in events if (trigger := _trigger(plan, event)) is not None]
    sources = "; ".join(dict.fromkeys(part for one in triggers for part in grounds(one).split("; ")))
    reasons = " ".join(reason(trigger) for trigger in triggers)
    return text("morning.because", reasons=reasons, source=readable(sources, plan.sources))


def why(plan: Plan, event: FiredEvent) -> str:
    """One rule with its numbers and its place in the plan, for those who see initials only."""
    trigger = _trigger(plan, event)
    if trigger is None:
        return ""
    source = readable(grounds(trigger), plan.sources)
    return text("morning.why", reason=reason(trigger), numbers=_numbers(event), source=source)


def _trigger(plan: Plan, event: FiredEvent) -> Trigger | None:
    """None for a trigger that the plan has dropped since."""
    return next((one for one in plan.triggers if one.id == event.trigger), None)


def _numbers(event: FiredEvent) -> str:
    if event.absent is not None and event.scheduled:
        return said(
            "morning.numbers",
            rate=rate_percent(Sums(event.absent, event.scheduled)),
            absent=_thousands(event.absent),
            scheduled=_thousands(event.scheduled),
            first=event.window_from,
            last=event.window_to,
        )
    if event.count is not None:
        return said("morning.occasions", count=event.count, first=event.window_from)
    return ""


def _thousands(number: int) -> str:
    """1800 is "1 800", with a space that does not break the line."""
    return f"{number:,}".replace(",", "\u00a0")


def _month(plan: Plan, entry: Entry) -> list[Block]:
    """The month's rate, where no trigger has shown it already; and whether the figures can be trusted."""
    if entry.line is None:
        return []
    month = entry.line.month
    rate = rate_percent(month)
    blocks: list[Block] = []
    if rate is not None and all(event.absent is None for event in entry.events):
        blocks.append(Paragraph(said("morning.month", rate=rate), "muted"))
    if is_uncertain(month, plan):
        blocks.append(Paragraph(text("morning.uncertain", share=uncertain_percent(month)), "warning"))
    return blocks


def progress(plan: Plan, entry: Entry, on: date) -> list[Block]:
    """How far the case has come, without saying a cause: this shows where others may look over a shoulder."""
    case = entry.case
    said: list[str] = []
    if case.state == "closed":
        return [Paragraph(text("morning.closed"), "good")]
    if case.reached:
        said.append(text("morning.reached", who=reached_words(plan, case.reached)))
    if case.cause:
        said.append(text("morning.cause_noted"))
    if case.held_until:
        said.append(text("morning.held", until=case.held_until))
    if case.measures_on:
        said.append(text("morning.measures", since=case.measures_on))
    if entry.meeting and not any(due.kind in (BEFORE, THAT_DAY) for due in entry.due):
        name = "morning.meeting" if entry.meeting.on >= on else "morning.meeting_passed"
        said.append(text(name, on=entry.meeting.on))
    return [Paragraph(" ".join(said), "good")] if said else []


def reached_words(plan: Plan, reached: str) -> list[str]:
    words = {choice.id: choice.text[0].lower() + choice.text[1:] for choice in plan.first_contact.reached}
    return [words[one] for one in reached.split() if one in words]


def _due_lines(book: Book, entry: Entry) -> list[Block]:
    return [Paragraph(line, "strong") for due in entry.due if (line := _due_line(book.on, entry, due))]


def _due_line(on: date, entry: Entry, due: Due) -> str:
    if due.kind == BEFORE:
        return text("morning.follow_up_before", on=due.on, time=_time(entry))
    if due.kind == THAT_DAY:
        name = "morning.follow_up_day" if due.on == on else "morning.follow_up_passed"
        return text(name, on=due.on, time=_time(entry))
    if due.kind == OVERDUE["mentor"]:
        return text("morning.overdue_mentor", step=entry.case.step, due=due.on)
    return text("morning.ongoing", on=due.on) if due.kind == ONGOING and not entry.events else ""


def _time(entry: Entry) -> str:
    meeting = entry.meeting
    return f" kl. {clock_time(meeting.time)}" if meeting and meeting.time is not None else ""


def leader_blocks(book: Book, role: str) -> list[Block]:
    """What EHT or rektor is told: initials and class, the step and why, never a cause."""
    blocks: list[Block] = []
    for entry in book.entries:
        lines = _leader_lines(book, entry, role) if entry.case.state == "open" else []
        blocks += [Paragraph(line) for line in lines]
        blocks += [Buttons((show_button(entry.case),))] if lines else []
    return blocks


def _leader_lines(book: Book, entry: Entry, role: str) -> list[str]:
    name = book.names[entry.case.pupil_id].short
    lines = []
    if told := [event for event in entry.events if _tells(book.plan, event, role)]:
        reasons = " ".join(why(book.plan, event) for event in told)
        lines.append(text("morning.eht_line", name=name, step=entry.case.step, why=reasons))
    if role == "eht" and any(due.kind == FOR_EHT for due in entry.due):
        lines.append(text("morning.eht_cause", name=name))
    for due in entry.due:
        if due.kind == OVERDUE.get(role):
            waiting = text("morning.overdue_leaders", step=entry.case.step, due=due.on)
            lines.append(f"{name}: {waiting}")
    return lines


def _tells(plan: Plan, event: FiredEvent, role: str) -> bool:
    trigger = _trigger(plan, event)
    return trigger is not None and (role in trigger.tells or role in plan.step(event.step).informs)
