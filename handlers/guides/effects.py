"""What the answers set in the case when a guide is done: contact, cause, measures, follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlmodel import select

from content.guides import flow
from content.guides.flow import Value
from content.guides.model import DateQuestion, Guide
from content.model import Plan
from content.texts import text
from content.wording import listed
from handlers import cases, requests
from handlers.context import Context
from handlers.escalation.actions import let_coordinate
from handlers.guides import consents, measures
from handlers.guides.days import wrong_day
from handlers.guides.meaning import Around, Wrong
from handlers.guides.people import staff_in
from handlers.guides.scene import Scene
from handlers.guides.talk import Talk
from storage.tables import Case, FollowUp

_AHEAD = ("follow_up", "consent_until")
"""What is set to a day that must not have passed when it is set."""


def wishes(talk: Talk) -> dict[str, Value]:
    """By what is set ("cause", "follow_up" …): the answer that sets it. Skipped ones set nothing.

    Where several questions set the same, as with whom there is consent, the first stands here."""
    counted = flow.standing(talk.guide, talk.answers)
    found: dict[str, Value] = {}
    for question in talk.guide.questions:
        sets = getattr(question, "sets", "")
        if sets and counted.get(question.id) is not None:
            found.setdefault(sets, counted[question.id])
    return found


def stale_day(talk: Talk, around: Around) -> tuple[str, Wrong] | None:
    """The first day that was good when it was answered and is not any longer, such as after a long pause."""
    counted = flow.standing(talk.guide, talk.answers)
    for question in talk.guide.questions:
        value = counted.get(question.id)
        if isinstance(question, DateQuestion) and question.sets in _AHEAD and isinstance(value, str):
            wrong = wrong_day(question, date.fromisoformat(value), around)
            if wrong is not None:
                return question.id, wrong
    return None


def apply(scene: Scene, talk: Talk) -> None:
    """Sets what is not so already. Raises Refusal as `cases` does. The cause comes last: it may close."""
    context, case, wanted = scene.context, scene.case, wishes(talk)
    if isinstance(reached := wanted.get("reached"), str) and reached != case.reached:
        cases.note_contact(context, case, [reached])
    if isinstance(since := wanted.get("measures"), str) and date.fromisoformat(since) != case.measures_on:
        cases.note_measures(context, case, max(date.fromisoformat(since), case.opened_on))
    since = wanted.get("measures")
    measures.write(scene, talk, date.fromisoformat(since) if isinstance(since, str) else None)
    if isinstance(on := wanted.get("follow_up"), str):
        _book(context, case, date.fromisoformat(on), wanted.get("participants"))
    if (staff := _staff(wanted.get("coordinator"))) is not None:
        let_coordinate(context, case, staff)
    consents.register(scene, talk, wanted)
    requests.send(context, case, scene.id, talk)
    _tick(context, case, talk.guide)
    if isinstance(cause := wanted.get("cause"), str) and cause != case.cause:
        cases.note_cause(context, case, cause)


def _staff(answer: Value) -> int | None:
    """None too for somebody from outside: then the case is still one of the school's own people's."""
    return staff_in(answer) if isinstance(answer, str) else None


def _book(context: Context, case: Case, on: date, participants: Value) -> None:
    plan = cases.plan_of(context, case)
    who = participants if isinstance(participants, tuple) else plan.first_contact.usual_participants
    booked = context.session.exec(
        select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.state == "booked")
    ).first()
    if booked is None or (booked.on, booked.participants) != (on, " ".join(who)):
        cases.book_follow_up(context, case, on, who, booked.time if booked and booked.on == on else None)


def _tick(context: Context, case: Case, guide: Guide) -> None:
    """The step's actions that the guide leads through are done with it; an answer ticks off its own."""
    for step in cases.plan_of(context, case).steps:
        for action in step.actions:
            if action.guide == guide.id and step.number == case.step and not action.done_by:
                cases.tick(context, case, action.id, "done")


def promised(plan: Plan, talk: Talk) -> Iterator[str]:
    """The same in words, before it is done."""
    wanted, contact = wishes(talk), plan.first_contact
    if isinstance(reached := wanted.get("reached"), str):
        yield text("guide.set_reached", what=_named(contact.reached, (reached,)))
    if isinstance(cause := wanted.get("cause"), str):
        yield text("guide.set_cause", what=_named(contact.causes, (cause,)))
    if isinstance(since := wanted.get("measures"), str):
        yield text("guide.set_measures", on=date.fromisoformat(since))
    if count := len(measures.decided(talk)):
        yield text("guide.set_measure", count=count)
    if isinstance(on := wanted.get("follow_up"), str):
        yield text("guide.set_follow_up", on=date.fromisoformat(on))
    if isinstance(until := wanted.get("consent_until"), str):
        yield text("guide.set_consent", on=date.fromisoformat(until))
    if isinstance(who := wanted.get("participants"), tuple):
        yield text("guide.set_participants", what=_named(contact.participants, who))
    if requests.goes_out(talk):
        yield text("guide.set_request", unit=plan.support_unit.short)


def _named(known: tuple[object, ...], ids: tuple[str, ...]) -> str:
    names = {getattr(one, "id", ""): str(getattr(one, "text", "")) for one in known}
    return listed([names.get(one, one) for one in ids])
