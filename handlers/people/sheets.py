"""What a new mentor is handed, and what goes along to a new school or stage with the guardians' consent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlmodel import col, select

from content.texts import text
from content.wording import listed, long_date
from handlers import cases
from handlers.case_figures import month, window_words
from handlers.case_views import facts
from handlers.context import Context
from handlers.documents.offered import transition_blocks
from handlers.escalation.details import measures_words
from handlers.follow_ups.results import earlier_meetings
from handlers.names import name_of
from handlers.people.moved import came_blocks
from handlers.presses import case_of
from handlers.rights import Action, require
from handlers.task_list import task_words
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    Event,
    Facts,
    Paragraph,
    Place,
    Post,
    Reply,
    Update,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.queries.consents import consents_of
from storage.tables import Case, CaseEvent


def handover(context: Context, event: Event) -> Reply:
    """In the new mentor's own conversation: what has been done, what goes on, and who to ask."""
    case = case_of(context, event)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    cases.must_stand(case)
    card = handover_card(context, case)
    thread = "" if event.place.channel else event.place.thread or event.message
    key = f"case:{case.id}:{context.actor.staff_id}:handover:{thread or event.id}"
    place = Place(staff=context.actor.staff_id, thread=thread)
    return Reply(later=(Post(key, place, card), Update(key, card)))


def handover_card(context: Context, case: Case) -> Card:
    name = name_of(context.session, case.pupil_id).full
    came = came_blocks(context.session, case)
    intro = [] if came else [Paragraph(text("people.handover_intro"), "muted")]
    blocks: list[Block] = [*intro, *came, *_story(context, case)]
    show = Button(text("case.show"), "case.show", str(case.id), "primary")
    ask = Button(text("eht.call_button"), "eht.call.ask", str(case.id))
    blocks.append(Buttons((show, ask, QUIET_WORRY_BUTTON)))
    return Card(text("people.handover_title", name=name), text("case.summary"), tuple(blocks))


def transition(context: Context, event: Event) -> Reply:
    """The sheet for a new school or stage, for the presser alone; without a consent, how to get one."""
    case = case_of(context, event)
    require(context, Action.HAND_OVER_PUPIL, cases.subject_of(case))
    cases.must_stand(case)
    name = name_of(context.session, case.pupil_id).full
    title = text("people.transition_title", name=name)
    return Reply(now=(Whisper(Card(title, text("case.summary"), tuple(_sheet(context, case)))),))


def _sheet(context: Context, case: Case) -> Iterable[Block]:
    held = consents_of(context.session, case.id or 0, context.today)
    if not held:
        yield Paragraph(text("people.transition_no_consent"), "warning")
        return
    whom = listed([one.with_whom for one in held])
    yield Paragraph(text("people.transition_rests_on", whom=whom, until=held[-1].until), "muted")
    yield from _story(context, case)
    yield from transition_blocks(context, case)


def _story(context: Context, case: Case) -> Iterable[Block]:
    """The case in short: where it stands, the figures, what has been tried and what worked."""
    plan = cases.plan_of(context, case)
    step = plan.step(case.step)
    rows = [(text("people.step"), f"{step.number}, {step.name}")]
    rows.append((text("eht.month"), window_words(plan, month(context.session, plan, case))))
    rows += facts(context, plan, case)
    yield Facts(tuple(rows))
    yield Paragraph(text("eht.details_measures"), "strong")
    for words in measures_words(context, case) or [text("eht.details_nothing")]:
        yield Paragraph(words)
    if tasks := task_words(context.session, case, context.today):
        yield Paragraph(text("tasks.label"), "strong")
        yield from (Paragraph(words) for words in tasks)
    if met := [one for one in earlier_meetings(context, case) if one.state in ("done", "missed")]:
        told = ", ".join(f"{long_date(one.on)} ({text(f'follow.was_{one.state}')})" for one in met)
        yield Facts(((text("follow.history"), told),))
    yield Paragraph(text("people.steps_taken", steps=listed(_steps(context, case))), "muted")


def _steps(context: Context, case: Case) -> list[str]:
    events = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id))
    numbers = dict.fromkeys(event.step for event in context.session.exec(events))
    return [str(number) for number in sorted({*numbers, case.step})]


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "handover.show": handover,
    "transition.show": transition,
}
