"""Writing what a handler says into the outbox, in the handler's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import text as sql
from sqlmodel import Session, col, select, update

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
        _add(session, _post_values(post, now))


def _add(session: Session, values: Mapping[str, Any]) -> None:
    add_rows(session, Outbox, tuple(values), [tuple(values.values())])


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
        **_UNTRIED,
    }


_UNTRIED = {"attempts": 0, "error": "", "platform": "", "platform_id": ""}


def _update(session: Session, wanted: Update, now: datetime) -> None:
    post = _posted(session, wanted.key)
    if post is None:
        return
    card = to_json(wanted.card)
    waiting = _waiting_change(session, wanted.key) or post
    if waiting.state == WAITING:
        waiting.card = card
    else:
        _add(session, _change(post, "update", card, now))


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
        _add(session, _change(post, "delete", None, now))


def take_back_reminders(session: Session, case_id: int) -> None:
    """Somebody has been reached, or the case is closed: nobody is asked about it again."""
    session.flush()
    session.connection().execute(_TAKEN_BACK, {"reminders": f"remind:{case_id}:%"})


_TAKEN_BACK = (
    update(Outbox)
    .where(
        sql("outbox.state IN ('created', 'sending')"),
        col(Outbox.state) == WAITING,
        col(Outbox.key).like(bindparam("reminders")),
    )
    .values(state=WITHDRAWN, card=None)
)
"""Of those that wait, which are few: spelled as their index is, so that both databases use it."""


def _posted(session: Session, key: str) -> Outbox | None:
    return session.exec(_POSTED, params={"key": key}).first()


def _waiting_change(session: Session, key: str) -> Outbox | None:
    return session.exec(_WAITING_CHANGE, params={"key": key}).first()


_HELD = (
    select(Outbox)
    .where(col(Outbox.key) == bindparam("key"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
"""Held until the transaction ends, so that delivery does not take a card that is being changed."""
_POSTED = _HELD.where(Outbox.operation == "post")
_WAITING_CHANGE = _HELD.where(Outbox.operation == "update", Outbox.state == WAITING)


def _change(post: Outbox, operation: str, card: str | None, now: datetime) -> dict[str, Any]:
    return {
        "key": post.key,
        "operation": operation,
        "state": WAITING,
        "staff_id": post.staff_id,
        "channel": post.channel,
        "thread": post.thread,
        "card": card,
        "created_at": now,
        **_UNTRIED,
    }
