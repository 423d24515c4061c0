"""Cards as Adaptive Cards: valid by the 1.5 schema, within Teams' limits, and no text is ever markup."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.platforms.teams.escape import markdown, plain
from bot.platforms.teams.fit import message
from bot.platforms.teams.press import fields_of, read_press
from bot.platforms.teams.render import Frame
from handlers.vocabulary import (
    Button,
    Buttons,
    Card,
    ChoiceInput,
    DateInput,
    Divider,
    Heading,
    Link,
    ManyInput,
    Option,
    Paragraph,
    Picture,
    TextInput,
)
from tests.local.school import CHART, every_block, morning_card
from tests.slack.cards import HOSTILE, cards
from tests.teams.room import button, ids
from tests.teams.standin.cards import actions, faults, parts, texts

FRAMES = st.sampled_from(
    [
        Frame(key="morning:3:2026-11-24", asides=frozenset({"worry"})),
        Frame(key="k", aside=True, back=True, submit=("save", "12")),
        Frame(dialog=True, aside=True, submit=("save", "")),
        Frame(key="k", mark=True),
    ]
)


def drawn(*blocks: Any, mark: bool = False) -> dict[str, Any]:
    frame = Frame(key="k", mark=mark)
    [attachment] = message(Card("Rubrik", "Sammandrag", blocks), frame)["attachments"]
    content = attachment["content"]
    assert isinstance(content, dict)
    return content


@given(cards, FRAMES)
@settings(max_examples=70)
def test_no_card_is_one_that_teams_would_refuse(card: Card, frame: Frame) -> None:
    made = message(card, frame)
    assert faults(made) == []


def test_every_kind_of_block_is_drawn() -> None:
    made = message(every_block("Månsson"), Frame(key="k"))
    assert faults(made) == []
    kinds = {part.get("type") for part in parts(made["attachments"][0]["content"])}
    inputs = {"Input.Text", "Input.Date", "Input.ChoiceSet"}
    assert {"TextBlock", "FactSet", "Image", "ColumnSet", "ActionSet", *inputs} <= kinds


@pytest.mark.parametrize("pupils", [1, 12, 60, 150])
def test_a_long_morning_fits_and_keeps_its_last_buttons(pupils: int) -> None:
    one = morning_card().blocks
    last = Buttons((Button("Orolig för barnet", "worry"),))
    made = message(Card("God morgon", "Något nytt", (*one * pupils, last)), Frame(key="k"))
    assert faults(made) == []
    assert actions(made["attachments"][0]["content"])[-1]["title"] == "Orolig för barnet"


def test_more_than_six_buttons_stand_in_several_rows_and_none_is_lost() -> None:
    many = tuple(Button(f"Knapp {number}", "go", str(number)) for number in range(15))
    content = drawn(Buttons(many))
    assert [action["title"] for action in actions(content)] == [one.text for one in many]


_COMMON = MarkdownIt("commonmark").enable("strikethrough").enable("table")


def read_as_markdown(words: str) -> str:
    """What a client that reads Markdown shows. Fails when anything in it became something else than text."""
    shown = []
    for token in _COMMON.parse(words):
        assert token.type in ("paragraph_open", "paragraph_close", "inline"), token.type
        for part in token.children or ():
            assert part.type in ("text", "softbreak"), part.type
            shown.append(part.content)
    return "".join(shown)


@given(st.one_of(st.text(), st.sampled_from(HOSTILE)))
@settings(max_examples=300)
def test_whatever_somebody_wrote_is_shown_as_it_was_written(words: str) -> None:
    shown = read_as_markdown(markdown(words))
    seen = "".join(sign for sign in plain(words) if not sign.isspace())
    assert "".join(shown.split()).replace("\u200b", "") == seen.replace("\u200b", "")


@pytest.mark.parametrize(
    "words",
    [
        "[Klicka här](http://elak.example)",
        "**fet** _kursiv_ ~~struken~~ `kod`",
        "# rubrik",
        "1. punkt",
        "1) punkt",
        "- punkt",
        "+ punkt",
        "> citat",
        "---",
        "===",
        "<at>alla</at>",
        "&lt;b&gt; &#42;",
        "![bild](https://elak.example/x.png)",
        "<https://elak.example>",
        "a | b\n--|--\nc | d",
        "    indraget",
        "```\nkod\n```",
    ],
)
def test_a_name_that_looks_like_markup_is_that_name(words: str) -> None:
    shown = read_as_markdown(markdown(words)).replace("\u200b", "")
    assert "".join(shown.split()) == "".join(words.split())
    assert faults(message(every_block(words), Frame(key="k"))) == []


def test_a_date_function_of_the_cards_is_not_carried_out() -> None:
    content = drawn(
        Paragraph("{{DATE(2026-11-24T08:00:00Z, SHORT)}}"), Buttons((Button("{{TIME(x)}}", "a"),))
    )
    assert "{{" not in str(content)


def test_only_addresses_that_lead_to_pages_mails_and_phones_are_links() -> None:
    def linked(url: str) -> bool:
        [_, words] = drawn(Link("Läs mer", url))["body"]
        return bool(words["text"].startswith("[Läs mer]("))

    assert all(map(linked, ("https://skola.example/plan", "mailto:a@skola.example", "tel:08-1")))
    assert not any(map(linked, ("javascript:alert(1)", "/lokal", "http://[", "data:text/html,x")))
    [_, words] = drawn(Link("x", "https://a.example/?q=(1) 2\\"))["body"]
    assert words["text"] == "[x](https://a.example/?q=%281%29%202%5C)"


def test_a_heading_and_a_divider_together_are_one_line() -> None:
    _, paragraph, heading = drawn(Paragraph("a"), Divider(), Heading("b", "Steg 2"))["body"]
    assert heading["separator"]
    assert not paragraph.get("separator")


def test_a_press_carries_what_stood_in_the_inputs_whatever_the_values_look_like() -> None:
    content = drawn(
        ChoiceInput("one", "Ett", (Option("a,b", "A"), Option("c d", "C"))),
        ManyInput("many", "Flera", (Option("x,y", "X"), Option("å:z", "Z"), Option("q", "Q"))),
        DateInput("day", "Dag"),
        TextInput("why", "Varför"),
        TextInput("empty", "Tom"),
        Buttons((Button("Spara", "save", "7"),)),
    )
    choice, many = (part for part in parts(content) if part.get("type") == "Input.ChoiceSet")
    chosen = {
        "one": choice["choices"][0]["value"],
        "many": f"{many['choices'][0]['value']},{many['choices'][1]['value']}",
        "day": "2026-12-01",
        "why": "för, att",
    }
    action = button(content, "Spara")
    assert fields_of(action["data"] | ids(content, chosen)) == {
        "one": "a,b",
        "many": ("x,y", "å:z"),
        "day": "2026-12-01",
        "why": "för, att",
        "empty": "",
    }
    press = read_press(action["data"])
    assert press is not None
    assert (press.action, press.value, press.key, press.purpose) == ("save", "7", "k", "click")


def test_nothing_chosen_among_many_is_an_empty_choice() -> None:
    content = drawn(ManyInput("many", "Flera", (Option("x", "X"),)), Buttons((Button("Spara", "save"),)))
    assert fields_of(ids(content, {})) == {"many": ()}


def test_two_inputs_of_one_name_are_still_two_inputs() -> None:
    content = drawn(TextInput("a", "Ett"), TextInput("a", "Två", value="svar"))
    assert fields_of(ids(content, {})) == {"a": "svar"}


@pytest.mark.parametrize("data", [{}, {"narvarolots": "x"}, {"narvarolots": {"purpose": "other"}}, {"a": 1}])
def test_data_that_is_not_of_our_buttons_is_no_press(data: dict[str, Any]) -> None:
    assert read_press(data) is None


def test_a_picture_is_carried_in_the_card_and_told_when_it_cannot_be_drawn() -> None:
    image, told = drawn(Picture(CHART, "Frånvaron stiger"), Picture("<svg", "Frånvaron sjunker"))["body"][1:]
    assert image["url"].startswith("data:image/png;base64,")
    assert image["altText"] == "Frånvaron stiger"
    assert "Frånvaron sjunker" in told["text"]


def test_colours_are_named_so_that_each_theme_has_its_own() -> None:
    content = message(every_block(), Frame(key="k"))["attachments"][0]["content"]
    named = {part["color"] for part in parts(content) if "color" in part}
    assert named <= {"Attention", "Accent"}
    assert not {"backgroundImage", "backgroundColor"} & {name for part in parts(content) for name in part}


def test_a_message_that_may_have_come_before_says_so_and_others_do_not() -> None:
    plain_one, marked = (drawn(Paragraph("a"), mark=mark) for mark in (False, True))
    assert len(marked["body"]) == len(plain_one["body"]) + 1
    assert texts(plain_one) in texts(marked)
