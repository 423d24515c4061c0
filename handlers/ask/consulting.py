"""What can be read aloud to social services about a case, with nothing in it that says whose it is.

From a case's card, to the presser alone, and leaving no trace: whoever consults is worried, and that is never
kept (DESIGN.md). So the right is asked for, but the look is not written down.
"""

from __future__ import annotations

import re

from sqlmodel import col, select

from content.model import Plan, RateInWindow
from content.texts import text
from handlers import cases
from handlers.ask.calling import call_now_lines
from handlers.case_figures import month
from handlers.context import Context, Refusal
from handlers.rights import Action, allowed, relations
from handlers.vocabulary import Button, Buttons, Card, Event, Paragraph, Reply, Whisper
from handlers.worry import WORRY_BUTTON
from storage.tables import Case, CaseAction, Pupil

CONSULT = "ask.consult"
_ROUNDED_TO = 5
"""Percent: an exact figure could be looked up in the school's own statistics."""
_LAST_GRADE = {"stage_low": 3, "stage_middle": 6, "stage_high": 9}
_GRADE = re.compile(r"\d+")


def consult_button(case: Case) -> Button:
    return Button(text("ask.consult_button"), CONSULT, str(case.id))


def pressed_consult(context: Context, event: Event) -> Reply:
    case, _ = cases.case_of(context, event.value)
    cases.must_stand(case)
    found = relations(context.session, context.actor, cases.subject_of(case), context.today)
    if not allowed(Action.SEE_FIGURES, found):
        raise Refusal(text("general.no_right"))
    return Reply(now=(Whisper(_card(context, case)),), leave_no_trace=True)


def _card(context: Context, case: Case) -> Card:
    plan = cases.plan_of(context, case)
    lines = call_now_lines(plan, context.now)
    return Card(
        text("ask.consult_title"),
        text("ask.summary"),
        (
            Paragraph(text("worry.life"), "warning"),
            *(Paragraph(line) for line in lines),
            Paragraph(text("ask.consult_read"), "strong"),
            Paragraph(summary(context, plan, case)),
            Paragraph(text("ask.consult_hidden"), "muted"),
            Buttons((WORRY_BUTTON,)),
        ),
    )


def summary(context: Context, plan: Plan, case: Case) -> str:
    """Age band, step, rounded figures, and the plan's own words for what is done: nothing anybody wrote."""
    return text(
        "ask.consult_summary",
        stage=_stage(context, case.pupil_id),
        figures=_figures(context, plan, case),
        since=_since(context, plan, case),
        done=_done(context, plan, case),
    )


def _stage(context: Context, pupil_id: int) -> str:
    pupil = context.session.get_one(Pupil, pupil_id)
    digits = _GRADE.search(pupil.class_name)
    grade = pupil.grade if pupil.grade is not None else int(digits[0]) if digits else None
    if grade is None:
        return text("ask.stage_unknown")
    return text("ask." + next((name for name, last in _LAST_GRADE.items() if grade <= last), "stage_upper"))


def _figures(context: Context, plan: Plan, case: Case) -> str:
    window = month(context.session, plan, case)
    if window is None or window.rate is None or window.sums.lessons_days < _fewest_days(plan):
        return text("ask.consult_no_figures")
    rounded = max(_ROUNDED_TO, round(window.rate / _ROUNDED_TO) * _ROUNDED_TO)
    return text("ask.consult_figures", percent=rounded)


def _fewest_days(plan: Plan) -> int:
    """As many school days as the plan's own rate asks for: one missed day in August is not 100 percent."""
    rates = [one for one in plan.triggers if isinstance(one, RateInWindow)]
    return max((one.min_school_days.value for one in rates), default=0)


def _since(context: Context, plan: Plan, case: Case) -> str:
    weeks = max(1, round((context.today - case.opened_on).days / 7))
    return text("ask.consult_since", weeks=weeks, step=case.step, steps=plan.steps[-1].number)


def _done(context: Context, plan: Plan, case: Case) -> str:
    done = select(CaseAction.action).where(CaseAction.case_id == case.id, col(CaseAction.state) == "done")
    ticked = set(context.session.exec(done))
    words = [
        action.text.rstrip(".")
        for step in plan.steps
        if step.number <= case.step
        for action in step.actions
        if action.id in ticked
    ]
    return text("ask.consult_done", actions=words) if words else text("ask.consult_nothing_done")


ROUTES = {CONSULT: pressed_consult}
