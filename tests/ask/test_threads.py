"""Several people ask at once, each in a thread of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.ask.words import _root_of

ENDINGS = ("ande", "erna", "hetens")
WORDS = tuple(f"{begin}{end}" for begin in ("skol", "mentor", "frånvar") for end in ENDINGS)
ROUNDS = 100


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_words_have_the_same_roots_however_many_ask_at_once() -> None:
    root = _root_of.__wrapped__
    alone = {word: root(word) for word in WORDS}
    with ThreadPoolExecutor(8) as people:
        together = list(people.map(lambda word: (word, root(word)), WORDS * ROUNDS))
    assert all(alone[word] == found for word, found in together)
