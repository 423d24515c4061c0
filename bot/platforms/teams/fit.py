"""What goes to Teams as a message, made to fit: over about 100 kB it is refused, so ours stay under 80."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.platforms.teams.escape import plain
from bot.platforms.teams.render import Frame, render
from content.texts import text
from handlers.vocabulary import Block, Buttons, Card, Facts, Heading, Paragraph, Picture, TextInput

LARGEST = 78_000
"""Bytes of a whole activity, with room to spare for what is put around it."""
CARD = "application/vnd.microsoft.card.adaptive"
LONGEST_TITLE = 300
LONGEST_SUMMARY = 250


def message(card: Card, frame: Frame) -> dict[str, Any]:
    """The activity: what shows on a lock screen is its summary, which names no pupil."""
    return {
        "type": "message",
        "summary": plain(card.summary)[:LONGEST_SUMMARY] or text("teams.summary"),
        "attachments": [attachment(card, frame)],
    }


def attachment(card: Card, frame: Frame) -> dict[str, Any]:
    return {"contentType": CARD, "content": content(card, frame)}


def content(card: Card, frame: Frame) -> dict[str, Any]:
    """The card as it is, or the fullest form of it that there is room for."""
    card = replace(card, title=card.title[:LONGEST_TITLE], summary=card.summary[:LONGEST_SUMMARY])
    drawn: dict[str, Any] = {}
    for smaller in _ever_smaller(card):
        drawn = render(smaller, frame).model_dump(mode="json", by_alias=True, exclude_none=True)
        if size(drawn) <= LARGEST:
            return drawn
    return drawn


def size(drawn: dict[str, Any]) -> int:
    """Bytes, however roomily it is written."""
    return len(json.dumps(drawn, ensure_ascii=False).encode())


def _ever_smaller(card: Card) -> Iterator[Card]:
    """First without pictures, then with shorter texts, then with fewer blocks, which the card then says."""
    yield card
    card = replace(card, blocks=tuple(_in_words(block) for block in card.blocks))
    yield card
    for longest in (2000, 500):
        card = replace(card, blocks=tuple(_shorter(block, longest) for block in card.blocks))
        yield card
    *blocks, last = card.blocks
    ends = (last,) if isinstance(last, Buttons) and len(last.buttons) <= 6 else ()
    kept = len(blocks)
    while kept:
        kept = kept * 3 // 4
        yield replace(card, blocks=(*blocks[:kept], Paragraph(text("teams.too_long"), "muted"), *ends))
    yield replace(card, blocks=(Paragraph(text("teams.too_long"), "muted"),))


def _in_words(block: Block) -> Block:
    return Paragraph(block.alt, "muted") if isinstance(block, Picture) else block


def _shorter(block: Block, longest: int) -> Block:
    match block:
        case Paragraph() | Heading():
            return replace(block, text=_cut(block.text, longest))
        case Facts():
            rows = tuple((_cut(label, longest), _cut(value, longest)) for label, value in block.rows)
            return replace(block, rows=rows)
        case TextInput():
            return replace(block, placeholder=_cut(block.placeholder, longest))
        case _:
            return block


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
