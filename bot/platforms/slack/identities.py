"""Which member of staff is which person in Slack, as it is kept. Found by e-mail address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import and_, col, delete, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from handlers.reachable import reached
from storage.database import Database
from storage.tables import Mentorship, PlatformIdentity, Staff, StaffRole

SLACK = "slack"
GOOD_FOR = timedelta(days=1)
"""How long what is kept is trusted without a new look. Changes are told by Slack meanwhile."""


@dataclass(frozen=True)
class Identity:
    staff_id: int
    user: str
    conversation: str
    fresh: bool


class Identities:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of_user(self, user: str, now: datetime) -> Identity | None:
        return self._one(col(PlatformIdentity.user_ref) == user, now)

    def of_staff(self, staff_id: int, now: datetime) -> Identity | None:
        return self._one(col(PlatformIdentity.staff_id) == staff_id, now)

    def _one(self, which: ColumnElement[bool], now: datetime) -> Identity | None:
        with self._database.reading() as session:
            row = session.exec(_rows().where(which)).first()
            if row is None:
                return None
            fresh = now - row.checked_at < GOOD_FOR
            return Identity(row.staff_id, row.user_ref, row.conversation or "", fresh)

    def everyone(self) -> frozenset[int]:
        """Staff who are known in Slack."""
        with self._database.reading() as session:
            known = select(PlatformIdentity.staff_id).where(PlatformIdentity.platform == SLACK)
            return frozenset(session.exec(known))

    def staff_with(self, email: str) -> int | None:
        hashed = self._database.vault.keyed_hash(email)
        with self._database.reading() as session:
            return session.exec(select(Staff.id).where(Staff.email_hash == hashed)).first()

    def email_of(self, staff_id: int) -> str | None:
        with self._database.reading() as session:
            staff = session.get(Staff, staff_id)
            return staff.email if staff else None

    def not_seen_since(self, moment: datetime) -> list[int]:
        """Staff who work here and are not known in Slack, or were last looked at before that moment."""
        seen = select(PlatformIdentity.staff_id).where(
            PlatformIdentity.platform == SLACK, col(PlatformIdentity.checked_at) >= moment
        )
        work = or_(
            col(Staff.id).in_(select(StaffRole.staff_id)), col(Staff.id).in_(select(Mentorship.staff_id))
        )
        wanted = select(Staff.id).where(work, col(Staff.id).not_in(seen)).order_by(col(Staff.id))
        with self._database.reading() as session:
            return [staff for staff in session.exec(wanted) if staff is not None]

    def keep(self, staff_id: int, user: str, conversation: str, now: datetime) -> None:
        """What has waited for the person may go. A person has one account, and an account one person.

        `conversation`: the bot's own with the person, "" when it is not opened yet."""
        try:
            with self._database.writing() as session:
                row = session.exec(_rows().where(_is(staff_id, user, both=True))).first()
                if row is None:
                    session.exec(_deletion(staff_id, user))
                    row = PlatformIdentity(platform=SLACK, staff_id=staff_id, user_ref=user, checked_at=now)
                row.checked_at, row.conversation = now, conversation or row.conversation
                session.add(row)
                reached(session, staff_id=staff_id)
        except IntegrityError:
            # Another replica found the same person at the same moment.
            return

    def keep_conversation(self, user: str, conversation: str) -> None:
        with self._database.writing() as session:
            row = update(PlatformIdentity).where(
                col(PlatformIdentity.platform) == SLACK, col(PlatformIdentity.user_ref) == user
            )
            session.execute(row.values(conversation=conversation))

    def forget(self, *, staff_id: int | None = None, user: str = "") -> None:
        with self._database.writing() as session:
            session.exec(_deletion(staff_id, user))


def _rows() -> SelectOfScalar[PlatformIdentity]:
    return select(PlatformIdentity).where(PlatformIdentity.platform == SLACK)


def _deletion(staff_id: int | None, user: str) -> Delete:
    return delete(PlatformIdentity).where(col(PlatformIdentity.platform) == SLACK, _is(staff_id, user))


def _is(staff_id: int | None, user: str, *, both: bool = False) -> ColumnElement[bool]:
    named = (col(PlatformIdentity.staff_id) == staff_id, col(PlatformIdentity.user_ref) == user)
    return and_(*named) if both else or_(*named)
