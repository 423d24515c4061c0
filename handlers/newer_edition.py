"""Whether a case's plan has a newer edition than the one the case began with, and the way to see it."""

from __future__ import annotations

from content.model import Plan
from content.texts import text
from handlers import cases
from handlers.context import Context
from handlers.rights import Action, allowed, relations
from handlers.vocabulary import Block, Button, Buttons, Paragraph
from storage.tables import Case


def newer_edition(context: Context, case: Case) -> Plan | None:
    """What a case that began today would follow, when that is another edition than the case's own."""
    if case.state != "open":
        return None
    newest = context.plans.of_school(context.session, case.school_id, context.today)
    own = cases.plan_of(context, case)
    return None if (newest.id, newest.version) == (own.id, own.version) else newest


def newer_blocks(context: Context, case: Case) -> list[Block]:
    """For those who may move the case: that there is a newer edition, with the way to see it."""
    newest = newer_edition(context, case)
    related = relations(context.session, context.actor, cases.subject_of(case))
    if newest is None or not allowed(Action.MOVE_EDITION, related):
        return []
    ask = Button(text("edition.button"), "edition.ask", str(case.id))
    return [Paragraph(text("edition.newer", since=newest.valid_from), "strong"), Buttons((ask,))]
