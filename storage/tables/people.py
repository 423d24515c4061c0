"""Schools, staff and pupils. Names are secrets; what must be searched for is a keyed hash.

`from_gen`: the import that first brought the row. While that import is being written aside, its pupils
stand as `left` and its staff have no role, so nobody meets them before the import is whole.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field

from storage.columns import Day, Secret
from storage.tables.base import Table


class HashKey(Table, table=True):
    """The one key for keyed hashes, itself sealed."""

    __tablename__ = "hash_key"
    id: int = Field(primary_key=True)
    key: str = Field(sa_type=Secret)


class School(Table, table=True):
    __tablename__ = "school"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    plan: str | None = None
    """Id of the plan it follows; None: the setting NARVAROLOTS_PLAN."""
    from_gen: int = 0


class Staff(Table, table=True):
    """A member of staff, known by e-mail address (`email_hash` is of the lower-cased address)."""

    __tablename__ = "staff"
    id: int | None = Field(default=None, primary_key=True)
    email_hash: str = Field(unique=True)
    email: str = Field(sa_type=Secret)
    name: str = Field(sa_type=Secret)
    team: str | None = None
    deputy_hash: str | None = None
    """`email_hash` of the person who stands in."""
    away_from: date | None = Field(default=None, sa_type=Day)
    away_to: date | None = Field(default=None, sa_type=Day)
    quiet_when_nothing: bool = False
    """True: no message on a morning with nothing to report."""
    quiet_team: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """True: not told of the team's pupils once a week."""
    quiet_registration: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """True: not told once a week of own lessons that wait to be registered."""
    from_gen: int = 0


class StaffRole(Table, table=True):
    """role: mentor, eht, rektor, teacher, school_admin or authority. school_id None: every school."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("staff_id", "school_id", "role"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    school_id: int | None = Field(default=None, foreign_key="school.id", index=True)
    role: str


class Pupil(Table, table=True):
    """`ref` is the file's elev_id, or the masked form of one that looks like a civic number
    (then `ref_hash` is its keyed hash). `left`: missing from the school's last roster, seen on `left_on`;
    the timetable is not taken for attendance from that day.
    `secret_hash`: keyed hash of names, guardians and phones, which tells whether a roster changes them."""

    __tablename__ = "pupil"
    __table_args__ = (UniqueConstraint("school_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    ref: str
    ref_hash: str | None = Field(default=None, index=True)
    first_name: str = Field(sa_type=Secret)
    last_name: str = Field(sa_type=Secret)
    class_name: str = ""
    grade: int | None = None
    home_municipality: str | None = None
    left: bool = Field(default=False)
    left_on: date | None = Field(default=None, sa_type=Day)
    secret_hash: str | None = None
    from_gen: int = 0


class Guardian(Table, table=True):
    __tablename__ = "guardian"
    id: int | None = Field(default=None, primary_key=True)
    pupil_id: int = Field(foreign_key="pupil.id", index=True)
    name: str = Field(sa_type=Secret)
    phone: str = Field(default="", sa_type=Secret)


class Mentorship(Table, table=True):
    """`position` keeps the order of the file."""

    __tablename__ = "mentorship"
    pupil_id: int = Field(foreign_key="pupil.id", primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", primary_key=True, index=True)
    position: int = 0


class ProtectedPupil(Table, table=True):
    """Only a keyed hash of the id, so that absence rows can be dropped and counted."""

    __tablename__ = "protected_pupil"
    school_id: int = Field(foreign_key="school.id", primary_key=True)
    ref_hash: str = Field(primary_key=True)
