"""Words as they are compared: without å ä ö and endings, compounds parted, misspellings forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import OSA
from snowballstemmer import stemmer  # type: ignore[import-untyped]

from content.knowledge import Synonyms
from handlers.swedish import plain

LIGHT = 0.45
"""What a light word ("vem", "göra") counts, of a word with content."""
LIGHT_IN_GIST = 0.5
"""The same where all of an entry's ways are looked at together: there it parts more than it binds."""
MISSPELT, HEAD_ONLY, PARTED = 0.8, 0.8, 0.8
"""What a misspelt word counts, a compound known by its last part only, and the parts of a new compound."""
_SHORTEST_PART, _SHORTEST_MISSPELT, _SHORTEST_HEAD = 4, 5, 5
_LONG_WORD = 8
_DOTLESS = re.compile(r"aa|ae|oe")
_ENDINGS = re.compile(r"(?<=\w{4})(?:ningarna|ningar|ningen|ning|ingen|ingar|ing|an|on)$")


@dataclass(frozen=True)
class Term:
    """One word of a question or of a way of asking. `parts`: those of a compound the vocabulary knows."""

    key: str
    parts: frozenset[str] = frozenset()
    surety: float = 1.0
    """1 for a word as it stands, less for one that was misspelt or is unknown (0)."""
    light: bool = False


class Words:
    """Turns sentences into terms. `vocabulary` grows with `learn`; only what it holds can be found."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.vocabulary: set[str] = set()
        self._spelling: list[str] = []
        self._skip = {plain(word) for word in synonyms.skip}
        self._light = {self._root(plain(word)) for word in synonyms.light}
        self._same: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._phrases: dict[str, str] = {}
        self._learnt: dict[str, list[str]] = {}
        """The words of the sentences it has learnt, each of which is turned into terms several times."""
        for word, others in synonyms.same.items():
            self._add_synonyms(plain(word), [plain(other) for other in others])
        longest_first = sorted(self._phrases, key=len, reverse=True)
        self._phrase = re.compile(rf"\b(?:{'|'.join(longest_first) or '(?!)'})\b")

    def _add_synonyms(self, words: str, others: Iterable[str]) -> None:
        """Several words in a row become one: "steg 2" is its own word, as telling as any."""
        word = words.replace(" ", "")
        for other in (words, *others):
            if " " in other:
                self._phrases[other] = word
            else:
                self._exact[other] = self._same[self._root(other)] = self._root(word)

    def learn(self, sentences: Iterable[str]) -> None:
        """Makes every word of the sentences known, before any of them is turned into terms."""
        for sentence in sentences:
            said = _said(sentence)
            self._learnt[said] = self._joined(said)
            self.vocabulary.update(self._key(word) for word in self._tokens(sentence))
        self.vocabulary.update(self._same.values())
        self._spelling = sorted({*self.vocabulary, *self._same} - self._light)
        self.terms_of_word.cache_clear()

    def terms(self, sentence: str) -> tuple[Term, ...]:
        """The words with meaning, each once, in order. Unknown words are terms without surety."""
        found = (term for word in self._tokens(sentence) for term in self.terms_of_word(word))
        return tuple({term.key: term for term in found}.values())

    def telling(self, sentence: str) -> tuple[str, ...]:
        """Its words as they were written, but for those that say nothing."""
        return tuple(self._tokens(sentence))

    def _tokens(self, sentence: str) -> Iterator[str]:
        said = _said(sentence)
        words = self._learnt.get(said) or self._joined(said)
        at = 0
        while at < len(words):
            # "oros anmälan" written apart is one word.
            joined = "".join(words[at : at + 2])
            if at + 1 < len(words) and self._known_whole(words[at], words[at + 1], joined):
                yield joined
                at += 2
                continue
            if words[at] not in self._skip:
                yield words[at]
            at += 1

    def _joined(self, said: str) -> list[str]:
        """Its words, where several that mean one thing are one."""
        return self._phrase.sub(lambda match: self._phrases[match[0]], said).split()

    def _known_whole(self, first: str, second: str, joined: str) -> bool:
        if len(joined) < _LONG_WORD or first in self._skip or second in self._skip:
            return False
        whole = self._key(joined)
        return whole in self.vocabulary and whole not in (self._key(first), self._key(second))

    def is_known(self, word: str) -> bool:
        folded = plain(word)
        return folded in self._skip or any(term.surety == 1.0 for term in self.terms_of_word(folded))

    @lru_cache(maxsize=20_000)  # noqa: B019  (one Words for each plan, for as long as the bot runs)
    def terms_of_word(self, word: str) -> tuple[Term, ...]:
        """One term; two for a compound that nobody has written before."""
        key = self._key(word)
        if key in self.vocabulary:
            light = key in self._light or (key.isdigit() and key not in self._same.values())
            return (Term(key, self._parts(word, key), light=light),)
        if key in self._light:
            return (Term(key, light=True),)
        if pair := self._split(word):
            return tuple(Term(part, surety=PARTED, light=part in self._light) for part in pair)
        right = self._misspelt(key) or self._without_dots(word)
        if right:
            return (Term(right, surety=MISSPELT, light=right in self._light),)
        head = self._head(word)
        return (Term(head, surety=HEAD_ONLY) if head else Term(key, surety=0.0, light=key.isdigit()),)

    def _misspelt(self, key: str) -> str:
        """The known word that was meant, one slip away; two in a long word. "" when there is none."""
        if len(key) < _SHORTEST_MISSPELT or key.isdigit():
            return ""
        allowed = 1 if len(key) < _LONG_WORD else 2
        near = process.extractOne(key, self._spelling, scorer=OSA.distance, score_cutoff=allowed)
        if near is None or near[0][0] != key[0] or len(near[0]) < _SHORTEST_MISSPELT - 1:
            return ""
        return self._same.get(near[0], near[0])

    def _without_dots(self, word: str) -> str:
        """The known word that was written with aa, ae and oe for å, ä and ö; "" when there is none."""
        key = self._key(_DOTLESS.sub(lambda match: match[0][0], word))
        return key if key in self.vocabulary else ""

    def _head(self, word: str) -> str:
        """The last part of a compound, which says what it is: a "varningstecken" is a sign."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_HEAD + 1):
            root = self._root(word[cut:])
            key = self._same.get(root, root)
            if len(root) >= _SHORTEST_HEAD - 1 and key in self.vocabulary and key not in self._light:
                return key
        return ""

    def _parts(self, word: str, key: str) -> frozenset[str]:
        pair = self._split(word)
        return frozenset(pair) - {key} if pair else frozenset()

    def _split(self, word: str) -> tuple[str, str] | None:
        """The parting with the longest last part; a joining s, or the first part's own a/e/u, may fall."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            first, last = word[:cut], self._key(word[cut:])
            if last not in self.vocabulary or last in self._light:
                continue
            for form in (first, first.removesuffix("s"), f"{first}a", f"{first}e"):
                if len(form) >= _SHORTEST_PART and (head := self._key(form)) in self.vocabulary:
                    return head, last
        return None

    def _key(self, word: str) -> str:
        """A synonym as it is written goes before its stem: "böter" and "boten" have the same."""
        root = self._root(word)
        return self._exact.get(word) or self._same.get(root, root)

    @staticmethod
    def _root(word: str) -> str:
        return _root_of(word)


def _said(sentence: str) -> str:
    return plain(sentence.replace("%", " procent "))


_STEMMER = stemmer("swedish")
_STEMMING = Lock()
"""The stemmer keeps the word it works on in itself: two threads in it at once break each other's."""


@lru_cache(maxsize=50_000)
def _root_of(word: str) -> str:
    """The Snowball stem, and of a verbal noun that of its verb: anmälan and anmäla are one."""
    bare = word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
    shorter = _ENDINGS.sub("", bare)
    if shorter != bare:
        return shorter
    with _STEMMING:
        return str(_STEMMER.stemWord(bare))
