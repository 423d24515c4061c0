"""A person's own pupils with an open case, each with its next action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

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
    blocks = pupil_blocks(context, open_cases(context)) or [Paragraph(text("general.no_cases"))]
    return Card(text("general.my_title"), text("general.summary"), (*blocks, Buttons((WORRY_BUTTON,))))


def pupil_blocks(context: Context, found: Iterable[Case]) -> list[Block]:
    """Each case that is shown is a look at it, and stands in the audit log."""
    names = names_of(context.session, {case.pupil_id for case in found})
    blocks: list[Block] = []
    for case in found:
        require(context, Action.SEE_PUPIL, cases.subject_of(case))
        plan = cases.plan_of(context, case)
        badge = text("morning.badge", step=case.step)
        entry = Entry(case, meeting=cases.booked_meeting(context, case))
        blocks += [Divider()] if blocks else []
        blocks += [Heading(names[case.pupil_id].full, badge), *progress(plan, entry, context.today)]
        blocks.append(Buttons(next_buttons(plan, case)))
    return blocks


def open_cases(context: Context) -> Sequence[Case]:
    """The highest step first."""
    return context.session.exec(
        select(Case)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Case.pupil_id))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .join(Staff, col(Staff.id) == col(Mentorship.staff_id))
        .where(Case.state == "open", col(Pupil.left).is_(False), _mine(context))
        .order_by(col(Case.step).desc(), col(Case.id))
        .distinct()
    ).all()


def is_mentor(context: Context) -> bool:
    """Whether the person is the mentor, or a mentor's deputy, of somebody who goes to school here."""
    return context.session.exec(_own(context).limit(1)).first() is not None


def own_pupils(context: Context) -> Sequence[Pupil]:
    """Those the person is the mentor, or a mentor's deputy, of. Raises Refusal for who is on no roster."""
    return context.session.exec(_own(context).order_by(col(Pupil.id)).distinct()).all()


def _own(context: Context) -> SelectOfScalar[Pupil]:
    return (
        select(Pupil)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Pupil.id))
        .join(Staff, col(Staff.id) == col(Mentorship.staff_id))
        .where(col(Pupil.left).is_(False), _mine(context))
    )


def _mine(context: Context) -> ColumnElement[bool]:
    """The condition for a mentorship that is the person's own, or that of a mentor they stand in for."""
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
    own_hash = select(Staff.email_hash).where(Staff.id == context.actor.staff_id).scalar_subquery()
    return or_(col(Staff.id) == context.actor.staff_id, col(Staff.deputy_hash) == own_hash)
