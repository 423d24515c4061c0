"""What Teams takes as a message: Adaptive Cards by the 1.5 schema, and the limits that no schema says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

SCHEMAS = Path(__file__).parents[1] / "schemas"
CARD = "application/vnd.microsoft.card.adaptive"
FILE_PARTS = {
    "application/vnd.microsoft.teams.card.file.consent": {
        *("description", "sizeInBytes", "acceptContext", "declineContext")
    },
    "application/vnd.microsoft.teams.card.file.info": {"uniqueId", "fileType"},
}
MOST_ACTIONS = 6
LARGEST = 80_000


@cache
def card_schema() -> Draft6Validator:
    return Draft6Validator(json.loads((SCHEMAS / "adaptive-card-1.5.json").read_text(encoding="utf-8")))


def faults(activity: dict[str, Any]) -> list[str]:
    """Why Teams, or a phone, would not take this message."""
    found = []
    if len(json.dumps(activity, ensure_ascii=False).encode()) > LARGEST:
        found.append("too large")
    if not activity.get("summary"):
        found.append("no summary: the notification would show the card's first words")
    for attachment in activity.get("attachments", ()):
        kind = attachment.get("contentType")
        if kind in FILE_PARTS:
            found += file_faults(attachment, FILE_PARTS[kind])
        elif kind != CARD:
            found.append("not an Adaptive Card")
        else:
            found += card_faults(attachment["content"])
    return found


def file_faults(attachment: dict[str, Any], wanted: set[str]) -> list[str]:
    found = [] if attachment.get("name") else ["a file without a name"]
    if set(attachment.get("content", {})) != wanted:
        found.append("a file card with other parts than Teams knows")
    return found


def card_faults(card: dict[str, Any]) -> list[str]:
    found = [str(error.message)[:200] for error in card_schema().iter_errors(card)]
    if card.get("version") != "1.5":
        found.append("not version 1.5")
    for part in parts(card):
        if len(part.get("actions", ())) > MOST_ACTIONS:
            found.append("a seventh action in a row")
        if part.get("type") == "TextBlock" and not part.get("wrap"):
            found.append("a text that does not wrap")
    ids = [part["id"] for part in parts(card) if str(part.get("type", "")).startswith("Input.")]
    if len(ids) != len(set(ids)):
        found.append("two inputs of one id")
    return found


def parts(found: Any) -> Iterator[dict[str, Any]]:
    """Every object in a card: elements, actions, and what is inside them; not the data of actions."""
    if isinstance(found, dict):
        yield found
        for name, value in found.items():
            if name != "data":
                yield from parts(value)
    elif isinstance(found, list):
        for one in found:
            yield from parts(one)


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in parts(card) if str(part.get("type", "")).startswith("Action.")]


def texts(card: dict[str, Any]) -> str:
    """Every word that is shown, without the backslashes that keep Markdown away."""
    shown = ("text", "title", "value", "label", "altText")
    words = [str(part[name]) for part in parts(card) for name in shown if isinstance(part.get(name), str)]
    return "\n".join(words).replace("\\", "").replace("\N{ZERO WIDTH SPACE}", "")
