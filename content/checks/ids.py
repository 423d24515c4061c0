"""Ids: one of each, and written so that they can stand in a file name and a button."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from content.checks.flaw import Flaw, Path
from content.model import Plan

_ID = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_LISTS = (
    "triggers",
    "documents",
    "definitions",
    "signs",
    "contacts",
    "resources",
    "laws",
    "ladders",
    "year_wheel",
    "guides",
)
_FIRST_CONTACT = ("reached", "causes", "participants")
_IN_STEPS = ("actions", "questions")


def id_flaws(plan: Plan) -> Iterator[Flaw]:
    for family in _families(plan):
        yield from _flawed(family)


def is_id(name: str) -> bool:
    return _ID.fullmatch(name) is not None


def folder_flaws(plan: Plan, folder: str) -> Iterator[Flaw]:
    if plan.id != folder:
        yield Flaw(("id",), f"Planens id är {plan.id}, men mappen heter {folder}.", f"id: {folder}")


def _families(plan: Plan) -> Iterator[list[tuple[Path, str]]]:
    """Ids that must differ from each other; those of actions and questions over all steps."""
    for name in _LISTS:
        yield _ids((name,), getattr(plan, name))
    for name in _FIRST_CONTACT:
        yield _ids(("first_contact", name), getattr(plan.first_contact, name))
    for name in _IN_STEPS:
        steps = enumerate(plan.steps)
        yield [place for s, step in steps for place in _ids(("steps", s, name), getattr(step, name))]
    yield from _in_guides(plan)


def _in_guides(plan: Plan) -> Iterator[list[tuple[Path, str]]]:
    for g, guide in enumerate(plan.guides):
        yield _ids(("guides", g, "areas"), guide.areas)
        yield _ids(("guides", g, "questions"), guide.questions)
        for q, question in enumerate(guide.questions):
            yield _ids(("guides", g, "questions", q, "choices"), getattr(question, "choices", ()))


def _ids(path: Path, items: Iterable[BaseModel]) -> list[tuple[Path, str]]:
    return [((*path, index, "id"), str(getattr(item, "id", ""))) for index, item in enumerate(items)]


def _flawed(family: list[tuple[Path, str]]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for path, name in family:
        if name in seen:
            yield Flaw(path, f"Id {name} används två gånger.", "ett eget id för varje")
        if not is_id(name):
            yield Flaw(path, f"Id {name!r} kan inte användas.", "små bokstäver a–z, siffror, _ och -")
        seen.add(name)
