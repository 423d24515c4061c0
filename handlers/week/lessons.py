"""Whether lessons are registered: without it all other figures lie. Rektor sees the classes, a teacher only
what is their own."""

from __future__ import annotations

from content.texts import text
from handlers.vocabulary import Block, Button, Buttons, Heading, Paragraph
from handlers.week.book import Week
from handlers.week.kinds import MISSING, REGISTERED
from storage.tables import WeekLine

SHOWN = 6
"""Classes, and lessons, that are named."""


def registration_blocks(week: Week) -> list[Block]:
    """For rektor; nothing when every lesson is registered, or there were none."""
    done, of = _all(week)
    if done == of:
        return []
    blocks: list[Block] = [Heading(text("week.registered", school=week.school, first=week.lessons_first))]
    share = text("week.registered_share", share=_floor(done, of), done=done, of=of)
    blocks.append(Paragraph(share, "warning" if _is_low(week, done, of) else "normal"))
    blocks += [Paragraph(words) for words in (_low_classes(week), _most_missing(week)) if words]
    if _is_low(week, done, of):
        blocks.append(Paragraph(text("week.registered_why"), "muted"))
    full = Button(
        text("week.registered_button"), "week.registered", f"{week.school_id}:{week.on.isoformat()}"
    )
    return [*blocks, Buttons((full,))]


def full_blocks(week: Week) -> list[Block]:
    """Every class, and the subjects in it where something is missing."""
    blocks: list[Block] = []
    for line in week.of(REGISTERED):
        name = line.what if not line.detail else f"{line.what} {line.detail}"
        words = text("week.registered_full", name=name, done=line.count, of=line.of)
        blocks.append(Paragraph(words, "normal" if line.detail else "strong"))
    return blocks


def unsure_words(week: Week) -> str:
    """A line on EHT's agenda when too little is registered; "" when it is not."""
    done, of = _all(week)
    if not of or not _is_low(week, done, of):
        return ""
    return text("week.agenda_registered", share=_floor(done, of), first=week.lessons_first)


def missing_words(week: Week, staff: int) -> str:
    """ "Fyra lektioner väntar på närvaro": a teacher's own, and nobody else's."""
    mine = [line for line in week.of(MISSING) if line.staff_id == staff]
    lessons = [
        text("week.missing_lesson", subject=line.detail, name=line.what, count=line.count).strip()
        for line in sorted(mine, key=lambda line: -line.count)[:SHOWN]
    ]
    count = sum(line.count for line in mine)
    first = week.lessons_first
    return text("week.missing_lessons", count=count, first=first, lessons=lessons) if mine else ""


def _all(week: Week) -> tuple[int, int]:
    classes = _classes(week)
    return sum(line.count for line in classes), sum(line.of for line in classes)


def _classes(week: Week) -> list[WeekLine]:
    return [line for line in week.of(REGISTERED) if not line.detail]


def _is_low(week: Week, done: int, of: int) -> bool:
    return done * 100 < of * week.plan.settings.registered_low.value


def _low_classes(week: Week) -> str:
    low = sorted(
        (line for line in _classes(week) if line.of and _is_low(week, line.count, line.of)),
        key=lambda line: line.count / line.of,
    )
    names = [
        text("week.registered_class", name=line.what, share=_floor(line.count, line.of))
        for line in low[:SHOWN]
    ]
    limit = week.plan.settings.registered_low.value
    return text("week.registered_classes", limit=limit, classes=names) if names else ""


def _most_missing(week: Week) -> str:
    lines = [line for line in week.of(REGISTERED) if line.detail]
    most = sorted(lines, key=lambda line: line.count - line.of)[:SHOWN]
    named = [
        text(
            "week.registered_subject",
            name=line.what,
            subject=line.detail,
            missing=line.of - line.count,
            of=line.of,
        )
        for line in most
    ]
    return text("week.registered_subjects", lessons=named) if named else ""


def _floor(done: int, of: int) -> int:
    """Whole percent, never rounded up to a hundred."""
    return done * 100 // of
