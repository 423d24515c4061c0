"""What holds for every school, whatever its lessons: asked of the real system, without the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.oracle.days import DAY
from tests.oracle.people import SCHOOL_NAMES, STARTS, Period, School, any_fate, make_school
from tests.oracle.real import RealSystem, Systems, sqlite_systems
from tests.oracle.world import Import, Lesson, Line, Morning, Script, Status

# A world takes a good tenth of a second: few examples, of several schools each, and no deadline.
SOME = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SEEDS = st.integers(min_value=0, max_value=2**32)


@pytest.fixture(scope="session")
def systems(encryption_keys: list[str]) -> Iterator[Systems]:
    with TemporaryDirectory(prefix="narvarolots-properties-") as folder:
        yield sqlite_systems(Path(folder), encryption_keys)


@dataclass(frozen=True)
class Term:
    """Some schools and all their lessons from `first` up to the day before `morning`."""

    schools: list[School]
    lessons: list[Lesson]
    morning: date

    def rosters(self) -> Import:
        return Import(pupils=tuple(pupil for school in self.schools for pupil in school.pupils.values()))

    def calendars(self) -> list[Import]:
        """Breaks and timetables, where there are any."""
        breaks = tuple(row for school in self.schools for row in school.breaks)
        schema = tuple(row for school in self.schools for row in school.schema)
        return [step for step in (Import(breaks=breaks), Import(schema=schema)) if step.breaks or step.schema]


def a_term(seed: int) -> Term:
    random = Random(seed)
    first = random.choice(STARTS)
    period = Period(first, first + random.randint(10, 45) * DAY)
    names = SCHOOL_NAMES[: random.randint(1, 5)]
    schools = [make_school(random, name, number, period, 6) for number, name in enumerate(names)]
    lessons = [row for school in schools for rows in school.lessons.values() for row in rows]
    # Some attended lessons are left out: where there is a timetable they are filled in.
    told = [row for row in lessons if row.status != Status.PRESENT or random.random() < 0.8]
    return Term(schools, told, period.last + DAY)


def absence(lessons: list[Lesson]) -> list[Import]:
    """As an import; none, when there are no lessons."""
    return [Import(absence=tuple(lessons))] if lessons else []


def play(system: RealSystem, script: Script) -> list[tuple[Line, ...]]:
    """What each morning printed."""
    printed = []
    for index, step in enumerate(script):
        outcome = system.take(step, script[index + 1 :])
        assert not outcome.refused, system.last_refusal
        if isinstance(step, Morning):
            printed.append(outcome.lines)
    return printed


def mornings_of(systems: Systems, *steps: Import | Morning) -> list[tuple[Line, ...]]:
    with systems.fresh() as system:
        return play(system, steps)


def everything(system: RealSystem) -> list[str]:
    """Every row of every table."""
    with system.database.engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        return [
            f"{name} {tuple(row)}"
            for (name,) in tables.all()
            for row in connection.execute(text(f'SELECT * FROM "{name}"'))
        ]


@SOME
@given(SEEDS)
def test_the_same_day_twice_changes_nothing(systems: Systems, seed: int) -> None:
    term = a_term(seed)
    with systems.fresh() as system:
        (first,) = play(
            system, (term.rosters(), *term.calendars(), *absence(term.lessons), Morning(term.morning))
        )
        kept = everything(system)
        assert play(system, (Morning(term.morning),)) == [first]
        assert everything(system) == kept


@SOME
@given(SEEDS)
def test_a_dry_run_says_what_the_morning_will_say_and_changes_nothing(systems: Systems, seed: int) -> None:
    term = a_term(seed)
    with systems.fresh() as system:
        play(system, (term.rosters(), *term.calendars(), *absence(term.lessons)))
        kept = everything(system)
        (foretold,) = play(system, (Morning(term.morning, dry_run=True),))
        assert everything(system) == kept
        assert play(system, (Morning(term.morning),)) == [foretold]


@SOME
@given(SEEDS, st.data())
def test_the_order_of_imports_without_a_lesson_in_common_does_not_matter(
    systems: Systems, seed: int, data: st.DataObject
) -> None:
    term = a_term(seed)
    parts = data.draw(st.integers(1, 4), label="parts")
    shares: list[list[Lesson]] = [[] for _ in range(parts)]
    random = Random(seed)
    for row in term.lessons:
        random.choice(shares).append(row)
    rest = [*term.calendars(), *(step for share in shares for step in absence(share))]
    other = data.draw(st.permutations(rest), label="order")
    before = Morning(data.draw(st.sampled_from([term.morning - 7 * DAY, term.morning - DAY])))
    after = Morning(term.morning)
    told = mornings_of(systems, term.rosters(), before, *rest, after)
    assert mornings_of(systems, term.rosters(), before, *other, after) == told


@SOME
@given(SEEDS)
def test_a_correction_and_then_the_run_is_the_run_on_corrected_data(systems: Systems, seed: int) -> None:
    term, random = a_term(seed), Random(seed)
    corrected = [_changed(random, row) if random.random() < 0.3 else row for row in term.lessons]
    corrections = [new for old, new in zip(term.lessons, corrected, strict=True) if old != new]
    start = (term.rosters(), *term.calendars())
    end = Morning(term.morning)
    told = mornings_of(systems, *start, *absence(corrected), end)
    assert mornings_of(systems, *start, *absence(term.lessons), *absence(corrections), end) == told


def _changed(random: Random, row: Lesson) -> Lesson:
    status, absent = any_fate(random, row.scheduled)
    return replace(row, status=status, absent=absent)


@SOME
@given(SEEDS)
def test_a_pupil_whose_every_absence_was_a_mistake_was_never_absent(systems: Systems, seed: int) -> None:
    """Also when a morning has come between: the case it opened is withdrawn without a trace."""
    term, random = a_term(seed), Random(seed)
    cleared = {id for school in term.schools for id in school.pupils if random.random() < 0.5}
    halfway = term.morning - 5 * DAY
    early = [row for row in term.lessons if row.day < halfway]
    late = [row for row in term.lessons if row.day >= halfway]
    right = [_there(row) if row.pupil in cleared and row.absent else row for row in early]
    start = (term.rosters(), *term.calendars())
    end: list[Import | Morning] = [*absence(late), Morning(term.morning)]
    corrections = absence([new for old, new in zip(early, right, strict=True) if old != new])
    never = mornings_of(systems, *start, *absence(right), Morning(halfway), *end)
    mended = mornings_of(systems, *start, *absence(early), Morning(halfway), *corrections, *end)
    assert _of(cleared, mended[-1]) == _of(cleared, never[-1])


def _there(row: Lesson) -> Lesson:
    return replace(row, status=Status.PRESENT, absent=0)


def _of(pupils: set[str], lines: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if line.pupil in pupils]


@SOME
@given(SEEDS)
def test_importing_everything_twice_is_importing_it_once(systems: Systems, seed: int) -> None:
    term = a_term(seed)
    files = [term.rosters(), *term.calendars(), *absence(term.lessons)]
    early, end = Morning(term.morning - timedelta(days=3)), Morning(term.morning)
    once = mornings_of(systems, *files, early, end)
    assert mornings_of(systems, *files, *files, early, *files, end) == once
