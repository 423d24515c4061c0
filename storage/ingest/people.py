"""The people an import works with: who is known when it begins, and what its rosters make of them.

Nothing is written here. Entries are changed in memory, and `changed_*` tell what differs from the
database; names and other secrets are never loaded, only told apart by their keyed hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.ingest.identity import stored_key
from storage.tables import Import, Mentorship, ProtectedPupil, Pupil, School, Staff, StaffRole


@dataclass(slots=True)
class PupilEntry:
    """A pupil as the database has it, or will. `mentors`: ids of staff in the file's order."""

    id: int
    school_id: int
    ref: str
    ref_hash: str | None
    class_name: str
    grade: int | None
    home_municipality: str | None
    left: bool
    left_on: date | None
    secret_hash: str | None
    mentors: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return stored_key(self.ref, self.ref_hash)


@dataclass(frozen=True, slots=True)
class PupilSecrets:
    """What is sealed of a pupil. guardians: (name, phone), in the file's order."""

    first_name: str
    last_name: str
    guardians: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class StaffEntry:
    """A member of staff. `roles` for each school of theirs, None being every school."""

    id: int
    email_hash: str
    email: str
    name: str
    team: str | None = None
    deputy_hash: str | None = None
    away_from: date | None = None
    away_to: date | None = None
    roles: dict[int | None, frozenset[str]] = field(default_factory=dict)

    def copy(self) -> StaffEntry:
        return replace(self, roles=dict(self.roles))


@dataclass
class People:
    """Schools, staff and pupils: as loaded, then as the files of one command leave them."""

    schools: dict[str, int] = field(default_factory=dict)
    staff_ids: dict[str, int] = field(default_factory=dict)
    """By keyed hash of the address."""
    staff: dict[int, StaffEntry] = field(default_factory=dict)
    """Filled only when a roster of staff is taken in."""
    pupils: dict[int, PupilEntry] = field(default_factory=dict)
    secrets: dict[int, PupilSecrets] = field(default_factory=dict)
    """Of the pupils whose secrets are to be written."""
    protected: dict[str, set[int]] = field(default_factory=dict)
    """Keyed hash of an id → schools in which its pupil is protected."""
    erased: list[PupilEntry] = field(default_factory=list)
    last_school: int = 0
    last_staff: int = 0
    last_pupil: int = 0
    _first_school: int = 0
    _first_staff: int = 0
    _first_pupil: int = 0
    _by_key: dict[str, list[int]] = field(default_factory=dict)
    _pupils_before: dict[int, PupilEntry] = field(default_factory=dict)
    _staff_before: dict[int, StaffEntry] = field(default_factory=dict)
    _protected_before: frozenset[tuple[int, str]] = frozenset()

    def begin(self) -> None:
        """Marks what is there now as what the database has."""
        self._first_school, self._first_staff = self.last_school + 1, self.last_staff + 1
        self._first_pupil = self.last_pupil + 1
        self._protected_before = self._protections()
        self._staff_before = {number: entry.copy() for number, entry in self.staff.items()}
        for entry in self.pupils.values():
            self._by_key.setdefault(entry.key, []).append(entry.id)

    def school(self, name: str) -> int:
        """The school's id. A school not known before becomes known."""
        if name not in self.schools:
            self.last_school += 1
            self.schools[name] = self.last_school
        return self.schools[name]

    def staff_member(self, email: str, email_hash: str) -> StaffEntry:
        """The entry to change. Somebody not known before becomes known."""
        number = self.staff_ids.get(email_hash)
        if number is None:
            self.last_staff = number = self.last_staff + 1
            self.staff_ids[email_hash] = number
            self.staff[number] = StaffEntry(number, email_hash, email, "")
        return self.staff[number]

    def pupil(self, school_id: int, key: str) -> PupilEntry | None:
        """The pupil of a school, left or not."""
        found = [self.pupils[number] for number in self._by_key.get(key, ())]
        return next((entry for entry in found if entry.school_id == school_id), None)

    def pupils_anywhere(self, key: str) -> list[PupilEntry]:
        return [self.pupils[number] for number in self._by_key.get(key, ())]

    def add_pupil(self, entry: PupilEntry) -> None:
        self.pupils[entry.id] = entry
        self._by_key.setdefault(entry.key, []).append(entry.id)

    def next_pupil(self) -> int:
        self.last_pupil += 1
        return self.last_pupil

    def touch(self, entry: PupilEntry) -> PupilEntry:
        """To be called before an entry is changed, so that the change is seen."""
        if entry.id < self._first_pupil and entry.id not in self._pupils_before:
            self._pupils_before[entry.id] = replace(entry)
        return entry

    def erase(self, entry: PupilEntry) -> None:
        """Forgets a pupil; one that the database has is to be erased there too."""
        del self.pupils[entry.id]
        self._by_key[entry.key].remove(entry.id)
        self.secrets.pop(entry.id, None)
        before = self._pupils_before.pop(entry.id, entry)
        if entry.id < self._first_pupil:
            self.erased.append(before)

    def new_schools(self) -> dict[str, int]:
        return {name: number for name, number in self.schools.items() if number >= self._first_school}

    def is_new(self, pupil_id: int) -> bool:
        return pupil_id >= self._first_pupil

    def new_pupils(self) -> list[PupilEntry]:
        return [entry for entry in self.pupils.values() if self.is_new(entry.id)]

    def has_new(self) -> bool:
        """Whether any school, pupil or member of staff was not known before."""
        return bool(self.new_schools() or self.new_staff() or self.last_pupil >= self._first_pupil)

    def changed_pupils(self) -> list[tuple[PupilEntry, PupilEntry]]:
        """Pupils known before that differ now: (as they were, as they are)."""
        pairs = ((before, self.pupils[number]) for number, before in self._pupils_before.items())
        return [(before, after) for before, after in pairs if before != after]

    def new_staff(self) -> list[StaffEntry]:
        return [entry for entry in self.staff.values() if entry.id >= self._first_staff]

    def changed_staff(self) -> list[tuple[StaffEntry, StaffEntry]]:
        pairs = ((before, self.staff[number]) for number, before in self._staff_before.items())
        return [(before, after) for before, after in pairs if before != after]

    def newly_protected(self) -> set[tuple[int, str]]:
        """(school, keyed hash) to be remembered."""
        return set(self._protections() - self._protected_before)

    def no_longer_protected(self) -> set[tuple[int, str]]:
        return set(self._protected_before - self._protections())

    def _protections(self) -> frozenset[tuple[int, str]]:
        return frozenset((school, ref) for ref, schools in self.protected.items() for school in schools)


def load_people(session: Session, *, with_staff: bool) -> People:
    """Everybody the database knows. Staff with their names only when a roster of staff is taken in."""
    people = People(
        schools=dict(session.exec(select(School.name, School.id)).all()),  # type: ignore[arg-type]
        staff_ids=dict(session.exec(select(Staff.email_hash, Staff.id)).all()),  # type: ignore[arg-type]
        pupils={entry.id: entry for entry in _pupils(session)},
    )
    for school_id, ref_hash in session.exec(select(ProtectedPupil.school_id, ProtectedPupil.ref_hash)):
        people.protected.setdefault(ref_hash, set()).add(school_id)
    if with_staff:
        people.staff = {entry.id: entry for entry in _staff(session)}
    people.last_school = max(people.schools.values(), default=0)
    people.last_staff = max(people.staff_ids.values(), default=0)
    ever = session.exec(select(func.max(Import.last_pupil))).one() or 0
    people.last_pupil = max(ever, max(people.pupils, default=0))
    people.begin()
    return people


def _pupils(session: Session) -> Iterable[PupilEntry]:
    mentors: dict[int, list[int]] = {}
    order = col(Mentorship.position)
    for pupil_id, staff_id in session.exec(
        select(Mentorship.pupil_id, Mentorship.staff_id).order_by(order, col(Mentorship.staff_id))
    ):
        mentors.setdefault(pupil_id, []).append(staff_id)
    rows = session.execute(
        select(
            col(Pupil.id),
            col(Pupil.school_id),
            col(Pupil.ref),
            col(Pupil.ref_hash),
            col(Pupil.class_name),
            col(Pupil.grade),
            col(Pupil.home_municipality),
            col(Pupil.left),
            col(Pupil.left_on),
            col(Pupil.secret_hash),
        )  # type: ignore[call-overload]
    )
    return (PupilEntry(*(*row, tuple(mentors.get(row[0], ())))) for row in rows)


def _staff(session: Session) -> Iterable[StaffEntry]:
    roles: dict[int, dict[int | None, frozenset[str]]] = {}
    for row in session.exec(select(StaffRole)):
        own = roles.setdefault(row.staff_id, {})
        own[row.school_id] = own.get(row.school_id, frozenset()) | {row.role}
    for person in session.exec(select(Staff)):
        assert person.id is not None
        yield StaffEntry(
            person.id,
            person.email_hash,
            person.email,
            person.name,
            person.team,
            person.deputy_hash,
            person.away_from,
            person.away_to,
            roles.get(person.id, {}),
        )
