"""The stand-in refuses every block and view that Slack would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.slack.standin.blockkit import check_message_blocks, check_view
from tests.slack.standin.refusals import Refused

Json = dict[str, Any]


def plain(text: str = "text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "text") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), "action_id": "a", "value": "v", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(number: int = 1, **more: Any) -> Json:
    return {"text": plain(f"val {number}"), "value": str(number), **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def chooser(kind: str, count: int = 2, **more: Any) -> Json:
    return {"type": kind, "action_id": "a", "options": options(count), **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def typed(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "a", **more}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "bild", "image_url": "https://skola.example/a.png", **more}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


RICH: Json = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}


def menu(**more: Any) -> Json:
    return actions(chooser("static_select", options=[{"text": plain(), "value": "1", **more}]))


GOOD_BLOCKS: list[Json] = [
    section(),
    section(text=plain("x" * 3000)),
    {"type": "section", "fields": [mrkdwn("x" * 900)] * 10},
    section(accessory=button()),
    section(accessory=chooser("multi_static_select")),
    section(accessory=chooser("overflow", 5)),
    section(block_id="b" * 255),
    header("x" * 150),
    {"type": "divider"},
    context(*[mrkdwn()] * 10),
    context(image(), plain()),
    actions(*[button(action_id=str(number)) for number in range(25)]),
    actions(button(text=plain("x" * 75), value="v" * 2000, style="danger")),
    actions(chooser("static_select", 100)),
    actions(chooser("radio_buttons", 10)),
    actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-11-24"}),
    field(chooser("checkboxes", 10, initial_options=options(2))),
    field(typed(max_length=3000, multiline=True), optional=True, hint=plain()),
    image(),
    {"type": "markdown", "text": "**fet**"},
    {"type": "rich_text", "elements": [RICH]},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
]
BAD_BLOCKS: dict[str, list[Json]] = {
    "51 blocks": [{"type": "divider"}] * 51,
    "an unknown type": [{"type": "card_of_ours"}],
    "no type": [{"text": mrkdwn()}],
    "not an object": ["section"],  # type: ignore[list-item]
    "an unknown property": [section(color="red")],
    "an unknown property in a text": [section(text={**mrkdwn(), "bold": True})],
    "emoji in mrkdwn": [section(text={**mrkdwn(), "emoji": True})],
    "a null property": [section(accessory=None)],
    "empty text": [section(text=mrkdwn(""))],
    "a long section": [section(text=mrkdwn("x" * 3001))],
    "a section without words": [{"type": "section"}],
    "11 fields": [{"type": "section", "fields": [mrkdwn()] * 11}],
    "no fields": [{"type": "section", "fields": []}],
    "a long field": [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
    "a long header": [header("x" * 151)],
    "an empty header": [header("")],
    "mrkdwn in a header": [{"type": "header", "text": mrkdwn()}],
    "11 context elements": [context(*[mrkdwn()] * 11)],
    "no context elements": [context()],
    "a button in a context": [context(button())],
    "26 actions": [actions(*[button(action_id=str(number)) for number in range(26)])],
    "no actions": [actions()],
    "the same action id twice": [actions(button(), button())],
    "a multi-select among actions": [actions(chooser("multi_static_select"))],
    "a text field among actions": [actions(typed())],
    "the same block id twice": [section(block_id="b"), section(block_id="b")],
    "a long block id": [section(block_id="b" * 256)],
    "a long action id": [actions(button(action_id="a" * 256))],
    "a long button": [actions(button(text=plain("x" * 76)))],
    "mrkdwn in a button": [actions(button(text=mrkdwn()))],
    "a long value": [actions(button(value="v" * 2001))],
    "an empty value": [actions(button(value=""))],
    "an unknown style": [actions(button(style="warning"))],
    "a link that is none": [actions(button(url="inte en länk"))],
    "101 options": [actions(chooser("static_select", 101))],
    "no options": [actions(chooser("static_select", 0))],
    "a long option": [menu(text=plain("x" * 76))],
    "a long option value": [menu(value="x" * 151)],
    "a long description": [actions(chooser("radio_buttons", options=[option(description=plain("x" * 76))]))],
    "mrkdwn in a menu's option": [menu(text=mrkdwn())],
    "the same option twice": [actions(chooser("static_select", options=[option(), option()]))],
    "11 radio buttons": [actions(chooser("radio_buttons", 11))],
    "11 checkboxes": [actions(chooser("checkboxes", 11))],
    "6 choices in an overflow menu": [section(accessory=chooser("overflow", 6))],
    "an unknown choice beforehand": [actions(chooser("static_select", initial_option=option(9)))],
    "no choices beforehand, as a list": [field(chooser("checkboxes", initial_options=[]))],
    "a long placeholder": [actions(chooser("static_select", placeholder=plain("x" * 151)))],
    "a date that is none": [actions({"type": "datepicker", "action_id": "d", "initial_date": "24/11"})],
    "a long confirmation": [
        actions(
            button(confirm={"title": plain("x" * 101), "text": plain(), "confirm": plain(), "deny": plain()})
        )
    ],
    "a long label": [field(typed(), label=plain("x" * 2001))],
    "mrkdwn in a label": [field(typed(), label=mrkdwn())],
    "an input without label": [{"type": "input", "element": typed()}],
    "a button as input": [field(button())],
    "3,001 characters to fill in": [field(typed(max_length=3001))],
    "a shortest over the longest": [field(typed(min_length=5, max_length=4))],
    "an image without words": [{"type": "image", "image_url": "https://skola.example/a.png"}],
    "an image on this machine": [image(image_url="http://127.0.0.1:8600/a.png")],
    "an image of an unknown file": [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}],
    "long markdown": [{"type": "markdown", "text": "x" * 12001}],
    "21 columns": [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}],
}


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: str(block["type"]))
def test_a_block_within_the_limits_is_taken(block: Json) -> None:
    check_message_blocks([block])


@pytest.mark.parametrize("blocks", BAD_BLOCKS.values(), ids=BAD_BLOCKS.keys())
def test_what_slack_refuses_is_refused_with_the_place_it_stands_in(blocks: list[Json]) -> None:
    with pytest.raises(Refused) as refused:
        check_message_blocks(blocks)
    assert refused.value.error == "invalid_blocks"
    messages = refused.value.more["response_metadata"]["messages"]
    assert messages
    assert all(message.startswith("[ERROR]") and "[json-pointer:/blocks" in message for message in messages)


def test_fifty_blocks_are_taken() -> None:
    check_message_blocks([{"type": "divider"}] * 50)


def test_too_much_in_all_is_refused_though_every_block_is_short_enough() -> None:
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_message_blocks([section(text=mrkdwn("x" * 2900))] * 5)


def test_blocks_that_are_no_list_are_refused() -> None:
    with pytest.raises(Refused, match="invalid_blocks_format"):
        check_message_blocks({"type": "section"})


def test_a_picture_the_workspace_has_may_stand_in_a_message() -> None:
    check_message_blocks([{"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}], frozenset({"F1"}))


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": list(blocks) or [section()], **more}


BAD_MODALS: dict[str, Json] = {
    "no title": {"type": "modal", "blocks": [section()]},
    "a long title": modal(title=plain("x" * 25)),
    "mrkdwn in the title": modal(title=mrkdwn()),
    "a long submit": modal(submit=plain("x" * 25)),
    "a long close": modal(close=plain("x" * 25)),
    "101 blocks": modal(*[{"type": "divider"}] * 101),
    "long private metadata": modal(private_metadata="x" * 3001),
    "a long callback id": modal(callback_id="x" * 256),
    "an input without a submit": modal(field(typed())),
    "an unknown property": modal(size="large"),
    "markdown": modal({"type": "markdown", "text": "x"}),
    "a bad block": modal(section(text=mrkdwn(""))),
    "the same block id twice": modal(section(block_id="b"), section(block_id="b")),
    "a home tab": {"type": "home", "blocks": [section()]},
}


@pytest.mark.parametrize("view", BAD_MODALS.values(), ids=BAD_MODALS.keys())
def test_a_form_slack_refuses_is_refused(view: Json) -> None:
    with pytest.raises(Refused) as refused:
        check_view(view, ("modal",))
    assert refused.value.error == "invalid_arguments"
    assert "json-pointer:/view" in refused.value.more["response_metadata"]["messages"][0]


def good_modals() -> Iterator[Json]:
    yield modal()
    yield modal(*[{"type": "divider"}] * 100)
    yield modal(field(typed()), submit=plain("x" * 24), close=plain("x" * 24), private_metadata="x" * 3000)


@pytest.mark.parametrize("view", list(good_modals()))
def test_a_form_within_the_limits_is_taken(view: Json) -> None:
    check_view(view, ("modal",))


def test_a_view_of_more_than_250_kilobytes_is_refused() -> None:
    many = [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}] * 13
    with pytest.raises(Refused, match="view_too_large"):
        check_view({"type": "home", "blocks": many}, ("home",))


def test_a_home_tab_has_no_title_and_no_buttons_of_a_form() -> None:
    with pytest.raises(Refused):
        check_view({"type": "home", "blocks": [], "title": plain()}, ("home",))
