"""`narvarolots case`: a case shown, or changed as a person would, through the chat's own handlers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import typer
from sqlmodel import col, select

from bot.commands.opened import opened
from bot.commands.output import columns, give_json, say
from bot.commands.words import EVENTS, STATES, trigger_words
from handlers import cases
from handlers.context import Context
from handlers.rights import Action, require
from storage.tables import Case, CaseEvent, Pupil, School


@dataclass(frozen=True)
class Wish:
    """What is asked for; several are done in the order they stand here."""

    measures_taken: date | None = None
    explained: str | None = None
    until: date | None = None
    raise_step: bool = False
    lower_step: bool = False
    close: date | None = None
    reason: str = ""
    reopen: bool = False


def do_case(ref: str, school: str | None, wish: Wish, *, as_json: bool) -> None:
    """All that is asked for or nothing."""
    _check_usage(wish)
    with opened() as here, here.writing() as context:
        pupil = cases.find_pupil(context, ref, school)
        case = cases.last_case(context, pupil)
        _carry_out(context, case, wish)
        require(context, Action.SEE_PUPIL, cases.subject_of(case))
        context.session.flush()
        shown = _shown(context, pupil, case)
        words = {} if as_json else trigger_words(here.plans)
    if as_json:
        give_json(shown)
    else:
        _show(shown, words)


def _check_usage(wish: Wish) -> None:
    """Raises typer.BadParameter for options that do not go together, before anything is opened."""
    if wish.explained is not None and wish.until is None:
        raise typer.BadParameter(
            "Säg också hur länge, till exempel --until 2026-12-04.", param_hint="--explained"
        )
    if wish.until is not None and wish.explained is None:
        raise typer.BadParameter("Säg också varför, med --explained SKÄL.", param_hint="--until")
    if wish.close is not None and not wish.reason:
        raise typer.BadParameter("Säg också varför, med --reason SKÄL.", param_hint="--close")
    if wish.raise_step and wish.lower_step:
        raise typer.BadParameter("Välj --raise eller --lower, inte båda.", param_hint="--raise")
    if wish.reason and not (wish.close or wish.raise_step or wish.lower_step):
        raise typer.BadParameter("Hör till --close, --raise eller --lower.", param_hint="--reason")


def _carry_out(context: Context, case: Case, wish: Wish) -> None:
    if wish.reopen:
        cases.reopen_case(context, case)
    if wish.measures_taken is not None:
        cases.note_measures(context, case, wish.measures_taken)
    if wish.explained is not None and wish.until is not None:
        cases.hold(context, case, wish.explained, wish.until)
    if wish.raise_step:
        cases.raise_case(context, case, wish.reason)
    if wish.lower_step:
        cases.lower_case(context, case, wish.reason)
    if wish.close is not None:
        cases.close_case(context, case, wish.close, wish.reason)


def _shown(context: Context, pupil: Pupil, case: Case) -> dict[str, object]:
    """Ids, dates and numbers; no names and no free text."""
    events = context.session.exec(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id))
    )
    return {
        "school": context.session.get_one(School, pupil.school_id).name,
        "pupil": pupil.ref,
        "plan": case.plan,
        "state": case.state,
        "step": case.step,
        "opened": case.opened_on.isoformat(),
        "step_since": case.step_on.isoformat(),
        "measures_taken": _iso(case.measures_on),
        "explained_until": _iso(case.held_until),
        "closed": _iso(case.closed_on),
        "events": [_event(event) for event in events],
    }


def _event(event: CaseEvent) -> dict[str, object]:
    return {
        "date": event.on.isoformat(),
        "kind": event.kind,
        "step": event.step,
        "trigger": event.trigger,
        "by": event.actor or "regeln",
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


_FACTS = {
    "school": "Skola",
    "plan": "Plan",
    "step": "Steg",
    "opened": "Öppnat",
    "step_since": "I steget sedan",
    "measures_taken": "Åtgärder från",
    "explained_until": "Förklarad till",
    "closed": "Avslutat",
}


def _show(shown: Mapping[str, object], triggers: Mapping[str, str]) -> None:
    """For people; no names, only the file's own id and who did what by number."""
    say(f"Ärendet för {shown['pupil']} är {STATES.get(str(shown['state']), shown['state'])}.\n")
    facts = [(words, str(shown[name])) for name, words in _FACTS.items() if shown[name] is not None]
    for line in columns(facts):
        say(f"  {line}", hang=4)
    events = shown["events"]
    if isinstance(events, list) and events:
        say("\nVad som har hänt")
        for line in columns(_happened(event, triggers) for event in events):
            say(f"  {line}", hang=4)


def _happened(event: Mapping[str, object], triggers: Mapping[str, str]) -> Sequence[str]:
    what = EVENTS.get(str(event["kind"]), str(event["kind"]))
    if event["trigger"] is not None:
        trigger = str(event["trigger"])
        what = f"{what}: {triggers.get(trigger, trigger)}"
    return str(event["date"]), f"steg {event['step']}", what, _by(str(event["by"]))


def _by(actor: str) -> str:
    """ "person 12" or "kommandoraden (anna)"; the rule is named by what happened."""
    kind, _, who = actor.partition(":")
    return {"staff": f"person {who}", "cli": f"kommandoraden ({who})"}.get(kind, "")
