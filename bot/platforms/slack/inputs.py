"""A card's inputs as Slack's, and what people put in them on the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)

from bot.platforms.slack import limits
from bot.platforms.slack.escape import fitted, literal
from bot.platforms.slack.refs import NO_VALUE
from bot.platforms.slack.texts import plain, styled
from content.texts import text
from handlers import vocabulary as card

MOST_RADIOS = 6
"""A choice among more options than these is a list to open, as in the local chat."""

Input = card.ChoiceInput | card.ManyInput | card.DateInput | card.TextInput
Fields = dict[str, str | tuple[str, ...]]


def input_block(asked: Input) -> InputBlock | SectionBlock:
    """All may be left empty: what must be there the handler knows, and says in words of its own."""
    element = _element(asked)
    if element is None or len(asked.name) > limits.ID or not asked.name:
        return SectionBlock(text=styled(fitted(asked.label, limits.SECTION, literal)))
    hint = _hint(asked)
    return InputBlock(
        label=plain(asked.label, limits.LABEL),
        element=element,
        hint=plain(hint, limits.LABEL) if hint else None,
        optional=True,
    )


def _element(asked: Input) -> InputInteractiveElement | None:
    """None when there is nothing to choose among."""
    match asked:
        case card.ChoiceInput():
            return _choice(asked)
        case card.ManyInput():
            return _many(asked)
        case card.DateInput():
            chosen = asked.selected.isoformat() if asked.selected else None
            return DatePickerElement(action_id=asked.name, initial_date=chosen)
        case card.TextInput():
            return _text(asked)


def _choice(asked: card.ChoiceInput) -> InputInteractiveElement | None:
    options = _options(asked.options, limits.OPTIONS * limits.GROUPS)
    if not options:
        return None
    chosen = next((option for option in options if option.value == _value(asked.selected)), None)
    chosen = chosen if asked.selected else None
    if len(options) <= MOST_RADIOS:
        return RadioButtonsElement(action_id=asked.name, options=options, initial_option=chosen)
    listed: dict[str, Any] = (
        {"options": options} if len(options) <= limits.OPTIONS else {"option_groups": _groups(options)}
    )
    wording = plain(text("slack.choose"), limits.PLACEHOLDER)
    return StaticSelectElement(action_id=asked.name, placeholder=wording, initial_option=chosen, **listed)


def _many(asked: card.ManyInput) -> InputInteractiveElement | None:
    options = _options(asked.options, limits.OPTIONS * limits.GROUPS)
    if not options:
        return None
    wanted = {_value(value) for value in asked.selected}
    chosen = [option for option in options if option.value in wanted] or None
    if len(options) <= limits.TICKED:
        return CheckboxesElement(action_id=asked.name, options=options, initial_options=chosen)
    listed: dict[str, Any] = (
        {"options": options} if len(options) <= limits.OPTIONS else {"option_groups": _groups(options)}
    )
    wording = plain(text("slack.choose_many"), limits.PLACEHOLDER)
    return StaticMultiSelectElement(
        action_id=asked.name,
        placeholder=wording,
        initial_options=chosen[: limits.OPTIONS] if chosen else None,
        **listed,
    )


def _text(asked: card.TextInput) -> PlainTextInputElement:
    most = max(1, min(asked.max_length, limits.INPUT_TEXT))
    return PlainTextInputElement(
        action_id=asked.name,
        multiline=asked.long,
        max_length=most,
        initial_value=asked.value[:most] or None,
        placeholder=plain(asked.placeholder, limits.PLACEHOLDER) if asked.placeholder.strip() else None,
    )


def _hint(asked: Input) -> str:
    if isinstance(asked, card.TextInput) and asked.sensitive:
        return text("slack.sensitive")
    if isinstance(asked, card.DateInput) and (asked.earliest or asked.latest):
        return text("slack.date_span", earliest=asked.earliest, latest=asked.latest)
    return ""


def _options(options: Sequence[card.Option], most: int) -> list[Option]:
    """Each value once; one that Slack could not carry back is left out."""
    by_value = {_value(one.value): one for one in options if len(one.value) <= limits.OPTION_VALUE}
    return [_option(value, one) for value, one in list(by_value.items())[:most]]


def _option(value: str, one: card.Option) -> Option:
    about = plain(one.about, limits.OPTION) if one.about.strip() else None
    return Option(value=value, text=plain(one.text, limits.OPTION), description=about)


def _groups(options: Sequence[Option]) -> list[OptionGroup]:
    return [
        OptionGroup(
            label=plain(f"{start + 1}–{min(start + limits.OPTIONS, len(options))}", limits.OPTION),
            options=list(options[start : start + limits.OPTIONS]),
        )
        for start in range(0, len(options), limits.OPTIONS)
    ]


def _value(value: str) -> str:
    return value or NO_VALUE


def fields_in(state: Mapping[str, Any] | None) -> Fields:
    """What stands in the inputs of a message or view, by our names. What is left empty is ""."""
    values = (state or {}).get("values") or {}
    return {
        name: read(found)
        for block in values.values()
        for name, found in block.items()
        if (read := _READERS.get(str(found.get("type")))) is not None
    }


def _selected(found: Mapping[str, Any]) -> str:
    chosen = found.get("selected_option") or {}
    value = str(chosen.get("value") or "")
    return "" if value == NO_VALUE else value


def _all_selected(found: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = found.get("selected_options") or []
    return tuple("" if one["value"] == NO_VALUE else str(one["value"]) for one in chosen)


_READERS: dict[str, Callable[[Mapping[str, Any]], str | tuple[str, ...]]] = {
    "plain_text_input": lambda found: str(found.get("value") or ""),
    "datepicker": lambda found: str(found.get("selected_date") or ""),
    "static_select": _selected,
    "radio_buttons": _selected,
    "checkboxes": _all_selected,
    "multi_static_select": _all_selected,
}
