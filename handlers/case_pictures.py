"""A pupil's absence as two pictures: when in the week, and week by week. For who may see the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlmodel import Session

from content.texts import text
from handlers import cases
from handlers.case_figures import month
from handlers.context import Context
from handlers.names import in_room, name_of
from handlers.pattern import pattern_between
from handlers.pictures import WeekAbsence, Weeks, bars_of, weeks_words
from handlers.rights import Action, require
from handlers.signs import sign_blocks
from handlers.vocabulary import Block, Button, Card, Event, Paragraph, Picture, Reply, Whisper
from storage.ingest.generations import current_generation
from storage.queries.pattern import WeekMinutes, weeks_in_a_row
from storage.tables import Case

SHOWN_WEEKS = 13
"""A quarter of a year: as many as can be read beside each other."""


def show(context: Context, event: Event) -> Reply:
    """For the presser alone, also of a closed case."""
    case, _ = cases.case_of(context, event.value)
    require(context, Action.SEE_FIGURES, cases.subject_of(case))
    cases.must_stand(case)
    called = name_of(context.session, case.pupil_id)
    title = text("pictures.title", name=in_room(context.plans, event.place, called))
    blocks = tuple(_blocks(context, case)) or (Paragraph(text("guide.figures_none")),)
    return Reply(now=(Whisper(Card(title, text("case.summary"), blocks)),))


def pictures_button(case: Case) -> Button:
    return Button(text("pictures.button"), "case.pictures", str(case.id))


def _blocks(context: Context, case: Case) -> Iterator[Block]:
    plan = cases.plan_of(context, case)
    window = month(context.session, plan, case)
    if window is None:
        return
    yield from sign_blocks(context.session, plan, case.pupil_id, window.last)
    pattern = pattern_between(context.session, case.pupil_id, window.first, window.last)
    if pattern is not None:
        yield Paragraph(text("document.pattern_how"))
        yield pattern
    weeks = weeks_of(context.session, case.pupil_id, window.last)
    if any(weeks.values()):
        yield Paragraph(text("pictures.weeks_how"))
        yield Picture("", weeks_words(weeks), bars_of(weeks))


def weeks_of(session: Session, pupil_id: int, last: date) -> Weeks:
    """The pupil's last weeks, the one of `last` included. Weeks before the first lesson are left out."""
    first = last - timedelta(weeks=SHOWN_WEEKS - 1)
    found = weeks_in_a_row(session, current_generation(session), pupil_id, first, last)
    begun = next((monday for monday, minutes in found.items() if minutes.scheduled), None)
    return {monday: _absence(one) for monday, one in found.items() if begun is not None and monday >= begun}


def _absence(minutes: WeekMinutes) -> WeekAbsence | None:
    """The two parts add up to the whole, rounded once."""
    if not minutes.scheduled:
        return None
    whole = round((minutes.valid + minutes.invalid) * 100 / minutes.scheduled)
    valid = round(minutes.valid * 100 / minutes.scheduled)
    return WeekAbsence(valid, max(whole - valid, 0))


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {"case.pictures": show}
