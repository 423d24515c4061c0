"""Messages that a platform has: found by our own key, or by what the platform calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col, select

from handlers.vocabulary import Place
from storage.database import Database
from storage.tables import Outbox


@dataclass(frozen=True)
class Posted:
    """`platform_id`: the platform's own word for it; "" while it is on its way."""

    key: str
    place: Place
    platform_id: str


class PostedMessages:
    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    def by_key(self, key: str) -> Posted | None:
        return self._first(col(Outbox.key) == key) if key else None

    def by_platform_id(self, platform_id: str) -> Posted | None:
        return self._first(col(Outbox.platform_id) == platform_id) if platform_id else None

    def _first(self, wanted: ColumnElement[bool]) -> Posted | None:
        """Without the card: it is erased once sent."""
        message = select(Outbox).options(defer(cast(QueryableAttribute[Any], Outbox.card)))
        found = message.where(wanted, Outbox.operation == "post", Outbox.platform == self._platform)
        with self._database.reading() as session:
            row = session.exec(found).first()
            return _posted(row) if row else None


def _posted(row: Outbox) -> Posted:
    return Posted(row.key, Place(row.staff_id, row.channel, row.thread), row.platform_id)
