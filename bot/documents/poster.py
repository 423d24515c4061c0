"""A plan as a checklist for the staff room's wall, two pages as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import content.documents
from bot.documents.pdf import typeset
from content.decisions import is_for_training_only
from content.model import Plan, Step
from content.render import deadline_text, hours_text, role_names
from content.wording import listed

TEMPLATE = Path(content.documents.__file__).with_name("poster.typ")
PAGES = 2
SIZES = (17, 16, 15, 14, 13, 12.5, 12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7)
"""Points, the largest first: the one that keeps it within two pages is used."""


class _ToDo(TypedDict):
    text: str
    who: str


class _Step(TypedDict):
    name: str
    begins: str
    actions: list[_ToDo]
    deadlines: list[str]


def poster_of(plan: Plan) -> bytes:
    """As large as two pages allow."""
    values = _values(plan)
    for size in SIZES:
        made = typeset(TEMPLATE, plan={**values, "size": size})
        if pages_in(made) <= PAGES:
            break
    return made


def pages_in(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/")


def _values(plan: Plan) -> dict[str, object]:
    training = "Bara för övning: några beslut återstår innan planen används för riktiga elever."
    return {
        "title": plan.name,
        "follows": f"{plan.authority}, {plan.version}",
        "warning": training if is_for_training_only(plan) else "",
        "steps": [_step(plan, step) for step in plan.steps],
        "always": [one.text for one in plan.always],
        "contacts": [
            {
                "name": one.name,
                "phone": " · ".join(number for number in one.phone if number != one.name),
                "hours": hours_text(one),
            }
            for one in plan.contacts
            if one.phone
        ],
        "words": [{"term": one.term, "text": one.text} for one in plan.definitions],
        "ladders": [
            {
                "name": ladder.name,
                "steps": [{"number": one.number, "name": one.name, "who": one.who} for one in ladder.steps],
            }
            for ladder in plan.ladders
        ],
        "signs": [one.text for one in plan.signs],
    }


def _step(plan: Plan, step: Step) -> _Step:
    return {
        "name": f"Steg {step.number}. {step.name}",
        "begins": step.begins,
        "actions": [{"text": one.text, "who": listed(role_names(one.who, plan))} for one in step.actions],
        "deadlines": [deadline_text(one) for one in step.deadlines],
    }
