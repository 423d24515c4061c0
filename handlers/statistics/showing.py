"""Statistics in the chat: the main figures, a picture, and personal links to the whole report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlmodel import col, func, select

from content.texts import text
from handlers.cases import whole_number
from handlers.context import Context, Refusal
from handlers.pictures import step_words
from handlers.statistics.links import link_to_report
from handlers.statistics.report import Report, Wanted, report_of, schools_of
from handlers.statistics.words import cell_words
from handlers.tickets import LIVES
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    ChoiceInput,
    Event,
    Facts,
    Link,
    Option,
    Paragraph,
    Picture,
    Post,
    Reply,
    Whisper,
)
from storage.tables import Pupil

WORDS = frozenset({"statistik", "rapport", "statistiken", "rapporten", "siffror"})
"""As `handlers.swedish.plain` has them."""
AT_ONCE = 2_000
"""Pupils whose figures are counted while somebody waits for the card; with more, the links lead to them."""
ALL = "all"


def statistics(context: Context, event: Event) -> Reply:
    """In a channel for the asker alone. Of several schools one is chosen first."""
    offered = schools_of(context)
    if not offered:
        raise Refusal(text("statistics.nothing_for_you"))
    chosen = str(event.fields.get("school", "")) or event.value
    if not chosen and len(offered) > 1:
        return _answer(event, _chooser(offered))
    school = offered[0][0] if not chosen else _school(chosen)
    return _answer(event, _card(context, school))


def statistics_button(context: Context) -> tuple[Button, ...]:
    """For those who may; none for others."""
    return (Button(text("statistics.button"), "statistics"),) if schools_of(context) else ()


def _school(chosen: str) -> int | None:
    if chosen == ALL:
        return None
    school = whole_number(chosen)
    if school is None:
        raise Refusal(text("general.old_button"))
    return school


def _answer(event: Event, card: Card) -> Reply:
    if event.place.staff is None:
        return Reply(now=(Whisper(card),))
    return Reply(later=(Post(f"statistics:{event.id}", event.place, card),))


def _chooser(offered: list[tuple[int | None, str]]) -> Card:
    options = tuple(Option(ALL if number is None else str(number), name) for number, name in offered)
    show = Button(text("statistics.choose_button"), "statistics", style="primary")
    blocks = (ChoiceInput("school", text("statistics.choose"), options, options[0].value), Buttons((show,)))
    return Card(text("statistics.title"), text("statistics.summary"), blocks)


def _card(context: Context, school: int | None) -> Card:
    if school is None and _pupils(context) > AT_ONCE:
        blocks: tuple[Block, ...] = (Paragraph(text("statistics.card_large")), *_links(context, Wanted()))
        title = text("statistics.card_title", scope=text("statistics.all_schools"))
        return Card(title, text("statistics.summary"), blocks)
    report = report_of(context, Wanted(school))
    wanted = Wanted(school, report.first, report.last)
    title = text("statistics.card_title", scope=report.scope)
    return Card(title, text("statistics.summary"), (*_figures(report), *_links(context, wanted)))


def _figures(report: Report) -> Iterator[Block]:
    yield Paragraph(text("statistics.card_period", first=report.first, last=report.last), "muted")
    yield Facts(tuple((row.name, cell_words(row.cells[0], row.kind or "count")) for row in report.main.rows))
    if report.history is not None:
        yield Picture("", step_words(report.history), report.history)


def _links(context: Context, wanted: Wanted) -> Iterator[Block]:
    """Whoever holds a link is asked for the right again, so a link alone gives nothing away."""
    if not context.address:
        yield Paragraph(text("statistics.no_address"), "muted")
        return
    for kind in ("xlsx", "pdf"):
        yield Link(text(f"statistics.open_{kind}"), link_to_report(context, wanted, kind))
    yield Paragraph(text("statistics.links", minutes=LIVES.seconds // 60), "muted")


def _pupils(context: Context) -> int:
    return context.session.exec(
        select(func.count()).select_from(Pupil).where(col(Pupil.left).is_(False))
    ).one()


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {"statistics": statistics}
