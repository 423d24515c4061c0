"""Facts as tables, with every small group hidden. Pure: what is tried for leaks is what is shown.

Several tables share their totals, so the first to show a total decides whether it is known: tables that come
after it are hidden with that in mind, or left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from statistics import quantiles
from typing import Literal

from content.texts import text
from content.wording import MONTHS
from handlers.statistics.facts import MILESTONES, CaseFacts, Facts, Point, SupportCount, SupportFacts
from handlers.statistics.grades import grade_name
from handlers.statistics.hiding import SMALLEST, Shown, Total, is_small, protect, protect_list


class Sign(Enum):
    """What stands where there is no number."""

    HIDDEN = "dold"
    """A group that is too small, or that such a group could be counted from."""
    NONE = "–"
    """There is nothing to count or to measure."""


Cell = int | float | Sign


Kind = Literal["count", "percent", "days"]
"""percent: of hundred, with one decimal. days: school days, of which there may be halves."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind = "count"


@dataclass(frozen=True)
class Row:
    """`is_total`: the line that all the others add up to, or that stands for them all. `kind`: what its cells
    are, where the rows of a table differ."""

    name: str
    cells: tuple[Cell, ...]
    is_total: bool = False
    kind: Kind | None = None


@dataclass(frozen=True)
class Table:
    """`about` says what is counted, and how. `rows_are`: the heading over the rows' names."""

    id: str
    title: str
    about: str
    rows_are: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def kind(self, row: Row, place: int) -> Kind:
        """What the row's cell in that place is."""
        return row.kind or self.columns[place].kind

    @property
    def whole(self) -> Row | None:
        """The line of them all; of a table with a single line that line."""
        return next((row for row in self.rows if row.is_total), self.rows[0] if len(self.rows) == 1 else None)


def told(number: int | None) -> Cell:
    return Sign.HIDDEN if number is None else number


def tables_of(facts: Facts) -> list[Table]:
    """Those that there is something to show in."""
    now, open_row = _open(facts)
    new, new_total = _new(facts)
    found = [
        now,
        _over_time(facts, open_row),
        new,
        _grades(facts, open_row[-1], new_total),
        _times(facts),
        _times_by_school(facts),
        _follow_ups(facts),
        _registered(facts),
        _causes(facts, new_total),
        _measures(facts),
        *(_support(one) for one in facts.support),
    ]
    return [table for table in found if table is not None and table.rows]


def _table(name: str, columns: Iterable[Column], rows: Iterable[Row]) -> Table:
    return Table(
        name,
        text(f"statistics.{name}"),
        text(f"statistics.{name}_about", smallest=SMALLEST),
        text(f"statistics.{name}_rows"),
        tuple(columns),
        tuple(rows),
    )


def step_name(number: int) -> str:
    return text("statistics.step", step=number)


def _open(facts: Facts) -> tuple[Table, tuple[Cell, ...]]:
    """Schools and steps. Also the line of them all, which the other tables must not tell more than."""
    counted = Counter((one.school, one.step) for one in facts.cases if one.step is not None)
    steps = list(facts.steps)
    cells = [[counted[school, step] for step in steps] for school in facts.schools]
    totals: Total = "absent" if len(facts.schools) == 1 else "shown"
    shown = protect(cells, "shown", totals, totals)
    assert shown is not None, "totals that may be hidden leave a way"
    columns = [*(Column(step_name(step)) for step in steps), Column(text("statistics.all_steps"))]
    rows = _school_rows(facts, shown)
    return _table("open", columns, rows), rows[-1].cells


def _school_rows(facts: Facts, shown: Shown) -> list[Row]:
    """Each school with its total, and all of them where they are more than one."""
    rows = [
        Row(name, tuple(map(told, (*cells, total))))
        for name, cells, total in zip(facts.schools.values(), shown.cells, shown.row_totals, strict=True)
    ]
    if len(rows) > 1:
        whole = tuple(map(told, (*shown.column_totals, shown.total)))
        rows.append(Row(text("statistics.all_schools"), whole, is_total=True))
    return rows


def _over_time(facts: Facts, last_row: tuple[Cell, ...]) -> Table | None:
    """Each month by itself; the last is the line of them all that is shown already."""
    if len(facts.points) < 2:
        return None
    *earlier, last = facts.points
    rows = [Row(day_name(point, facts), _month(facts, point)) for point in earlier]
    rows.append(Row(day_name(last, facts), last_row))
    columns = [*(Column(step_name(step)) for step in facts.steps), Column(text("statistics.all_steps"))]
    return _table("over_time", columns, rows)


def day_name(point: Point, facts: Facts) -> str:
    """ "sep 2026"; the last day by itself: "22 nov 2026"."""
    month = f"{MONTHS[point.day.month - 1][:3]} {point.day.year}"
    return f"{point.day.day} {month}" if point.day == facts.last else month


def _month(facts: Facts, point: Point) -> tuple[Cell, ...]:
    shown = protect_list([point.steps.get(step, 0) for step in facts.steps])
    assert shown is not None, "a total that may be hidden leaves a way"
    return tuple(map(told, (*shown.cells[0], shown.row_totals[0])))


def _new(facts: Facts) -> tuple[Table, Cell]:
    """New and closed cases by school. Also the number of new ones in all."""
    columns = [
        _column(facts, Counter(one.school for one in facts.cases if one.is_new)),
        _column(facts, Counter(one.school for one in facts.cases if one.is_closed)),
    ]
    names = [*facts.schools.values(), *([text("statistics.all_schools")] if len(facts.schools) > 1 else [])]
    rows = [
        Row(name, cells, is_total=place >= len(facts.schools))
        for place, (name, cells) in enumerate(zip(names, zip(*columns, strict=True), strict=True))
    ]
    heads = [Column(text("statistics.new_cases")), Column(text("statistics.closed_cases"))]
    return _table("new", heads, rows), columns[0][-1]


def _column(facts: Facts, counted: Mapping[int, int]) -> list[Cell]:
    """A number for each school, and for all of them where they are more than one."""
    numbers = [counted.get(school, 0) for school in facts.schools]
    if len(numbers) == 1:
        return [Sign.HIDDEN if is_small(numbers[0]) else numbers[0]]
    shown = protect_list(numbers)
    assert shown is not None, "a total that may be hidden leaves a way"
    return [told(number) for number in (*shown.cells[0], shown.row_totals[0])]


def _grades(facts: Facts, open_total: Cell, new_total: Cell) -> Table | None:
    """Of cases whose grade is known or not; each column adds up to a total that is told elsewhere."""
    places = sorted({one.grade for one in facts.cases}, key=lambda grade: (grade is None, grade or 0))
    now = _known(places, [one.grade for one in facts.cases if one.step is not None], open_total)
    new = _known(places, [one.grade for one in facts.cases if one.is_new], new_total)
    if now is None and new is None:
        return None
    nothing: list[Cell] = [Sign.HIDDEN] * len(places)
    cells = zip(now or nothing, new or nothing, strict=True)
    rows = [Row(grade_name(grade), pair) for grade, pair in zip(places, cells, strict=True)]
    heads = [Column(text("statistics.open_now")), Column(text("statistics.new_cases"))]
    return _table("grades", heads, rows)


def _known(places: Sequence[object], found: Sequence[object], total: Cell) -> list[Cell] | None:
    """How many there are of each, where the sum is told already. None: it is hidden, or they are too few."""
    counted = Counter(found)
    if total is Sign.HIDDEN:
        return None
    shown = protect_list([counted[place] for place in places], "public")
    return None if shown is None else [told(number) for number in (shown.cells[0] if shown.cells else ())]


def _times(facts: Facts) -> Table | None:
    new = _followed(facts)
    rows = [
        Row(text(f"statistics.to_{name}"), (_share(new, name), *_quartiles(new, name))) for name in MILESTONES
    ]
    columns = [Column(text("statistics.reached_share"), "percent"), *_quartile_columns()]
    return _table("times", columns, rows) if new else None


def _followed(facts: Facts) -> list[CaseFacts]:
    """New cases in which there was something to do."""
    return [one for one in facts.cases if one.is_new and not one.is_settled]


def _quartile_columns() -> list[Column]:
    return [Column(text(f"statistics.{name}"), "days") for name in ("median", "lower", "upper")]


def _share(cases: Sequence[CaseFacts], milestone: str) -> Cell:
    """Percent of the cases. Hidden where those that have not come there could be counted from it."""
    reached = sum(1 for one in cases if milestone in one.days)
    if is_small(len(cases)) or is_small(reached) or is_small(len(cases) - reached):
        return Sign.HIDDEN
    return percent_of(reached, len(cases))


def percent_of(part: int, whole: int) -> Cell:
    """One decimal."""
    return round(part * 100 / whole, 1) if whole else Sign.NONE


def _quartiles(cases: Iterable[CaseFacts], milestone: str) -> tuple[Cell, Cell, Cell]:
    """The median, and a quarter of the cases below and above: of at least five cases."""
    days = sorted(one.days[milestone] for one in cases if milestone in one.days)
    if len(days) < SMALLEST:
        sign = Sign.HIDDEN if days else Sign.NONE
        return sign, sign, sign
    lower, median, upper = quantiles(days, n=4, method="inclusive")
    return round(median, 1), round(lower, 1), round(upper, 1)


def _times_by_school(facts: Facts) -> Table | None:
    """No numbers of cases: those that are not there yet could be counted from them."""
    if len(facts.schools) == 1:
        return None
    rows = []
    for school, name in facts.schools.items():
        new = [one for one in _followed(facts) if one.school == school]
        for milestone in MILESTONES:
            called = text("statistics.school_to", school=name, to=text(f"statistics.to_{milestone}"))
            rows.append(Row(called, _quartiles(new, milestone)))
    return _table("times_by_school", _quartile_columns(), rows)


def _follow_ups(facts: Facts) -> Table | None:
    """Meetings are counted, and shown where they are about five pupils or more. No numbers of them."""
    rows = []
    for name, schools in _schools_and_all(facts):
        found = [one for one in facts.follow_ups if one.school in schools]
        few = is_small(len({one.pupil for one in found}))
        share = percent_of(sum(one.in_time for one in found), len(found))
        rows.append(Row(name, (Sign.HIDDEN if few else share,), is_total=len(schools) > 1))
    column = Column(text("statistics.in_time"), "percent")
    return _table("follow_ups", [column], rows) if facts.follow_ups else None


def _registered(facts: Facts) -> Table | None:
    rows = []
    for name, schools in _schools_and_all(facts):
        found = [facts.registered[school] for school in schools if school in facts.registered]
        few = is_small(sum(one.pupils for one in found))
        share = percent_of(sum(one.registered for one in found), sum(one.lessons for one in found))
        rows.append(Row(name, (Sign.HIDDEN if few else share,), is_total=len(schools) > 1))
    column = Column(text("statistics.registered_share"), "percent")
    return _table("registered", [column], rows) if facts.registered else None


def _schools_and_all(facts: Facts) -> list[tuple[str, tuple[int, ...]]]:
    own: list[tuple[str, tuple[int, ...]]] = [(name, (school,)) for school, name in facts.schools.items()]
    return own if len(own) == 1 else [*own, (text("statistics.all_schools"), tuple(facts.schools))]


def _causes(facts: Facts, new_total: Cell) -> Table | None:
    """Of the new cases, each of which has one cause or none."""
    found = [one.cause for one in facts.cases if one.is_new]
    known = [one for one in facts.causes if one in found]
    places = [*known, *sorted({one for one in found if one and one not in facts.causes}), ""]
    cells = _known(places, found, new_total)
    if cells is None or not found:
        return None
    names = {**facts.causes, "": text("statistics.cause_none")}
    rows = [Row(names.get(place, place), (cell,)) for place, cell in zip(places, cells, strict=True)]
    return _table("causes", [Column(text("statistics.cases"))], rows)


def _measures(facts: Facts) -> Table | None:
    """Pupils, each once in every area where something has been tried for them."""
    areas = [area for area in facts.areas if any(one.area == area for one in facts.measures)]
    rows = [Row(facts.areas[area], _tried(facts, area)) for area in areas]
    if any(one.area not in facts.areas for one in facts.measures):
        rows.append(Row(text("statistics.area_none"), _tried(facts, None)))
    heads = [Column(text(f"statistics.{name}")) for name in ("helped", "not_helped", "pupils")]
    return _table("measures", heads, rows) if rows else None


def _tried(facts: Facts, area: str | None) -> tuple[Cell, ...]:
    """Those something has helped, wholly or partly; those nothing has helped yet; all of them."""
    mine = [one for one in facts.measures if (one.area if one.area in facts.areas else None) == area]
    pupils = {one.pupil for one in mine}
    helped = {one.pupil for one in mine if one.worked in ("yes", "partly")}
    shown = protect_list([len(helped), len(pupils) - len(helped)])
    assert shown is not None, "a total that may be hidden leaves a way"
    return tuple(map(told, (*shown.cells[0], shown.row_totals[0])))


def _support(one: SupportFacts) -> Table | None:
    """How many for whom it began and ended, and of each kind. Of too few pupils nothing more is told."""
    if not (one.begun or one.ended):
        return None
    rows = []
    for at, number in (("beginning", one.begun), ("end", one.ended)):
        whole = Sign.HIDDEN if is_small(number) else number
        rows.append(Row(text(f"statistics.support_{at}"), (whole,), is_total=True))
        for counted in one.counts:
            if counted.at == at and number and whole is not Sign.HIDDEN:
                rows += _kinds(counted, number)
    table = _table("support", [Column(text("statistics.pupils"))], rows)
    return replace(table, title=text("statistics.support_of", name=one.name), about=one.about)


def _kinds(counted: SupportCount, number: int) -> list[Row]:
    found = Counter(kind for kinds in counted.found for kind in kinds)
    if counted.several:
        shown = [_one_of_several(found[kind], number) for kind in counted.kinds]
    else:
        kept = protect_list([found[kind] for kind in counted.kinds], "public")
        shown = [told(cell) for cell in kept.cells[0]] if kept else [Sign.HIDDEN] * len(counted.kinds)
    return [
        Row(text("statistics.support_kind", name=counted.name, kind=kind), (cell,))
        for kind, cell in zip(counted.kinds, shown, strict=True)
    ]


def _one_of_several(number: int, whole: int) -> Cell:
    """Also hidden where those who are not of the kind are few, since they could be counted from it."""
    return Sign.HIDDEN if is_small(number) or is_small(whole - number) else number
