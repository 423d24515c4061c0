"""Whatever is imported in whatever order, what is visible is what a plain reading of the rules gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.ingest import ImportOptions
from storage.tables import LessonStatus
from storage.zone import STOCKHOLM
from tests.ingest.applying import (
    STAFF,
    Importer,
    Opened,
    absence_file,
    breaks_file,
    lesson,
    pupil,
    pupils_file,
    schedule_file,
    seen,
)

FIRST = date(2026, 11, 2)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]
SCHOOLS = {"N": "Norra", "S": "Södra"}
REFS = [f"{letter}{number}" for letter in SCHOOLS for number in (1, 2, 3)]
STARTS = ["08:00", "09:00"]
WEEKDAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag"]
STATUSES = {
    "närvarande": LessonStatus.PRESENT,
    "anmäld": LessonStatus.REPORTED,
    "oanmäld": LessonStatus.UNREPORTED,
    "sen": LessonStatus.LATE,
    "ej_rapporterad": LessonStatus.UNREGISTERED,
}
MISSED = {"anmäld": 60, "oanmäld": 60, "sen": 15}

# What may be imported. A class is a school's letter and a number, so that no class is in two schools.


@dataclass(frozen=True)
class Roster:
    """classes: elev_id → class number; protected: elev_id."""

    classes: dict[str, int]
    protected: frozenset[str]
    today: date


@dataclass(frozen=True)
class Absence:
    """rows: (elev_id, day, start) → status."""

    rows: dict[tuple[str, date, str], str]
    complete: bool


@dataclass(frozen=True)
class Breaks:
    """(school or "", first, last)."""

    rows: frozenset[tuple[str, date, date]]


@dataclass(frozen=True)
class Schedule:
    """(class, weekday, start, first, last)."""

    rows: frozenset[tuple[str, int, str, date, date]]


Piece = Roster | Absence | Breaks | Schedule


@dataclass
class Model:
    """The rules, plainly: what is known, and sums worked out anew each time."""

    pupils: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    lessons: dict[tuple[str, date, str], str] = field(default_factory=dict)
    covered: set[tuple[str, date]] = field(default_factory=set)
    breaks: set[tuple[str, date, date]] = field(default_factory=set)
    schedule: dict[tuple[str, int, str, date], date] = field(default_factory=dict)

    def take_in(self, piece: Piece) -> None:
        if isinstance(piece, Roster):
            self._roster(piece)
        elif isinstance(piece, Absence):
            self._absence(piece)
        elif isinstance(piece, Breaks):
            self.breaks |= piece.rows
        else:
            self.schedule.update({row[:4]: row[4] for row in piece.rows})

    def _roster(self, roster: Roster) -> None:
        schools = {ref[0] for ref in roster.classes}
        for ref, number in roster.classes.items():
            if ref in roster.protected:
                self.protected.add(ref)
                self.pupils.pop(ref, None)
                self.lessons = {key: word for key, word in self.lessons.items() if key[0] != ref}
            else:
                self.protected.discard(ref)
                self.pupils[ref] = (f"{ref[0]}{number}", None)
        for ref, (klass, left) in list(self.pupils.items()):
            if ref[0] in schools and ref not in roster.classes and left is None:
                self.pupils[ref] = (klass, roster.today)

    def known_rows(self, absence: Absence) -> dict[tuple[str, date, str], str]:
        known = self.pupils.keys() | self.protected
        return {key: status for key, status in absence.rows.items() if key[0] in known}

    def _absence(self, absence: Absence) -> None:
        rows = self.known_rows(absence)
        if not rows:
            return
        days = [day for _, day, _ in rows]
        schools = {ref[0] for ref, _, _ in rows}
        stretch = [day for day in DAYS if min(days) <= day <= max(days)]
        self.covered |= {(school, day) for school in schools for day in stretch}
        if absence.complete:
            self.lessons = {
                key: word
                for key, word in self.lessons.items()
                if key[0][0] not in schools or key[1] not in stretch
            }
        self.lessons.update({key: status for key, status in rows.items() if key[0] in self.pupils})

    def is_school_day(self, school: str, day: date) -> bool:
        own = [(first, last) for where, first, last in self.breaks if where in ("", SCHOOLS[school])]
        return day.weekday() < 5 and not any(first <= day <= last for first, last in own)

    def sums(self) -> dict[tuple[str, str, date], tuple[int, int, int, int, int, bool]]:
        found = {}
        for ref in self.pupils:
            for day in DAYS:
                words = self._words(ref, day)
                if self.is_school_day(ref[0], day) and words:
                    found[SCHOOLS[ref[0]], ref, day] = _summed(words)
        return found

    def _words(self, ref: str, day: date) -> list[str]:
        told = {start: word for (who, on, start), word in self.lessons.items() if (who, on) == (ref, day)}
        klass, left = self.pupils[ref]
        filled = {
            start: "närvarande"
            for (of, weekday, start, first), last in self.schedule.items()
            if of == klass and weekday == day.weekday() and first <= day <= last
        }
        if (ref[0], day) not in self.covered or (left is not None and day >= left):
            filled = {}
        return list((filled | told).values())


def _summed(words: list[str]) -> tuple[int, int, int, int, int, bool]:
    registered = [word for word in words if word != "ej_rapporterad"]
    return (
        60 * len(registered),
        sum(MISSED.get(word, 0) for word in registered),
        60 * (len(words) - len(registered)),
        60 * words.count("anmäld"),
        len(registered),
        "oanmäld" in words,
    )


def imported(importing: Importer, model: Model, piece: Piece) -> None:
    """The piece as files, imported. An absence file holds only pupils that are known by then."""
    if isinstance(piece, Roster):
        rows = [
            pupil(
                ref,
                klass=f"{ref[0]}{number}",
                school=SCHOOLS[ref[0]],
                protected="ja" if ref in piece.protected else "nej",
            )
            for ref, number in piece.classes.items()
        ]
        importing(STAFF, pupils_file(*rows), now=datetime(*piece.today.timetuple()[:3], 7, tzinfo=STOCKHOLM))
    elif isinstance(piece, Absence):
        known = model.known_rows(piece)
        days = [day for _, day, _ in known]
        complete = ImportOptions(replaces=(min(days), max(days))) if piece.complete and days else None
        if known:
            text = absence_file(*(lesson(ref, str(day), at, word) for (ref, day, at), word in known.items()))
            importing(text, options=complete)
    elif isinstance(piece, Breaks):
        importing(breaks_file(*(f"{where};{first}..{last};Lov" for where, first, last in piece.rows)))
    else:
        importing(
            schedule_file(
                *(
                    f"{klass};{WEEKDAYS[weekday]};{start};{int(start[:2]) + 1:02}:00;Ma;{first};{last}"
                    for klass, weekday, start, first, last in piece.rows
                )
            )
        )


def assert_as_the_model(database: Database, model: Model) -> None:
    visible = seen(database)
    told = {
        (SCHOOLS[ref[0]], ref, day, int(start[:2]) * 60): STATUSES[word]
        for (ref, day, start), word in model.lessons.items()
    }
    assert {key: row[3] for key, row in visible.lessons.items()} == told
    assert visible.sums == model.sums()


days = st.sampled_from(DAYS)
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
class_names = st.sampled_from(["N1", "N2", "S1", "S2"])
rosters = st.builds(
    Roster,
    st.dictionaries(st.sampled_from(REFS), st.integers(1, 2), min_size=1),
    st.frozensets(st.sampled_from(REFS), max_size=1),
    st.sampled_from([DAYS[5], date(2026, 11, 23)]),
)
absences = st.builds(
    Absence,
    st.dictionaries(
        st.tuples(st.sampled_from(REFS), days, st.sampled_from(STARTS)),
        st.sampled_from(list(STATUSES)),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
)
breaks = st.builds(
    Breaks,
    st.frozensets(
        st.tuples(st.sampled_from(["", *SCHOOLS.values()]), spans).map(lambda it: (it[0], *it[1])),
        min_size=1,
        max_size=2,
    ),
)
schedules = st.builds(
    Schedule,
    st.dictionaries(
        st.tuples(class_names, st.integers(0, 4), st.sampled_from(STARTS)),
        st.one_of(st.just((DAYS[0], DAYS[-1])), spans),
        min_size=1,
        max_size=6,
    ).map(lambda rows: frozenset((*key, *span) for key, span in rows.items())),
)
pieces = st.lists(st.one_of(rosters, absences, absences, breaks, schedules), min_size=1, max_size=7)
everybody = Roster(dict.fromkeys(REFS, 1), frozenset(), date(2026, 11, 23))
northern_weeks = Absence({("N1", day, "08:00"): "oanmäld" for day in (DAYS[0], DAYS[-1])}, complete=False)
beginning: list[Piece] = [everybody, northern_weeks]


def follow(importing: Importer, script: list[Piece]) -> Model:
    model = Model()
    for piece in script:
        imported(importing, model, piece)
        model.take_in(piece)
    return model


in_a_shared_fixture = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=30, deadline=None, suppress_health_check=in_a_shared_fixture)
@given(script=pieces)
def test_any_imports_give_what_the_rules_give_on_sqlite(fresh_sqlite: Opened, script: list[Piece]) -> None:
    with fresh_sqlite() as importing:
        assert_as_the_model(importing.database, follow(importing, [*beginning, *script]))


@settings(max_examples=8, deadline=None, suppress_health_check=in_a_shared_fixture)
@given(script=pieces)
def test_any_imports_give_what_the_rules_give_on_postgresql(
    fresh_postgres: Opened, script: list[Piece]
) -> None:
    with fresh_postgres() as importing:
        assert_as_the_model(importing.database, follow(importing, [*beginning, *script]))


@settings(max_examples=12, deadline=None, suppress_health_check=in_a_shared_fixture)
@given(data=st.data())
def test_the_order_of_imports_without_a_lesson_in_common_does_not_matter(
    fresh_sqlite: Opened, data: st.DataObject
) -> None:
    rows = {key: word for key, word in data.draw(absences).rows.items() if key not in northern_weeks.rows}
    parts = [dict(list(rows.items())[number::2]) for number in range(2)]
    script: list[Piece] = [Absence(part, complete=False) for part in parts if part]
    script += [data.draw(breaks), data.draw(schedules)]
    other = data.draw(st.permutations(script))
    with fresh_sqlite() as one, fresh_sqlite() as another:
        follow(one, [*beginning, *script])
        follow(another, [*beginning, *other])
        assert seen(one.database) == seen(another.database)
