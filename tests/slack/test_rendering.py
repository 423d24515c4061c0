"""Cards as Block Kit: within every limit of Slack's whatever they hold, and nothing in them steers Slack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from bot.platforms.slack import refs, render
from bot.platforms.slack.escape import JOINER, fitted, link, literal, pieces, written
from bot.platforms.slack.inputs import fields_in
from handlers.vocabulary import (
    Button,
    Buttons,
    Card,
    ChoiceInput,
    Divider,
    Heading,
    ManyInput,
    OpenForm,
    Option,
    Paragraph,
    TextInput,
)
from handlers.worry import WORRY_BUTTON
from tests.local.school import every_block
from tests.slack.cards import HOSTILE, cards
from tests.slack.standin.blockkit import check_message_blocks, check_view

KEY = "morning:12:2026-11-24"
WHERE = refs.FormPlace("save", "12", "D1", "1.1", "", KEY)
COMMAND = re.compile(r"<(?!https?://|mailto:|tel:)")


def texts(found: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Every text that is shown, with its kind."""
    if isinstance(found, dict):
        if found.get("type") in ("mrkdwn", "plain_text"):
            yield found["type"], found["text"]
        for part in found.values():
            yield from texts(part)
    elif isinstance(found, list | tuple):
        for part in found:
            yield from texts(part)


@given(cards)
@settings(max_examples=100)
def test_no_card_breaks_a_limit_as_a_message(card: Card) -> None:
    message = render.message(card, KEY)
    check_message_blocks(list(message.blocks))
    assert message.blocks
    assert message.text.strip()
    assert len(message.text) <= 4000
    assert not COMMAND.search(message.text)
    for _, words in texts(message.blocks):
        assert not COMMAND.search(words), "nothing of a card's is a command to Slack"


@given(cards)
@settings(max_examples=60)
def test_no_card_breaks_a_limit_as_a_form_a_notice_or_a_home_page(card: Card) -> None:
    opened = render.form(OpenForm(card, "save", "12"), WHERE)
    assert opened is not None
    check_view(opened.to_dict(), ("modal",))
    check_view(render.notice(card).to_dict(), ("modal",))
    check_view(render.home(card).to_dict(), ("home",))


def test_every_kind_of_block_is_shown() -> None:
    message = render.message(every_block(), KEY)
    check_message_blocks(list(message.blocks))
    kinds = {block["type"] for block in message.blocks}
    assert {"header", "section", "context", "divider", "input", "actions"} <= kinds


@pytest.mark.parametrize("name", [*HOSTILE[:7], "A_B*C", "#allmänt @alla"])
def test_a_name_that_looks_like_an_order_is_shown_as_text(name: str) -> None:
    card = Card(name, "Något nytt", (Heading(name, name), Buttons((Button(name, "x"),))))
    assert not any("<" in words for _, words in texts(render.message(card).blocks))
    [(kind, words)] = texts(render.message(Card("", "x", (Paragraph(name),))).blocks)
    assert kind == "mrkdwn"
    for mark in re.finditer(r"[*_~`]", words):
        assert words[mark.start() - 1] == words[mark.end()] == JOINER, "at no word's edge"
    assert not re.search(r"^&gt;", words, re.MULTILINE), "no quotation"
    assert not re.search(r":[a-z+0-9]+:", words), "no emoji"


def test_what_slack_sends_back_is_what_the_person_wrote() -> None:
    sent = "Hej <mailto:a@b.se|a@b.se> &amp; <https://x.se/?a=1&amp;b=2> 3 &lt; 4"
    assert written(sent) == "Hej a@b.se & https://x.se/?a=1&b=2 3 < 4"
    assert written("<@U0NARVBOT1> vad gör jag nu?") == "vad gör jag nu?"


@pytest.mark.parametrize("most", [24, 75, 150, 3000])
@pytest.mark.parametrize("text", ["<" * 4000, "*" * 4000, "Å" * 4000, "ord " * 2000])
def test_what_is_shortened_says_so_and_is_not_cut_in_a_sign(text: str, most: int) -> None:
    for cut in (fitted(text, most), fitted(text, most, literal)):
        assert most - 8 <= len(cut) <= most
        assert cut.endswith("…")
        assert not re.search(r"&[a-z]*…", cut)


def test_a_long_text_is_divided_and_nothing_is_lost() -> None:
    text = "\n\n".join("En mening till. " * 60 for _ in range(9))
    divided = pieces(text, 3000)
    assert len(divided) > 2
    assert "".join("".join(divided).split()) == "".join(text.split())


def test_a_link_keeps_its_address_and_no_more() -> None:
    made = link("https://a.se/?q=1&r=2|<!channel>", "Läs mer <här>", 3000)
    assert made == "<https://a.se/?q=1&amp;r=2%7C%3C!channel%3E|Läs mer &lt;här&gt;>"


def long_morning(pupils: int) -> Card:
    blocks: list[Any] = []
    for number in range(pupils):
        blocks += [
            Divider(),
            Heading(f"Elev {number} 8B", "Steg 1"),
            Paragraph("Oanmäld frånvaro i går: " + "matematik 08:10–09:20, svenska 10:00–11:00. " * 4),
            Paragraph("Därför: en oanmäld lektion under de senaste sju dagarna.", "muted"),
            Buttons(tuple(Button(f"Val nummer {one}", "contact", f"{number}:{one}") for one in range(4))),
        ]
    return Card("Många", "Elever att kontakta", (*blocks, Buttons((WORRY_BUTTON,))))


def test_a_morning_with_too_many_pupils_keeps_whole_pupils_and_the_button_for_worry() -> None:
    blocks = render.message(long_morning(40), KEY).blocks
    rows = [block for block in blocks if block["type"] == "actions"]
    assert len(rows) >= 8, "as many as there is room for"
    assert all(len(row["elements"]) == 4 for row in rows[:-1]), "never half a pupil"
    assert rows[-1]["elements"][0]["action_id"].startswith(WORRY_BUTTON.action)
    assert "mina" in " ".join(words for _, words in texts(list(blocks[-3:])))


def test_a_usual_morning_is_whole() -> None:
    headings = [words for _, words in texts(render.message(long_morning(8), KEY).blocks) if "Elev" in words]
    assert len(headings) == 8


def test_a_button_carries_its_message_and_its_action_there_and_back() -> None:
    row = Buttons((Button("Ja", "contact", "12:guardian"), Button("Nej", "contact", "12:none")))
    [block] = render.message(Card("", "Nytt", (row,)), KEY).blocks
    assert refs.key_in(block["block_id"]) == KEY
    assert {refs.action_in(element["action_id"]) for element in block["elements"]} == {"contact"}
    assert len({element["action_id"] for element in block["elements"]}) == 2


def test_an_input_that_has_changed_gets_a_new_id_so_that_slack_shows_it_anew() -> None:
    def block_id(value: str) -> str:
        card = Card("x", "x", (TextInput("reason", "Varför?", value=value),))
        return str(render.message(card, KEY).blocks[1]["block_id"])

    assert block_id("a") == block_id("a") != block_id("b")


def test_what_is_sensitive_is_asked_in_a_form_only() -> None:
    card = Card("x", "x", (TextInput("words", "Berätta", sensitive=True),))
    assert all(block["type"] != "input" for block in render.message(card).blocks)
    opened = render.form(OpenForm(card, "save"), WHERE)
    assert opened is not None
    assert [block["type"] for block in opened.to_dict()["blocks"]] == ["input"]


def test_a_form_remembers_where_it_was_opened() -> None:
    opened = render.form(OpenForm(Card("x", "x"), "save", "12"), WHERE)
    assert opened is not None
    assert refs.form_place(opened.to_dict()["private_metadata"]) == WHERE
    assert refs.form_place("något annat") is None


def test_what_was_put_in_comes_back_by_our_names() -> None:
    chosen = {"text": {"type": "plain_text", "text": "x"}, "value": "b"}
    state = {
        "values": {
            "1-aa": {"name": {"type": "plain_text_input", "value": "Eva"}},
            "2-bb": {"empty": {"type": "plain_text_input", "value": None}},
            "3-cc": {"date": {"type": "datepicker", "selected_date": "2026-11-24"}},
            "4-dd": {"one": {"type": "radio_buttons", "selected_option": chosen}},
            "5-ee": {"none": {"type": "static_select", "selected_option": None}},
            "6-ff": {"many": {"type": "checkboxes", "selected_options": [chosen]}},
        }
    }
    assert fields_in(state) == {
        "name": "Eva",
        "empty": "",
        "date": "2026-11-24",
        "one": "b",
        "none": "",
        "many": ("b",),
    }
    assert fields_in(None) == {}


def test_an_empty_value_is_a_value_like_others() -> None:
    options = (Option("", "Inget"), Option("a", "A"))
    card = Card("x", "x", (ChoiceInput("c", "Välj", options), ManyInput("m", "Välj", options, ("",))))
    blocks = render.message(card).blocks
    check_message_blocks(list(blocks))
    picked = blocks[2]["element"]["initial_options"]
    state = {"values": {"b": {"m": {"type": "checkboxes", "selected_options": picked}}}}
    assert fields_in(state) == {"m": ("",)}
