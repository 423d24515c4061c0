"""Who may read along where EHT's cases are spoken of: one rule, whatever the platform.

Guests, and people who are not on the roster, never may. How wide the school's own people may be is a setting
(`NARVAROLOTS_CHANNEL_READERS`). The platform says who is in the channel; it is asked before each message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlmodel import Session, col, or_, select

from bot.settings import Settings
from storage.database import Database
from storage.tables import School, StaffRole

TEAM = "eht"
"""The setting's narrow value. The other one, "personal", lets in everybody who works at the school."""
TOO_WIDE = "channel_too_wide"
"""The code of a message that is refused for it."""
_ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "eht": frozenset({"eht", "rektor"}),
        "rektor": frozenset({"rektor"}),
        "unit": frozenset({"authority", "eht", "rektor"}),
    }
)
"""Kind of channel → roles that may read it, at its own school."""


class Readers:
    """For worker threads: it reads the database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._whole_staff = settings.channel_readers != TEAM

    def may_all_read(self, channel: str, people: Iterable[int | None]) -> bool:
        """`people`: the `Staff.id` of each who is there, None for somebody who is not the school's own."""
        kind, _, school = channel.partition(":")
        with self._database.reading() as session:
            may = self._may(session, kind, int(school) if school.isdigit() else 0)
        return all(staff in may for staff in people)

    def fits_a_school(self, people: Iterable[int | None]) -> bool:
        """Whether they could be the readers of a team's channel at some school."""
        found = list(people)
        with self._database.reading() as session:
            schools = session.exec(select(School.id)).all()
        return any(self.may_all_read(f"{kind}:{one}", found) for one in schools for kind in ("eht", "unit"))

    def _may(self, session: Session, kind: str, school: int) -> set[int]:
        held = select(StaffRole.staff_id).where(
            or_(col(StaffRole.school_id) == school, col(StaffRole.school_id).is_(None))
        )
        if kind != "eht" or not self._whole_staff:
            held = held.where(col(StaffRole.role).in_(_ROLES.get(kind, frozenset())))
        return set(session.exec(held))
