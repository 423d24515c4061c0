"""The buttons on a case that begin a guide, or go on with one."""

from __future__ import annotations

from sqlmodel import col, select

from content.model import Plan
from content.texts import text
from handlers.context import Context
from handlers.guides.store import DONE, sessions_of
from handlers.vocabulary import Button
from storage.tables import Case, GuideSession


def guide_buttons(context: Context, plan: Plan, case: Case) -> tuple[Button, ...]:
    """One for each guide that the present step's actions name, and for those begun at an earlier step."""
    named = dict.fromkeys(action.guide for action in plan.step(case.step).actions if action.guide)
    begun = context.session.exec(
        select(GuideSession.guide).where(GuideSession.case_id == case.id).order_by(col(GuideSession.id))
    )
    named |= dict.fromkeys(guide for guide in begun if plan.guide(guide) is not None)
    return tuple(_button(context, plan, case, guide_id) for guide_id in named)


def _button(context: Context, plan: Plan, case: Case, guide_id: str) -> Button:
    guide = plan.guide(guide_id)
    assert guide is not None, "the inspector lets no action name a guide that is not there"
    value = f"{case.id}:{guide.id}"
    rounds = sessions_of(context.session, case.id or 0, guide_id)
    done = bool(rounds) and rounds[-1].state == DONE
    if done and not guide.repeats:
        return Button(text("guide.show_button", guide=guide.name), "guide.start", value)
    words = text("guide.continue_button", guide=guide.name) if rounds and not done else guide.button
    return Button(words, "guide.start", value, "primary")
