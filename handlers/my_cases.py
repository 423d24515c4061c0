"""A person's own pupils with an open case, each with its next action."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, or_, select

from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.morning.book import Entry
from handlers.morning.entry import progress
from handlers.names import names_of
from handlers.next_action import next_buttons
from handlers.rights import Action, require
from handlers.vocabulary import Block, Buttons, Card, Divider, Heading, Paragraph
from handlers.worry import WORRY_BUTTON
from storage.tables import Case, Mentorship, Pupil, Staff


def my_cases(context: Context) -> Card:
    """Each case that is shown is a look at it, and stands in the audit log."""
    found = open_cases(context)
    names = names_of(context.session, {case.pupil_id for case in found})
    blocks: list[Block] = []
    for case in found:
        require(context, Action.SEE_PUPIL, cases.subject_of(case))
        plan = cases.plan_of(context, case)
        badge = text("morning.badge", step=case.step)
        blocks += [Divider()] if blocks else []
        blocks += [Heading(names[case.pupil_id].full, badge), *progress(plan, Entry(case), context.today)]
        blocks.append(Buttons(next_buttons(plan, case)))
    if not blocks:
        blocks.append(Paragraph(text("general.no_cases")))
    return Card(text("general.my_title"), text("general.summary"), (*blocks, Buttons((WORRY_BUTTON,))))


def open_cases(context: Context) -> Sequence[Case]:
    """The highest step first."""
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
    own_hash = select(Staff.email_hash).where(Staff.id == context.actor.staff_id).scalar_subquery()
    return context.session.exec(
        select(Case)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Case.pupil_id))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .join(Staff, col(Staff.id) == col(Mentorship.staff_id))
        .where(
            Case.state == "open",
            col(Pupil.left).is_(False),
            or_(col(Staff.id) == context.actor.staff_id, col(Staff.deputy_hash) == own_hash),
        )
        .order_by(col(Case.step).desc(), col(Case.id))
        .distinct()
    ).all()
