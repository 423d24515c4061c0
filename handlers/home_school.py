"""The home page of EHT and rektor: what rektor is to decide, and the school's cases that have come to them.

Pupils are called as in EHT's channel here, and no cause is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, or_, select

from content.model import Plan
from content.texts import text
from handlers.context import Context
from handlers.morning.book import LEADERS
from handlers.names import for_eht, names_of
from handlers.people.coordinator import holders, staff_name
from handlers.people.rektor import decision_button, decision_words, open_decisions
from handlers.rights import Action, Subject, require
from handlers.vocabulary import Block, Button, Buttons, ChoiceInput, Facts, Heading, Option, Paragraph
from storage.tables import Case, Pupil, School, Staff, StaffRole

MOST = 40
"""Cases of a school that are shown: more than thirty hang together, and no platform takes any number."""
REKTOR = "rektor"


@dataclass(frozen=True)
class _AtSchool:
    """A school's open cases. `ours`: those at a step that is the reader's too, or that somebody has taken
    over from the mentor (`held`: by case)."""

    school: School
    plan: Plan
    roles: set[str]
    cases: Sequence[Case]
    ours: Sequence[Case]
    held: Mapping[int, int]
    names: Mapping[int, str]


def leading_blocks(context: Context, staff: Staff) -> list[Block]:
    schools = [_at_school(context, school, roles) for school, roles in _led(context, staff)]
    decisions = [block for one in schools if REKTOR in one.roles for block in _decisions(context, one)]
    blocks: list[Block] = [Heading(text("home.decisions")), *decisions] if decisions else []
    blocks += [block for one in schools for block in _school_blocks(context, one)]
    return [*blocks, *_chooser(schools)]


def _led(context: Context, staff: Staff) -> list[tuple[School, set[str]]]:
    """Schools where the person leads, with the roles; a role without a school is a role at all of them."""
    rows = context.session.exec(
        select(School, StaffRole.role)
        .join(StaffRole, or_(col(StaffRole.school_id) == col(School.id), col(StaffRole.school_id).is_(None)))
        .where(StaffRole.staff_id == staff.id, col(StaffRole.role).in_(LEADERS))
        .order_by(col(School.id))
    ).all()
    found: dict[int, tuple[School, set[str]]] = {}
    for school, role in rows:
        found.setdefault(school.id or 0, (school, set()))[1].add(role)
    return list(found.values())


def _at_school(context: Context, school: School, roles: set[str]) -> _AtSchool:
    require(context, Action.SEE_SCHOOL_CASES, Subject(school.id))
    plan = context.plans.of_school(context.session, school.id or 0, context.today)
    steps = {step.number for step in plan.steps if roles & {*step.responsible, *step.informs}}
    found = context.session.exec(
        select(Case)
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(Case.school_id == school.id, Case.state == "open", col(Pupil.left).is_(False))
        .order_by(col(Case.step).desc(), col(Case.step_on), col(Case.id))
    ).all()
    held = holders(context.session, [case.id or 0 for case in found])
    ours = [case for case in found if case.step in steps or case.id in held][:MOST]
    called = names_of(context.session, {case.pupil_id for case in found})
    names = {pupil: for_eht(context.plans, one) for pupil, one in called.items()}
    return _AtSchool(school, plan, roles, found, ours, held, names)


def decision_blocks(context: Context, school: School) -> list[Block]:
    """All that waits for the school's rektor."""
    return list(_decisions(context, _at_school(context, school, {REKTOR})))


def _decisions(context: Context, one: _AtSchool) -> Iterable[Block]:
    """What rektor is asked to decide, each with its button."""
    cases = {case.id: case for case in one.cases}
    for decision in open_decisions(context.session, [case.id or 0 for case in one.cases]):
        name = one.names[cases[decision.case_id].pupil_id]
        plan = context.plans.of_case(context.session, cases[decision.case_id])
        yield Paragraph(f"{name}: {decision_words(plan, decision)}")
        yield Buttons((decision_button(decision),))


def _school_blocks(context: Context, one: _AtSchool) -> list[Block]:
    heading = text("home.school", school=one.school.name, number=len(one.cases))
    rows = tuple((one.names[case.pupil_id], _row(context, one, case)) for case in one.ours)
    blocks: list[Block] = [Heading(heading), Facts(rows) if rows else Paragraph(text("home.none_here"))]
    others = len(one.cases) - len(one.ours)
    return [*blocks, *([Paragraph(text("home.more", number=others), "muted")] if others else [])]


def _row(context: Context, one: _AtSchool, case: Case) -> str:
    who = staff_name(context.session, one.held.get(case.id or 0))
    return text("home.row", step=case.step, since=case.step_on, who=who)


def _chooser(schools: Iterable[_AtSchool]) -> list[Block]:
    """One list to choose from, however many schools and cases."""
    options = tuple(
        Option(str(case.id), text("home.row_label", name=one.names[case.pupil_id], step=case.step))
        for one in schools
        for case in one.ours
    )
    if not options:
        return []
    show = Button(text("home.show_button"), "home.show", style="primary")
    return [ChoiceInput("case", text("home.choose"), options), Buttons((show,))]
