"""Taking in who works in the schools and who goes there: personal.csv and elever.csv.

A roster of pupils is complete for each school it names; a roster of staff adds and corrects.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from storage.ingest.frames import FileError, ParsedFile
from storage.ingest.identity import Identities, masked
from storage.ingest.people import People, PupilEntry, PupilSecrets
from storage.vault import Vault


def email_hash(vault: Vault, email: str) -> str:
    """What a member of staff is found by: the keyed hash of the lower-cased address."""
    return vault.keyed_hash(email.strip().lower())


def take_in_staff(people: People, file: ParsedFile, vault: Vault) -> None:
    """Upserts staff by address; a row replaces the roles its person has in its school."""
    for row in file.frame.iter_rows(named=True):
        entry = people.staff_member(row["email"], email_hash(vault, row["email"]))
        entry.name = row["name"]
        entry.team = row["team"] or None
        entry.deputy_hash = email_hash(vault, row["deputy"]) if row["deputy"] else None
        entry.away_from, entry.away_to = row["away_from"], row["away_to"]
        school = people.school(row["school"]) if row["school"] else None
        entry.roles[school] = frozenset(row["roles"])


class PupilRoster:
    """Takes in rosters of pupils, one file after the other. Counts what the summary tells."""

    def __init__(self, people: People, identities: Identities, vault: Vault, today: date) -> None:
        self._people = people
        self._identities = identities
        self._vault = vault
        self._today = today
        self._masks = {entry.ref for entry in people.pupils.values() if entry.ref_hash}
        self.protected: set[tuple[int, str]] = set()
        self.pupils = 0

    def take_in(self, file: ParsedFile) -> None:
        """Raises FileError when a mentor is unknown, or a pupil stands twice."""
        schools: set[int] = set()
        seen: set[tuple[int, str]] = set()
        for row in file.frame.iter_rows(named=True):
            school_id = self._people.school(row["school"])
            schools.add(school_id)
            key = self._identities.key(row["ref"])
            if (school_id, key) in seen:
                raise FileError(
                    file.place, "eleven står redan på en tidigare rad", row=row["row"], column="elev_id"
                )
            seen.add((school_id, key))
            self._take_in_row(file, row, school_id, key)
        self._see_who_left(schools, seen)

    def _take_in_row(self, file: ParsedFile, row: dict[str, Any], school_id: int, key: str) -> None:
        entry = self._people.pupil(school_id, key)
        ref_hash = self._identities.hash(row["ref"])
        marked = self._people.protected.setdefault(ref_hash, set())
        if row["protected"]:
            marked.add(school_id)
            self.protected.add((school_id, ref_hash))
            if entry is not None:
                self._people.erase(entry)
            return
        marked.discard(school_id)
        self.pupils += 1
        if entry is None:
            entry = self._new_entry(row["ref"], school_id)
        self._correct(entry, row, self._mentors(file, row))

    def _new_entry(self, ref: str, school_id: int) -> PupilEntry:
        ref_hash = self._identities.stored_hash(ref)
        shown = masked(ref_hash, self._masks) if ref_hash else ref
        if ref_hash:
            self._masks.add(shown)
        number = self._people.next_pupil()
        entry = PupilEntry(number, school_id, shown, ref_hash, "", None, None, False, None, None)
        self._people.add_pupil(entry)
        return entry

    def _correct(self, entry: PupilEntry, row: dict[str, Any], mentors: tuple[int, ...]) -> None:
        self._people.touch(entry)
        entry.class_name = row["class_name"]
        entry.grade = _grade(row["grade"])
        entry.home_municipality = row["home_municipality"] or None
        entry.left, entry.left_on = False, None
        entry.mentors = mentors
        secrets = PupilSecrets(row["first_name"], row["last_name"], _guardians(row))
        secret_hash = self._secret_hash(secrets)
        if secret_hash != entry.secret_hash:
            entry.secret_hash = secret_hash
            self._people.secrets[entry.id] = secrets

    def _secret_hash(self, secrets: PupilSecrets) -> str:
        whole = json.dumps([secrets.first_name, secrets.last_name, secrets.guardians])
        return self._vault.keyed_hash(whole)

    def _mentors(self, file: ParsedFile, row: dict[str, Any]) -> tuple[int, ...]:
        found = [self._people.staff_ids.get(email_hash(self._vault, email)) for email in row["mentors"]]
        if None in found:
            raise FileError(
                file.place,
                "en mentor finns inte bland personalen",
                row=row["row"],
                column="mentorer",
                expected="e-postadresser som står i personal.csv",
                cure="Rätta adressen, eller lägg till personen i personal.csv och läs in båda filerna",
            )
        return tuple(dict.fromkeys(number for number in found if number is not None))

    def _see_who_left(self, schools: set[int], seen: set[tuple[int, str]]) -> None:
        for entry in self._people.pupils.values():
            if entry.school_id in schools and not entry.left and (entry.school_id, entry.key) not in seen:
                self._people.touch(entry)
                entry.left, entry.left_on = True, self._today


def _guardians(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and phones belong together in the file's order; either may be fewer."""
    names, phones = row["guardians"] or [], row["phones"] or []
    count = max(len(names), len(phones))
    return tuple(
        (names[number] if number < len(names) else "", phones[number] if number < len(phones) else "")
        for number in range(count)
    )


def _grade(text: str) -> int | None:
    """Årskurs as a number: 0 for förskoleklass."""
    if text.strip().upper() in ("F", "FSK", "F-KLASS", "FÖRSKOLEKLASS"):
        return 0
    found = re.search(r"\d{1,2}", text)
    return int(found.group()) if found else None
