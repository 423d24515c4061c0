"""The statistics of a period as one report: who may have it, the tables, the main figures and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from content.texts import text
from handlers.context import Context, Refusal
from handlers.people.august import YEAR_BEGINS
from handlers.pictures import StepHistory
from handlers.rights import Action, Subject, allowed, relations, require
from handlers.statistics.facts import MILESTONES, Facts
from handlers.statistics.gather import facts_of
from handlers.statistics.tables import Cell, Column, Kind, Row, Sign, Table, tables_of
from storage.tables import School, StaffRole


@dataclass(frozen=True)
class Wanted:
    """`school` None: all schools. Both days are included; None: from the school year's start, to today."""

    school: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Report:
    """`scope`: the school's name, or that it is all of them. `history` None: too short a time for one."""

    scope: str
    first: date
    last: date
    plans: tuple[str, ...]
    tables: tuple[Table, ...]
    main: Table
    history: StepHistory | None
    at: datetime


def report_of(context: Context, wanted: Wanted) -> Report:
    """Raises Refusal for who may not have it, for a school that is not there, and for odd days."""
    ask_for(context, wanted)
    return counted(context, wanted)


def ask_for(context: Context, wanted: Wanted) -> None:
    """The right to it, and the audit log's line. Raises Refusal, also for odd days: nothing is written."""
    period(context, wanted)
    if wanted.school is None:
        require(context, Action.SEE_ALL_STATISTICS, Subject())
    else:
        require(context, Action.SEE_STATISTICS, Subject(school_id=wanted.school))


def counted(context: Context, wanted: Wanted) -> Report:
    """When the right to it has been asked for. Only reads: with many pupils it takes a while, and nobody
    is to wait for it with a write. Raises Refusal for a school that is not there, and for odd days."""
    first, last = period(context, wanted)
    schools = _schools(context, wanted.school)
    facts = facts_of(context.session, context.plans, schools, first, last)
    tables = tuple(tables_of(facts))
    names = list(schools.values())
    return Report(
        names[0] if len(names) == 1 else text("statistics.of_all", number=len(names)),
        first,
        last,
        facts.plans,
        tables,
        main_figures(tables),
        history(facts, tables),
        context.now,
    )


def period(context: Context, wanted: Wanted) -> tuple[date, date]:
    """Raises Refusal when it ends before it begins, or begins ahead of today."""
    last = min(wanted.last or context.today, context.today)
    first = wanted.first or school_year_begins(last)
    if first > last:
        raise Refusal(text("statistics.odd_period"))
    if (last - first).days > _LONGEST_DAYS:
        raise Refusal(text("statistics.long_period"))
    return first, last


_LONGEST_DAYS = 3 * 366


def school_year_begins(day: date) -> date:
    """The first of August, the last one before or on the day."""
    return date(day.year if day.month >= YEAR_BEGINS else day.year - 1, YEAR_BEGINS, 1)


def _schools(context: Context, school: int | None) -> dict[int, str]:
    question = select(School.id, School.name).order_by(col(School.name))
    if school is not None:
        question = question.where(School.id == school)
    found = {number: name for number, name in context.session.exec(question) if number is not None}
    if not found:
        raise Refusal(text("statistics.no_school"))
    return found


def schools_of(context: Context) -> list[tuple[int | None, str]]:
    """What the actor may have statistics of: each school by id and name, and all of them as None."""
    found = relations(context.session, context.actor, Subject())
    if allowed(Action.SEE_ALL_STATISTICS, found):
        return [(None, text("statistics.all_schools"))]
    return [
        (number, name)
        for number, name in _roles_at(context)
        if allowed(Action.SEE_STATISTICS, relations(context.session, context.actor, Subject(number)))
    ]


def _roles_at(context: Context) -> list[tuple[int, str]]:
    """Schools where the actor has any role; with a role without a school it is every school."""
    rows = context.session.exec(
        select(School.id, School.name, StaffRole.school_id)
        .join(StaffRole, (col(StaffRole.school_id) == col(School.id)) | col(StaffRole.school_id).is_(None))
        .where(StaffRole.staff_id == context.actor.staff_id)
        .order_by(col(School.name))
    )
    return list({number: (number, name) for number, name, _ in rows if number is not None}.values())


def main_figures(tables: tuple[Table, ...]) -> Table:
    """The line of them all in each table, so that nothing is told here that is hidden there."""
    by_id = {table.id: table for table in tables}
    times = {row.name: row for row in by_id["times"].rows} if "times" in by_id else {}
    medians = {name: times.get(text(f"statistics.to_{name}")) for name in MILESTONES}
    found: list[tuple[str, Kind, Cell]] = [
        ("main_new", "count", _whole(by_id, "new", 0)),
        ("main_open", "count", _whole(by_id, "open", -1)),
        ("main_closed", "count", _whole(by_id, "new", 1)),
        *((f"main_{name}", "days", row.cells[1] if row else Sign.NONE) for name, row in medians.items()),
        ("main_in_time", "percent", _whole(by_id, "follow_ups", 0)),
        ("main_registered", "percent", _whole(by_id, "registered", 0)),
    ]
    rows = tuple(Row(text(f"statistics.{name}"), (cell,), kind=kind) for name, kind, cell in found)
    return Table(
        "main",
        text("statistics.main"),
        text("statistics.main_about"),
        text("statistics.main_rows"),
        (Column(text("statistics.main_value")),),
        rows,
    )


def _whole(tables: dict[str, Table], name: str, place: int) -> Cell:
    row = tables[name].whole if name in tables else None
    return Sign.NONE if row is None else row.cells[place]


def history(facts: Facts, tables: tuple[Table, ...]) -> StepHistory | None:
    """The months that are in the table, with what is hidden there hidden here."""
    table = next((one for one in tables if one.id == "over_time"), None)
    if table is None:
        return None
    counts = tuple(
        tuple(cell if isinstance(cell, int) else None for cell in row.cells[:-1]) for row in table.rows
    )
    when = tuple(row.name.rpartition(" ")[0] for row in table.rows)
    return StepHistory(when, tuple(facts.steps.items()), counts)
