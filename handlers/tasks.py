"""Who does what between meetings: small tasks with an owner and a day, reminded of in the owner's morning.

A task that waits for somebody outside the school is owned by one of our own, who asks them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlmodel import col, select

from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.escalation.presses import in_own_message
from handlers.people.coordinator import staff_name
from handlers.people.here import Here, with_role
from handlers.presses import case_of, day_field, field, opened, own_form
from handlers.rights import Action
from handlers.vocabulary import Block, ChoiceInput, DateInput, Event, Option, Reply, TextInput
from storage.tables import Case, CaseTask, Staff


def add(context: Context, case: Case, words: str, owner: int, on: date, external: str = "") -> CaseTask:
    """Raises Refusal for an owner who does not work with the case, or a day that will not do."""
    cases.begin(context, case, Action.MANAGE_TASKS)
    if not words.strip():
        raise Refusal(text("tasks.empty"))
    if owner not in owners(context, case):
        raise Refusal(text("case.unknown_choice"))
    cases.must_be_good_day(context, case, on)
    task = CaseTask(
        case_id=case.id or 0,
        text=words.strip(),
        owner_id=owner,
        external=external.strip(),
        on=on,
        actor=context.actor.mark,
    )
    context.session.add(task)
    cases.done(context, case, "task", {"on": on.isoformat()})
    return task


def finish(context: Context, case: Case, task: CaseTask, state: str = "done") -> None:
    """`state`: done or dropped. Done already: nothing happens."""
    cases.begin(context, case, Action.MANAGE_TASKS)
    if task.state != "open":
        return
    task.state, task.done_on = state, cases.working_day(context, case)
    context.session.add(task)
    cases.done(context, case, "task_done", {})


def owners(context: Context, case: Case) -> Sequence[int]:
    """Those who work with the case: its mentors and who stands in, EHT and rektor of the school."""
    mentors = Here(context.session, context.today).mentors([case.pupil_id]).get(case.pupil_id, ())
    leaders = [one for role in ("eht", "rektor") for one in with_role(context.session, case.school_id, role)]
    return tuple(dict.fromkeys([*mentors, *leaders]))


def ask(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.MANAGE_TASKS)
    known = owners(context, case)
    rows = context.session.exec(select(Staff).where(col(Staff.id).in_(known))).all()
    names = {row.id: row.name for row in rows}
    options = tuple(Option(str(one), names.get(one, "")) for one in known)
    if not options:
        raise Refusal(text("eht.no_mentor"))
    me = str(context.actor.staff_id)
    today = cases.working_day(context, case)
    blocks: list[Block] = [
        TextInput("what", text("tasks.what"), max_length=300, sensitive=True),
        ChoiceInput("owner", text("tasks.owner"), options, me if me in {o.value for o in options} else ""),
        DateInput("date", text("tasks.day"), cases.days_of(context, case).add_weeks(today, 1), today),
        TextInput("external", text("tasks.outside"), max_length=100, sensitive=True),
    ]
    return own_form(context, case, blocks, "task.add")


def save(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    owner = cases.whole_number(field(event, "owner")) or 0
    task = add(context, case, field(event, "what"), owner, day_field(event), field(event, "external"))
    who = staff_name(context.session, task.owner_id)
    return in_own_message(context, event, case, text("tasks.saved", who=who, on=task.on))


def done(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.MANAGE_TASKS)
    number = cases.whole_number(cases.case_of(context, event.value)[1])
    task = context.session.get(CaseTask, number) if number else None
    if task is None or task.case_id != case.id:
        raise Refusal(text("general.old_button"))
    finish(context, case, task)
    return in_own_message(context, event, case, text("tasks.done"))


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "task.ask": ask,
    "task.add": save,
    "task.done": done,
}
