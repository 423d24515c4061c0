"""Cards as Slack's messages, forms and home pages, within all of Slack's limits whatever the card holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, DividerBlock, HeaderBlock, InputBlock
from slack_sdk.models.views import View

from bot.platforms.slack import limits, refs
from bot.platforms.slack.drawing import Drawn, drawn, small
from bot.platforms.slack.escape import fitted, literal
from bot.platforms.slack.texts import plain
from content.texts import text
from handlers.vocabulary import Card, OpenForm

FORM, NOTICE, HOME = "form", "notice", "home"
"""What our views are called in `callback_id`."""
BLOCK_ID = 30
"""Characters that a block's id adds, beside the key in it."""


@dataclass(frozen=True)
class Message:
    """`text` is what a notification and a screen reader say: it names no pupil."""

    text: str
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Room:
    """How much there is room for, and what is said when that is not enough."""

    blocks: int
    text: int
    json: int
    no_room: str
    block_id: int = BLOCK_ID

    def holds(self, blocks: Sequence[Block]) -> bool:
        written = [block.to_dict() for block in blocks]
        whole = len(json.dumps(written, ensure_ascii=False)) + len(blocks) * self.block_id
        return len(blocks) <= self.blocks and _text_in(written) <= self.text and whole <= self.json


IN_MESSAGE = Room(limits.MESSAGE_BLOCKS, limits.MESSAGE_TEXT, limits.MESSAGE_JSON, "slack.no_room")
IN_VIEW = Room(limits.VIEW_BLOCKS, limits.VIEW_TEXT, limits.VIEW_JSON, "slack.no_room_in_view")


def message(card: Card, key: str = "") -> Message:
    """`key`: of the message, which its buttons carry; "" for one that is not kept."""
    room = replace(IN_MESSAGE, block_id=BLOCK_ID + len(key))
    blocks = _fitting(_title(card), drawn(card.blocks, in_form=False), room)
    return Message(fitted(card.summary or card.title, limits.SUMMARY), tuple(_numbered(blocks, key)))


def form(opened: OpenForm, place: refs.FormPlace) -> View | None:
    """None when what it must remember does not fit: then it could not be answered."""
    metadata = refs.form_metadata(place)
    if len(metadata) > limits.PRIVATE:
        return None
    return _modal(opened.card, FORM, metadata, text("slack.submit"))


def notice(card: Card) -> View:
    """A card for one person's eyes, where there is no conversation to say it in."""
    return _modal(card, NOTICE)


def home(card: Card) -> View:
    blocks = _fitting(_title(card), drawn(card.blocks, in_form=False), IN_VIEW)
    return View(type="home", callback_id=HOME, blocks=list(_numbered(blocks)))


def _modal(card: Card, kind: str, metadata: str = "", submit: str = "") -> View:
    """A title that is too long for the frame stands whole above the rest."""
    fits = len(fitted(card.title, limits.HEADER)) <= limits.VIEW_TITLE
    blocks = _fitting([] if fits else _title(card), drawn(card.blocks, in_form=True), IN_VIEW)
    if not submit and any(isinstance(block, InputBlock) for block in blocks):
        submit = text("slack.close")
    return View(
        type="modal",
        callback_id=kind,
        title=plain(card.title, limits.VIEW_TITLE),
        submit=plain(submit, limits.VIEW_TITLE) if submit else None,
        close=plain(text("slack.cancel" if metadata else "slack.close"), limits.VIEW_TITLE),
        private_metadata=metadata or None,
        blocks=list(_numbered(blocks)),
    )


def _title(card: Card) -> list[Block]:
    return [HeaderBlock(text=plain(card.title, limits.HEADER))] if card.title.strip() else []


def _fitting(title: list[Block], card: Drawn, room: Room) -> list[Block]:
    """All of it when there is room; else without lines between; else without the last parts."""
    whole = [*title, *(block for part in card.parts for block in part), *card.last]
    if not whole:
        return [small(limits.SHORTENED)]
    if room.holds(whole):
        return whole
    parts = [[block for block in part if not isinstance(block, DividerBlock)] for part in card.parts]
    whole = [*title, *(block for part in parts for block in part), *card.last]
    return whole if room.holds(whole) else _shortened(title, parts, card.last, room)


def _shortened(
    title: list[Block], parts: list[list[Block]], last: tuple[Block, ...], room: Room
) -> list[Block]:
    """Whole parts as far as they fit: half of what is said of a pupil is worse than none. Only when not even
    the first one fits, as much of it as does. The title and the last buttons always stay."""
    end = [small(literal(text(room.no_room))), *last]
    kept = list(title)
    for part in parts:
        if not room.holds([*kept, *part, *end]):
            break
        kept += part
    if len(kept) == len(title) and parts:
        for block in parts[0]:
            if not room.holds([*kept, block, *end]):
                break
            kept.append(block)
    return [*kept, *end]


def _numbered(blocks: Iterable[Block], key: str = "") -> Iterable[dict[str, Any]]:
    for number, block in enumerate(blocks):
        if isinstance(block, ActionsBlock | InputBlock):
            carried = key if isinstance(block, ActionsBlock) else ""
            block.block_id = refs.block_id(number, block.to_dict(), carried)
        yield block.to_dict()


def _text_in(found: object) -> int:
    """The length of all that is shown."""
    if isinstance(found, Mapping):
        own = found.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(_text_in, found.values()))
    return sum(map(_text_in, found)) if isinstance(found, list) else 0
