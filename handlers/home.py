"""The home page: what waits for the one who opens it.

A mentor's own pupils with the next action and the booked follow-ups; tasks, whoever has them; for EHT and
rektor the school's cases that have come to them; for everybody else what the bot can do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlmodel import col, select

from content.texts import text
from content.wording import long_date
from handlers import case_actions, cases
from handlers.context import Context, Refusal
from handlers.general import HELP_BUTTON, help_card
from handlers.home_school import leading_blocks
from handlers.morning.due_lines import clock_time, task_line
from handlers.morning.reminders import is_held, is_noted
from handlers.my_cases import is_mentor, open_cases, pupil_blocks
from handlers.names import names_of
from handlers.rights import Action, allowed, relations, require
from handlers.statistics.showing import statistics_button
from handlers.vocabulary import Block, Button, Buttons, Card, Event, Facts, Heading, Paragraph, Replace, Reply
from handlers.worry import WORRY_BUTTON
from storage.tables import Case, CaseTask, FollowUp, Pupil, Staff


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
    if staff is None:
        return help_card()
    blocks = [*_own(context), *_tasks(context, staff), *leading_blocks(context, staff)]
    figures = statistics_button(context)
    if not blocks and not figures:
        return help_card()
    buttons = Buttons((*figures, HELP_BUTTON, WORRY_BUTTON))
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
    """The booked follow-ups, the next one first; of one that has been, how it went is asked."""
    booked = [meeting for case in found if (meeting := cases.booked_meeting(context, case))]
    pupils = {case.id: case.pupil_id for case in found}
    names = names_of(context.session, pupils.values())
    booked.sort(key=lambda meeting: (meeting.on, meeting.time or 0))
    rows = tuple((names[pupils[meeting.case_id]].full, _when(meeting, context.today)) for meeting in booked)
    return [Heading(text("home.meetings")), Facts(rows)] if rows else []


def _when(meeting: FollowUp, today: date) -> str:
    at = f" kl. {clock_time(meeting.time)}" if meeting.time is not None else ""
    said = f"{long_date(meeting.on)}{at}"
    return text("home.meeting_passed", when=said) if meeting.on < today else said


def _tasks(context: Context, staff: Staff) -> list[Block]:
    """What the person has said they will do, the soonest first."""
    found = context.session.exec(
        select(CaseTask, Case)
        .join(Case, col(Case.id) == col(CaseTask.case_id))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(
            CaseTask.owner_id == staff.id,
            CaseTask.state == "open",
            Case.state == "open",
            col(Pupil.left).is_(False),
        )
        .order_by(col(CaseTask.on), col(CaseTask.id))
    ).all()
    mine = [(task, case) for task, case in found if _still_sees(context, case)]
    names = names_of(context.session, {case.pupil_id for _, case in mine})
    blocks: list[Block] = [Heading(text("home.tasks"))] if mine else []
    for task, case in mine:
        require(context, Action.SEE_PUPIL, cases.subject_of(case))
        done = Button(text("tasks.done_button"), "task.done", f"{case.id}:{task.id}")
        said = f"{names[case.pupil_id].short}: {task_line(task, context.today, staff.name)}"
        blocks += [Paragraph(said), Buttons((done,))]
    return blocks


def _still_sees(context: Context, case: Case) -> bool:
    """A task outlives a change of mentor; the right to the pupil does not."""
    found = relations(context.session, context.actor, cases.subject_of(case), context.today)
    return allowed(Action.SEE_PUPIL, found)


ROUTES = {"home": opened, "home.show": show_chosen}
