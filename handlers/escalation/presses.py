"""The buttons of EHT's threads, and "Jag behöver EHT" in the mentor's own conversation."""

from __future__ import annotations

from collections.abc import Callable

from content.texts import text
from handlers import cases
from handlers.case_views import case_card, is_case_message
from handlers.context import Context, Refusal
from handlers.escalation import actions
from handlers.escalation.details import details_card
from handlers.escalation.root import root_card
from handlers.escalation.thread import root_key, thread_of
from handlers.names import for_eht, in_room, name_of
from handlers.people.coordinator import staff_name
from handlers.people.here import Here
from handlers.presses import case_of, field, form, list_brought_up, opened, own_form
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    ChoiceInput,
    Event,
    Now,
    Option,
    Paragraph,
    Place,
    Post,
    Replace,
    Reply,
    TextInput,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case

MOST = 2000
"""Letters in a question or an answer."""


def ask_call(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.CALL_EHT)
    options = tuple(Option(wish, text(f"eht.wish_{wish}")) for wish in actions.WISHES)
    blocks: list[Block] = [
        ChoiceInput("wish", text("eht.call_what"), options, options[0].value),
        TextInput("more", text("eht.call_more"), long=True, max_length=MOST, sensitive=True),
    ]
    return own_form(context, case, blocks, "eht.call")


def call(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    actions.call_eht(context, case, field(event, "wish"), field(event, "more"))
    return in_own_message(context, event, case, text("eht.called"))


def take(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    actions.take(context, case)
    said = Card(
        for_eht(context.plans, name_of(context.session, case.pupil_id)),
        text("eht.summary"),
        (Paragraph(text("eht.taken"), "good"),),
    )
    return Reply(now=(*_now(context, event, case), Whisper(said)))


def ask_back(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.HAND_BACK)
    blocks: list[Block] = [TextInput("reason", text("eht.back_reason"), long=True, max_length=MOST)]
    return form(context, case, blocks, "eht.back")


def back(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    holding = actions.hand_back(context, case, field(event, "reason"))
    who = staff_name(context.session, context.actor.staff_id)
    blocks: list[Block] = [Paragraph(text("eht.back_words", who=who))]
    if reason := field(event, "reason"):
        blocks.append(Paragraph(text("eht.back_said", words=reason)))
    blocks.append(
        Buttons((Button(text("case.show"), "case.show", str(case.id), "primary"), QUIET_WORRY_BUTTON))
    )
    name = name_of(context.session, case.pupil_id).full
    card = Card(text("eht.back_title", name=name), text("case.summary"), tuple(blocks))
    later = to_mentors(context, case, f"back:{holding.id}", card, required=False)
    return Reply(now=_now(context, event, case), later=later)


def details(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    require(context, Action.SEE_CAUSES, cases.subject_of(case))
    cases.must_stand(case)
    return Reply(now=(Whisper(details_card(context, case)),))


# What the other presses share


def in_own_message(context: Context, event: Event, case: Case, said: str) -> Reply:
    """The case's own message shows the case as it is now; elsewhere the words are for the presser alone."""
    if is_case_message(event.message) and not event.place.channel:
        return Reply(now=(Replace(case_card(context, case, said)),))
    shown = in_room(context.plans, event.place, name_of(context.session, case.pupil_id))
    card = Card(shown, text("case.summary"), (Paragraph(said, "good"),))
    return Reply(now=(*_now(context, event, case), Whisper(card)))


def _now(context: Context, event: Event, case: Case) -> tuple[Now, ...]:
    """The pressed message as it stands after the press: the thread's first, or a list of several pupils."""
    thread = thread_of(context.session, case.id or 0)
    if thread is not None and event.message == root_key(case.id or 0) and event.place.channel:
        return (Replace(root_card(context.session, context.plans, case, thread, context.today)),)
    return list_brought_up(context, event)


def to_mentors(
    context: Context, case: Case, what: str, card: Card, *, required: bool = True
) -> tuple[Post, ...]:
    """A message to each of the pupil's mentors who is here, in their own conversation."""
    mentors = Here(context.session, context.today).mentors([case.pupil_id]).get(case.pupil_id, ())
    if not mentors and required:
        raise Refusal(text("eht.no_mentor"))
    return tuple(Post(f"eht:{case.id}:{what}:{staff}", Place(staff=staff), card) for staff in mentors)


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "eht.call.ask": ask_call,
    "eht.call": call,
    "case.take": take,
    "eht.back.ask": ask_back,
    "eht.back": back,
    "eht.details": details,
}
