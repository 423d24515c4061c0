"""`narvarolots case`: a case shown, or changed as a person would, through the chat's own handlers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import typer
from sqlmodel import col, select

from bot.commands.opened import opened
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
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
    else:
        _print(shown)


def _check_usage(wish: Wish) -> None:
    if (wish.explained is None) != (wish.until is None):
        raise typer.BadParameter("--explained och --until hör ihop.", param_hint="--explained")
    if wish.close is not None and not wish.reason:
        raise typer.BadParameter("--close behöver --reason.", param_hint="--reason")
    if wish.raise_step and wish.lower_step:
        raise typer.BadParameter("Välj --raise eller --lower.", param_hint="--raise")


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


_STATES = {"open": "öppet", "closed": "avslutat"}
_WORDS = {
    "school": "Skola",
    "pupil": "Elev",
    "plan": "Plan",
    "step": "Steg",
    "opened": "Öppnat",
    "step_since": "I steget sedan",
    "measures_taken": "Åtgärder från",
    "explained_until": "Förklarad till",
    "closed": "Avslutat",
}


def _print(shown: dict[str, object]) -> None:
    typer.echo(f"Ärendet är {_STATES.get(str(shown['state']), shown['state'])}.", err=True)
    for name, words in _WORDS.items():
        if shown[name] is not None:
            typer.echo(f"{words}: {shown[name]}", err=True)
