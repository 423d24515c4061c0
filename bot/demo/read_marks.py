"""What the visitor need not read: everything before today counts as read, so that what is new stands out."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.platforms.local import LocalPlatform
from bot.platforms.local.people import everyone
from handlers.vocabulary import Place
from storage.tables import ChatMessage


def mark_earlier_read(local: LocalPlatform, before: datetime) -> None:
    with local.database.reading() as session:
        people = everyone(session)
        newest = _newest(session, before)
    for someone in people:
        for conversation in someone.conversations:
            local.marks.read(someone.id, conversation.place, newest.get(conversation.place, 0))


def _newest(session: Session, before: datetime) -> dict[Place, int]:
    """The number of the last change in each conversation among messages sent before a moment."""
    columns = (col(ChatMessage.staff_id), col(ChatMessage.channel), func.max(col(ChatMessage.changed)))
    question = (
        select(*columns)
        .where(col(ChatMessage.sent_at) < before)
        .group_by(col(ChatMessage.staff_id), col(ChatMessage.channel))
    )
    return {
        Place(channel=channel) if channel else Place(staff=staff): changed
        for staff, channel, changed in session.execute(question)
    }
