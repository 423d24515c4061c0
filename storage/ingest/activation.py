"""The one short transaction that makes an import visible. What takes time is prepared before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, and_, col, delete, select

from storage.ingest.bulk import execute_many
from storage.ingest.erasure import erase
from storage.ingest.generations import ACTIVE
from storage.ingest.people import People, PupilEntry, StaffEntry
from storage.ingest.summary import ErasedPupil
from storage.ingest.timetable import Timetable
from storage.tables import Break, Coverage, Import, PeriodFigure, ProtectedPupil, Staff
from storage.vault import Vault

Rows = list[tuple[Any, ...]]


@dataclass
class _Prepared:
    """Rows that are sealed already."""

    pupils: Rows = field(default_factory=list)
    names: Rows = field(default_factory=list)
    guardians_gone: Rows = field(default_factory=list)
    guardians: Rows = field(default_factory=list)
    mentors_gone: Rows = field(default_factory=list)
    mentors: Rows = field(default_factory=list)
    roles_gone: Rows = field(default_factory=list)
    roles_everywhere_gone: Rows = field(default_factory=list)
    roles: Rows = field(default_factory=list)


@dataclass
class Activation:
    """Made (and with it everything sealed) before the transaction in which `run` is called."""

    people: People
    before: Timetable
    after: Timetable
    figures: list[PeriodFigure]
    vault: Vault
    today: date
    _ready: _Prepared = field(default_factory=_Prepared)

    def __post_init__(self) -> None:
        for before, after in self.people.changed_pupils():
            self._prepare_pupil(before, after)
        for person in self.people.new_staff():
            self._prepare_roles(StaffEntry(person.id, "", "", ""), person)
        for old, new in self.people.changed_staff():
            self._prepare_roles(old, new)

    def run(self, session: Session, number: int, now: datetime) -> tuple[ErasedPupil, ...]:
        """What became visible with it: everything."""
        erased = tuple(erase(session, entry, self.today) for entry in self.people.erased)
        self._change_staff(session)
        self._change_pupils(session, number)
        self._change_protection(session)
        self._change_days(session)
        self._change_figures(session)
        row = session.get_one(Import, number)
        row.state, row.finished_at, row.last_pupil = ACTIVE, now, self.people.last_pupil
        session.add(row)
        return erased

    def _prepare_pupil(self, before: PupilEntry, after: PupilEntry) -> None:
        left_on = after.left_on.toordinal() if after.left_on else None
        self._ready.pupils.append(
            (after.class_name, after.grade, after.home_municipality, after.left, left_on, after.id)
        )
        if before.mentors != after.mentors:
            self._ready.mentors_gone.append((after.id,))
            self._ready.mentors += [(after.id, mentor, place) for place, mentor in enumerate(after.mentors)]
        secrets = self.people.secrets.get(after.id)
        if secrets is None:
            return
        seal = self.vault.seal
        names = (seal(secrets.first_name), seal(secrets.last_name), after.secret_hash, after.id)
        self._ready.names.append(names)
        self._ready.guardians_gone.append((after.id,))
        self._ready.guardians += [(after.id, seal(name), seal(phone)) for name, phone in secrets.guardians]

    def _prepare_roles(self, before: StaffEntry, after: StaffEntry) -> None:
        for school, roles in after.roles.items():
            if before.roles.get(school) == roles:
                continue
            if school is None:
                self._ready.roles_everywhere_gone.append((after.id,))
            else:
                self._ready.roles_gone.append((after.id, school))
            self._ready.roles += [(after.id, school, role) for role in sorted(roles)]

    def _change_staff(self, session: Session) -> None:
        ready = self._ready
        execute_many(session, "DELETE FROM staff_role WHERE staff_id = ? AND school_id = ?", ready.roles_gone)
        everywhere = "DELETE FROM staff_role WHERE staff_id = ? AND school_id IS NULL"
        execute_many(session, everywhere, ready.roles_everywhere_gone)
        execute_many(
            session, "INSERT INTO staff_role (staff_id, school_id, role) VALUES (?, ?, ?)", ready.roles
        )
        changed = [after for _, after in self.people.changed_staff()]
        for entry in [*changed, *filter(_says_more, self.people.new_staff())]:
            person = session.get_one(Staff, entry.id)
            if person.name != entry.name:
                person.name = entry.name
            person.team, person.deputy_hash = entry.team, entry.deputy_hash
            person.away_from, person.away_to = entry.away_from, entry.away_to
            session.add(person)
        session.flush()

    def _change_pupils(self, session: Session, number: int) -> None:
        ready = self._ready
        execute_many(
            session,
            'UPDATE pupil SET class_name = ?, grade = ?, home_municipality = ?, "left" = ?, left_on = ? '
            "WHERE id = ?",
            ready.pupils,
        )
        names = "UPDATE pupil SET first_name = ?, last_name = ?, secret_hash = ? WHERE id = ?"
        execute_many(session, names, ready.names)
        execute_many(session, "DELETE FROM guardian WHERE pupil_id = ?", ready.guardians_gone)
        guardians = "INSERT INTO guardian (pupil_id, name, phone) VALUES (?, ?, ?)"
        execute_many(session, guardians, ready.guardians)
        execute_many(session, "DELETE FROM mentorship WHERE pupil_id = ?", ready.mentors_gone)
        mentors = "INSERT INTO mentorship (pupil_id, staff_id, position) VALUES (?, ?, ?)"
        execute_many(session, mentors, ready.mentors)
        shown = f'UPDATE pupil SET "left" = false WHERE from_gen = {number} AND left_on IS NULL'
        session.connection().exec_driver_sql(shown)

    def _change_protection(self, session: Session) -> None:
        for school_id, ref_hash in self.people.no_longer_protected():
            session.delete(session.get_one(ProtectedPupil, (school_id, ref_hash)))
        for school_id, ref_hash in self.people.newly_protected():
            session.add(ProtectedPupil(school_id=school_id, ref_hash=ref_hash))
        session.flush()

    def _change_days(self, session: Session) -> None:
        old, new = self.before.breaks, self.after.breaks
        for school_id, first, last in [key for key in old if new.get(key) != old[key]]:
            same = col(Break.school_id).is_not_distinct_from(school_id)
            days = and_(col(Break.first_day) == first, col(Break.last_day) == last)
            session.exec(delete(Break).where(same, days))
        for school_id, first, last in [key for key in new if new[key] != old.get(key)]:
            name = new[school_id, first, last]
            session.add(Break(school_id=school_id, first_day=first, last_day=last, name=name))
        for school_id, ranges in self.after.coverage.items():
            if self.before.coverage.get(school_id) != ranges:
                self._cover(session, school_id, ranges)

    def _cover(self, session: Session, school_id: int, ranges: tuple[tuple[date, date], ...]) -> None:
        session.exec(delete(Coverage).where(col(Coverage.school_id) == school_id))
        for first, last in ranges:
            session.add(Coverage(school_id=school_id, first_day=first, last_day=last))

    def _change_figures(self, session: Session) -> None:
        for figure in self.figures:
            same = select(PeriodFigure).where(
                PeriodFigure.pupil_id == figure.pupil_id, PeriodFigure.printed_on == figure.printed_on
            )
            known = session.exec(same).one_or_none() or figure
            known.present, known.valid = figure.present, figure.valid
            known.invalid, known.offered = figure.invalid, figure.offered
            session.add(known)


def _says_more(entry: StaffEntry) -> bool:
    """Whether there is more than name and address, which are written aside."""
    return any((entry.team, entry.deputy_hash, entry.away_from, entry.away_to))
