"""One morning for every school: asked once, written a few schools at a time in short transactions."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select as core_select
from sqlmodel import Session, col, func, select

from content.model import Limit, Plan, RateInWindow
from content.texts import text
from handlers import corrections, doubt, redaction
from handlers.context import Refusal
from handlers.escalation.drawing import draw
from handlers.morning.decide import Decision, Findings, Question, decide, one_reader
from handlers.morning.lines import KeptLine, Line, kept_line, lines_of, read_lines
from handlers.morning.message import write_messages
from handlers.morning.record import record
from handlers.morning.refresh import catch_up
from handlers.names import Called, names_of
from handlers.plans import Plans
from handlers.training import usable
from handlers.week.drawing import draw_weeks
from handlers.week.gather import NOTHING, WeekFound, gather_shared
from storage.calendar import SchoolCalendar, calendars
from storage.database import Database
from storage.ingest.generations import current_generation
from storage.queries import absence
from storage.queries.absence import Scope, Sums
from storage.queries.among import is_among
from storage.tables import Case, Pupil, School, SchoolMorning

MANY_PUPILS = 20_000
"""From so many pupils on, the large question is shared by two readers."""
TOGETHER = 2_200
"""Schools that weigh so much together are written in one transaction: a decision and an open case weigh
one, a school A_SCHOOL. Enough to share what each question costs; a click waits far under half a second."""
A_SCHOOL = 20


@dataclass(frozen=True)
class MorningResult:
    """`lines` as RULES.md has them; `notes` for people: schools that have no school day, and such."""

    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """Schools whose figures look broken: their morning held back."""


@dataclass(frozen=True)
class _Schools:
    names: Mapping[int, str]
    plans: Mapping[int, Plan]
    calendars: Mapping[int, SchoolCalendar]
    last: Mapping[int, SchoolMorning]
    generation: int


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A morning leaves hardly any circular garbage, and makes so much else that looking for it took a
    fifth of the time, with somebody's click waiting behind a transaction. It is looked for afterwards."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_no_collecting()
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
    if not dry_run:
        catch_up(database, plans, now)
        redaction.finish(database, plans, now)
        corrections.finish(database, plans, now)
        doubt.note_silence(database, plans, on, now)
    with database.reading() as session:
        schools = _schools(session, plans, on)
        at_school = [school for school, days in schools.calendars.items() if days.is_school_day(on)]
        if at_school:
            _refuse_earlier(schools, on)
        done = [school for school in at_school if school in schools.last and schools.last[school].on == on]
        waiting = [school for school in at_school if school not in done]
        questions = _questions(schools, waiting, on, plans, _begun_with(session, plans))
        found = [(question, _ask(database, session, question)) for question in questions]
        rows = read_lines(session, done, on)
        if dry_run:
            rows += [row for question, findings in found for row in _dry_rows(session, question, findings)]
            return _result(session, schools, rows, at_school, on)
        parts = [
            part
            for question, findings in found
            for part in _parts(session, question, findings, gather_shared(database, question))
        ]
    with ThreadPoolExecutor(1) as aside:
        names = [aside.submit(_names, database, part) for part in parts]
        for part, opened in zip(parts, names, strict=True):
            _write(database, plans, part, opened.result(), now)
    draw(database, plans, now)
    draw_weeks(database, plans, now)
    with database.reading() as session:
        return _result(session, schools, read_lines(session, at_school, on), at_school, on)


@dataclass(frozen=True)
class _Mark:
    """How far a school's cases have come: any change of a case moves it."""

    open: int = 0
    cases: int = 0
    versions: int = 0


@dataclass(frozen=True)
class _Part:
    """Some schools' share of what was found, the school of each pupil, and how far each school's cases
    had come when it was asked."""

    question: Question
    findings: Findings
    homes: Mapping[int, int]
    marks: Mapping[int, _Mark]
    week: WeekFound = NOTHING
    """What the week is told of, of all schools."""


def _schools(session: Session, plans: Plans, on: date) -> _Schools:
    generation = current_generation(session)
    rows = session.exec(select(School).where(col(School.from_gen) <= generation)).all()
    ids = [row.id for row in rows if row.id is not None]
    followed = usable(plans, (row.plan or plans.default for row in rows), on)
    return _Schools(
        names={row.id: row.name for row in rows if row.id is not None},
        plans={row.id: followed[row.plan or plans.default] for row in rows if row.id is not None},
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


def _begun_with(session: Session, plans: Plans) -> dict[int, list[Plan]]:
    """By school: the editions that its open cases began with."""
    columns = (col(Case.school_id), col(Case.plan), col(Case.plan_version))
    question = core_select(*columns).where(col(Case.state) == "open").distinct()
    found: dict[int, list[Plan]] = {}
    for school, plan, version in session.connection().execute(question).all():
        found.setdefault(school, []).extend(plans.perhaps_begun_with(plan, version))
    return found


def _older(plan: Plan, schools: Iterable[int], begun: Mapping[int, Iterable[Plan]]) -> tuple[Plan, ...]:
    """The editions beside `plan` that open cases at the schools began with."""
    found = {(one.id, one.version): one for school in schools for one in begun.get(school, ())}
    return tuple(one for key, one in sorted(found.items()) if one is not plan)


def _questions(
    schools: _Schools, wanted: Iterable[int], on: date, plans: Plans, begun: Mapping[int, Iterable[Plan]]
) -> list[Question]:
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
            plans=plans,
            older=_older(schools.plans[members[0]], members, begun),
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
    halves = ((lowest, middle), (middle + 1, highest))

    def half(first: date, limit: Limit, part: absence.PupilRange) -> dict[int, Sums]:
        with database.reading() as own:
            return absence.high_rates(
                own, question.scope, first, limit.percent, or_equal=limit.over is None, pupils=part
            )

    with ThreadPoolExecutor(2) as readers:
        begun = {
            (first, limit): [readers.submit(half, first, limit, part) for part in halves]
            for first, limit in _rate_questions(question)
        }

        def shared(_session: Session, _scope: Scope, first: date, limit: Limit) -> dict[int, Sums]:
            low, high = (reader.result() for reader in begun[first, limit])
            return low | high

        return decide(session, question, shared)


def _rate_questions(question: Question) -> set[tuple[date, Limit]]:
    """The large questions of the plan: they are begun at once, and the smaller ones asked meanwhile."""
    triggers = (trigger for plan in question.editions for trigger in plan.triggers)
    rates = [trigger for trigger in triggers if isinstance(trigger, RateInWindow)]
    return {(question.scope.first_day(trigger.days), trigger.limit) for trigger in rates}


def _parts(session: Session, question: Question, findings: Findings, week: WeekFound) -> Iterable[_Part]:
    homes = _homes(session, findings)
    marks = _marks(session, question.scope.school_ids)
    decisions: dict[int, list[Decision]] = {school: [] for school in question.scope.school_ids}
    for decision in findings.decisions:
        decisions[homes[decision.pupil_id]].append(decision)
    weights = {school: A_SCHOOL + len(decisions[school]) + marks[school].open for school in decisions}
    for schools in _together(weights):
        found = tuple(decision for school in schools for decision in decisions[school])
        ongoing = {pupil: day for pupil, day in findings.ongoing.items() if homes[pupil] in schools}
        some = {school: marks[school] for school in schools}
        yield _Part(_only(question, schools), Findings(found, ongoing), homes, some, week)


def _together(weights: Mapping[int, int]) -> Iterable[tuple[int, ...]]:
    """The schools in order, as many at a time as weigh TOGETHER together, or one that weighs more."""
    schools: list[int] = []
    weight = 0
    for school, own in weights.items():
        if schools and weight + own > TOGETHER:
            yield tuple(schools)
            schools, weight = [], 0
        schools.append(school)
        weight += own
    yield tuple(schools)


def _homes(session: Session, findings: Findings) -> dict[int, int]:
    return _school_of(session, {one.pupil_id for one in findings.decisions} | set(findings.ongoing))


def _school_of(session: Session, pupil_ids: Iterable[int]) -> dict[int, int]:
    question = select(col(Pupil.id), col(Pupil.school_id)).where(is_among(col(Pupil.id), pupil_ids))
    return {pupil or 0: school for pupil, school in session.connection().execute(question).all()}


def _marks(session: Session, school_ids: Iterable[int]) -> dict[int, _Mark]:
    schools = list(school_ids)
    question = (
        select(
            col(Case.school_id),
            func.count().filter(col(Case.state) == "open"),
            func.count(),
            func.sum(Case.version),
        )
        .where(col(Case.school_id).in_(schools))
        .group_by(col(Case.school_id))
    )
    found = {
        school: _Mark(*map(int, numbers)) for school, *numbers in session.connection().execute(question).all()
    }
    return {school: found.get(school, _Mark()) for school in schools}


def _names(database: Database, part: _Part) -> dict[int, Called]:
    """Opening names is work for the processor: it is done while the database writes."""
    with database.reading() as session:
        return names_of(session, [one.pupil_id for one in part.findings.decisions])


def _write(database: Database, plans: Plans, part: _Part, names: Mapping[int, Called], now: datetime) -> None:
    """Somebody may have pressed a button, or another process done this morning, since it was asked:
    then it is asked again, of the schools that are left."""
    with database.writing() as session:
        _one_at_a_time(session, part.question.scope.school_ids)
        schools = _left(session, part.question)
        if not schools:
            return
        findings, question, homes = part.findings, part.question, part.homes
        if _marks(session, schools) != part.marks:
            question = _only(question, schools)
            findings = decide(session, question, one_reader)
            homes = _homes(session, findings)
        record(session, question, homes, findings.decisions, now)
        write_messages(session, plans, question, findings.ongoing, now, names, part.week)


def _left(session: Session, question: Question) -> tuple[int, ...]:
    """The schools whose morning nobody has done."""
    schools = question.scope.school_ids
    done = session.exec(
        select(SchoolMorning.school_id).where(
            col(SchoolMorning.school_id).in_(schools), SchoolMorning.on == question.on
        )
    ).all()
    return tuple(school for school in schools if school not in done)


def _one_at_a_time(session: Session, schools: Collection[int]) -> None:
    """On PostgreSQL others may write at the same time: they wait for these schools and their open cases.
    SQLite lets one write at a time anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return
    own = select(School.id).where(col(School.id).in_(schools))
    session.exec(own.order_by(col(School.id)).with_for_update()).all()
    open_ones = select(Case.id).where(col(Case.school_id).in_(schools), Case.state == "open")
    session.exec(open_ones.order_by(col(Case.id)).with_for_update()).all()


def _only(question: Question, schools: tuple[int, ...]) -> Question:
    return replace(question, scope=replace(question.scope, school_ids=schools))


def _dry_rows(session: Session, question: Question, findings: Findings) -> list[KeptLine]:
    homes = _school_of(session, [one.pupil_id for one in findings.decisions])
    return [kept_line(homes[one.pupil_id], question.on, one) for one in findings.decisions]


def _result(
    session: Session, schools: _Schools, rows: list[KeptLine], at_school: list[int], on: date
) -> MorningResult:
    lines = lines_of(session, rows, schools.plans, schools.names)
    resting = sorted(name for school, name in schools.names.items() if school not in at_school)
    notes = [text("morning.no_school_day", school=name, day=on) for name in resting]
    return MorningResult(tuple(lines), tuple(notes), tuple(_warnings(session, schools, at_school, on)))


def _warnings(session: Session, schools: _Schools, at_school: list[int], on: date) -> Iterable[str]:
    evaluated = {school: schools.calendars[school].last_before(on) for school in at_school}
    reasons = {school: one.recipient for school, one in doubt.doubts_of(session, evaluated).items()}
    days = {school: schools.calendars[school] for school in at_school}
    silent = doubt.silent_schools(session, days, on, lambda school: schools.plans[school].settings)
    for school, reason in (dict.fromkeys(silent, doubt.SILENT) | reasons).items():
        yield text(f"data.warning_{reason}", school=schools.names[school], day=evaluated[school])
