"""What a question means, whatever its words: by a model that runs here, prepared beforehand."""

import numpy as np
import pytest

from benchmarks.ask import PLAN, all_questions, measure
from content.knowledge_files import load_knowledge
from handlers.ask import find, meaning
from handlers.ask.find import Finder
from scripts.meanings import all_ways

WAYS = all_ways()
SETS = all_questions()
STRANGE = SETS["eight"]


@pytest.fixture(scope="module")
def by_words() -> Finder:
    """As on a machine where the model does not run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "can_run", lambda: False)
        return Finder(load_knowledge(PLAN))


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(load_knowledge(PLAN))


def test_every_way_of_asking_has_been_turned_into_numbers_beforehand() -> None:
    stored = meaning.stored().rows
    missing = [way for way in WAYS if meaning.key_of(way) not in stored]
    assert missing == [], "make meanings"
    assert len(stored) == len(WAYS), "make meanings"


def test_what_is_stored_is_what_the_model_says() -> None:
    store, some = meaning.stored(), WAYS[::400]
    fresh = meaning.packed(meaning.turned(some), store.middle, store.axes).astype(np.float32)
    kept = store.vectors[[store.rows[meaning.key_of(way)] for way in some]].astype(np.float32)
    alike = (fresh * kept).sum(axis=1) / np.linalg.norm(fresh, axis=1) / np.linalg.norm(kept, axis=1)
    assert alike.min() > 0.98


def test_sentences_that_mean_the_same_are_nearer_than_others() -> None:
    asked, same, other = meaning.vectors_of(
        ["mamman svarar aldrig när jag ringer", "får inte tag i modern på telefon", "vilken blankett tar vi"]
    )
    assert asked @ same > asked @ other


def test_an_editors_own_way_needs_no_preparation() -> None:
    likeness = meaning.Meaning(
        [("hunden åt upp hans läxa igen",), ("bussen till Vaxholm kom aldrig i dag",), ()]
    ).likeness("det gick ingen buss")
    assert likeness[1] > likeness[0] > likeness[2]


def test_what_the_words_leave_in_doubt_the_meaning_often_settles(finder: Finder, by_words: Finder) -> None:
    """In a set that a stranger wrote."""
    assert measure(STRANGE, finder).first > measure(STRANGE, by_words).first


def test_where_the_model_cannot_run_the_words_still_find_most(by_words: Finder) -> None:
    found = [measure(one, by_words) for name, one in SETS.items() if name in ("tuned", "one", "two", "three")]
    assert sum(one.first * one.asked for one in found) >= 0.9 * sum(one.asked for one in found)
    assert sum(one.refused * one.off_topic for one in found) >= 0.95 * sum(one.off_topic for one in found)
