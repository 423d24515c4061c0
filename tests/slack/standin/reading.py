"""What a person sees of a message: the markup worked out, as Slack's clients do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.slack.standin.blockkit.elements import options_of

PING = re.compile(r"<(!channel|!here|!everyone|!subteam\^\w+|@[UW]\w+)(?:\|[^>]*)?>")
LINK = re.compile(r"<((?:https?|mailto|tel|slack):[^|>]*)(?:\|([^>]*))?>")
OTHER = re.compile(r"<([#!@][^|>]*)(?:\|([^>]*))?>")
_EDGE = r"(?<![\w{0}]){0}(?=\S)([^{0}\n]+?)(?<=\S){0}(?![\w{0}])"
STYLES = tuple(re.compile(_EDGE.format(re.escape(mark))) for mark in ("*", "_", "~", "`"))


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """What Slack does to what a person types."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(text: str) -> str:
    """mrkdwn as it is seen: links by their words, style marks gone. Somebody pinged stands as ⟪…⟫."""
    text = PING.sub(lambda found: f"⟪{found[1]}⟫", text)
    text = LINK.sub(lambda found: found[2] or found[1], text)
    text = OTHER.sub(lambda found: found[2] or found[1], text)
    for style in STYLES:
        text = style.sub(r"\1", text)
    return unescape(text)


def pings_in(text: str) -> tuple[str, ...]:
    return tuple(found[1] for found in PING.finditer(text))


def words(piece: Any) -> str:
    """A text object as it is seen."""
    if not isinstance(piece, dict):
        return ""
    return marked(piece["text"]) if piece.get("type") == "mrkdwn" else unescape(piece.get("text", ""))


def marked_texts(value: Any) -> Iterator[str]:
    """Every text in which Slack looks for markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for part in value.values():
            yield from marked_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from marked_texts(part)


def lines_of(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from _READERS.get(block["type"], _nothing)(block)


def _nothing(_block: dict[str, Any]) -> Iterator[str]:
    yield from ()


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" in block:
        yield words(block["text"])
    for field in block.get("fields", ()):
        yield words(field)
    if "accessory" in block:
        yield from element_lines(block["accessory"])


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield words(block["text"])


def _context(block: dict[str, Any]) -> Iterator[str]:
    for element in block["elements"]:
        yield element["alt_text"] if element["type"] == "image" else words(element)


def _actions(block: dict[str, Any]) -> Iterator[str]:
    for element in block["elements"]:
        yield from element_lines(element)


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield words(block["label"])
    yield from element_lines(block["element"])
    if "hint" in block:
        yield words(block["hint"])


def _image(block: dict[str, Any]) -> Iterator[str]:
    yield words(block.get("title"))
    yield block["alt_text"]


def _markdown(block: dict[str, Any]) -> Iterator[str]:
    yield block["text"]


def _rich(part: dict[str, Any]) -> Iterator[str]:
    pieces = part.get("elements", [])
    if part["type"] in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield "".join(_leaf(piece) for piece in pieces)
    else:
        for piece in pieces:
            yield from _rich(piece)


def _leaf(piece: dict[str, Any]) -> str:
    match piece["type"]:
        case "text":
            return str(piece["text"])
        case "link":
            return str(piece.get("text") or piece["url"])
        case "emoji":
            return f":{piece['name']}:"
        case "broadcast":
            return f"⟪!{piece['range']}⟫"
        case "user":
            return f"⟪@{piece['user_id']}⟫"
    return ""


def _table(block: dict[str, Any]) -> Iterator[str]:
    for row in block["rows"]:
        cells = (cell["text"] if cell["type"] == "raw_text" else " ".join(_rich(cell)) for cell in row)
        yield " | ".join(cells)


def element_lines(element: dict[str, Any]) -> Iterator[str]:
    if element["type"] == "image":
        yield element["alt_text"]
    elif element["type"] == "button":
        yield words(element["text"])
    elif element["type"] in ("radio_buttons", "checkboxes", "overflow"):
        yield from (words(option["text"]) for option in options_of(element))
    elif "placeholder" in element:
        yield words(element["placeholder"])


_READERS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich,
    "table": _table,
}
