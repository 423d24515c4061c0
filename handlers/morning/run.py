"""One morning for every school: asked once, each school written in a short transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from content.model import Limit, Plan
from content.texts import text
from handlers import corrections
from handlers.context import Refusal
from handlers.morning.decide import Decision, Findings, Question, decide, one_reader
from handlers.morning.lines import KeptLine, Line, kept_line, lines_of, read_lines
from handlers.morning.message import write_messages
from handlers.morning.record import record
from handlers.plans import Plans
from storage.calendar import SchoolCalendar, calendars
from storage.database import Database
from storage.ingest.generations import current_generation
from storage.queries import absence
from storage.queries.absence import Scope, Sums
from storage.tables import Case, Pupil, School, SchoolMorning

MANY_PUPILS = 20_000
"""From so many pupils on, the large question is shared by two readers."""


@dataclass(frozen=True)
class MorningResult:
    """`lines` as RULES.md has them; `notes` for people: schools that have no school day, and such."""

    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Schools:
    names: Mapping[int, str]
    plans: Mapping[int, Plan]
    calendars: Mapping[int, SchoolCalendar]
    last: Mapping[int, SchoolMorning]
    generation: int


def run(
    database: Database,
    plans: Plans,
    *,
    now: datetime,
    on: date,
    dry_run: bool = False,
) -> MorningResult:
    """The morning of `on` for every school that has school that day; done already, it says the same again.

    Raises Refusal for a date before the last one evaluated. Missed mornings become one evaluation.
    """
    corrections.finish(database, plans, now)
    with database.reading() as session:
        schools = _schools(session, plans)
        at_school = [school for school, days in schools.calendars.items() if days.is_school_day(on)]
        if at_school:
            _refuse_earlier(schools, on)
        done = [school for school in at_school if school in schools.last and schools.last[school].on == on]
        questions = _questions(schools, [school for school in at_school if school not in done], on)
        found = [(question, _ask(database, session, question)) for question in questions]
        rows = read_lines(session, done, on)
        if dry_run:
            rows += [row for question, findings in found for row in _dry_rows(session, question, findings)]
            return _result(session, schools, rows, at_school, on)
        parts = [part for question, findings in found for part in _by_school(session, question, findings)]
    for part in parts:
        _write(database, plans, part, now)
    with database.reading() as session:
        return _result(session, schools, read_lines(session, at_school, on), at_school, on)


@dataclass(frozen=True)
class _Part:
    """One school's share of what was found, and how far its cases had come when it was asked."""

    question: Question
    school_id: int
    findings: Findings
    mark: tuple[int, int]


def _schools(session: Session, plans: Plans) -> _Schools:
    generation = current_generation(session)
    rows = session.exec(select(School).where(col(School.from_gen) <= generation)).all()
    ids = [row.id for row in rows if row.id is not None]
    return _Schools(
        names={row.id: row.name for row in rows if row.id is not None},
        plans={row.id: plans.library.get(row.plan or plans.default) for row in rows if row.id is not None},
        calendars=calendars(session, ids),
        last=_last_mornings(session),
        generation=generation,
    )


def _last_mornings(session: Session) -> dict[int, SchoolMorning]:
    rows = session.exec(select(SchoolMorning).order_by(col(SchoolMorning.on)))
    return {row.school_id: row for row in rows}


def _refuse_earlier(schools: _Schools, on: date) -> None:
    last = max((row.on for row in schools.last.values()), default=on)
    if on < last:
        raise Refusal(text("morning.earlier_day", wanted=on.isoformat(), last=last.isoformat()))


def _questions(schools: _Schools, wanted: Iterable[int], on: date) -> list[Question]:
    """Schools that share plan, days and what they have seen are asked of together."""
    groups: dict[tuple[str, date, date | None, int], list[int]] = {}
    for school in wanted:
        last = schools.last.get(school)
        key = (
            schools.plans[school].id,
            schools.calendars[school].last_before(on),
            last.evaluated_day if last else None,
            last.generation if last else 0,
        )
        groups.setdefault(key, []).append(school)
    return [
        Question(
            plan=schools.plans[members[0]],
            scope=Scope(tuple(members), evaluated, schools.generation, seen_day, seen_generation),
            on=on,
            calendars=schools.calendars,
        )
        for (_, evaluated, seen_day, seen_generation), members in groups.items()
    ]


def _ask(database: Database, session: Session, question: Question) -> Findings:
    pupils = session.execute(
        select(func.min(Pupil.id), func.max(Pupil.id), func.count()).where(
            col(Pupil.school_id).in_(question.scope.school_ids)
        )
    ).one()
    lowest, highest, count = pupils
    if count < MANY_PUPILS:
        return decide(session, question)
    middle = (lowest + highest) // 2

    def shared(_session: Session, scope: Scope, first: date, limit: Limit) -> dict[int, Sums]:
        def half(part: tuple[int, int]) -> dict[int, Sums]:
            with database.reading() as own:
                return absence.high_rates(
                    own, scope, first, limit.percent, or_equal=limit.over is None, pupils=part
                )

        with ThreadPoolExecutor(2) as readers:
            low, high = readers.map(half, [(lowest, middle), (middle + 1, highest)])
        return low | high

    return decide(session, question, shared)


def _by_school(session: Session, question: Question, findings: Findings) -> list[_Part]:
    homes = _school_of(session, [one.pupil_id for one in findings.decisions] + list(findings.ongoing))
    decisions: dict[int, list[Decision]] = {school: [] for school in question.scope.school_ids}
    ongoing: dict[int, dict[int, date]] = {school: {} for school in question.scope.school_ids}
    for decision in findings.decisions:
        decisions[homes[decision.pupil_id]].append(decision)
    for pupil, day in findings.ongoing.items():
        ongoing[homes[pupil]][pupil] = day
    marks = _marks(session, question.scope.school_ids)
    return [
        _Part(
            question, school, Findings(tuple(decisions[school]), ongoing[school]), marks.get(school, (0, 0))
        )
        for school in question.scope.school_ids
    ]


def _school_of(session: Session, pupil_ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in absence.chunks(pupil_ids):
        question = select(col(Pupil.id), col(Pupil.school_id)).where(col(Pupil.id).in_(chunk))
        found.update(session.execute(question).all())
    return found


def _marks(session: Session, school_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How far each school's cases have come: any change of a case moves it."""
    question = (
        select(col(Case.school_id), func.count(), func.sum(Case.version))
        .where(col(Case.school_id).in_(list(school_ids)))
        .group_by(col(Case.school_id))
    )
    return {school: (int(count), int(versions)) for school, count, versions in session.execute(question)}


def _write(database: Database, plans: Plans, part: _Part, now: datetime) -> None:
    """Somebody may have pressed a button, or another process done this morning, since it was asked."""
    with database.writing() as session:
        _one_at_a_time(session, part.school_id)
        if session.get(SchoolMorning, (part.school_id, part.question.on)) is not None:
            return
        findings, question = part.findings, part.question
        if _marks(session, [part.school_id]).get(part.school_id, (0, 0)) != part.mark:
            question = _alone(question, part.school_id)
            findings = decide(session, question, one_reader)
        record(session, question, part.school_id, findings.decisions, now)
        write_messages(session, plans, question, part.school_id, findings, now)


def _one_at_a_time(session: Session, school_id: int) -> None:
    """On PostgreSQL others may write at the same time: they wait for this school and its open cases."""
    session.exec(select(School.id).where(School.id == school_id).with_for_update()).all()
    open_ones = select(Case.id).where(Case.school_id == school_id, Case.state == "open")
    session.exec(open_ones.order_by(col(Case.id)).with_for_update()).all()


def _alone(question: Question, school_id: int) -> Question:
    scope = question.scope
    return Question(
        question.plan,
        Scope((school_id,), scope.evaluated_day, scope.generation, scope.seen_day, scope.seen_generation),
        question.on,
        question.calendars,
    )


def _dry_rows(session: Session, question: Question, findings: Findings) -> list[KeptLine]:
    homes = _school_of(session, [one.pupil_id for one in findings.decisions])
    return [kept_line(homes[one.pupil_id], question.on, one) for one in findings.decisions]


def _result(
    session: Session, schools: _Schools, rows: list[KeptLine], at_school: list[int], on: date
) -> MorningResult:
    lines = lines_of(session, rows, schools.plans, schools.names)
    resting = sorted(name for school, name in schools.names.items() if school not in at_school)
    notes = [text("morning.no_school_day", school=name, day=on) for name in resting]
    return MorningResult(tuple(lines), tuple(notes))
