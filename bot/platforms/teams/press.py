"""What a press carries: which button, on which message, and what stood in the card's inputs.

Ids only. The key of the message is checked against the outbox before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote, unquote

from pydantic import ValidationError

from bot.platforms.teams.activity import Loose

DATA = "narvarolots"
VERB = "press"
ONE, MANY = "one:", "many:"
"""How an input's id begins: with one value, or with any number of them."""
AGAIN = "#"
"""Sets a second input of the same name apart: two inputs of one id are an error to every client."""

Purpose = Literal["click", "form", "back"]


class Press(Loose):
    """`purpose` back: a card that only the presser saw gives way to the message again."""

    action: str = ""
    value: str = ""
    key: str = ""
    purpose: Purpose = "click"
    aside: bool = False
    """Whether the button stands in a card that only the presser sees."""


def data_of(press: Press) -> dict[str, Any]:
    """As it travels with a button; what is as usual is left out, since cards must be small."""
    return {DATA: press.model_dump(mode="json", exclude_defaults=True)}


def read_press(data: Any) -> Press | None:
    """None when it is no button of ours."""
    found = data.get(DATA) if isinstance(data, Mapping) else None
    try:
        return Press.model_validate(found) if isinstance(found, dict) else None
    except ValidationError:
        return None


def input_id(name: str, *, many: bool, taken: set[str]) -> str:
    """An id that nobody in the card has yet."""
    wanted = f"{MANY if many else ONE}{quote(name, safe='')}"
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}{AGAIN}{number}", number + 1
    taken.add(found)
    return found


def option_id(value: str) -> str:
    """Several chosen values come back with commas between them."""
    return quote(value, safe="")


def fields_of(data: Any) -> dict[str, str | tuple[str, ...]]:
    """Name → what stood in the input. A name that comes twice has the first value that is not empty."""
    fields: dict[str, str | tuple[str, ...]] = {}
    for key, value in data.items() if isinstance(data, Mapping) else ():
        name, _, _ = str(key).partition(AGAIN)
        if name.startswith(MANY):
            chosen = tuple(unquote(one) for one in str(value or "").split(",") if one)
            fields[unquote(name.removeprefix(MANY))] = fields.get(unquote(name.removeprefix(MANY))) or chosen
        elif name.startswith(ONE):
            own = unquote(name.removeprefix(ONE))
            fields[own] = fields.get(own) or str(value if value is not None else "")
    return fields
