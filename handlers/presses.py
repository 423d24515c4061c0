"""What presses on a case share: which case it is, what stood in the fields, and where the answer stands."""

from __future__ import annotations

from datetime import date

from content.texts import text
from handlers import cases
from handlers.case_views import is_case_message, pressed_list
from handlers.context import Context, Refusal
from handlers.names import for_eht, name_of
from handlers.rights import Action, require
from handlers.vocabulary import Block, Card, Event, OpenForm, Place, Post, Replace, Reply, Update
from storage.tables import Case


def case_of(context: Context, event: Event) -> Case:
    return cases.case_of(context, event.value)[0]


def opened(context: Context, event: Event, action: Action) -> Case:
    """The open case of a press that asks for something before it does anything."""
    case = case_of(context, event)
    require(context, action, cases.subject_of(case))
    cases.must_be_open(case)
    return case


def field(event: Event, name: str) -> str:
    value = event.fields.get(name, "")
    return (value if isinstance(value, str) else " ".join(value)).strip()


def day_field(event: Event) -> date:
    try:
        return date.fromisoformat(field(event, "date"))
    except ValueError:
        raise Refusal(text("first.odd_date")) from None


def form(context: Context, case: Case, blocks: list[Block], action: str, value: str = "") -> Reply:
    """Opened by EHT or rektor, where others may see the screen."""
    name = for_eht(context.plans, name_of(context.session, case.pupil_id))
    return _form(name, case, blocks, action, value)


def own_form(context: Context, case: Case, blocks: list[Block], action: str, value: str = "") -> Reply:
    """Opened in the mentor's own conversation."""
    return _form(name_of(context.session, case.pupil_id).full, case, blocks, action, value)


def _form(name: str, case: Case, blocks: list[Block], action: str, value: str) -> Reply:
    card = Card(name, text("case.summary_question"), tuple(blocks))
    return Reply(now=(OpenForm(card, action, value or str(case.id)),))


def list_brought_up(context: Context, event: Event) -> tuple[Replace, ...]:
    """The pressed message, when it lists several pupils, as it stands after the press."""
    pressed = pressed_list(context, event)
    return (Replace(pressed),) if pressed else ()


def in_case_message(context: Context, event: Event, case: Case, card: Card) -> Reply:
    """In the case's own message the card changes; pressed elsewhere, it stands in the pupil's thread."""
    if event.kind != "form" and is_case_message(event.message):
        return Reply(now=(Replace(card),))
    thread = "" if event.place.channel else event.place.thread or event.message
    key = f"case:{case.id}:{context.actor.staff_id}:{thread or event.id}"
    place = Place(staff=context.actor.staff_id, thread=thread)
    return Reply(list_brought_up(context, event), (Post(key, place, card), Update(key, card)))
