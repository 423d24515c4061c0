"""The presses that belong to a case at any step: look, tick, measures, hold, raise, close, reopen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from content.texts import text
from handlers import cases
from handlers.case_views import case_card
from handlers.context import Context, Refusal
from handlers.names import name_of
from handlers.presses import case_of, field, in_case_message, opened, own_form
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    DateInput,
    Event,
    ManyInput,
    Option,
    Paragraph,
    Reply,
    TextInput,
)
from storage.tables import Case


def show(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    cases.must_stand(case)
    return _showing(context, event, case)


def tick(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    for action_id in _chosen_actions(event):
        cases.tick(context, case, action_id, "done")
    return _showing(context, event, case)


def ask_not_needed(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.TICK_ACTION)
    step = cases.plan_of(context, case).step(case.step)
    options = tuple(Option(action.id, action.text) for action in step.actions)
    blocks: list[Block] = [
        ManyInput("actions", text("case.not_needed_label"), options),
        TextInput("reason", text("case.not_needed_why"), max_length=500),
    ]
    return own_form(context, case, blocks, "not_needed")


def not_needed(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    reason = field(event, "reason")
    if not reason:
        raise Refusal(text("case.needs_reason"))
    for action_id in _chosen_actions(event):
        cases.tick(context, case, action_id, "not_needed", reason)
    return _showing(context, event, case)


def ask_measures(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.NOTE_MEASURES)
    today = cases.working_day(context, case)
    day = DateInput("date", text("case.measures_label"), today, case.opened_on, today)
    return own_form(context, case, [day], "measures")


def measures(context: Context, event: Event) -> Reply:
    case, on = case_of(context, event), _day(event)
    if on > cases.working_day(context, case):
        raise Refusal(text("actions.measures_ahead"))
    if on < case.opened_on:
        raise Refusal(text("case.before_opening", day=case.opened_on))
    cases.note_measures(context, case, on)
    return _showing(context, event, case, text("case.measures_saved", on=on))


def ask_hold(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.HOLD_CASE)
    today = cases.working_day(context, case)
    blocks: list[Block] = [
        Paragraph(text("case.hold_help")),
        TextInput("reason", text("case.hold_reason"), max_length=500),
        DateInput("date", text("case.hold_until"), None, today),
    ]
    return own_form(context, case, blocks, "hold.save")


def hold(context: Context, event: Event) -> Reply:
    case, until = case_of(context, event), _day(event)
    cases.hold(context, case, field(event, "reason"), until)
    return _showing(context, event, case, text("case.hold_saved", until=until))


def ask_close(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.CLOSE_CASE)
    return own_form(context, case, [TextInput("reason", text("case.close_reason"), max_length=500)], "close")


def close(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    cases.close_case(context, case, cases.working_day(context, case), field(event, "reason"))
    return _showing(context, event, case)


def reopen(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    cases.reopen_case(context, case)
    return _showing(context, event, case, text("case.reopened"))


def ask_raise(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.RAISE_CASE)
    return own_form(context, case, [TextInput("reason", text("case.move_reason"), max_length=500)], "raise")


def raise_step(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    cases.raise_case(context, case, field(event, "reason"))
    return _showing(context, event, case, text("case.moved", step=case.step))


def lower_step(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    cases.lower_case(context, case, field(event, "reason"))
    return _showing(context, event, case, text("case.moved", step=case.step))


def _showing(context: Context, event: Event, case: Case, saved: str = "") -> Reply:
    """In a case's own message it changes; pressed elsewhere, the case stands in the thread."""
    card = _closed(context, case) if case.state == "closed" else case_card(context, case, saved)
    return in_case_message(context, event, case, card)


def _closed(context: Context, case: Case) -> Card:
    name = name_of(context.session, case.pupil_id).full
    button = Button(text("case.reopen_button"), "reopen", str(case.id))
    return Card(name, text("case.summary"), (Paragraph(text("case.closed"), "good"), Buttons((button,))))


def _chosen_actions(event: Event) -> tuple[str, ...]:
    chosen = event.fields.get("actions", ())
    listed = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    if not any(listed):
        raise Refusal(text("actions.tick_nothing"))
    return listed


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
