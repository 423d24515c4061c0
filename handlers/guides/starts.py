"""The buttons on a case that begin a guide, or go on with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import col, select

from content.guides.model import Guide
from content.model import Plan
from content.texts import text
from handlers.context import Context
from handlers.guides.store import DONE, OPEN, sessions_of
from handlers.morning.standing import Standing
from handlers.vocabulary import Button
from storage.queries.consents import every_consent
from storage.tables import Case, CaseEvent, GuideSession


def guide_buttons(context: Context, plan: Plan, case: Case) -> tuple[Button, ...]:
    """What fired and the step's actions come first, then what is always offered and what was begun."""
    begun = context.session.exec(
        select(GuideSession.guide).where(GuideSession.case_id == case.id).order_by(col(GuideSession.id))
    )
    leading = [*_of_triggers(plan, case, _fired(context, case)), *_of_step(plan, case)]
    offered = list(_offered(context, plan, case))
    earlier = [guide for name in begun if (guide := plan.guide(name)) is not None]
    found = {guide.id: guide for guide in (*leading, *offered, *earlier)}
    states = {name: _state(context, case, name) for name in found}
    first = _first(plan, case, [guide for guide in found.values() if guide in leading], states)
    buttons = (_button(case, guide, states[guide.id], leads=guide is first) for guide in found.values())
    return (*buttons, *_consents(context, case))


def _first(plan: Plan, case: Case, guides: Iterable[Guide], states: Mapping[str, str]) -> Guide | None:
    """What the eye is led to, of the step's own: what is going on, else what the mentor is to do."""
    own = {action.guide for action in plan.step(case.step).actions if "mentor" in action.who}
    left = [guide for guide in guides if states[guide.id] != DONE]
    going_on = [guide for guide in left if states[guide.id] == OPEN]
    return next(iter((*going_on, *(guide for guide in left if guide.id in own), *left)), None)


def fired_buttons(plan: Plan, case: Standing, fired: Iterable[str | None]) -> tuple[Button, ...]:
    """In a morning's message: the guides of the triggers that fired, while their question is open."""
    if case.cause:
        return ()
    guides = _of_triggers(plan, case, fired)
    return tuple(Button(guide.button, "guide.start", f"{case.id}:{guide.id}") for guide in guides)


def _of_triggers(plan: Plan, case: Standing, fired: Iterable[str | None]) -> list[Guide]:
    ids = frozenset(fired)
    names = {one.guide for one in plan.triggers if one.id in ids}
    return [guide for guide in plan.guides if guide.id in names and case.step in guide.steps]


def _fired(context: Context, case: Case) -> Iterable[str | None]:
    question = select(CaseEvent.trigger).where(CaseEvent.case_id == case.id, CaseEvent.kind == "trigger")
    return context.session.exec(question).all()


def _of_step(plan: Plan, case: Case) -> list[Guide]:
    names = (action.guide for action in plan.step(case.step).actions)
    return [guide for name in names if (guide := plan.guide(name)) is not None]


def _offered(context: Context, plan: Plan, case: Case) -> Iterable[Guide]:
    """What the step's actions do not name: each when what it comes after is done."""
    for guide in sorted(plan.guides, key=lambda one: one.order):
        if guide.offered and case.step in guide.steps:
            done = not guide.after or any(
                one.state == DONE for one in sessions_of(context.session, case.id or 0, guide.after)
            )
            if done:
                yield guide


def _state(context: Context, case: Case, guide_id: str) -> str:
    """Of its last round; "" for none."""
    rounds = sessions_of(context.session, case.id or 0, guide_id)
    return rounds[-1].state if rounds else ""


def _button(case: Case, guide: Guide, state: str, *, leads: bool) -> Button:
    value = f"{case.id}:{guide.id}"
    if state == DONE and not guide.repeats:
        return Button(text("guide.show_button", guide=guide.name), "guide.start", value)
    words = text("guide.continue_button", guide=guide.name) if state == OPEN else guide.button
    return Button(words, "guide.start", value, "primary" if leads else "plain")


def _consents(context: Context, case: Case) -> tuple[Button, ...]:
    if not every_consent(context.session, case.id or 0):
        return ()
    return (Button(text("guide.consents_button"), "guide.consents", str(case.id)),)
