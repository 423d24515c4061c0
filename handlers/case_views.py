"""A case as a card: where it stands, its step's checklist, and what is left of it."""

from __future__ import annotations

from sqlmodel import col, select

from content.knowledge import ROLES
from content.model import Action as PlanAction
from content.model import Plan, Step
from content.texts import text
from content.wording import listed, long_date
from handlers import cases, swedish
from handlers.advice import advice_blocks
from handlers.ask.consulting import consult_button
from handlers.case_pictures import pictures_button
from handlers.context import Context
from handlers.documents.offered import documents_button
from handlers.guides.known import known_rows
from handlers.guides.starts import guide_buttons
from handlers.morning.due_lines import task_line
from handlers.morning.entry import clock_time, reached_words
from handlers.morning.message import recompose
from handlers.my_cases import my_cases
from handlers.names import name_of
from handlers.newer_edition import newer_blocks
from handlers.people.actors import actor_name
from handlers.people.coordinator import coordinator, staff_name
from handlers.redaction import CASE_MESSAGES, LISTS
from handlers.task_list import open_tasks
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    Checklist,
    ChecklistItem,
    Event,
    Facts,
    ManyInput,
    Option,
    Paragraph,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, CaseAction, CaseEvent, FollowUp

MORNING = "morning"
"""What a morning message is called: "morning:<staff>:<date>"."""


def case_card(context: Context, case: Case, saved: str = "") -> Card:
    """The mentor's own view, in the mentor's own conversation."""
    plan = cases.plan_of(context, case)
    step = plan.step(case.step)
    items = checklist(context, case, step)
    blocks: list[Block] = [Paragraph(saved, "good")] if saved else [Paragraph(step.begins, "muted")]
    blocks += [Facts(facts(context, plan, case)), *advice_blocks(context, plan, case)]
    blocks += newer_blocks(context, case)
    blocks.append(Paragraph(text("case.checklist"), "strong"))
    settled = tuple(item for item in items if item.state != "open")
    blocks += [Checklist(settled)] if settled else []
    blocks += _ticking(plan, step, items) or [Paragraph(text("case.nothing_left"), "good")]
    blocks.append(Buttons(_step_buttons(case)))
    blocks += _task_blocks(context, case)
    blocks += _group("writing", (*guide_buttons(context, plan, case), documents_button(case)))
    blocks += [*_group("deciding", _deciding(plan, case)), *_group("help", _getting_help(case))]
    name = name_of(context.session, case.pupil_id).full
    title = text("case.title", name=name, step=case.step, step_name=step.name)
    return Card(title, text("case.summary"), tuple(blocks))


def _task_blocks(context: Context, case: Case) -> list[Block]:
    """Who does what before the next meeting, and the meeting for one's own calendar."""
    tasks = open_tasks(context.session, case)
    blocks: list[Block] = [Paragraph(text("tasks.label"), "strong")] if tasks else []
    for task in tasks:
        words = task_line(task, context.today, staff_name(context.session, task.owner_id))
        done = Button(text("tasks.done_button"), "task.done", f"{case.id}:{task.id}")
        blocks += [Paragraph(words), Buttons((done,))]
    if cases.booked_meeting(context, case) is not None:
        blocks.append(Buttons((_button("follow.calendar_button", "meeting.calendar", case),)))
    return blocks


def facts(context: Context, plan: Plan, case: Case) -> tuple[tuple[str, str], ...]:
    rows = [(text("case.opened"), long_date(case.opened_on))]
    if case.step_on != case.opened_on:
        rows.append((text("case.step_since"), long_date(case.step_on)))
    if case.reached:
        rows.append((text("case.reached"), ", ".join(reached_words(plan, case.reached))))
    if case.cause:
        rows.append((text("case.cause"), _cause_words(plan, case.cause)))
    if case.measures_on:
        rows.append((text("case.measures"), long_date(case.measures_on)))
    if case.held_until:
        rows.append((text("case.held"), long_date(case.held_until)))
    if case.state == "open":
        who = staff_name(context.session, coordinator(context.session, case, context.today))
        rows.append((text("eht.coordinator"), who or text("eht.nobody")))
    return (*rows, *_meeting_rows(context, plan, case), *known_rows(context, plan, case))


def _meeting_rows(context: Context, plan: Plan, case: Case) -> tuple[tuple[str, str], ...]:
    meeting = context.session.exec(
        select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.state == "booked")
    ).first()
    if meeting is None:
        return ()
    at = f" kl. {clock_time(meeting.time)}" if meeting.time is not None else ""
    names = {one.id: one.text for one in plan.first_contact.participants}
    who = ", ".join(names[one] for one in meeting.participants.split() if one in names)
    return (
        (
            text("case.meeting"),
            f"{long_date(meeting.on)}{at}" + (f", {meeting.place}" if meeting.place else ""),
        ),
        (text("case.participants"), who or "–"),
    )


def _cause_words(plan: Plan, cause: str) -> str:
    return next((one.text for one in plan.first_contact.causes if one.id == cause), cause)


def join_reached(plan: Plan, case: Case) -> str:
    return text("morning.reached", who=reached_words(plan, case.reached)) if case.reached else ""


def checklist(context: Context, case: Case, step: Step) -> list[ChecklistItem]:
    """The whole step: done by whom and when, not needed and why, or left."""
    ticked = {
        row.action: row
        for row in context.session.exec(select(CaseAction).where(CaseAction.case_id == case.id))
    }
    return [_item(context, case, action, ticked.get(action.id)) for action in step.actions]


def _item(context: Context, case: Case, action: PlanAction, row: CaseAction | None) -> ChecklistItem:
    if row is None:
        answer = _answer(context, case, action.done_by)
        return ChecklistItem(action.text, "done" if answer else "open", answer or action.help)
    who, on = actor_name(context.session, row.actor), row.on
    if row.state == "done":
        return ChecklistItem(action.text, "done", text("case.done_by", who=who, on=on))
    if row.why:
        return ChecklistItem(action.text, "not_needed", text("case.not_needed", why=row.why, who=who, on=on))
    return ChecklistItem(action.text, "not_needed", text("case.not_needed_plain", who=who, on=on))


def _answer(context: Context, case: Case, kind: str) -> str:
    """Who gave the answer that ticks the action off by itself, and when; "" while nobody has."""
    if not kind or not _is_answered(context, case, kind):
        return ""
    events = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == kind)
    event = context.session.exec(events.order_by(col(CaseEvent.id).desc())).first()
    return text("case.done_by", who=actor_name(context.session, event.actor), on=event.on) if event else ""


def _is_answered(context: Context, case: Case, kind: str) -> bool:
    if kind == "contact":
        return bool(case.reached)
    if kind == "cause":
        return bool(case.cause)
    meetings = select(FollowUp.id).where(FollowUp.case_id == case.id, col(FollowUp.state) == "booked")
    return context.session.exec(meetings).first() is not None


def _ticking(plan: Plan, step: Step, items: list[ChecklistItem]) -> list[Block]:
    """What is left can be ticked off, several at a time."""
    open_ones = [
        Option(action.id, action.text, f"{_whose(plan, action)} {action.help}".strip())
        for action, item in zip(step.actions, items, strict=True)
        if item.state == "open"
    ]
    label = text("case.left", count=len(open_ones))
    return [ManyInput("actions", label, tuple(open_ones))] if open_ones else []


def _whose(plan: Plan, action: PlanAction) -> str:
    """Who does it, where it is not the mentor; "" where it is."""
    if "mentor" in action.who:
        return ""
    words = ROLES | {"support_unit": plan.support_unit.short}
    return text("case.whose", who=listed([words[role] for role in action.who]))


def _group(name: str, buttons: tuple[Button, ...]) -> tuple[Block, Block]:
    return Paragraph(text(f"case.group_{name}"), "strong"), Buttons(buttons)


def _step_buttons(case: Case) -> tuple[Button, ...]:
    return (
        _button("case.tick_button", "tick", case, primary=True),
        _button("case.not_needed_label", "not_needed.ask", case),
        _button("case.change", "change", case),
    )


def _deciding(plan: Plan, case: Case) -> tuple[Button, ...]:
    last = case.step >= plan.steps[-1].number
    return (
        _button("case.measures_button", "measures.ask", case),
        _button("eht.measure_button", "measure.ask", case),
        _button("tasks.ask_button", "task.ask", case),
        _button("case.hold_button", "hold.ask", case),
        *(() if last else (_button("case.raise_button", "raise.ask", case),)),
        _button("case.close_button", "close.ask", case),
    )


def _getting_help(case: Case) -> tuple[Button, ...]:
    call = _button("eht.call_button", "eht.call.ask", case)
    return (call, pictures_button(case), consult_button(case), QUIET_WORRY_BUTTON)


def _button(name: str, action: str, case: Case, *, primary: bool = False) -> Button:
    return Button(text(name), action, str(case.id), "primary" if primary else "plain")


def is_case_message(key: str) -> bool:
    """Whether a message is about one case only, so that its card may become another of the same case."""
    return key.partition(":")[0] in CASE_MESSAGES


def pressed_list(context: Context, event: Event) -> Card | None:
    """The pressed message that lists several pupils (a morning's, or one's own list) as it is now.

    None when the press stood elsewhere, or in a message that is not the presser's own."""
    word, _, rest = event.message.partition(":")
    staff, _, more = rest.partition(":")
    if word not in (MORNING, LISTS) or staff != str(context.actor.staff_id):
        return None
    context.session.flush()
    if word == LISTS:
        return my_cases(context)
    on = swedish.iso_date(more)
    return recompose(context.session, context.plans, int(staff), on) if on else None
