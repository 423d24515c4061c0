"""What a pupil's guardians have agreed to in writing: secrecy consent, never GDPR consent."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from storage.columns import Day, Moment, Secret
from storage.tables.base import Table


class Consent(Table, table=True):
    """With whom the school may speak, about what, and until which day, it included.

    session_id: the round of the guide that it was registered in; changed there, it is changed here.
    withdrawn_on: from that day it no longer holds.
    """

    __tablename__ = "consent"
    id: int | None = Field(default=None, primary_key=True)
    pupil_id: int = Field(foreign_key="pupil.id", index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    session_id: int = Field(foreign_key="guide_session.id", unique=True)
    with_whom: str = Field(sa_type=Secret)
    about: str = Field(sa_type=Secret)
    until: date = Field(sa_type=Day)
    registered_by: str
    """ "staff:12", as in the audit log."""
    registered_at: datetime = Field(sa_type=Moment)
    withdrawn_on: date | None = Field(default=None, sa_type=Day)
    withdrawn_by: str = ""
