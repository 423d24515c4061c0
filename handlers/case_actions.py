"""The presses that belong to a case at any step: look, tick, measures, hold, raise, close, reopen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from content.texts import text
from handlers import cases
from handlers.case_views import case_card, is_case_message, pressed_list
from handlers.context import Context, Refusal
from handlers.names import name_of
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    DateInput,
    Event,
    ManyInput,
    OpenForm,
    Option,
    Paragraph,
    Place,
    Post,
    Replace,
    Reply,
    TextInput,
    Update,
)
from storage.tables import Case


def show(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    if case.state == "withdrawn":
        raise Refusal(text("case.withdrawn"))
    return _showing(context, event, case)


def tick(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    for action_id in _chosen_actions(event):
        cases.tick(context, case, action_id, "done")
    return _showing(context, event, case)


def ask_not_needed(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    require(context, Action.TICK_ACTION, cases.subject_of(case))
    cases.must_be_open(case)
    step = cases.plan_of(context, case).step(case.step)
    options = tuple(Option(action.id, action.text) for action in step.actions)
    blocks: list[Block] = [
        ManyInput("actions", text("case.not_needed_label"), options),
        TextInput("reason", text("case.not_needed_why"), max_length=500),
    ]
    return _form(context, case, blocks, "not_needed")


def not_needed(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    reason = _reason(event)
    if not reason:
        raise Refusal(text("case.needs_reason"))
    for action_id in _chosen_actions(event):
        cases.tick(context, case, action_id, "not_needed", reason)
    return _showing(context, event, case)


def ask_measures(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    require(context, Action.NOTE_MEASURES, cases.subject_of(case))
    cases.must_be_open(case)
    today = cases.working_day(context, case)
    return _form(
        context,
        case,
        [DateInput("date", text("case.measures_label"), today, case.opened_on, today)],
        "measures",
    )


def measures(context: Context, event: Event) -> Reply:
    case, on = _case(context, event), _day(event)
    if on > cases.working_day(context, case):
        raise Refusal(text("actions.measures_ahead"))
    if on < case.opened_on:
        raise Refusal(text("case.before_opening", day=case.opened_on))
    cases.note_measures(context, case, on)
    return _showing(context, event, case, text("case.measures_saved", on=on))


def ask_hold(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    require(context, Action.HOLD_CASE, cases.subject_of(case))
    cases.must_be_open(case)
    today = cases.working_day(context, case)
    blocks: list[Block] = [
        Paragraph(text("case.hold_help")),
        TextInput("reason", text("case.hold_reason"), max_length=500),
        DateInput("date", text("case.hold_until"), None, today),
    ]
    return _form(context, case, blocks, "hold.save")


def hold(context: Context, event: Event) -> Reply:
    case, until = _case(context, event), _day(event)
    cases.hold(context, case, _reason(event), until)
    return _showing(context, event, case, text("case.hold_saved", until=until))


def ask_close(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    require(context, Action.CLOSE_CASE, cases.subject_of(case))
    cases.must_be_open(case)
    return _form(context, case, [TextInput("reason", text("case.close_reason"), max_length=500)], "close")


def close(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    cases.close_case(context, case, cases.working_day(context, case), _reason(event))
    return _showing(context, event, case)


def reopen(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    cases.reopen_case(context, case)
    return _showing(context, event, case, text("case.reopened"))


def ask_raise(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    require(context, Action.RAISE_CASE, cases.subject_of(case))
    cases.must_be_open(case)
    return _form(context, case, [TextInput("reason", text("case.move_reason"), max_length=500)], "raise")


def raise_step(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    cases.raise_case(context, case, _reason(event))
    return _showing(context, event, case, text("case.moved", step=case.step))


def lower_step(context: Context, event: Event) -> Reply:
    case = _case(context, event)
    cases.lower_case(context, case, _reason(event))
    return _showing(context, event, case, text("case.moved", step=case.step))


def _showing(context: Context, event: Event, case: Case, saved: str = "") -> Reply:
    """In a case's own message it changes; pressed elsewhere, the case stands in the thread."""
    card = _closed(context, case) if case.state == "closed" else case_card(context, case, saved)
    if event.kind != "form" and is_case_message(event.message):
        return Reply(now=(Replace(card),))
    thread = "" if event.place.channel else event.place.thread or event.message
    key = f"case:{case.id}:{context.actor.staff_id}:{thread or event.id}"
    place = Place(staff=context.actor.staff_id, thread=thread)
    pressed = pressed_list(context, event)
    return Reply((Replace(pressed),) if pressed else (), (Post(key, place, card), Update(key, card)))


def _closed(context: Context, case: Case) -> Card:
    name = name_of(context.session, case.pupil_id).full
    button = Button(text("case.reopen_button"), "reopen", str(case.id))
    return Card(name, text("case.summary"), (Paragraph(text("case.closed"), "good"), Buttons((button,))))


def _form(context: Context, case: Case, blocks: list[Block], action: str) -> Reply:
    card = Card(name_of(context.session, case.pupil_id).full, text("case.summary_question"), tuple(blocks))
    return Reply(now=(OpenForm(card, action, str(case.id)),))


def _case(context: Context, event: Event) -> Case:
    return cases.case_of(context, event.value)[0]


def _chosen_actions(event: Event) -> tuple[str, ...]:
    chosen = event.fields.get("actions", ())
    listed = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    if not any(listed):
        raise Refusal(text("actions.tick_nothing"))
    return listed


def _reason(event: Event) -> str:
    return str(event.fields.get("reason", "")).strip()


def _day(event: Event) -> date:
    try:
        return date.fromisoformat(str(event.fields.get("date", "")))
    except ValueError:
        raise Refusal(text("first.odd_date")) from None


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "case.show": show,
    "tick": tick,
    "not_needed.ask": ask_not_needed,
    "not_needed": not_needed,
    "measures.ask": ask_measures,
    "measures": measures,
    "hold.ask": ask_hold,
    "hold.save": hold,
    "close.ask": ask_close,
    "close": close,
    "reopen": reopen,
    "raise.ask": ask_raise,
    "raise": raise_step,
    "lower": lower_step,
}
