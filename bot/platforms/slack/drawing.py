"""A card's blocks as Block Kit's, part by part: each heading with what follows it is a part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    SectionBlock,
)

from bot.platforms.slack import limits, refs
from bot.platforms.slack.escape import escaped, fitted, link, literal, pieces
from bot.platforms.slack.inputs import input_block
from bot.platforms.slack.texts import plain, styled
from content.texts import text
from handlers import vocabulary as card

SOON_LONG = 700
"""Lines are put together in one section up to this: Slack folds a longer one away behind "See more"."""
MOST_OF_A_ROW = 8_000
"""Characters that one row of a card's buttons may take; a usual button takes some 200."""
_BUTTON_FRAME = 200
_TONES = {"normal": "{}", "strong": "*{}*", "warning": ":warning: *{}*", "good": ":white_check_mark: {}"}
_MARKS = {"done": ":white_check_mark:", "not_needed": ":heavy_minus_sign:", "open": ":white_medium_square:"}
_FRAME = len(":white_check_mark: **")


@dataclass(frozen=True)
class Drawn:
    """`last`: the card's last row of buttons, which stays when the rest does not fit."""

    parts: tuple[tuple[Block, ...], ...]
    last: tuple[Block, ...]


def drawn(blocks: Sequence[card.Block], *, in_form: bool) -> Drawn:
    end = blocks[-1] if blocks else None
    last, body = (_rows(end), blocks[:-1]) if isinstance(end, card.Buttons) else ((), blocks)
    return Drawn(tuple(tuple(_part(part, in_form)) for part in _divided(body)), tuple(last))


def _divided(blocks: Iterable[card.Block]) -> list[list[card.Block]]:
    found: list[list[card.Block]] = [[]]
    for block in blocks:
        if isinstance(block, card.Heading):
            found.append([])
        found[-1].append(block)
    return [part for part in found if part]


def _part(blocks: Iterable[card.Block], in_form: bool) -> Iterable[Block]:
    """Lines that follow each other share a section."""
    lines: list[str] = []
    for block in blocks:
        new = list(_lines(block))
        if not new:
            yield from _sections(lines)
            lines = []
            yield from _other(block, in_form)
            continue
        for line in new:
            if lines and len("\n".join([*lines, line])) > SOON_LONG:
                yield from _sections(lines)
                lines = []
            lines.append(line)
    yield from _sections(lines)


def _sections(lines: Sequence[str]) -> list[Block]:
    return [SectionBlock(text=styled("\n".join(lines)))] if lines else []


def _lines(block: card.Block) -> Iterable[str]:
    """Blocks that are lines of text, in mrkdwn; others give none."""
    match block:
        case card.Heading():
            badge = f"  ·  {fitted(block.badge, limits.HEADER, literal)}" if block.badge.strip() else ""
            yield f"*{_one_line(block.text, limits.SECTION // 2)}*{badge}"
        case card.Paragraph(tone=tone) if tone != "muted" and block.text.strip():
            for piece in pieces(block.text, limits.SECTION - _FRAME):
                yield _toned(literal(piece), tone)
        case card.Checklist():
            for item in block.items:
                detail = f"  _{_one_line(item.detail, limits.HEADER)}_" if item.detail.strip() else ""
                yield f"{_MARKS[item.state]} {_one_line(item.text, limits.SECTION // 2)}{detail}"
        case card.Link():
            yield _link(block)
        case card.Picture() if block.alt.strip():
            yield fitted(text("slack.picture", alt=block.alt), limits.SECTION, literal)


def _toned(words: str, tone: str) -> str:
    """Bold ends at the end of a line in Slack, so each line is bold by itself."""
    if tone not in ("strong", "warning"):
        return _TONES[tone].format(words)
    first, *rest = words.split("\n")
    return "\n".join([_TONES[tone].format(first), *(f"*{line}*" if line.strip() else line for line in rest)])


def _one_line(words: str, most: int) -> str:
    return fitted(" ".join(words.split()), most, literal)


def _link(block: card.Link) -> str:
    if not _leads_somewhere(block.url):
        return _one_line(block.text, limits.SECTION)
    return link(block.url, block.text.strip() or block.url, limits.SECTION)


def _leads_somewhere(url: str) -> bool:
    """Whether it is a page, a mail or a phone. Our own pages have no address that Slack can reach."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if any(sign.isspace() or not sign.isprintable() for sign in url) or len(escaped(url)) > limits.FIELD:
        return False
    return bool(parts.netloc) if parts.scheme in ("http", "https") else parts.scheme in ("mailto", "tel")


def _other(block: card.Block, in_form: bool) -> Iterable[Block]:
    match block:
        case card.Paragraph() if block.text.strip():
            for piece in pieces(block.text, limits.CONTEXT_TEXT):
                yield small(literal(piece))
        case card.Facts():
            yield from _facts(block)
        case card.Divider():
            yield DividerBlock()
        case card.Buttons():
            yield from _rows(block)
        case card.TextInput(sensitive=True) if not in_form:
            yield small(literal(text("slack.sensitive_elsewhere")))
        case card.ChoiceInput() | card.ManyInput() | card.DateInput() | card.TextInput():
            yield input_block(block)


def small(words: str) -> ContextBlock:
    return ContextBlock(elements=[styled(words)])


def _facts(facts: card.Facts) -> Iterable[Block]:
    fields = [styled(_fact(label, value)) for label, value in facts.rows]
    for start in range(0, len(fields), limits.FIELDS):
        yield SectionBlock(fields=fields[start : start + limits.FIELDS])


def _fact(label: str, value: str) -> str:
    return f"*{_one_line(label, limits.HEADER)}*\n{fitted(value, limits.FIELD - limits.HEADER - 3, literal)}"


def _rows(row: card.Buttons) -> Iterable[Block]:
    buttons = list(_that_fit(row.buttons))
    for start in range(0, len(buttons), limits.ACTIONS):
        some = buttons[start : start + limits.ACTIONS]
        yield ActionsBlock(elements=[_button(button, number) for number, button in enumerate(some)])


def _that_fit(buttons: Iterable[card.Button]) -> Iterable[card.Button]:
    """A button that Slack could not carry back is left out: it could not be pressed."""
    room = MOST_OF_A_ROW
    for button in buttons:
        room -= len(button.value) + len(button.action) + _BUTTON_FRAME
        if room < 0:
            return
        if len(button.value) <= limits.BUTTON_VALUE and len(button.action) <= limits.ID - 4:
            yield button


def _button(button: card.Button, number: int) -> ButtonElement:
    return ButtonElement(
        text=plain(" ".join(button.text.split()), limits.BUTTON),
        action_id=refs.action_id(button.action, number),
        value=button.value or None,
        style=None if button.style == "plain" else button.style,
    )
