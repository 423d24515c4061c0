"""How like a question is to all of an entry's ways of asking taken together, by words and pieces of words.

One way of asking may miss a question by a word that another way of the same entry has; and a word that is
badly misspelt, or a compound nobody has written before, still shares pieces with what was meant. It is looked
at in two ways: how alike the words are (the cosine), and which entry's askers are likeliest to have written
them (naive Bayes), which counts for what only one entry's askers write.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from handlers.ask.words import LIGHT_IN_GIST, Term, Words

PIECE = 4
"""Letters in a piece. Longer pieces miss endings, shorter ones are in everything."""
PAIRED = 0.7
"""What two words in a row are worth, beside each of them."""
UNSEEN = 0.01
"""How often an entry's askers are thought to have written what none of them has."""
HOPELESS = 4.0
"""An entry this much less likely (in natural logarithms) than the likeliest is not likely at all."""


class Gist:
    """Every entry's ways as one vector (tf-idf). Built once; reading is thread-safe."""

    def __init__(self, words: Words, entries: Sequence[Iterable[str]]) -> None:
        self._words = words
        told = [[_features(words, way) for way in ways] for ways in entries]
        times = Counter(name for features in told for name in {name for one in features for name in one})
        self._rarity = {name: math.log(1 + len(entries) / count) for name, count in times.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._written: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._bulk: list[float] = []
        for number, features in enumerate(told):
            total = _sum(self._weighed(one) for one in features)
            for name, value in total.items():
                self._written[name].append((number, math.log(1 + value / UNSEEN)))
            self._bulk.append(math.log(sum(total.values()) + UNSEEN * len(times)))
            for name, value in _unit(total).items():
                self._postings[name].append((number, value))

    def likeness(self, question: str) -> dict[int, float]:
        """By the entry's number: the cosine, from 0 to 1. Entries that share nothing are left out."""
        found: dict[int, float] = defaultdict(float)
        for name, value in self._asked(question).items():
            for number, weight in self._postings.get(name, ()):
                found[number] += value * weight
        return found

    def likelihood(self, question: str) -> Sequence[float]:
        """By the entry's number, from 0 to 1: the likeliest to have been meant has 1."""
        asked = self._asked(question)
        said = sum(asked.values())
        found = [-said * bulk for bulk in self._bulk]
        for name, value in asked.items():
            for number, weight in self._written.get(name, ()):
                found[number] += value * weight
        best = max(found, default=0.0)
        return [max(0.0, 1 - (best - one) / HOPELESS) for one in found]

    def _asked(self, question: str) -> Mapping[str, float]:
        return self._weighed(_features(self._words, question))

    def _weighed(self, features: Mapping[str, float]) -> Mapping[str, float]:
        known = ((name, value * self._rarity.get(name, 0.0)) for name, value in features.items())
        return _unit({name: value for name, value in known if value})


def _features(words: Words, sentence: str) -> Mapping[str, float]:
    """Its words as terms, alone and in pairs, and the pieces of its words, where a long word counts little
    more than a short."""
    terms = [term for term in words.terms(sentence) if term.surety]
    found: dict[str, float] = {}
    for term in terms:
        found[f"={term.key}"] = _worth(term)
        found.update({f"={part}": 0.5 for part in term.parts if f"={part}" not in found})
    found.update({f"{one.key}+{next_.key}": PAIRED for one, next_ in pairwise(terms)})
    for word in words.telling(sentence):
        edged = f"_{word}_"
        pieces = [edged[at : at + PIECE] for at in range(len(edged) - PIECE + 1)]
        for piece in pieces:
            found[piece] = found.get(piece, 0.0) + 1 / math.sqrt(len(pieces))
    return found


def _worth(term: Term) -> float:
    return term.surety * (LIGHT_IN_GIST if term.light else 1.0)


def _sum(vectors: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for name, value in vector.items():
            total[name] += value
    return total


def _unit(vector: Mapping[str, float]) -> Mapping[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {name: value / length for name, value in vector.items()}
