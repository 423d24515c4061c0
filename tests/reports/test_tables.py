"""Tables of made-up facts: right, and no small group is in any of them, or to be worked out from several."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.statistics.facts import (
    CONTACT,
    MAPPING,
    MEASURES,
    CaseFacts,
    Facts,
    FollowUpFacts,
    MeasureFacts,
    Point,
    RegisteredFacts,
)
from handlers.statistics.hiding import SMALLEST, is_small
from handlers.statistics.report import history, main_figures
from handlers.statistics.tables import Sign, Table, tables_of

FIRST, LAST = date(2026, 8, 1), date(2026, 10, 15)
ENDS = (date(2026, 8, 31), date(2026, 9, 30), LAST)
SCHOOLS = {1: "Norrskolan", 2: "Söderskolan", 3: "Västerskolan"}
STEPS = {1: "Första", 2: "Andra", 3: "Tredje"}
CAUSES = {"illness": "Sjuk", "sleep": "Sömn"}
AREAS = {"home": "Hemmet", "adult": "En vuxen"}

CASE = st.builds(
    CaseFacts,
    school=st.sampled_from(sorted(SCHOOLS)),
    pupil=st.integers(1, 60),
    grade=st.sampled_from((None, 7, 8, 9)),
    is_new=st.booleans(),
    step=st.sampled_from((None, 1, 1, 2, 3)),
    is_closed=st.booleans(),
    cause=st.sampled_from(("", "illness", "sleep")),
    is_settled=st.booleans(),
    days=st.dictionaries(st.sampled_from((CONTACT, MAPPING, MEASURES)), st.integers(0, 20)),
)
CASES = st.lists(CASE, max_size=60).map(tuple)


def _facts(cases: tuple[CaseFacts, ...], schools: int = 3, measures: tuple[MeasureFacts, ...] = ()) -> Facts:
    here = {school: SCHOOLS[school] for school in sorted(SCHOOLS)[:schools]}
    cases = tuple(one for one in cases if one.school in here)
    now = Counter(one.step for one in cases if one.step is not None)
    return Facts(
        FIRST,
        LAST,
        here,
        STEPS,
        CAUSES,
        AREAS,
        cases,
        (Point(ENDS[0], {1: 7, 2: 3}), Point(ENDS[1], {1: 2}), Point(ENDS[2], dict(now))),
        measures=measures,
    )


def _counts(tables: list[Table]) -> list[int]:
    return [
        cell
        for table in tables
        for row in table.rows
        for place, cell in enumerate(row.cells)
        if isinstance(cell, int) and table.kind(row, place) == "count"
    ]


def _by_id(facts: Facts) -> dict[str, Table]:
    return {table.id: table for table in tables_of(facts)}


@given(CASES, st.integers(1, 3))
def test_no_table_shows_a_group_of_one_to_four(cases: tuple[CaseFacts, ...], schools: int) -> None:
    tables = tables_of(_facts(cases, schools))
    assert not any(map(is_small, _counts([*tables, main_figures(tuple(tables))])))


class _Reader:
    """Somebody who adds and takes away, over all tables together: what is shown, and what adds up to what."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Fraction]] = []

    def sees(self, parts: dict[str, int], comes_to: int) -> None:
        row = {name: Fraction(number) for name, number in parts.items()}
        row["="] = Fraction(comes_to)
        for known in self._rows:
            row = _without(row, known)
        if lead := _lead(row):
            row = {name: number / row[lead] for name, number in row.items()}
            self._rows = [*(_without(one, row) for one in self._rows), row]

    def knows(self) -> dict[str, int]:
        """What has one value only, by the sums alone."""
        return {
            lead: int(row.get("=", 0))
            for row in self._rows
            if (lead := _lead(row)) and not any(row[name] for name in row if name not in (lead, "="))
        }


def _lead(row: dict[str, Fraction]) -> str:
    return next((name for name in sorted(row) if name != "=" and row[name]), "")


def _without(row: dict[str, Fraction], known: dict[str, Fraction]) -> dict[str, Fraction]:
    factor = row.get(_lead(known), Fraction(0))
    names = row.keys() | known.keys()
    return {name: row.get(name, Fraction(0)) - factor * known.get(name, Fraction(0)) for name in names}


def _reads(facts: Facts) -> _Reader:
    """Names by what they are of: the same number in two tables has the same name."""
    reader, tables = _Reader(), _by_id(facts)
    schools, steps = list(facts.schools.values()), list(facts.steps)
    for school in schools:
        reader.sees({**{f"open {school} {step}": 1 for step in steps}, f"open {school}": -1}, 0)
    for step in steps:
        reader.sees({**{f"open {school} {step}": 1 for school in schools}, f"open all {step}": -1}, 0)
    reader.sees({**{f"open {school}": 1 for school in schools}, "open all": -1}, 0)
    for row in tables["open"].rows:
        name = "all" if row.is_total else row.name
        for what, cell in zip(
            [*(f"open {name} {step}" for step in steps), f"open {name}"], row.cells, strict=True
        ):
            _shown(reader, what, cell)
    last = tables["over_time"].rows[-1]
    for what, cell in zip([*(f"open all {step}" for step in steps), "open all"], last.cells, strict=True):
        _shown(reader, what, cell)
    for place, kind in enumerate(("new", "closed")):
        reader.sees({**{f"{kind} {school}": 1 for school in schools}, f"{kind} all": -1}, 0)
        for row in tables["new"].rows:
            _shown(reader, f"{kind} {'all' if row.is_total else row.name}", row.cells[place])
    for place, kind in enumerate(("open", "new")):
        _adds_up(reader, tables.get("grades"), place, kind)
    _adds_up(reader, tables.get("causes"), 0, "new")
    return reader


def _adds_up(reader: _Reader, table: Table | None, place: int, kind: str) -> None:
    if table is not None:
        names = {row.name: f"{table.id} {kind} {row.name}" for row in table.rows}
        reader.sees({**dict.fromkeys(names.values(), 1), f"{kind} all": -1}, 0)
        for row in table.rows:
            _shown(reader, names[row.name], row.cells[place])


def _shown(reader: _Reader, what: str, cell: object) -> None:
    if isinstance(cell, int):
        reader.sees({what: 1}, cell)


@settings(max_examples=60)
@given(CASES, st.integers(1, 3))
def test_no_small_group_can_be_counted_from_several_tables_together(
    cases: tuple[CaseFacts, ...], schools: int
) -> None:
    facts = _facts(cases, schools)
    assert not {name: number for name, number in _reads(facts).knows().items() if is_small(number)}


@given(CASES, st.integers(1, 3))
def test_what_is_shown_is_what_there_is(cases: tuple[CaseFacts, ...], schools: int) -> None:
    facts = _facts(cases, schools)
    whole = _by_id(facts)["open"].whole
    assert whole is not None
    assert whole.cells[-1] in (Sign.HIDDEN, sum(1 for one in facts.cases if one.step is not None))
    new = _by_id(facts)["new"].whole
    assert new is not None
    assert new.cells[0] in (Sign.HIDDEN, sum(one.is_new for one in facts.cases))


@given(CASES)
def test_the_picture_tells_no_more_than_the_table(cases: tuple[CaseFacts, ...]) -> None:
    facts = _facts(cases)
    drawn, tables = history(facts, tuple(tables_of(facts))), _by_id(facts)
    assert drawn is not None
    for counts, row in zip(drawn.counts, tables["over_time"].rows, strict=True):
        assert list(counts) == [cell if isinstance(cell, int) else None for cell in row.cells[:-1]]


def _case(days: dict[str, int], school: int = 1, **more: object) -> CaseFacts:
    return CaseFacts(school, 1, 8, is_new=True, days=days, **more)  # type: ignore[arg-type]


def test_times_are_the_median_and_the_quarters_of_five_cases_or_more() -> None:
    cases = tuple(_case({CONTACT: number}) for number in (1, 1, 2, 5, 9))
    row = _by_id(_facts(cases, 1))["times"].rows[0]
    assert row.cells == (100.0, 2, 1, 5)
    few = _by_id(_facts(cases[:4], 1))["times"].rows[0]
    assert set(few.cells) == {Sign.HIDDEN}


def test_the_share_is_hidden_where_those_who_are_left_are_few() -> None:
    cases = tuple(_case({CONTACT: 1}) for _ in range(9))
    share = _by_id(_facts((*cases, _case({})), 1))["times"].rows[0].cells[0]
    assert share is Sign.HIDDEN
    shown = _by_id(_facts((*cases, *(_case({}) for _ in range(9))), 1))["times"].rows[0].cells[0]
    assert shown == 50.0


def test_a_case_that_its_cause_ended_is_not_waited_for() -> None:
    cases = (*(_case({CONTACT: 1}) for _ in range(5)), *(_case({}, is_settled=True) for _ in range(7)))
    assert _by_id(_facts(cases, 1))["times"].rows[0].cells[0] == 100.0


def test_schools_are_told_apart_only_where_there_are_more_than_one() -> None:
    cases = tuple(_case({CONTACT: 1}, school=number % 2 + 1) for number in range(12))
    assert "times_by_school" in _by_id(_facts(cases, 2))
    assert "times_by_school" not in _by_id(_facts(cases, 1))


def test_a_pupil_is_counted_once_in_an_area_whatever_was_tried() -> None:
    tried = tuple(
        MeasureFacts(pupil, "home", worked)
        for pupil in range(10)
        for worked in ("", "yes" if pupil < 5 else "no")
    )
    [row] = _by_id(_facts((), 1, tried))["measures"].rows
    assert (row.name, row.cells) == ("Hemmet", (5, 5, 10))


def test_measures_of_few_pupils_are_hidden_however_many_they_are() -> None:
    [row] = _by_id(_facts((), 1, tuple(MeasureFacts(1, "home", "yes") for _ in range(20))))["measures"].rows
    assert row.cells == (Sign.HIDDEN, 0, Sign.HIDDEN)


def test_follow_ups_and_registration_are_shares() -> None:
    follow_ups = tuple(FollowUpFacts(1, pupil, in_time=pupil % 4 > 0) for pupil in range(8))
    registered = {1: RegisteredFacts(90, 100, 30), 2: RegisteredFacts(3, 4, 3)}
    facts = Facts(
        FIRST, LAST, {1: "A", 2: "B"}, STEPS, CAUSES, AREAS, follow_ups=follow_ups, registered=registered
    )
    tables = _by_id(facts)
    assert [row.cells for row in tables["follow_ups"].rows] == [(75.0,), (Sign.NONE,), (75.0,)]
    assert [row.cells[0] for row in tables["registered"].rows] == [90.0, Sign.HIDDEN, 89.4]


def test_the_smallest_group_that_is_shown_is_five() -> None:
    assert SMALLEST == 5
    assert not is_small(0)
    assert not is_small(5)
