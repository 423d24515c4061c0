"""Cards as HTML: every block is there, and no text of a card is ever markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.local.render import card_html, form_html, safe_link, whisper_html
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
    OpenForm,
    Option,
    Paragraph,
    Picture,
    TextInput,
)
from tests.local.school import CHART, every_block

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
)
VOID = {"img", "input", "hr", "br"}


class Page(HTMLParser):
    """The elements of a piece of HTML, its texts, and whether every element that opens also closes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags and names of attributes, without their values."""
        return [(tag, tuple(sorted(attributes))) for tag, attributes in self.elements]

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


def drawn(*blocks: object) -> Page:
    return Page(card_html(Card("Rubrik", "Sammandrag", blocks), "m1"))  # type: ignore[arg-type]


def test_every_kind_of_block_is_drawn() -> None:
    page = Page(card_html(every_block("Månsson"), "m1"))
    tags = {tag for tag, _ in page.elements}
    assert {"h3", "h4", "p", "dl", "ul", "img", "hr", "a", "fieldset", "select", "textarea", "button"} <= tags
    assert page.words.count("Månsson") > 20
    assert "18,2 %" in page.words


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_changes_no_element_of_the_page(text: str) -> None:
    harmless, hostile = (Page(card_html(every_block(words), "m1")) for words in ("Namn", text))
    assert hostile.shape() == harmless.shape()
    assert text in hostile.words


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_whatever_the_text_the_page_has_the_same_elements(text: str) -> None:
    assert Page(card_html(every_block(text), "m1")).shape() == Page(card_html(every_block("x"), "m1")).shape()


def test_hostile_ids_and_actions_stay_within_their_attributes() -> None:
    text = HOSTILE[1]
    option = Option(text, text)
    page = drawn(
        ChoiceInput(text, text, (option,)),
        ManyInput(text, text, (option,)),
        Buttons((Button("Gå", text, text),)),
    )
    assert page.all("button")[0]["data-action"] == text
    assert page.all("input", type="radio")[0]["value"] == text
    assert not page.all("img")


def test_a_few_options_are_radio_buttons_and_many_are_a_list() -> None:
    few = drawn(ChoiceInput("c", "Orsak", (Option("a", "A"), Option("b", "B")), selected="b"))
    assert [one["value"] for one in few.all("input", type="radio") if "checked" in one] == ["b"]
    many = drawn(
        ChoiceInput("c", "Orsak", tuple(Option(f"o{n}", f"Val {n}") for n in range(9)), selected="o4")
    )
    assert [one["value"] for one in many.all("option") if "selected" in one] == ["o4"]


def test_the_same_input_in_two_cards_is_two_inputs() -> None:
    card = Card("x", "x", (ChoiceInput("cause", "Orsak", (Option("a", "A"),)), DateInput("day", "Dag")))
    first, second = (Page(card_html(card, scope)) for scope in ("m1", "m2"))
    ids = [{str(one.get("id") or one.get("name")) for one in page.all("input")} for page in (first, second)]
    assert ids[0].isdisjoint(ids[1])


def test_every_input_has_its_label() -> None:
    page = Page(card_html(every_block("Etikett"), "m1"))
    labelled = {one["for"] for one in page.all("label") if "for" in one}
    named = [one for tag in ("select", "textarea", "input") for one in page.all(tag) if "id" in one]
    assert len(named) == 4
    assert all(one["id"] in labelled for one in named)


def test_two_parts_of_a_card_have_one_line_between_them() -> None:
    page = drawn(Heading("Alva"), Divider(), Heading("Noel"), Divider(), Paragraph("Slut"))
    assert len(page.all("hr")) == 1


def test_a_picture_is_an_image_with_its_words_and_never_part_of_the_page() -> None:
    page = drawn(Picture(CHART.replace("<path", "<script>alert(1)</script><path", 1), alt="Kurvan stiger"))
    assert page.all("img")[0]["alt"] == "Kurvan stiger"
    assert str(page.all("img")[0]["src"]).startswith("data:image/svg+xml;base64,")
    assert not page.all("svg") + page.all("script") + page.all("path")


@pytest.mark.parametrize(
    "url",
    [
        "https://skola.example/plan",
        "http://127.0.0.1:8600/d/1.pdf",
        "/documents/7",
        "tel:+4687505000",
        "mailto:a@b.example",
    ],
)
def test_links_that_lead_somewhere_are_links(url: str) -> None:
    assert safe_link(url)
    assert drawn(Link("Planen", url)).all("a")[0]["href"] == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//ond.example",
        "/\\ond.example",
        "https:",
        "x",
        "",
    ],
)
def test_a_link_that_could_run_something_is_plain_text(url: str) -> None:
    page = drawn(Link("Planen", url))
    assert not page.all("a")
    assert "Planen" in page.words


def test_a_form_says_what_it_submits() -> None:
    form = OpenForm(Card("Boka", "x", (TextInput("note", "Anteckning", sensitive=True),)), "booked", "7")
    page = Page(form_html(form, "f1"))
    assert page.all("form")[0]["data-submit"] == "booked"
    assert page.all("form")[0]["data-value"] == "7"
    assert page.all("button", type="submit")
    assert page.all("input")[0]["spellcheck"] == "false"


def test_a_whisper_shows_back_the_words_that_are_not_kept() -> None:
    page = Page(whisper_html((every_block("Oro"), every_block("Oro")), HOSTILE[0], "w1"))
    assert HOSTILE[0] in page.words
    assert len(page.all("article")) == 2
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
