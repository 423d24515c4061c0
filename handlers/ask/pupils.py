"""What the asker does next for a pupil: the ones named, or else all their own with an open case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from content.texts import text
from handlers import cases
from handlers.ask.named import Named
from handlers.case_views import checklist
from handlers.context import Context, Refusal
from handlers.my_cases import open_cases
from handlers.names import name_of
from handlers.rights import Action, Subject, require
from storage.tables import Case, Mentorship, Pupil

SHOWN = 3


@dataclass(frozen=True)
class NextAction:
    """What the asker does next for one pupil. `case_id` None: there is no open case."""

    line: str
    case_id: int | None = None


def next_actions(context: Context, named: Sequence[Named]) -> tuple[NextAction, ...]:
    """For the named pupils, or else for all of the asker's own, the highest step first."""
    if named:
        return tuple(next_for(context, one.pupil_id) for one in named[:SHOWN])
    found = [] if context.actor.staff_id is None else list(open_cases(context))
    more = len(found) - SHOWN
    rest = (NextAction(text("ask.more_pupils", count=more)),) if more > 0 else ()
    return tuple(_next_action(context, case) for case in found[:SHOWN]) + rest


def next_for(context: Context, pupil_id: int) -> NextAction:
    """For one pupil. Raises Refusal when the asker may not see them, or they have left."""
    pupil = context.session.get(Pupil, pupil_id)
    if pupil is None or pupil.left:
        raise Refusal(text("general.old_button"))
    case = context.session.exec(
        select(Case).where(col(Case.pupil_id) == pupil_id, col(Case.state) == "open")
    ).first()
    if case is not None:
        return _next_action(context, case)
    require(context, Action.SEE_PUPIL, Subject(pupil.school_id, pupil_id))
    return NextAction(text("ask.no_case", name=name_of(context.session, pupil_id).short))


def _next_action(context: Context, case: Case) -> NextAction:
    """The first action of the step that nobody has done; each look stands in the audit log."""
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    name = name_of(context.session, case.pupil_id).short
    if case.held_until is not None and case.held_until >= context.today:
        return NextAction(text("ask.next_resting", name=name, until=case.held_until), case.id)
    items = checklist(context, case, cases.plan_of(context, case).step(case.step))
    left = next((item for item in items if item.state == "open"), None)
    if left is None:
        return NextAction(text("ask.next_nothing", name=name, step=case.step), case.id)
    words = "ask.next" if is_own(context, case.pupil_id) else "ask.next_of_school"
    return NextAction(text(words, name=name, action=left.text), case.id)


def is_own(context: Context, pupil_id: int) -> bool:
    """Whether the asker is a mentor of the pupil, and not EHT or rektor of their school only."""
    staff = context.actor.staff_id
    return staff is not None and context.session.get(Mentorship, (pupil_id, staff)) is not None
