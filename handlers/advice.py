"""What the plan says beside a step's checklist: what to think of, and what it proposes when a rule fires."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import select

from content.model import Consideration, Plan
from content.sources import readable
from content.texts import text
from handlers import cases
from handlers.context import Context
from handlers.next_action import proposals
from handlers.rights import Action, require
from handlers.vocabulary import Block, Button, Buttons, Card, Event, Heading, Paragraph, Reply, Whisper
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, CaseEvent


def advice_blocks(context: Context, plan: Plan, case: Case) -> list[Block]:
    """On the case's card: what is proposed, and the first thing to think of. The rest is a press away."""
    fired = select(CaseEvent.trigger).where(CaseEvent.case_id == case.id, CaseEvent.kind == "trigger")
    proposed = proposals(plan, case, context.session.exec(fired).all())
    blocks: list[Block] = [Paragraph(words, "strong") for words in proposed]
    if first := next((one.text for one in plan.step(case.step).think_of), ""):
        blocks.append(Paragraph(text("advice.think_of", first=first), "muted"))
        blocks.append(Buttons((Button(text("advice.more_button"), "think_of", str(case.id)),)))
    return blocks


def think_of(context: Context, event: Event) -> Reply:
    """All of it, the step's own first, with its places in the plan; shown to the presser."""
    case, _ = cases.case_of(context, event.value)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    cases.must_stand(case)
    plan = cases.plan_of(context, case)
    own, always = plan.step(case.step).think_of, plan.always
    blocks = [*_points(own), *([Heading(text("advice.always"))] if always else []), *_points(always)]
    sources = readable("; ".join(one.source for one in (*own, *always)), plan.sources)
    blocks += [Paragraph(text("advice.source", source=sources), "muted"), Buttons((QUIET_WORRY_BUTTON,))]
    card = Card(text("advice.title", step=case.step), text("case.summary"), tuple(blocks))
    return Reply(now=(Whisper(card),))


def _points(said: Iterable[Consideration]) -> list[Block]:
    return [Paragraph(text("advice.point", words=one.text)) for one in said]


ROUTES = {"think_of": think_of}
