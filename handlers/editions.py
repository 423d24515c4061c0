"""A case's plan has a newer edition: what it changes, and moving the case over (EHT, rektor).

A case keeps the edition it began with until somebody who leads the work has seen the differences and moves
it; nothing else moves a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from content.compare import Difference, differences
from content.model import Plan
from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.names import for_eht, name_of
from handlers.newer_edition import newer_edition
from handlers.presses import in_case_message, list_brought_up, opened
from handlers.rights import Action
from handlers.vocabulary import Block, Button, Buttons, Card, Event, Facts, Heading, Paragraph, Reply, Whisper
from storage.tables import Case

MOST_SHOWN = 24
"""Differences on the card: more than anybody reads between two meetings, and every platform takes them."""


def ask(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.MOVE_EDITION)
    newest = newer_edition(context, case)
    if newest is None:
        return _answer(context, case, "edition.latest")
    card = _card(context, case, newest)
    if event.place.channel:
        return Reply(now=(Whisper(card),))
    return in_case_message(context, event, case, card)


def move(context: Context, event: Event) -> Reply:
    """The button says which edition was shown: another one has to be seen first."""
    case = opened(context, event, Action.MOVE_EDITION)
    newest = newer_edition(context, case)
    if newest is None:
        return _answer(context, case, "edition.latest")
    if event.value != _value(case, newest):
        raise Refusal(text("general.old_button"))
    cases.move_edition(context, case, newest)
    said = text("edition.moved", version=newest.version, step=case.step)
    return Reply(now=(*list_brought_up(context, event), Whisper(_said(context, case, said))))


def keep(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.MOVE_EDITION)
    return _answer(context, case, "edition.kept")


def _answer(context: Context, case: Case, name: str) -> Reply:
    return Reply(now=(Whisper(_said(context, case, text(name))),))


def _said(context: Context, case: Case, words: str) -> Card:
    name = for_eht(context.plans, name_of(context.session, case.pupil_id))
    return Card(name, text("edition.summary"), (Paragraph(words, "good"),))


def _card(context: Context, case: Case, newest: Plan) -> Card:
    own = cases.plan_of(context, case)
    name = for_eht(context.plans, name_of(context.session, case.pupil_id))
    facts = ((text("edition.now"), _edition(own)), (text("edition.then"), _edition(newest)))
    row = (
        Button(text("edition.move_button"), "edition.move", _value(case, newest), "primary"),
        Button(text("edition.keep_button"), "edition.keep", str(case.id)),
    )
    blocks: list[Block] = [
        Facts(facts),
        Paragraph(_step_words(case, newest), "strong"),
        *_difference_blocks(own, newest),
        Paragraph(text("edition.about"), "muted"),
        Buttons(row),
    ]
    return Card(text("edition.title", name=name), text("edition.summary"), tuple(blocks))


def _value(case: Case, edition: Plan) -> str:
    return f"{case.id}:{edition.id}:{edition.valid_from.isoformat()}"


def _edition(plan: Plan) -> str:
    return text("edition.edition", name=plan.name, version=plan.version, since=plan.valid_from)


def _step_words(case: Case, newest: Plan) -> str:
    step = newest.step(cases.step_in(newest, case.step))
    name = "edition.step_stays" if step.number == case.step else "edition.step_lower"
    return text(name, step=step.number, name=step.name, steps=len(newest.steps))


def _difference_blocks(own: Plan, newest: Plan) -> list[Block]:
    found = [one for one in differences(own, newest) if one.part != FRAME_PART]
    if not found:
        return [Paragraph(text("edition.no_differences"))]
    lines = [(one.part, line) for one in found for line in _lines(one)]
    blocks: list[Block] = [Heading(text("edition.differences"))]
    part = ""
    for own_part, line in lines[:MOST_SHOWN]:
        blocks += [Paragraph(own_part, "strong")] if own_part != part else []
        blocks.append(Paragraph(line))
        part = own_part
    if (more := len(lines) - MOST_SHOWN) > 0:
        sides = {"left": _named(own.id, own.valid_from), "right": _named(newest.id, newest.valid_from)}
        blocks.append(Paragraph(text("edition.more", count=more, **sides), "muted"))
    return blocks


FRAME_PART = "Planen"
"""The part with name and edition, which the card says by itself."""


def _named(plan_id: str, day: date) -> str:
    """As `narvarolots plan diff` takes an edition."""
    return f"{plan_id}:{day.isoformat()}"


def _lines(one: Difference) -> Iterable[str]:
    """What is one sentence on each side is shown as changed; of lists what is gone and what is new."""
    if len(one.left) == len(one.right) == 1:
        yield text("edition.changed", about=one.about, before=one.left[0], after=one.right[0])
        return
    for words in one.left:
        if words not in one.right:
            yield text("edition.gone", about=one.about, words=words)
    for words in one.right:
        if words not in one.left:
            yield text("edition.added", about=one.about, words=words)


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "edition.ask": ask,
    "edition.move": move,
    "edition.keep": keep,
}
