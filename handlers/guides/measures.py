"""What a guide decides to try becomes the case's measures, so that the follow-up asks whether it helped."""

from __future__ import annotations

import json
from datetime import date

from sqlmodel import col, select

from content.guides import flow
from handlers import cases
from handlers.guides.scene import Scene
from handlers.guides.talk import Talk
from storage.tables import CaseEvent, Measure

MOST = 500
"""Characters, as in EHT's own box; the whole answer stands in the guide."""
_ROUND = "round"
"""In an event's note: the round of questions. Beside it, by question, the measure that it made."""


def decided(talk: Talk) -> dict[str, str]:
    """By question: what is to be tried, of the answers that count. What is sensitive stays apart."""
    counted = flow.standing(talk.guide, talk.answers)
    open_ones = [one for one in talk.guide.questions if not one.sensitive]
    setting = [one.id for one in open_ones if getattr(one, "sets", "") == "measure"]
    said = {question: str(counted.get(question) or "").strip() for question in setting}
    return {question: words for question, words in said.items() if words}


def write(scene: Scene, talk: Talk, since: date | None) -> None:
    """New ones are noted. An answer that was changed changes its own, until that has been followed up."""
    session, wanted, made = scene.context.session, decided(talk), _made(scene)
    for question, measure in made.items():
        if measure.worked:
            wanted.pop(question, None)
        elif question not in wanted:
            session.delete(measure)
    new = {question: str(_new(scene, wanted[question], since)) for question in wanted if question not in made}
    for question in wanted.keys() & made.keys():
        _set(made[question], scene, wanted[question], since)
        session.add(made[question])
    if new:
        cases.done(scene.context, scene.case, "measure", {_ROUND: str(scene.id), **new})


def _new(scene: Scene, words: str, since: date | None) -> int:
    context, case = scene.context, scene.case
    today = cases.working_day(context, case)
    measure = Measure(
        case_id=case.id or 0, step=case.step, text="", started_on=today, actor=context.actor.mark
    )
    _set(measure, scene, words, since)
    context.session.add(measure)
    context.session.flush()
    return measure.id or 0


def _set(measure: Measure, scene: Scene, words: str, since: date | None) -> None:
    measure.text = words if len(words) <= MOST else words[: MOST - 2].rsplit(" ", 1)[0] + " …"
    if since is not None:
        measure.started_on = max(since, scene.case.opened_on)


def _made(scene: Scene) -> dict[str, Measure]:
    """By question: those that this round of questions has made and that are still there."""
    session = scene.context.session
    events = session.exec(
        select(CaseEvent)
        .where(CaseEvent.case_id == scene.case.id, CaseEvent.kind == "measure")
        .order_by(col(CaseEvent.id))
    )
    notes = (json.loads(event.note or "{}") for event in events)
    numbers = {
        question: int(number)
        for note in notes
        if note.get(_ROUND) == str(scene.id)
        for question, number in note.items()
        if question != _ROUND
    }
    found = {question: session.get(Measure, number) for question, number in numbers.items()}
    return {question: measure for question, measure in found.items() if measure is not None}
