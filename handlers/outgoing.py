"""Writing what a handler says into the outbox, in the handler's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from handlers.cards_json import to_json
from handlers.vocabulary import Delete, Later, Post, Update
from storage.many import add_rows
from storage.tables import Outbox

WAITING, WITHDRAWN = "created", "withdrawn"


def enqueue(session: Session, later: Iterable[Later], now: datetime) -> None:
    """Posting a key twice is posting once. An update of a message that still waits changes the
    waiting card instead; a deletion of one takes it back."""
    for operation in later:
        match operation:
            case Post():
                _post(session, operation, now)
            case Update():
                _update(session, operation, now)
            case Delete():
                _delete(session, operation, now)


def enqueue_new(session: Session, posts: Iterable[Post], now: datetime) -> None:
    """Many posts at once, of keys that nobody has posted."""
    if rows := [_post_values(post, now) for post in posts]:
        add_rows(session, Outbox, tuple(rows[0]), (tuple(row.values()) for row in rows))


def _post(session: Session, post: Post, now: datetime) -> None:
    if _posted(session, post.key) is None:
        session.add(Outbox(**_post_values(post, now)))
        session.flush()


def _post_values(post: Post, now: datetime) -> dict[str, Any]:
    return {
        "key": post.key,
        "operation": "post",
        "state": WAITING,
        "staff_id": post.place.staff,
        "channel": post.place.channel,
        "thread": post.place.thread,
        "card": to_json(post.card),
        "created_at": now,
        "not_before": post.not_before,
        "attempts": 0,
        "error": "",
        "platform": "",
        "platform_id": "",
    }


def _update(session: Session, wanted: Update, now: datetime) -> None:
    post = _posted(session, wanted.key)
    if post is None:
        return
    card = to_json(wanted.card)
    waiting = _waiting_change(session, wanted.key) or post
    if waiting.state == WAITING:
        waiting.card = card
    else:
        session.add(_change(post, "update", card, now))


def _delete(session: Session, wanted: Delete, now: datetime) -> None:
    post = _posted(session, wanted.key)
    if post is None:
        return
    never_sent = post.state in (WAITING, WITHDRAWN)
    session.exec(
        update(Outbox)
        .where(col(Outbox.key) == wanted.key, col(Outbox.state) == WAITING)
        .values(state=WITHDRAWN, card=None)
    )
    if not never_sent:
        session.add(_change(post, "delete", None, now))


def take_back_reminders(session: Session, case_id: int) -> None:
    """Somebody has been reached, or the case is closed: nobody is asked about it again."""
    session.exec(
        update(Outbox)
        .where(col(Outbox.key).startswith(f"remind:{case_id}:"), col(Outbox.state) == WAITING)
        .values(state=WITHDRAWN, card=None)
    )


def _posted(session: Session, key: str) -> Outbox | None:
    return _held(session, select(Outbox).where(Outbox.key == key, Outbox.operation == "post"))


def _waiting_change(session: Session, key: str) -> Outbox | None:
    waiting = select(Outbox).where(Outbox.key == key, Outbox.operation == "update", Outbox.state == WAITING)
    return _held(session, waiting)


def _held(session: Session, row: SelectOfScalar[Outbox]) -> Outbox | None:
    """Held until the transaction ends, so that delivery does not take a card that is being changed."""
    fresh = row.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh).first()


def _change(post: Outbox, operation: str, card: str | None, now: datetime) -> Outbox:
    return Outbox(
        key=post.key,
        operation=operation,
        staff_id=post.staff_id,
        channel=post.channel,
        thread=post.thread,
        card=card,
        created_at=now,
    )
