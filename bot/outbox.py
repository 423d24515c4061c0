"""The outbox as delivery sees it: which rows may go now, and what became of each.

Every function is one short transaction, and none is held over a network call. A row waits as `created`.
A row that is being sent is `sending`, and its `not_before` then says when it must be taken for lost:
from that moment it is sent `again`, because nobody knows what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import ValidationError
from sqlalchemy import ColumnElement, TextClause, exists, text, update
from sqlalchemy.orm import QueryableAttribute, aliased, defer
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.platforms.base import Delivery
from handlers.cards_json import from_json
from handlers.reachable import UNREACHED
from storage.database import Database
from storage.errors import StorageError
from storage.tables import Outbox

LEASE = timedelta(minutes=2)
"""How long a row may be `sending` before it is taken for lost. Longer than any platform call may take."""
PARKED_AT_LEAST = timedelta(minutes=1)
PARKED_AT_MOST = timedelta(hours=6)
BATCH = 200
UNREADABLE = "card_unreadable"
NOT_POSTED = "not_posted"


@dataclass(frozen=True)
class Recipient:
    """A person's own chat or a channel. One message at a time goes to each, so that they keep their order."""

    staff_id: int | None
    channel: str


@dataclass(frozen=True)
class Candidate:
    """A row that may go now. `posted_on`: the platform that has the message, for a change of it."""

    delivery: Delivery
    posted_on: str = ""

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.delivery.staff_id, self.delivery.channel)


class OutboxQueue:
    def __init__(self, database: Database) -> None:
        self._database = database

    def presume_lost(self, now: datetime) -> None:
        """At start: nobody is sending what a crash left in `sending`.

        With PostgreSQL another replica may be at it; there a row waits until its time is out."""
        if self._database.engine.dialect.name == "sqlite":
            with self._database.writing() as session:
                lost = update(Outbox).where(col(Outbox.state) == "sending")
                session.execute(lost.values(not_before=now))

    def candidates(self, now: datetime, busy: Collection[Recipient]) -> list[Candidate]:
        """What may go now, oldest first, at most one for each recipient and none for a busy one."""
        with self._database.reading() as session:
            waiting = _rows().where(*_may_go(now), *_not_to(busy)).limit(BATCH)
            first: dict[Recipient, Candidate] = {}
            for row in session.exec(waiting):
                candidate = Candidate(_delivery(row))
                first.setdefault(candidate.recipient, candidate)
            return _with_posts(session, list(first.values()))

    def claim(self, chosen: Sequence[Candidate], now: datetime) -> list[Delivery]:
        """Marks those that still may go as `sending`, and reads their cards.

        What turns out to need no sending is settled at once."""
        if not chosen:
            return []
        known = {candidate.delivery.outbox_id: candidate.delivery for candidate in chosen}
        with self._database.writing() as session:
            rows = session.exec(_locked(_rows().where(col(Outbox.id).in_(known), *_may_go(now))))
            claimed = [_claim(row, known[_id(row)], now) for row in rows.all()]
        return [delivery for delivery in claimed if delivery is not None]

    def sent(self, delivery: Delivery, platform: str, platform_id: str) -> None:
        """The card is erased; the platform's id stays on the post."""
        own_id = {"platform_id": platform_id} if delivery.operation == "post" else {}
        done = {"state": "sent", "card": None, "error": "", "not_before": None, "platform": platform}
        self._settle(delivery, done | own_id)

    def failed(self, delivery: Delivery, platform: str, code: str) -> None:
        """For good. The card stays, encrypted, for whoever tells the right person by another way."""
        self._settle(delivery, {"state": "failed", "error": code, "not_before": None, "platform": platform})

    def once_more(self, platform: str, codes: Collection[str], since: datetime) -> int:
        """Posts that the platform refused for a reason that is mended now may go again. How many."""
        with self._database.writing() as session:
            refused = update(Outbox).where(
                text("outbox.state = 'failed'"),
                col(Outbox.operation) == "post",
                col(Outbox.platform) == platform,
                col(Outbox.error).in_(codes),
                col(Outbox.card).is_not(None),
                col(Outbox.created_at) >= since,
            )
            found = session.execute(refused.values(state="created", error="", not_before=None))
            return int(found.rowcount)  # type: ignore[attr-defined]

    def again_at(self, delivery: Delivery, moment: datetime, code: str, *, unknown: bool) -> None:
        """To be tried once more. `unknown`: nobody knows what became of this try, or of an earlier one."""
        state = "sending" if unknown else "created"
        self._settle(delivery, {"state": state, "error": code, "not_before": moment})

    def park(self, outbox_ids: Iterable[int], now: datetime) -> None:
        """Nobody reaches the recipients: rows stay as they are, and are looked at ever more seldom."""
        ids = list(outbox_ids)
        if not ids:
            return
        with self._database.writing() as session:
            for row in session.exec(_locked(_rows().where(col(Outbox.id).in_(ids), *_may_go(now)))):
                wait = (now - row.created_at) / 4
                row.not_before = now + min(max(wait, PARKED_AT_LEAST), PARKED_AT_MOST)
                row.error = UNREACHED

    def unpark(self, outbox_ids: Iterable[int]) -> None:
        """Their recipients are reached after all: they may go at once."""
        ids = list(outbox_ids)
        if not ids:
            return
        with self._database.writing() as session:
            parked = update(Outbox).where(
                col(Outbox.id).in_(ids), col(Outbox.state) == "created", col(Outbox.error) == UNREACHED
            )
            session.execute(parked.values(not_before=None, error=""))

    def _settle(self, delivery: Delivery, values: dict[str, Any]) -> None:
        """Only a row that is being sent: one that was erased meanwhile stays erased."""
        with self._database.writing() as session:
            ours = update(Outbox).where(col(Outbox.id) == delivery.outbox_id, col(Outbox.state) == "sending")
            session.execute(ours.values(**values))


def _rows() -> SelectOfScalar[Outbox]:
    """Oldest first. A card is read by itself: one that no key opens must not stop the others."""
    return select(Outbox).options(defer(cast(QueryableAttribute[Any], Outbox.card))).order_by(col(Outbox.id))


def _locked(rows: SelectOfScalar[Outbox]) -> SelectOfScalar[Outbox]:
    """PostgreSQL: what another replica has its hands on is left to it."""
    return rows.with_for_update(skip_locked=True, of=Outbox)


def _may_go(now: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """Its time has come, and nothing that must be seen before it still waits: an earlier operation
    on the same message, or the message whose thread it belongs to."""
    earlier, root = aliased(Outbox, name="earlier"), aliased(Outbox, name="root")
    due = col(Outbox.not_before) <= now
    new = and_(col(Outbox.state) == "created", or_(col(Outbox.not_before).is_(None), due))
    lost = and_(col(Outbox.state) == "sending", due)
    same_message = and_(col(earlier.key) == col(Outbox.key), col(earlier.id) < col(Outbox.id))
    its_thread = and_(
        col(Outbox.thread) != "", col(root.key) == col(Outbox.thread), col(root.operation) == "post"
    )
    return (
        waits("outbox"),
        or_(new, lost),
        ~exists().where(same_message, waits("earlier")),
        ~exists().where(its_thread, waits("root")),
    )


def waits(table: str) -> TextClause:
    """Written out, not bound, and no column of truth values, which SQLite is asked to be 1: only then do both
    databases use the index of waiting rows."""
    return text(f"{table}.state IN ('created', 'sending')")


def _not_to(busy: Collection[Recipient]) -> tuple[ColumnElement[bool], ...]:
    people = [recipient.staff_id for recipient in busy if recipient.staff_id is not None]
    channels = [recipient.channel for recipient in busy if recipient.staff_id is None]
    return (
        or_(col(Outbox.staff_id).is_(None), col(Outbox.staff_id).not_in(people)),
        or_(col(Outbox.staff_id).is_not(None), col(Outbox.channel).not_in(channels)),
    )


def _id(row: Outbox) -> int:
    return cast(int, row.id)


def _delivery(row: Outbox) -> Delivery:
    return Delivery(
        outbox_id=_id(row),
        operation=row.operation,
        key=row.key,
        staff_id=row.staff_id,
        channel=row.channel,
        thread=row.thread,
        card=None,
    )


def _with_posts(session: Session, candidates: list[Candidate]) -> list[Candidate]:
    """Adds what the platform called the message itself, and the one whose thread it belongs to.
    Both are settled already: while a post or a root waits, what depends on it is no candidate."""
    keys = {candidate.delivery.key for candidate in candidates if candidate.delivery.operation != "post"}
    keys |= {candidate.delivery.thread for candidate in candidates if candidate.delivery.thread}
    if not keys:
        return candidates
    posts = session.exec(_rows().where(col(Outbox.key).in_(keys), col(Outbox.operation) == "post"))
    by_key = {post.key: post for post in posts}
    return [_with_post(candidate.delivery, by_key) for candidate in candidates]


def _with_post(delivery: Delivery, posts: dict[str, Outbox]) -> Candidate:
    root = posts.get(delivery.thread)
    delivery = replace(delivery, thread_id=root.platform_id if root else "")
    own = posts.get(delivery.key) if delivery.operation != "post" else None
    if own is None:
        return Candidate(delivery)
    return Candidate(replace(delivery, platform_id=own.platform_id), own.platform)


def _claim(row: Outbox, delivery: Delivery, now: datetime) -> Delivery | None:
    """None when there is nothing to send: a change of a message that never was, an unreadable card."""
    again = row.state == "sending"
    if delivery.operation != "post" and not delivery.platform_id:
        row.state = "withdrawn" if delivery.operation == "delete" else "failed"
        row.error, row.card = NOT_POSTED, None
        return None
    try:
        card = from_json(row.card) if row.card is not None else None
    except (StorageError, ValidationError):
        row.state, row.error = "failed", UNREADABLE
        return None
    row.state, row.attempts, row.not_before = "sending", row.attempts + 1, now + LEASE
    return replace(delivery, card=card, again=again, attempt=row.attempts)
