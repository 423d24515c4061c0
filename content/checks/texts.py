"""No empty texts, and none too long for its button."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw, models
from content.model import Choice, Plan

BUTTON_CHARS = 75
"""Slack's limit for the text of a button or an option."""
_TEXTS = frozenset({"text", "name", "short", "term", "about", "why", "begins", "purpose", "cite", "title"})


def text_flaws(plan: Plan) -> Iterator[Flaw]:
    for path, fact in models(plan):
        for name in sorted(_TEXTS.intersection(type(fact).model_fields)):
            if not str(getattr(fact, name)).strip():
                yield Flaw((*path, name), f"Texten i {name} är tom.", "en kort mening på vanlig svenska")
        if isinstance(fact, Choice) and len(fact.text) > BUTTON_CHARS:
            what = f"Texten är {len(fact.text)} tecken, för lång för en knapp."
            yield Flaw((*path, "text"), what, f"högst {BUTTON_CHARS} tecken")
