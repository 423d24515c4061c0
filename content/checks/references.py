"""References inside a plan lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw, Path, dangling
from content.model import Plan


def reference_flaws(plan: Plan) -> Iterator[Flaw]:
    known = {
        "documents": [document.id for document in plan.documents],
        "contacts": [contact.id for contact in plan.contacts],
        "participants": [choice.id for choice in plan.first_contact.participants],
        "guides": [guide.id for guide in plan.guides],
        "laws": [law.id for law in plan.laws],
    }
    for kind, path, name in _references(plan):
        if name:
            yield from dangling(path, name, known[kind])


def _references(plan: Plan) -> Iterator[tuple[str, Path, str]]:
    yield "contacts", ("support_unit", "contact"), plan.support_unit.contact
    for r, resource in enumerate(plan.resources):
        yield "contacts", ("resources", r, "contact"), resource.contact
    for u, usual in enumerate(plan.first_contact.usual_participants):
        yield "participants", ("first_contact", "usual_participants", u), usual
    for w, words in enumerate(plan.law_words):
        yield "laws", ("law_words", w, "law"), words.law
    for t, trigger in enumerate(plan.triggers):
        yield "guides", ("triggers", t, "guide"), trigger.guide
    yield from _documents(plan)


def _documents(plan: Plan) -> Iterator[tuple[str, Path, str]]:
    for s, step in enumerate(plan.steps):
        for a, action in enumerate(step.actions):
            yield "documents", ("steps", s, "actions", a, "document"), action.document
            yield "guides", ("steps", s, "actions", a, "guide"), action.guide
        for d, document in enumerate(step.documents):
            yield "documents", ("steps", s, "documents", d), document
