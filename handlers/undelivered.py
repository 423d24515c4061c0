"""What could not be delivered, told by another way: to those who can do something about it.

EHT and the school administrator of the person's school hear that messages do not arrive, how many, and what
helps. Nothing of what stands in them is told: who has the right to a pupil finds it in their own list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy import text as sql
from sqlmodel import Session, and_, col, or_, select

from content.texts import text
from handlers.outgoing import enqueue
from handlers.reachable import UNREACHED
from handlers.vocabulary import Card, Facts, Paragraph, Place, Post
from storage.database import Database
from storage.tables import Due, Mentorship, Outbox, Pupil, School, Staff, StaffRole
from storage.zone import STOCKHOLM

KIND = "undelivered"
"""Kind of the `due` rows that remember who has been told of: once a day and recipient."""
PATIENCE = timedelta(minutes=30)
"""So long a message may wait for somebody to be found before it is told of."""
LATELY = timedelta(days=7)
TOLD = ("eht", "school_admin")
REASONS = {
    "gone": (
        *("user_disabled", "user_not_found", "users_not_found", "cannot_dm_bot", "bot_blocked"),
        *("BotNotInConversationRoster", "MessageWritesBlocked", "ConversationBlockedByUser"),
        *("Forbidden", "ForbiddenOperationException", "403"),
    ),
    "not_found": (UNREACHED,),
    "wide": ("channel_too_wide",),
    "channel": ("is_archived", "not_in_channel", "channel_not_found", "channel_", "ConversationNotFound"),
    "let_in": (
        *("invalid_auth", "token_", "account_inactive", "not_authed", "missing_scope"),
        *("login_", "Unauthorized", "401"),
    ),
}
"""Our words for why, and the platforms' codes (or how they begin). Whatever else: "other"."""


@dataclass(frozen=True)
class Recipient:
    """A person or a channel. One of them is set."""

    staff_id: int | None
    channel: str

    @property
    def mark(self) -> str:
        return f"staff:{self.staff_id}" if self.staff_id is not None else self.channel


def tell(database: Database, now: datetime) -> bool:
    """Writes what there is to tell. Whether there was anything: then wake delivery."""
    with database.reading() as session:
        if not (waiting := _waiting(session, now)):
            return False
    with database.writing() as session:
        posts = [
            post
            for recipient, codes in waiting.items()
            if _is_new(session, recipient, now)
            for post in _posts(session, recipient, codes, now)
        ]
        enqueue(session, posts, now)
    return bool(posts)


def _waiting(session: Session, now: datetime) -> Mapping[Recipient, Counter[str]]:
    """The latest messages that did not arrive, by recipient: how many for each reason."""
    columns = select(col(Outbox.staff_id), col(Outbox.channel), col(Outbox.error))
    rows = [
        row
        for which in (_failed(), _unreached(now))
        for row in session.exec(
            columns.where(
                which,
                col(Outbox.operation) == "post",
                col(Outbox.created_at) > now - LATELY,
                ~col(Outbox.key).startswith(f"{KIND}:"),
            )
        )
    ]
    found: dict[Recipient, Counter[str]] = {}
    for staff_id, channel, code in rows:
        found.setdefault(Recipient(staff_id, channel), Counter())[reason_of(code)] += 1
    told = _told_today(session, now)
    return {recipient: codes for recipient, codes in found.items() if recipient.mark not in told}


def _failed() -> ColumnElement[bool]:
    """Not what was taken back. The state is written out, so that both databases use its index."""
    return and_(sql("outbox.state = 'failed'"), col(Outbox.card).is_not(None))


def _unreached(now: datetime) -> ColumnElement[bool]:
    """Not what is only late."""
    return and_(
        sql("outbox.state IN ('created', 'sending')"),
        col(Outbox.state) == "created",
        col(Outbox.error) == UNREACHED,
        col(Outbox.created_at) <= now - PATIENCE,
    )


def reason_of(code: str) -> str:
    for reason, codes in REASONS.items():
        if any(code == one or (one.endswith("_") and code.startswith(one)) for one in codes):
            return reason
    return "other"


def _told_today(session: Session, now: datetime) -> set[str]:
    today = now.astimezone(STOCKHOLM).date()
    return set(session.exec(select(Due.recipient).where(Due.kind == KIND, Due.on == today)))


def _is_new(session: Session, recipient: Recipient, now: datetime) -> bool:
    """Looked at once more, in the transaction that writes: another replica may have told."""
    today = now.astimezone(STOCKHOLM).date()
    if recipient.mark in _told_today(session, now):
        return False
    session.add(Due(kind=KIND, recipient=recipient.mark, subject="", on=today, done_at=now))
    session.flush()
    return True


def _posts(session: Session, recipient: Recipient, codes: Counter[str], now: datetime) -> Iterable[Post]:
    on = now.astimezone(STOCKHOLM).date()
    card = _card(_name(session, recipient), codes, is_channel=recipient.staff_id is None)
    for staff in _told_of(session, recipient):
        yield Post(f"{KIND}:{recipient.mark}:{staff}:{on}", Place(staff=staff), card)


def _card(name: str, codes: Counter[str], *, is_channel: bool) -> Card:
    rows = tuple((text(f"undelivered.{reason}"), str(count)) for reason, count in codes.most_common())
    [(main, _)] = codes.most_common(1)
    of_channel = "undelivered.help_wide" if main == "wide" else "undelivered.help_channel"
    help_name = of_channel if is_channel else f"undelivered.help_{main}"
    title = text("undelivered.title_channel" if is_channel else "undelivered.title", name=name)
    return Card(title, text("undelivered.summary"), (Facts(rows), Paragraph(text(help_name))))


def _name(session: Session, recipient: Recipient) -> str:
    if recipient.staff_id is not None:
        return session.get_one(Staff, recipient.staff_id).name
    school = _school_of(recipient.channel)
    row = session.get(School, school) if school is not None else None
    return row.name if row else ""


def _told_of(session: Session, recipient: Recipient) -> list[int]:
    """Those of the same school who can see to it, the person themselves excepted."""
    schools = (
        _schools_of(session, recipient.staff_id)
        if recipient.staff_id is not None
        else {_school_of(recipient.channel)}
    )
    rows = select(StaffRole.staff_id).where(
        col(StaffRole.role).in_(TOLD),
        or_(col(StaffRole.school_id).in_(schools), col(StaffRole.school_id).is_(None)),
    )
    return sorted({staff for staff in session.exec(rows) if staff != recipient.staff_id})


def _schools_of(session: Session, staff_id: int) -> set[int | None]:
    roles = session.exec(select(StaffRole.school_id).where(StaffRole.staff_id == staff_id))
    pupils = session.exec(
        select(Pupil.school_id)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Pupil.id))
        .where(Mentorship.staff_id == staff_id)
        .distinct()
    )
    return {*roles, *pupils} - {None}


def _school_of(channel: str) -> int | None:
    """Of a channel such as "eht:3" or "unit:3"."""
    kind, _, number = channel.partition(":")
    return int(number) if kind in ("eht", "unit") and number.isascii() and number.isdigit() else None
