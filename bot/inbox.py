"""The inbox as intake sees it: events as they came, kept until they are handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from handlers.vocabulary import Event
from storage.database import Database
from storage.errors import StorageError
from storage.queries.prepared import ask
from storage.tables import Inbound

REFUSED = "refused"
UNREADABLE = "unreadable"
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@dataclass(frozen=True)
class Stored:
    """An event in the inbox, and its row's id."""

    id: int
    event: Event


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, platform: str, event: Event, now: datetime) -> Stored | None:
        """None if the platform has delivered this event before."""
        payload = _EVENT.dump_json(event).decode()
        row = {"platform": platform, "event_id": event.id, "payload": payload, "received_at": now}
        try:
            with self._database.writing(hurried=True) as session:
                number = session.connection().execute(_CAME, row).scalar_one()
        except IntegrityError:
            return None
        return Stored(number or 0, event)

    def left_behind(self, before: datetime | None, now: datetime) -> list[Stored]:
        """Events that nobody has handled, oldest first; those received before a moment, or all.

        One that can no longer be read (another version wrote it, or a key is gone) is marked as failed."""
        waiting = select(Inbound.id).where(col(Inbound.handled_at).is_(None)).order_by(col(Inbound.id))
        if before is not None:
            waiting = waiting.where(col(Inbound.received_at) <= before)
        with self._database.reading() as session:
            ids = [row_id for row_id in session.exec(waiting) if row_id is not None]
        found = [self._read(row_id, now) for row_id in ids]
        return [stored for stored in found if stored is not None]

    def _read(self, row_id: int, now: datetime) -> Stored | None:
        payload = select(Inbound.payload).where(col(Inbound.id) == row_id)
        try:
            with self._database.reading() as session:
                return Stored(row_id, _EVENT.validate_json(session.exec(payload).first() or ""))
        except (StorageError, ValidationError):
            self.failed(row_id, UNREADABLE, now)
            return None

    def still_mine(self, session: Session, stored: Stored) -> bool:
        """Whether nobody else has handled it; holds it until the transaction ends."""
        return bool(ask(session, _MINE, event=stored.id))

    def handled(self, session: Session, stored: Stored, now: datetime) -> None:
        """The payload is erased; the id stays, so that a second delivery does nothing."""
        session.connection().execute(_SETTLED, _settled(stored.id, now, ""))

    def failed(self, row_id: int, code: str, now: datetime) -> None:
        with self._database.writing() as session:
            session.connection().execute(_SETTLED, _settled(row_id, now, code))

    def forget(self, session: Session, stored: Stored) -> None:
        """Takes the row away, for what only the handler could see must leave no trace."""
        session.execute(delete(Inbound).where(col(Inbound.id) == stored.id))


_CAME = insert(Inbound).values(failed="").returning(col(Inbound.id))
_MINE = (
    select(col(Inbound.id))
    .where(col(Inbound.id) == bindparam("event"), col(Inbound.handled_at).is_(None))
    .with_for_update()
)
_SETTLED = (
    update(Inbound)
    .where(col(Inbound.id) == bindparam("event"))
    .values(payload=None, handled_at=bindparam("now"), failed=bindparam("code"))
)


def _settled(row_id: int, now: datetime, code: str) -> dict[str, object]:
    return {"event": row_id, "now": now, "code": code}
