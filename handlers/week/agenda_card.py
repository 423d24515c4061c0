"""EHT's agenda as it is read: a few lines for each heading, one picture, and how sure the figures are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from content.texts import text
from handlers.morning.lines import rate_percent
from handlers.names import for_eht
from handlers.pictures import step_words
from handlers.vocabulary import Block, Heading, Paragraph, Picture
from handlers.week.book import Week
from handlers.week.kinds import CLOSE, DECIDE, GROUPS, OPENED, RISING, SIGN, STEP, UNCLAIMED
from handlers.week.lessons import unsure_words
from storage.queries.absence import Sums
from storage.tables import WeekLine

SHOWN = 8
"""Cases under one heading; a meeting does not get through more."""


def agenda_blocks(week: Week) -> list[Block]:
    """Nothing at all in a week with nothing to talk about."""
    if not any(week.of(kind) for kind in (*GROUPS, OPENED, SIGN)):
        return []
    title: list[Block] = [Heading(text("week.agenda", school=week.school, on=week.on))]
    cases = _cases(week)
    groups = [block for group in GROUPS if group in cases for block in _group(week, group, cases[group])]
    blocks = [*title, *_overview(week), *groups]
    if not groups:
        blocks.append(Paragraph(text("week.agenda_empty"), "good"))
    if week.is_doubted:
        blocks.append(Paragraph(text("week.agenda_held_back"), "warning"))
    if words := unsure_words(week):
        blocks.append(Paragraph(words, "warning"))
    return blocks


def _overview(week: Week) -> list[Block]:
    blocks: list[Block] = []
    if steps := steps_words(week):
        count = sum(line.count for line in week.of(STEP))
        blocks = [Paragraph(text("week.agenda_open", count=count, steps=steps), "strong"), *picture(week)]
    opened, signs = len(week.of(OPENED)), len({line.pupil_id for line in week.of(SIGN)})
    said = [text("week.agenda_opened", count=opened)] if opened else []
    said += [text("week.agenda_signs", count=signs)] if signs else []
    return [*blocks, *([Paragraph(" ".join(said), "muted")] if said else [])]


def picture(week: Week) -> list[Block]:
    """The school's cases by step; nothing while a morning is being written (`handlers.week.drawing`)."""
    if week.history is None:
        return []
    return [Picture("", step_words(week.history), week.history)]


def steps_words(week: Week) -> list[str]:
    """ "12 på steg 1"."""
    return [text("week.agenda_step", count=line.count, step=line.what) for line in week.of(STEP)]


def _cases(week: Week) -> dict[str, list[list[WeekLine]]]:
    """By heading: the cases, each once and with all that is said of it. One that may be closed stands there,
    whatever else it waits for; another under its first heading."""
    by_case: dict[int, list[WeekLine]] = {}
    for group in GROUPS:
        lines = week.of(group)
        for line in sorted(lines, key=lambda one: -_percents(one)[0]) if group == RISING else lines:
            by_case.setdefault(line.case_id or 0, []).append(line)
    found: dict[str, list[list[WeekLine]]] = {}
    for lines in by_case.values():
        kinds = [line.kind for line in lines]
        found.setdefault(CLOSE if CLOSE in kinds else kinds[0], []).append(lines)
    return found


def _group(week: Week, group: str, cases: Sequence[Sequence[WeekLine]]) -> list[Block]:
    shown = cases[:SHOWN]
    blocks: list[Block] = [Paragraph(text(f"week.group_{group}"), "strong")]
    blocks += [Paragraph(_line(week, lines)) for lines in shown]
    more = len(cases) - len(shown)
    return [*blocks, *([Paragraph(text("week.agenda_more", count=more), "muted")] if more else [])]


def _line(week: Week, lines: Sequence[WeekLine]) -> str:
    case = week.cases[lines[0].case_id or 0]
    name = for_eht(week.plans, week.names[case.pupil_id])
    asked = sum(1 for line in lines if _is_rektors(line))
    said = [_what(line) for line in lines if not _is_rektors(line)]
    said += [text("week.line_decide", count=asked)] if asked else []
    return text("week.line", name=name, step=case.step, what="; ".join(said))


def _is_rektors(line: WeekLine) -> bool:
    return line.kind == DECIDE and line.what != UNCLAIMED


def _what(line: WeekLine) -> str:
    since = date.fromisoformat(line.detail) if line.detail else None
    now, before = _percents(line)
    if line.kind == RISING:
        return text("week.line_rising", now=now, before=before)
    if line.kind == CLOSE:
        return text("week.line_close", rate=now)
    return text(f"week.line_{UNCLAIMED if line.kind == DECIDE else line.kind}", since=since)


def _percents(line: WeekLine) -> Sequence[float]:
    pairs = (Sums(line.count, line.of), Sums(line.other_count, line.other_of))
    return [rate_percent(pair) or 0.0 for pair in pairs]
