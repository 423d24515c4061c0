"""What the types cannot say of a plan: references, reach, sources, and what every step must have."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from content.findings import Finding
from content.model import Action, Plan, RateInWindow, RateSince, Sourced, Step, Trigger
from content.shapes import nearest
from content.sources import FORM, outside
from content.yamltree import Node

BUTTON_CHARS = 75
"""Slack's limit for the text of a button or an option."""
_ID = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_TEXTS = frozenset({"text", "name", "term", "about", "why", "begins", "purpose", "cite", "title"})
Path = tuple[str | int, ...]
Flaw = tuple[Path, str, str]
"""Where in the tree, what is wrong, what was expected."""


def broken_rules(plan: Plan, tree: Node, folder: str) -> list[Finding]:
    """Every rule the plan breaks. `folder` is the name of its folder, which is the plan's id."""
    rules = (_ids, _references, _steps, _reach, _triggers, _sources, _texts, _percents)
    found = [_finding(tree, flaw) for rule in rules for flaw in rule(plan)]
    if plan.id != folder:
        found.append(
            _finding(tree, (("id",), f"Planens id är {plan.id}, men mappen heter {folder}.", folder))
        )
    return found


def _finding(tree: Node, flaw: Flaw) -> Finding:
    path, what, expected = flaw
    node = tree.at(path)
    return Finding(node.file, node.line, what, expected)


def _ids(plan: Plan) -> Iterator[Flaw]:
    listed = ("triggers", "documents", "definitions", "signs", "contacts", "resources", "laws", "ladders")
    families: list[list[tuple[Path, str]]] = [_listed_ids((name,), getattr(plan, name)) for name in listed]
    for name in ("reached", "causes", "participants"):
        families.append(_listed_ids(("first_contact", name), getattr(plan.first_contact, name)))
    for name in ("actions", "questions"):
        families.append(
            [
                place
                for index, step in enumerate(plan.steps)
                for place in _listed_ids(("steps", index, name), getattr(step, name))
            ]
        )
    for family in families:
        yield from _flawed_ids(family)


def _listed_ids(path: Path, items: Iterable[BaseModel]) -> list[tuple[Path, str]]:
    return [((*path, index, "id"), item.id) for index, item in enumerate(items) if hasattr(item, "id")]


def _flawed_ids(family: list[tuple[Path, str]]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for path, name in family:
        if name in seen:
            yield path, f"Id {name} används två gånger.", "ett eget id för varje"
        if not _ID.fullmatch(name):
            yield path, f"Id {name!r} kan inte användas.", "små bokstäver a–z, siffror, _ och -"
        seen.add(name)


def _references(plan: Plan) -> Iterator[Flaw]:
    documents = [document.id for document in plan.documents]
    contacts = [contact.id for contact in plan.contacts]
    for s, step in enumerate(plan.steps):
        for a, action in enumerate(step.actions):
            if action.document:
                yield from _dangling(("steps", s, "actions", a, "document"), action.document, documents)
        for d, document in enumerate(step.documents):
            yield from _dangling(("steps", s, "documents", d), document, documents)
    if plan.support_unit.contact:
        yield from _dangling(("support_unit", "contact"), plan.support_unit.contact, contacts)
    for r, resource in enumerate(plan.resources):
        if resource.contact:
            yield from _dangling(("resources", r, "contact"), resource.contact, contacts)
    comers = [choice.id for choice in plan.first_contact.participants]
    for u, usual in enumerate(plan.first_contact.usual_participants):
        yield from _dangling(("first_contact", "usual_participants", u), usual, comers)
    for w, word in enumerate(plan.law_words):
        yield from _dangling(("law_words", w, "law"), word.law, [law.id for law in plan.laws])


def _dangling(path: Path, name: str, known: list[str]) -> Iterator[Flaw]:
    if name not in known:
        close = nearest(name, tuple(known))
        expected = f"{close} (närmast)" if close else f"någon av {', '.join(known) or 'inga, listan är tom'}"
        yield path, f"{name} hänvisar till något som inte finns.", expected


def _steps(plan: Plan) -> Iterator[Flaw]:
    for index, step in enumerate(plan.steps):
        if step.number != index + 1:
            yield (
                ("steps", index, "number"),
                f"Steget har nummer {step.number}.",
                f"nummer {index + 1} i ordningen",
            )
        for part, name in _NEEDED.items():
            if not getattr(step, part):
                yield ("steps", index, part), f"Steg {step.number} saknar {name}.", f"minst en under {part}"
        yield from _ownerless(index, step.actions)
        yield from _timeless(index, step)


_NEEDED = {
    "responsible": "ansvarig",
    "actions": "åtgärd",
    "questions": "fråga",
    "deadlines": "tidsgräns",
}


def _ownerless(index: int, actions: tuple[Action, ...]) -> Iterator[Flaw]:
    for a, action in enumerate(actions):
        if not action.who:
            yield (
                ("steps", index, "actions", a, "who"),
                f"Åtgärden {action.id} saknar ansvarig.",
                "minst en roll",
            )


def _timeless(index: int, step: Step) -> Iterator[Flaw]:
    for d, deadline in enumerate(step.deadlines):
        if deadline.undecided and deadline.weeks is not None:
            path: Path = ("steps", index, "deadlines", d, "undecided")
            yield path, "Tidsgränsen har veckor men är märkt som obeslutad.", "antingen weeks eller undecided"


def _reach(plan: Plan) -> Iterator[Flaw]:
    numbers = {step.number for step in plan.steps}
    for t, trigger in enumerate(plan.triggers):
        for path, number in _named_steps(t, trigger):
            if number not in numbers:
                yield path, f"Steg {number} finns inte.", f"något av {_listing(numbers)}"
    reached = _reached(plan)
    for index, step in enumerate(plan.steps):
        if step.number not in reached:
            what = f"Ingen utlösare leder till steg {step.number}."
            yield ("steps", index, "number"), what, "en utlösare hit, eller reached_by: person"


def _named_steps(index: int, trigger: Trigger) -> Iterator[tuple[Path, int]]:
    yield ("triggers", index, "step"), trigger.step
    for w, number in enumerate(trigger.when.steps):
        yield ("triggers", index, "when", "steps", w), number


def _reached(plan: Plan) -> set[int]:
    reached = {step.number for step in plan.steps if step.reached_by == "person"}
    while fresh := {trigger.step for trigger in plan.triggers if _leads(trigger, reached)} - reached:
        reached |= fresh
    return reached


def _leads(trigger: Trigger, reached: set[int]) -> bool:
    if trigger.when.case != "open":
        return True
    return bool(reached.intersection(trigger.when.steps)) if trigger.when.steps else bool(reached)


def _listing(numbers: set[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers)) or "inga, planen har inga steg"


def _triggers(plan: Plan) -> Iterator[Flaw]:
    for t, trigger in enumerate(plan.triggers):
        known = _placeholders(trigger)
        for name in _used(trigger.why) - known:
            what = f"Meningen i why använder {{{name}}}, som inte finns här."
            yield ("triggers", t, "why"), what, ", ".join(sorted(f"{{{word}}}" for word in known))
        if isinstance(trigger, RateSince) and trigger.when.case != "open":
            path: Path = ("triggers", t, "when")
            yield path, f"{trigger.id} räknar från ett ärende, men gäller inte öppna.", "when: {case: open}"


def _placeholders(trigger: Trigger) -> set[str]:
    if isinstance(trigger, RateSince):
        return {"weeks", "limit"}
    return {"days", "limit"} if isinstance(trigger, RateInWindow) else {"days", "count"}


def _used(why: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(why) if name is not None}
    except ValueError:
        return {"…"}


def _sources(plan: Plan) -> Iterator[Flaw]:
    for path, fact in _models((), plan):
        if isinstance(fact, Sourced):
            yield from _flawed_source((*path, "source"), fact.source, plan)


def _flawed_source(path: Path, source: str, plan: Plan) -> Iterator[Flaw]:
    if not source.strip():
        yield path, "Uppgiften saknar källa.", FORM
        return
    try:
        wrong = outside(source, plan.source_files)
    except ValueError as error:
        yield path, str(error), FORM
        return
    if wrong:
        yield path, wrong, "rader som finns i källan"


def _models(path: Path, value: object) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from _models((*path, name), getattr(value, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _models((*path, index), item)


def _texts(plan: Plan) -> Iterator[Flaw]:
    for path, fact in _models((), plan):
        for name in _TEXTS.intersection(type(fact).model_fields):
            if not str(getattr(fact, name)).strip():
                yield (*path, name), f"Texten i {name} är tom.", "en kort mening på vanlig svenska"
    for name in ("reached", "causes", "participants"):
        for index, choice in enumerate(getattr(plan.first_contact, name)):
            if len(choice.text) > BUTTON_CHARS:
                what = f"Texten är {len(choice.text)} tecken, för lång för en knapp."
                yield ("first_contact", name, index, "text"), what, f"högst {BUTTON_CHARS} tecken"


def _percents(plan: Plan) -> Iterator[Flaw]:
    for name in ("calm", "uncertain_over"):
        value = getattr(plan.settings, name).value
        if value > 100:
            yield ("settings", name, "value"), f"{value} procent är omöjligt.", "ett heltal från 0 till 100"
