"""Cards as JSON and back: how a card waits in the outbox and how the local chat keeps it."""

from __future__ import annotations

from pydantic import TypeAdapter

from handlers.vocabulary import Card

_CARD: TypeAdapter[Card] = TypeAdapter(Card)


def to_json(card: Card) -> str:
    return _CARD.dump_json(card).decode()


def from_json(text: str) -> Card:
    return _CARD.validate_json(text)
