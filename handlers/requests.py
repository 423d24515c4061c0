"""A request to the municipality's unit: a guide's answers in the unit's own channel, and who takes it.

The plan says which guide is one (`request`), who may send it, and when it is about the pupil: then initials
and class are told, else no pupil at all. In what was written the pupil's name is taken out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from sqlmodel import col, select

from content.guides import flow
from content.guides.model import Guide
from content.texts import text
from content.wording import listed
from handlers import cases
from handlers.context import Context, Refusal
from handlers.guides import store
from handlers.guides.people import AroundCase
from handlers.guides.talk import Talk
from handlers.guides.wording import in_words
from handlers.names import name_of
from handlers.outgoing import enqueue
from handlers.people.actors import actor_name, staff_of
from handlers.people.coordinator import staff_name
from handlers.people.year_wheel import unit_channel
from handlers.rights import Action, relations, require
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
    Replace,
    Reply,
    Update,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, CaseEvent, GuideSession, Pupil, School

REQUEST = "request"
"""Messages in the unit's channel: "request:<case>:<round of questions>"."""
SENT, TAKEN = "request", "request_taken"
"""Kinds of a case's events; `note` holds the round of questions."""


def goes_out(talk: Talk) -> bool:
    """Whether the answers, as they are, reach the unit when the guide is done."""
    end = flow.ending(talk.guide, talk.answers)
    return talk.guide.request is not None and (end is None or end.sends)


def send(context: Context, case: Case, session_id: int, talk: Talk) -> None:
    """Once for each round of questions; answers that are changed later change the message.

    Raises Refusal for who the plan does not let ask."""
    wanted = talk.guide.request
    if wanted is None or not goes_out(talk):
        return
    require(context, Action.SEND_REQUEST, cases.subject_of(case))
    who = relations(context.session, context.actor, cases.subject_of(case))
    if wanted.by and not {str(one) for one in who} & {*wanted.by, "command_line", "rule"}:
        raise Refusal(text("request.not_yours", who=listed([text(f"request.by_{one}") for one in wanted.by])))
    if _event(context, case, SENT, session_id) is None:
        cases.done(context, case, SENT, {"session": str(session_id)})
    card, key = _card(context, case, session_id), _key(case, session_id)
    enqueue(
        context.session,
        [Post(key, Place(channel=unit_channel(case.school_id)), card), Update(key, card)],
        context.now,
    )


def take(context: Context, event: Event) -> Reply:
    """The first who takes it has it; who asked is told."""
    case, session_id = _pressed(context, event)
    require(context, Action.TAKE_REQUEST, cases.subject_of(case))
    sent, taken = (_event(context, case, kind, session_id) for kind in (SENT, TAKEN))
    if sent is None or context.actor.staff_id is None:
        raise Refusal(text("general.old_button"))
    if taken is not None:
        return Reply(now=(Replace(_card(context, case, session_id)), Whisper(_said(context, taken))))
    cases.done(context, case, TAKEN, {"session": str(session_id)})
    card = _card(context, case, session_id)
    return Reply(now=(Replace(card),), later=tuple(_tell(context, case, session_id, sent)))


def _tell(context: Context, case: Case, session_id: int, sent: CaseEvent) -> Iterable[Post]:
    if (asked := staff_of(sent.actor)) is not None:
        who = staff_name(context.session, context.actor.staff_id)
        unit = cases.plan_of(context, case).support_unit.short
        words = text("request.told", who=who, unit=unit, on=context.today)
        card = Card(text("request.told_title"), text("request.summary"), (Paragraph(words, "good"),))
        yield Post(f"{_key(case, session_id)}:taken", Place(staff=asked), card)


def _pressed(context: Context, event: Event) -> tuple[Case, int]:
    case, rest = cases.case_of(context, event.value)
    number = cases.whole_number(rest)
    if number is None:
        raise Refusal(text("general.old_button"))
    return case, number


def _key(case: Case, session_id: int) -> str:
    return f"{REQUEST}:{case.id}:{session_id}"


def _event(context: Context, case: Case, kind: str, session_id: int) -> CaseEvent | None:
    rows = context.session.exec(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind == kind)
        .order_by(col(CaseEvent.id))
    )
    mine = (row for row in rows if json.loads(row.note or "{}").get("session") == str(session_id))
    return next(mine, None)


def _said(context: Context, taken: CaseEvent) -> Card:
    return Card("", text("request.summary"), (Paragraph(_taken_words(context, taken)),))


def _taken_words(context: Context, taken: CaseEvent) -> str:
    return text("request.taken", who=actor_name(context.session, taken.actor), on=taken.on)


def _card(context: Context, case: Case, session_id: int) -> Card:
    plan = cases.plan_of(context, case)
    session = context.session.get_one(GuideSession, session_id)
    guide = plan.guide(session.guide)
    if guide is None:
        raise Refusal(text("general.old_button"))
    taken = _event(context, case, TAKEN, session_id)
    blocks: list[Block] = [Facts(tuple(_facts(context, case, guide, session_id)))]
    if taken is None:
        button = Button(text("request.take_button"), "request.take", f"{case.id}:{session_id}", "primary")
        blocks.append(Buttons((button, QUIET_WORRY_BUTTON)))
    else:
        blocks += [Paragraph(_taken_words(context, taken), "good"), Buttons((QUIET_WORRY_BUTTON,))]
    school = context.session.get_one(School, case.school_id).name
    return Card(
        text("request.title", guide=guide.name, school=school), text("request.summary"), tuple(blocks)
    )


def _facts(context: Context, case: Case, guide: Guide, session_id: int) -> Iterable[tuple[str, str]]:
    """Who asks, about whom, and each answer that is not sensitive."""
    answers = store.answers_in(store.given_in(context.session, session_id))
    counted = flow.standing(guide, answers)
    sent = _event(context, case, SENT, session_id)
    if sent is not None and staff_of(sent.actor) is not None:
        yield text("request.asks"), actor_name(context.session, sent.actor)
    about = guide.request.about_pupil if guide.request is not None else ()
    if about and all(flow.holds(one, counted) for one in about):
        yield text("request.pupil"), name_of(context.session, case.pupil_id).short
    around = AroundCase(context, case, cases.plan_of(context, case))
    for question in guide.questions:
        value = counted.get(question.id)
        if value is not None and not question.sensitive:
            yield question.text, _nameless(context, case, in_words(question, value, around))


def _nameless(context: Context, case: Case, words: str) -> str:
    pupil = context.session.get_one(Pupil, case.pupil_id)
    for name in (pupil.first_name, pupil.last_name):
        if name:
            words = re.sub(rf"\b{re.escape(name)}(s?)\b", rf"{name[0]}.\1", words, flags=re.IGNORECASE)
    return words


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {"request.take": take}
