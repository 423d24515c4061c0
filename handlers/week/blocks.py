"""The week in a person's morning message: the team's pupils, EHT's agenda, rektor's figures, own lessons.

Each gets what is theirs to know: a mentor their own pupils by name, everybody else initials and class. No
cause is told, and a sign is something to ask about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from content.texts import text
from content.wording import MONTHS
from handlers.names import for_eht
from handlers.signs import Seen, plan_words, sign_words
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    ChoiceInput,
    Heading,
    Option,
    Paragraph,
)
from handlers.week.agenda_card import agenda_blocks, picture, steps_words
from handlers.week.book import Week
from handlers.week.due import MONTH, WEEK
from handlers.week.kinds import GROUPS, MONTH_NUMBERS, OPENED, SIGN
from handlers.week.lessons import missing_words, registration_blocks
from storage.queries.habits import Times
from storage.tables import WeekLine

SHOWN = 12
"""Pupils on a team's list; more is too many to talk about in a meeting."""


def week_blocks(week: Week, staff: int, roles: Sequence[str]) -> list[Block]:
    """What the person is told of one school's week. `roles`: eht and rektor, those of them they are."""
    blocks: list[Block] = []
    if WEEK in week.told:
        blocks += _team(week, staff)
        blocks += agenda_blocks(week) if "eht" in roles and not week.in_channel else []
        blocks += registration_blocks(week) if "rektor" in roles else []
        blocks += _own_lessons(week, staff)
    return blocks + (_month(week, roles) if MONTH in week.told and "rektor" in roles else [])


def chooser(weeks: Iterable[Week]) -> list[Block]:
    """One list to open a case from, however many are on the agendas."""
    weeks = list(weeks)
    lines = [line for week in weeks for line in week.lines if line.kind in GROUPS]
    found = {line.case_id: line.pupil_id or 0 for line in lines if line.case_id}
    names = {pupil: for_eht(week.plans, one) for week in weeks for pupil, one in week.names.items()}
    cases = {number: case for week in weeks for number, case in week.cases.items()}
    options = tuple(
        Option(str(case), text("week.row", name=names[pupil], step=cases[case].step))
        for case, pupil in found.items()
    )
    if not options:
        return []
    show = Button(text("home.show_button"), "home.show", style="primary")
    return [ChoiceInput("case", text("week.choose"), options), Buttons((show,))]


def seen_of(line: WeekLine) -> Seen:
    return Seen(line.what, Times(line.count, line.of), Times(line.other_count, line.other_of), line.detail)


def _team(week: Week, staff: int) -> list[Block]:
    mine = week.readers.get(staff, frozenset())
    signs = [line for line in week.of(SIGN) if line.pupil_id in mine]
    opened = [line for line in week.of(OPENED) if line.pupil_id in mine and not _is_own(week, staff, line)]
    if not signs and not opened:
        return []
    blocks: list[Block] = [Heading(text("week.team", school=week.school))]
    blocks += _signs(week, staff, signs) if signs else []
    if opened:
        names = [_named(week, staff, line) for line in opened]
        blocks.append(Paragraph(text("week.team_opened", names=names)))
    quiet = Button(text("week.team_quiet"), "week.quiet_team")
    return [*blocks, Buttons((quiet,))]


def _is_own(week: Week, staff: int, line: WeekLine) -> bool:
    return staff in week.mentors.get(line.pupil_id or 0, ())


def _named(week: Week, staff: int, line: WeekLine) -> str:
    step = week.cases[line.case_id or 0].step
    return text("week.team_named", name=_name(week, staff, line.pupil_id or 0), step=step)


def _name(week: Week, staff: int, pupil: int) -> str:
    called = week.names[pupil]
    return called.full if staff in week.mentors.get(pupil, ()) else called.short


def _signs(week: Week, staff: int, lines: Sequence[WeekLine]) -> list[Block]:
    blocks: list[Block] = [Paragraph(text("week.team_about"), "muted")]
    by_pupil = [(pupil, list(own)) for pupil, own in groupby(lines, key=lambda line: line.pupil_id or 0)]
    shown = by_pupil[:SHOWN]
    for pupil, own in shown:
        name = _name(week, staff, pupil)
        said = " ".join(sign_words(seen_of(line)) for line in own)
        blocks.append(Paragraph(text("week.team_line", name=name, signs=said)))
        if staff in week.mentors.get(pupil, ()):
            more = Button(text("week.figures_button", name=week.names[pupil].first), "signs.show", str(pupil))
            blocks.append(Buttons((more,)))
    if len(by_pupil) > len(shown):
        blocks.append(Paragraph(text("week.agenda_more", count=len(by_pupil) - len(shown)), "muted"))
    words = plan_words(week.plan, [seen_of(line) for _, own in shown for line in own])
    return [*blocks, *([Paragraph(text("week.team_plan", words=words), "muted")] if words else [])]


def _own_lessons(week: Week, staff: int) -> list[Block]:
    words = missing_words(week, staff) if staff in week.teachers else ""
    if not words:
        return []
    quiet = Button(text("week.missing_quiet"), "week.quiet_registration")
    return [Heading(text("week.missing")), Paragraph(words), Buttons((quiet,))]


def _month(week: Week, roles: Sequence[str]) -> list[Block]:
    """The month that has been, for rektor; nothing where no case has been."""
    name, steps = MONTHS[(week.on.month - 2) % 12], steps_words(week)
    blocks: list[Block] = []
    for line in week.of(MONTH_NUMBERS):
        if not (steps or line.count or line.of):
            return []
        words = text("week.month_cases", opened=line.count, closed=line.of)
        now = text("week.month_open", steps=steps) if steps else text("week.month_none")
        counts = (("decide", line.other_count), ("overdue", line.other_of))
        waiting = [text(f"week.month_{kind}", count=count) for kind, count in counts if count]
        blocks += [Heading(text("week.month", school=week.school, month=name)), Paragraph(f"{words} {now}")]
        blocks += [Paragraph(" ".join(waiting), "strong")] if waiting else []
        if line.other_count:
            show = Button(text("week.month_decisions"), "week.decisions", str(week.school_id), "primary")
            blocks.append(Buttons((show,)))
    return [*blocks, *(picture(week) if blocks and "eht" not in roles else [])]
