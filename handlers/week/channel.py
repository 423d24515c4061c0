"""EHT's agenda in the team's own channel, where it has one; else it is in each one's morning message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from content.texts import text
from handlers.escalation.thread import channel
from handlers.outgoing import enqueue
from handlers.vocabulary import Buttons, Card, Paragraph, Place, Post, Update
from handlers.week.agenda_card import agenda_blocks
from handlers.week.blocks import chooser
from handlers.week.book import Week
from handlers.week.due import WEEK
from handlers.worry import QUIET_WORRY_BUTTON

AGENDA = "agenda"
"""Messages in EHT's channel: "agenda:<school>:<date>"."""


def agenda_key(school_id: int, on: date) -> str:
    return f"{AGENDA}:{school_id}:{on.isoformat()}"


def agenda_card(week: Week) -> Card:
    """With its title alone when everything on it has been dealt with."""
    blocks = agenda_blocks(week)[1:] or [Paragraph(text("week.agenda_empty"), "good")]
    words = text("week.agenda", school=week.school, on=week.on)
    buttons = Buttons((QUIET_WORRY_BUTTON,))
    return Card(words, text("week.agenda_summary", on=week.on), (*blocks, *chooser([week]), buttons))


def post_agendas(session: Session, weeks: Iterable[Week], now: datetime) -> None:
    posts = [
        Post(agenda_key(week.school_id, week.on), Place(channel=channel(week.school_id)), agenda_card(week))
        for week in weeks
        if week.in_channel and WEEK in week.told and agenda_blocks(week)
    ]
    enqueue(session, posts, now)


def update_agenda(session: Session, week: Week | None, now: datetime) -> None:
    """Brings the channel's agenda up to date; one that was never posted is left at that."""
    if week is not None and WEEK in week.told:
        enqueue(session, [Update(agenda_key(week.school_id, week.on), agenda_card(week))], now)
