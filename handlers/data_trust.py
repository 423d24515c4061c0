"""Rektor says that figures which looked broken are right: a day out, a half day, an illness that passed."""

from __future__ import annotations

from datetime import date

from content.texts import text
from handlers import cases, doubt
from handlers.context import Context, Refusal
from handlers.presses import list_brought_up
from handlers.rights import Action, Subject, require
from handlers.vocabulary import Card, Event, Paragraph, Reply, Whisper
from storage.tables import School


def trust(context: Context, event: Event) -> Reply:
    number, _, day = event.value.partition(":")
    school, on = cases.whole_number(number), _day(day)
    if school is None or context.session.get(School, school) is None:
        raise Refusal(text("general.old_button"))
    require(context, Action.TRUST_DATA, Subject(school_id=school))
    if not doubt.trust(context.session, school, on, context.now):
        raise Refusal(text("data.not_doubted"))
    context.session.flush()
    card = Card(
        text("data.trusted_title"), text("general.summary"), (Paragraph(text("data.trusted"), "good"),)
    )
    return Reply(now=(*list_brought_up(context, event), Whisper(card)))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal(text("general.old_button")) from None


ROUTES = {"data.trust": trust}
