"""Cards as Adaptive Cards 1.5, built with Microsoft's own typed models.

1.5 is what Teams takes from bots, and what `Action.Execute` needs. Colours are named, never given, so that
each theme has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    Column,
    ColumnSet,
    ExecuteAction,
    Fact,
    FactSet,
    Image,
    SubmitAction,
    TextBlock,
)
from microsoft_teams.cards import DateInput as DateElement
from microsoft_teams.cards import TextInput as TextElement
from microsoft_teams.cards.core import ActionStyle, TextColor

from bot.platforms.teams.escape import markdown, plain
from bot.platforms.teams.pictures import data_uri
from bot.platforms.teams.press import VERB, Press, data_of, input_id, option_id
from content.texts import text
from handlers.pictures import svg_of
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Card,
    Checklist,
    ChecklistItem,
    ChoiceInput,
    DateInput,
    Divider,
    Facts,
    Heading,
    Link,
    ManyInput,
    Paragraph,
    Picture,
    TextInput,
    Tone,
)

VERSION = "1.5"
MOST_ACTIONS = 6
"""Teams shows no seventh in a row."""
MOST_SPREAD = 6
"""A choice among more options than these is a list to open."""
LINKS = frozenset({"http", "https", "mailto", "tel"})


@dataclass(frozen=True)
class Frame:
    """Where a card is shown. `key`: the message's key. `asides`: actions that open a dialog, where the client
    has them. `dialog`: it stands in one. `aside`: only the presser sees it; `back`: in the place of the
    message, which must come back. `submit`: it is a form, and this its action and value. `mark`: it may have
    come before."""

    key: str = ""
    asides: frozenset[str] = frozenset()
    dialog: bool = False
    aside: bool = False
    back: bool = False
    submit: tuple[str, str] | None = None
    mark: bool = False


def render(card: Card, frame: Frame = Frame()) -> AdaptiveCard:
    return _Drawing(frame).card(card)


class _Drawing:
    """One card being drawn: it keeps the ids of the inputs apart."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._ids: set[str] = set()

    def card(self, card: Card) -> AdaptiveCard:
        body: list[CardElement] = []
        if card.title:
            body.append(_text(card.title, size="Large", weight="Bolder", style="heading"))
        body.extend(self._body(card.blocks))
        if ends := self._ends():
            body.append(ActionSet(actions=ends))
        if self._frame.mark:
            body.append(_text(text("teams.mark"), size="Small", is_subtle=True))
        return AdaptiveCard(
            version=VERSION,
            lang="sv",
            fallback_text=plain(card.summary) or None,
            body=body or [_text(plain(card.summary) or " ")],
        )

    def _body(self, blocks: Sequence[Block]) -> Iterable[CardElement]:
        """A divider is a line above what follows; a heading draws its own."""
        divided = False
        for block in blocks:
            if isinstance(block, Divider):
                divided = True
                continue
            for element in self._elements(block):
                line = {"separator": True} if divided or isinstance(block, Heading) else {}
                yield element.model_copy(update=line)
                divided = False

    def _elements(self, block: Block) -> list[CardElement]:
        match block:
            case Heading():
                return [_heading(block)]
            case Paragraph():
                return [_paragraph(block.text, block.tone)] if block.text.strip() else []
            case Facts():
                facts = [Fact(title=markdown(label), value=markdown(value)) for label, value in block.rows]
                return [FactSet(facts=facts)] if facts else []
            case Checklist():
                return [_item(item) for item in block.items]
            case Picture():
                return [_picture(block)]
            case Link():
                return [_link(block)]
            case Buttons():
                return self._buttons(block.buttons)
            case ChoiceInput() | ManyInput():
                return [self._choices(block)] if block.options else []
            case DateInput():
                return [self._date(block)]
            case TextInput():
                return self._text_input(block)
            case Divider():
                return []

    def _choices(self, block: ChoiceInput | ManyInput) -> CardElement:
        many = isinstance(block, ManyInput)
        spread = many or len(block.options) <= MOST_SPREAD
        chosen = block.selected if isinstance(block, ManyInput) else filter(None, (block.selected,))
        value_of = option_id if many else str
        return ChoiceSetInput(
            id=input_id(block.name, many=many, taken=self._ids),
            label=plain(block.label),
            choices=[
                Choice(title=plain(_option(option.text, option.about)), value=value_of(option.value))
                for option in block.options
            ],
            value=",".join(map(value_of, chosen)) or None,
            is_multi_select=many or None,
            style="expanded" if spread else "compact",
            placeholder=None if spread else text("teams.choose"),
            wrap=True,
        )

    def _date(self, block: DateInput) -> CardElement:
        return DateElement(
            id=input_id(block.name, many=False, taken=self._ids),
            label=plain(block.label),
            value=block.selected.isoformat() if block.selected else None,
            min=block.earliest.isoformat() if block.earliest else None,
            max=block.latest.isoformat() if block.latest else None,
        )

    def _text_input(self, block: TextInput) -> list[CardElement]:
        hint = [_text(text("teams.sensitive"), size="Small", is_subtle=True)] if block.sensitive else []
        box = TextElement(
            id=input_id(block.name, many=False, taken=self._ids),
            label=plain(block.label),
            value=block.value or None,
            placeholder=plain(block.placeholder) or None,
            max_length=block.max_length if block.max_length > 0 else None,
            is_multiline=block.long or None,
        )
        return [*hint, box]

    def _buttons(self, buttons: Sequence[Button]) -> list[CardElement]:
        rows = [buttons[start : start + MOST_ACTIONS] for start in range(0, len(buttons), MOST_ACTIONS)]
        return [ActionSet(actions=[self._action(button) for button in row]) for row in rows]

    def _action(self, button: Button) -> Action:
        frame = self._frame
        press = Press(action=button.action, value=button.value, key=frame.key, aside=frame.aside)
        return self._press(button.text, press, button.style)

    def _ends(self) -> list[Action]:
        """What we put at the end of a card: a form's own button, and the way back to the message."""
        frame, found = self._frame, []
        if frame.submit:
            action, value = frame.submit
            sent = Press(action=action, value=value, key=frame.key, purpose="form")
            found.append(self._press(text("teams.save"), sent, "primary"))
        if frame.back:
            found.append(self._press(text("teams.back"), Press(key=frame.key, purpose="back"), "plain"))
        return found

    def _press(self, label: str, press: Press, style: ButtonStyle) -> Action:
        """Dialogs know no `Action.Execute`; what is to open one is sent as Teams wants that asked for."""
        label, data, look = plain(label) or "…", data_of(press), _STYLES[style]
        if self._frame.dialog:
            return SubmitAction(title=label, data=data, style=look)
        if press.action in self._frame.asides:
            return SubmitAction(title=label, data=data | {"msteams": {"type": "task/fetch"}}, style=look)
        return ExecuteAction(title=label, verb=VERB, data=data, style=look)


_STYLES: dict[ButtonStyle, ActionStyle | None] = {
    "plain": None,
    "primary": "positive",
    "danger": "destructive",
}
_COLORS: dict[Tone, TextColor] = {"warning": "Attention"}
_SIGNS: dict[Tone, str] = {"good": "✓ "}
"""Where the colour of that name is too pale to read on white."""


def _text(words: str, **more: Any) -> TextBlock:
    return TextBlock(text=markdown(words), wrap=True, **more)


def _paragraph(words: str, tone: Tone) -> TextBlock:
    return _text(
        _SIGNS.get(tone, "") + words,
        weight="Bolder" if tone == "strong" else None,
        color=_COLORS.get(tone),
        is_subtle=True if tone == "muted" else None,
    )


def _heading(block: Heading) -> CardElement:
    words = _text(block.text, size="Medium", weight="Bolder", style="heading")
    if not block.badge:
        return words
    badge = _text(block.badge, color="Accent", weight="Bolder")
    return ColumnSet(
        columns=[Column(width="stretch", items=[words]), Column(width="auto", items=[badge])], spacing="Large"
    )


def _item(item: ChecklistItem) -> CardElement:
    detail = f" ({item.detail})" if item.detail else ""
    words = text(f"teams.item_{item.state}", text=item.text, detail=detail)
    return _text(words, is_subtle=True if item.state == "not_needed" else None, spacing="Small")


def _picture(block: Picture) -> CardElement:
    """A picture that cannot be drawn is told instead."""
    source = data_uri(svg_of(block))
    return Image(url=source, alt_text=plain(block.alt)) if source else _paragraph(block.alt, "muted")


def _link(block: Link) -> CardElement:
    try:
        safe = urlsplit(block.url).scheme.lower() in LINKS
    except ValueError:
        safe = False
    words = _text(block.text or block.url)
    if safe:
        words.text = f"[{words.text}]({quote(block.url, safe=_IN_A_LINK)})"
    return words


_IN_A_LINK = "%/:?#@!$&'*+,;=~-._"
"""What may stand in an address as it is: neither brackets nor spaces, which would end the link."""


def _option(words: str, about: str) -> str:
    return f"{words} – {about}" if about else words
