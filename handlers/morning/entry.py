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
from handlers.doubt import SILENT
from handlers.guides.starts import fired_buttons
from handlers.morning.book import Book, Entry, FiredEvent, Missed
from handlers.morning.due_lines import asks_for_result, due_blocks, is_new_to_somebody
from handlers.morning.due_lines import clock_time as clock_time
from handlers.morning.lines import is_uncertain, rate_percent, uncertain_percent
from handlers.morning.reminders import ANNOUNCED, BEFORE, THAT_DAY
from handlers.next_action import handover_button, next_buttons, proposal_button, proposals, result_buttons
from handlers.vocabulary import Block, Button, Buttons, Heading, Paragraph
from storage.queries.absence import Sums

LESSONS_SHOWN = 4
said = lru_cache(maxsize=2048)(text)
"""Texts of numbers, days and lessons only, which many pupils share; never one with a name in it."""


def entry_blocks(book: Book, entry: Entry) -> list[Block]:
    name, plan = book.names[entry.case.pupil_id].full, book.plan_of(entry.case)
    blocks: list[Block] = [Heading(name, said("morning.badge", step=entry.case.step))]
    if entry.case.state == "withdrawn":
        return [*blocks, Paragraph(text("morning.withdrawn"), "good")]
    if entry.lessons:
        blocks.append(Paragraph(_missed(entry.lessons)))
    blocks += [Paragraph(words) for event in entry.events if (words := _numbers(event))]
    blocks += due_blocks(book, entry)
    because = _because(book, plan, entry.events)
    blocks += [Paragraph(because, "muted")] if because else []
    proposed = proposals(plan, entry.case, [event.trigger for event in entry.events])
    blocks += [Paragraph(words, "strong") for words in proposed]
    blocks += [*_old_figures(book, entry), *_month(plan, entry)]
    if entry.corrected and entry.case.state == "open":
        blocks.append(Paragraph(text("morning.corrected"), "warning"))
    blocks += progress(plan, entry, book.on)
    calm = _calm_rate(book, entry)
    if calm is not None:
        blocks.append(Paragraph(text("morning.calm", rate=calm), "good"))
    if entry.case.state == "open":
        following = next_buttons(plan, entry.case, calm=calm is not None)
        following += fired_buttons(plan, entry.case, (event.trigger for event in entry.events))
        following += (proposal_button(entry.case),) if proposed else ()
        blocks.append(Buttons((*_own_buttons(entry), *following)))
    return blocks


def _own_buttons(entry: Entry) -> tuple[Button, ...]:
    """How the meeting went, and what a new mentor is handed."""
    asked = result_buttons(entry.case) if asks_for_result(entry) else ()
    return (*asked, *((handover_button(entry.case),) if is_new_to_somebody(entry) else ()))


def _calm_rate(book: Book, entry: Entry) -> float | None:
    """The month's rate on the follow-up's day, when it has come down so far that the case may be closed."""
    if entry.case.state != "open" or entry.month is None or book.doubt is not None:
        return None
    rate = rate_percent(entry.month)
    calm = book.plan_of(entry.case).settings.calm.value
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


def _because(book: Book, plan: Plan, events: Sequence[FiredEvent]) -> str:
    """The same rules fire for many: their words are put together once a morning."""
    fired = (plan.id, plan.version, *(event.trigger or "" for event in events))
    if fired not in book.reasons:
        book.reasons[fired] = _reasons(plan, events)
    return book.reasons[fired]


def _reasons(plan: Plan, events: Sequence[FiredEvent]) -> str:
    """Every rule that fired, and where the plan says so ("lokal tolkning" where it is one); "" when the
    edition that the case was moved to has none of them."""
    triggers = [trigger for event in events if (trigger := trigger_of(plan, event)) is not None]
    if not triggers:
        return ""
    sources = "; ".join(dict.fromkeys(part for one in triggers for part in grounds(one).split("; ")))
    reasons = " ".join(reason(trigger) for trigger in triggers)
    return text("morning.because", reasons=reasons, source=readable(sources, plan.sources))


def why(plan: Plan, event: FiredEvent) -> str:
    """One rule with its numbers and its place in the plan, for those who see initials only."""
    trigger = trigger_of(plan, event)
    if trigger is None:
        return ""
    source = readable(grounds(trigger), plan.sources)
    return text("morning.why", reason=reason(trigger), numbers=_numbers(event), source=source)


def trigger_of(plan: Plan, event: FiredEvent) -> Trigger | None:
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


def _old_figures(book: Book, entry: Entry) -> list[Block]:
    """What fired on figures that look broken is told, and said to be uncertain."""
    if book.doubt is None or not entry.events:
        return []
    name = "data.entry_silent" if book.doubt.recipient == SILENT else "data.entry_doubt"
    return [Paragraph(text(name, day=book.doubt.on), "warning")]


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
    if entry.meeting and not any(due.kind in (ANNOUNCED, BEFORE, THAT_DAY) for due in entry.due):
        name = "morning.meeting" if entry.meeting.on >= on else "morning.meeting_passed"
        said.append(text(name, on=entry.meeting.on))
    return [Paragraph(" ".join(said), "good")] if said else []


def reached_words(plan: Plan, reached: str) -> list[str]:
    words = {choice.id: choice.text[0].lower() + choice.text[1:] for choice in plan.first_contact.reached}
    return [words[one] for one in reached.split() if one in words]
