"""The home page: what waits for the one who opens it.

A mentor's own pupils with the next action and the booked follow-ups; for EHT and rektor the school's cases
that have come to a step of theirs; for everybody else what the bot can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, or_, select

from content.texts import text
from content.wording import long_date
from handlers import case_actions, cases
from handlers.context import Context, Refusal
from handlers.general import HELP_BUTTON, help_card
from handlers.morning.book import LEADERS
from handlers.morning.entry import clock_time
from handlers.morning.reminders import is_held, is_noted
from handlers.my_cases import is_mentor, open_cases, pupil_blocks
from handlers.names import names_of
from handlers.people.coordinator import holders, staff_name
from handlers.rights import Action, Subject, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    ChoiceInput,
    Event,
    Facts,
    Heading,
    Option,
    Paragraph,
    Replace,
    Reply,
)
from handlers.worry import WORRY_BUTTON
from storage.tables import Case, Pupil, School, Staff, StaffRole

MOST = 40
"""Cases of a school that are shown: more than thirty hang together, and no platform takes any number."""


def opened(context: Context, event: Event) -> Reply:
    return Reply(now=(Replace(home_card(context)),))


def show_chosen(context: Context, event: Event) -> Reply:
    """The case chosen in the list, as its own button would show it."""
    chosen = str(event.fields.get("case", ""))
    if not chosen:
        raise Refusal(text("home.choose_first"))
    return case_actions.show(context, replace(event, value=chosen))


def home_card(context: Context) -> Card:
    staff = context.session.get(Staff, context.actor.staff_id) if context.actor.staff_id else None
    blocks = [*_own(context), *_leading(context, staff)] if staff is not None else []
    if staff is None or not blocks:
        return help_card()
    buttons = Buttons((HELP_BUTTON, WORRY_BUTTON))
    title = text("home.title", name=staff.name.partition(" ")[0])
    return Card(title, text("general.summary"), (*blocks, buttons))


def _own(context: Context) -> list[Block]:
    """A mentor's pupils: those that wait for something first."""
    found = sorted(open_cases(context), key=lambda case: not _waits(context, case))
    if not found:
        return [Paragraph(text("general.no_cases"))] if is_mentor(context) else []
    waiting = sum(1 for case in found if _waits(context, case))
    said = text("home.waiting", number=waiting) if waiting else text("home.nothing_waits")
    return [Paragraph(said, "strong"), *_meetings(context, found), *pupil_blocks(context, found)]


def _waits(context: Context, case: Case) -> bool:
    return not is_noted(case) and not is_held(case, context.today)


def _meetings(context: Context, found: Iterable[Case]) -> list[Block]:
    """The booked follow-ups, the next one first."""
    booked = [meeting for case in found if (meeting := cases.booked_meeting(context, case))]
    pupils = {case.id: case.pupil_id for case in found}
    names = names_of(context.session, pupils.values())
    booked.sort(key=lambda meeting: (meeting.on, meeting.time or 0))
    rows = tuple(
        (
            names[pupils[meeting.case_id]].full,
            long_date(meeting.on) + (f" kl. {clock_time(meeting.time)}" if meeting.time is not None else ""),
        )
        for meeting in booked
    )
    return [Heading(text("home.meetings")), Facts(rows), Heading(text("home.pupils"))] if rows else []


@dataclass(frozen=True)
class _AtSchool:
    """A school's open cases: those at a step that is the reader's too, or that somebody has taken over from
    the mentor (`held`: by case), and how many others there are."""

    school: School
    cases: Sequence[Case]
    held: Mapping[int, int]
    others: int


def _leading(context: Context, staff: Staff) -> list[Block]:
    """What a leader reads of the school: initials and class, the step, and who holds it; never a cause."""
    schools = [_at_school(context, school, roles) for school, roles in _led(context, staff)]
    blocks = [block for one in schools for block in _school_blocks(context, one)]
    shown = [case for one in schools for case in one.cases]
    return [*blocks, *_chooser(context, shown)]


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
    plan = context.plans.of_school(context.session, school.id or 0)
    steps = {step.number for step in plan.steps if roles & {*step.responsible, *step.informs}}
    found = context.session.exec(
        select(Case)
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(Case.school_id == school.id, Case.state == "open", col(Pupil.left).is_(False))
        .order_by(col(Case.step).desc(), col(Case.step_on), col(Case.id))
    ).all()
    held = holders(context.session, [case.id or 0 for case in found])
    ours = [case for case in found if case.step in steps or case.id in held][:MOST]
    return _AtSchool(school, ours, held, len(found) - len(ours))


def _school_blocks(context: Context, one: _AtSchool) -> list[Block]:
    number = len(one.cases) + one.others
    blocks: list[Block] = [Heading(text("home.school", school=one.school.name, number=number))]
    names = names_of(context.session, {case.pupil_id for case in one.cases})
    rows = tuple(
        (names[case.pupil_id].short, _row(context, case, one.held.get(case.id or 0))) for case in one.cases
    )
    blocks.append(Facts(rows) if rows else Paragraph(text("home.none_here")))
    return [*blocks, *([Paragraph(text("home.more", number=one.others), "muted")] if one.others else [])]


def _row(context: Context, case: Case, holder: int | None) -> str:
    who = staff_name(context.session, holder)
    return text("home.row", step=case.step, since=case.step_on, who=who)


def _chooser(context: Context, shown: Sequence[Case]) -> list[Block]:
    """One list to choose from, however many schools and cases."""
    names = names_of(context.session, {case.pupil_id for case in shown})
    options = tuple(
        Option(str(case.id), text("home.row_label", name=names[case.pupil_id].short, step=case.step))
        for case in shown
    )
    if not options:
        return []
    show = Button(text("home.show_button"), "home.show", style="primary")
    return [ChoiceInput("case", text("home.choose"), options), Buttons((show,))]


ROUTES = {"home": opened, "home.show": show_chosen}
