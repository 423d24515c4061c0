"""Random cards, of every kind of block, with texts that are long, empty or meant for Slack."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from handlers.vocabulary import (
    Button,
    Buttons,
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
    Option,
    Paragraph,
    Picture,
    TextInput,
)

HOSTILE = (
    "<!channel> *x* <@U1>",
    "<!here|psst>",
    "<https://evil.example|klicka>",
    "&lt;!everyone&gt;",
    "*fet* _lutad_ ~struken~ `kod` ```block```",
    "> citat\n> till",
    ":tada: :+1:",
    "\x00\x1b\u2028\u202e",
    "a" * 4000,
    "&" * 4000,
    "*" * 3500,
    "ord " * 4000,
    "",
    " \n ",
)
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=200))
ids = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=0, max_size=300)
days = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))
options = st.lists(st.builds(Option, ids, words, words), max_size=130).map(tuple)
buttons = st.lists(
    st.builds(Button, words, ids, ids, st.sampled_from(["plain", "primary", "danger"])), max_size=60
).map(tuple)
blocks = st.one_of(
    st.builds(Heading, words, words),
    st.builds(Paragraph, words, st.sampled_from(["normal", "muted", "strong", "warning", "good"])),
    st.builds(Facts, st.lists(st.tuples(words, words), max_size=25).map(tuple)),
    st.builds(
        Checklist,
        st.lists(
            st.builds(ChecklistItem, words, st.sampled_from(["open", "done", "not_needed"]), words),
            max_size=30,
        ).map(tuple),
    ),
    st.builds(Picture, st.just("<svg/>"), words),
    st.just(Divider()),
    st.builds(
        Link, words, st.sampled_from(["https://a.se/?a=1&b=|>", "javascript:x", "/sida", "tel:112", ""])
    ),
    st.builds(ChoiceInput, ids, words, options, ids),
    st.builds(ManyInput, ids, words, options, st.lists(ids, max_size=5).map(tuple)),
    st.builds(DateInput, ids, words, days, days, days),
    st.builds(TextInput, ids, words, st.booleans(), st.integers(-5, 9000), words, words, st.booleans()),
    st.builds(Buttons, buttons),
)
many_blocks = st.lists(blocks, max_size=12) | st.builds(
    lambda some, times: some * times, st.lists(blocks, min_size=1, max_size=5), st.integers(1, 40)
)
cards = st.builds(Card, words, words, many_blocks.map(tuple))
