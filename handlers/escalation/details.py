"""Cause and what has been tried: shown to the presser alone, never in the channel."""

from __future__ import annotations

import json

from sqlmodel import col, select

from content.model import Plan
from content.texts import text
from content.wording import listed
from handlers import cases
from handlers.context import Context
from handlers.morning.entry import reached_words
from handlers.names import for_eht, name_of
from handlers.newer_edition import newer_blocks
from handlers.people.moved import came_blocks
from handlers.vocabulary import Block, Card, Facts, Paragraph
from storage.tables import Case, CaseAction, CaseEvent, Measure


def details_card(context: Context, case: Case) -> Card:
    plan = cases.plan_of(context, case)
    rows = [(text("eht.details_cause"), cause_words(plan, case) or text("eht.details_none"))]
    if case.reached:
        rows.append((text("eht.details_reached"), listed(reached_words(plan, case.reached))))
    if more := _said_by_the_mentor(context, case):
        rows.append((text("eht.details_wish"), more))
    if done := _done(context, plan, case):
        rows.append((text("eht.details_done"), "; ".join(done)))
    blocks: list[Block] = [Facts(tuple(rows)), Paragraph(text("eht.details_measures"), "strong")]
    tried = measures_words(context, case)
    blocks += [Paragraph(words) for words in tried or [text("eht.details_nothing")]]
    blocks += [*came_blocks(context.session, case), *newer_blocks(context, case)]
    name = for_eht(context.plans, name_of(context.session, case.pupil_id))
    return Card(name, text("eht.summary"), tuple(blocks))


def measures_of(context: Context, case: Case) -> list[Measure]:
    question = (
        select(Measure).where(Measure.case_id == case.id).order_by(col(Measure.started_on), col(Measure.id))
    )
    return list(context.session.exec(question))


def measures_words(context: Context, case: Case) -> list[str]:
    return [
        text(
            "eht.details_measure",
            what=measure.text,
            on=measure.started_on,
            worked=text(f"eht.details_worked_{measure.worked}") if measure.worked else "",
        )
        for measure in measures_of(context, case)
    ]


def cause_words(plan: Plan, case: Case) -> str:
    return next((one.text for one in plan.first_contact.causes if one.id == case.cause), "")


def _said_by_the_mentor(context: Context, case: Case) -> str:
    """What was written with the latest "Jag behöver EHT"."""
    calls = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "call_eht")
    latest = context.session.exec(calls.order_by(col(CaseEvent.id).desc())).first()
    return str(json.loads(latest.note or "{}").get("more", "")) if latest else ""


def _done(context: Context, plan: Plan, case: Case) -> list[str]:
    rows = context.session.exec(
        select(CaseAction).where(CaseAction.case_id == case.id, CaseAction.state == "done")
    )
    ticked = {row.action for row in rows}
    return [action.text for action in plan.step(case.step).actions if action.id in ticked]
