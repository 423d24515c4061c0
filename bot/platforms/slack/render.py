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

    def holds(self, sizes: Sequence[Size]) -> bool:
        """The JSON of a list has two characters between its parts, and two at its ends."""
        whole = sum(size.json + self.block_id + 2 for size in sizes)
        return (
            len(sizes) <= self.blocks and sum(size.text for size in sizes) <= self.text and whole <= self.json
        )


@dataclass(frozen=True)
class Size:
    """What a block takes: the characters that are shown, and those of its JSON."""

    text: int
    json: int


@dataclass(frozen=True)
class Sized:
    """A block is measured once: writing it out costs more than all the rest."""

    block: Block
    size: Size


def _sized(block: Block) -> Sized:
    written = block.to_dict()
    return Sized(block, Size(_text_in(written), len(json.dumps(written, ensure_ascii=False))))


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
    head, last = [_sized(block) for block in title], [_sized(block) for block in card.last]
    parts = [[_sized(block) for block in part] for part in card.parts]
    whole = [*head, *(one for part in parts for one in part), *last]
    if not whole:
        return [small(limits.SHORTENED)]
    if not _holds(room, whole):
        parts = [[one for one in part if not isinstance(one.block, DividerBlock)] for part in parts]
        whole = [*head, *(one for part in parts for one in part), *last]
    if not _holds(room, whole):
        whole = _shortened(head, parts, last, room)
    return [one.block for one in whole]


def _holds(room: Room, blocks: Iterable[Sized]) -> bool:
    return room.holds([one.size for one in blocks])


def _shortened(title: list[Sized], parts: list[list[Sized]], last: list[Sized], room: Room) -> list[Sized]:
    """Whole parts as far as they fit: half of what is said of a pupil is worse than none. Only when not even
    the first one fits, as much of it as does. The title and the last buttons always stay."""
    end = [_sized(small(literal(text(room.no_room)))), *last]
    kept = list(title)
    for part in parts:
        if not _holds(room, [*kept, *part, *end]):
            break
        kept += part
    if len(kept) == len(title) and parts:
        for block in parts[0]:
            if not _holds(room, [*kept, block, *end]):
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
