"""Who a platform's user is in the school, and where the bot can write to them. For every platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from handlers.reachable import reached
from storage.database import Database
from storage.tables import PlatformIdentity, Staff
from storage.vault import vault_of


@dataclass(frozen=True)
class Identity:
    """`conversation`: the platform's own word for where the person is written to; None: nowhere."""

    staff_id: int
    user_ref: str
    conversation: str | None
    checked_at: datetime


@dataclass(frozen=True)
class Colleague:
    staff_id: int
    email: str


class Identities:
    """Read anew each time: another replica, or an import, may have changed them."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    def of_user(self, user_ref: str) -> Identity | None:
        return self._first(PlatformIdentity.user_ref == user_ref)

    def of_staff(self, staff_id: int) -> Identity | None:
        return self._first(PlatformIdentity.staff_id == staff_id)

    def recognise(self, user_ref: str, addresses: Iterable[str], now: datetime) -> Identity | None:
        """Who has one of these e-mail addresses is this user from now on; None when nobody has.

        Then the user is nobody any longer, even if they were somebody yesterday."""
        hashes = [self._hash(address) for address in addresses]
        for _ in range(2):
            try:
                with self._database.writing() as session:
                    staff_id = _staff(session, hashes)
                    return _read(self._settled(session, user_ref, staff_id, now))
            except IntegrityError:
                # Another replica wrote the same row at the same moment: it is there now.
                continue
        return self.of_user(user_ref)

    def staff_with(self, addresses: Iterable[str]) -> int | None:
        """The `Staff.id` of whoever has one of these e-mail addresses."""
        with self._database.reading() as session:
            return _staff(session, [self._hash(address) for address in addresses])

    def opened(self, user_ref: str, conversation: str) -> bool:
        """The person can be written to there. True when they could not before: then wake delivery."""
        known = self.of_user(user_ref)
        if known is None or known.conversation == conversation:
            # As nearly always: a press does not wait for its turn to write.
            return False
        with self._database.writing() as session:
            row = session.exec(self._row(PlatformIdentity.user_ref == user_ref)).first()
            if row is None or row.conversation == conversation:
                return False
            is_new = row.conversation is None
            row.conversation = conversation
            if is_new:
                reached(session, staff_id=row.staff_id)
            return is_new

    def closed(self, *, user_ref: str = "", staff_id: int = 0) -> None:
        """The person cannot be written to any more, until `opened` says so."""
        wanted = PlatformIdentity.user_ref == user_ref if user_ref else PlatformIdentity.staff_id == staff_id
        with self._database.writing() as session:
            row = session.exec(self._row(wanted)).first()
            if row is not None:
                row.conversation = None

    def not_reached(self) -> list[Colleague]:
        """Staff that the platform has no conversation with."""
        known = select(PlatformIdentity.staff_id).where(
            PlatformIdentity.platform == self._platform, col(PlatformIdentity.conversation).is_not(None)
        )
        with self._database.reading() as session:
            waiting = session.exec(select(Staff).where(col(Staff.id).not_in(known)).order_by(col(Staff.id)))
            return [Colleague(staff.id or 0, staff.email) for staff in waiting]

    def reached(self) -> frozenset[int]:
        """Staff that the platform has a conversation with."""
        wanted = select(PlatformIdentity.staff_id).where(
            PlatformIdentity.platform == self._platform, col(PlatformIdentity.conversation).is_not(None)
        )
        with self._database.reading() as session:
            return frozenset(session.exec(wanted))

    def checked_before(self, moment: datetime) -> list[str]:
        """Users that the platform has not been asked about since, who has waited longest first."""
        waiting = select(PlatformIdentity.user_ref).where(
            PlatformIdentity.platform == self._platform, PlatformIdentity.checked_at < moment
        )
        with self._database.reading() as session:
            return list(session.exec(waiting.order_by(col(PlatformIdentity.checked_at))))

    def email_of(self, staff_id: int) -> str | None:
        with self._database.reading() as session:
            staff = session.get(Staff, staff_id)
            return staff.email if staff else None

    def _first(self, wanted: bool) -> Identity | None:
        with self._database.reading() as session:
            return _read(session.exec(self._row(wanted)).first())

    def _row(self, wanted: bool) -> SelectOfScalar[PlatformIdentity]:
        return select(PlatformIdentity).where(PlatformIdentity.platform == self._platform, wanted)

    def _hash(self, address: str) -> str:
        """As `Staff.email_hash` is made."""
        return vault_of(self._database.engine.dialect).keyed_hash(address.strip().lower())

    def _settled(
        self, session: Session, user_ref: str, staff_id: int | None, now: datetime
    ) -> PlatformIdentity | None:
        """One user a person, and one person a user: who has a new account leaves the old one."""
        by_user = session.exec(self._row(PlatformIdentity.user_ref == user_ref)).first()
        by_staff = session.exec(self._row(PlatformIdentity.staff_id == staff_id)).first()
        if by_user is not None and by_user is not by_staff:
            session.delete(by_user)
            session.flush()
        if staff_id is None:
            return None
        if by_staff is None:
            by_staff = PlatformIdentity(
                platform=self._platform, staff_id=staff_id, user_ref=user_ref, checked_at=now
            )
        elif by_staff.user_ref != user_ref:
            by_staff.user_ref, by_staff.conversation = user_ref, None
        by_staff.checked_at = now
        session.add(by_staff)
        session.flush()
        return by_staff


def _staff(session: Session, hashes: list[str]) -> int | None:
    for one in hashes:
        if (found := session.exec(select(Staff.id).where(Staff.email_hash == one)).first()) is not None:
            return found
    return None


def _read(row: PlatformIdentity | None) -> Identity | None:
    return Identity(row.staff_id, row.user_ref, row.conversation, row.checked_at) if row else None
