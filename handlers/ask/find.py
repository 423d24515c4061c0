"""Which entry answers a question, and how sure that is.

How near an entry is by its words, in six numbers from 0 to 1, weighted by how telling each word is (rare ones
tell more):
  likeness  how like the question is to the entry's nearest way of asking (both ways: what the question
            says that the way says too, and the other way round);
  cover     how much of the question the entry speaks of at all, in its ways or its texts;
  rank      the full-text engine's own order (BM25 in SQLite's FTS5), the best entry being 1;
  gist      how like the question is to all of the entry's ways taken together (handlers.ask.gist);
  likely    how likely the entry's askers are to have written it, beside the likeliest entry's;
  spelling  how much of the way of asking that is nearest, letter by letter, stands in the question.
nearness = their sum, each with its own weight (below). Where the words leave a doubt, because two entries are
nearly as near or it is not sure that the question is ours, a seventh is added: how like the question is in
meaning to the entry's ways (handlers.ask.meaning). The nearest entry is the answer. Whether to give it is
another question (handlers.ask.sure): questions about other things (content/answers/not_ours.yaml) compete as
entries do, and under `ENOUGH` nothing is answered. What stands word for word among an answer's ways of asking
is that answer.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from threading import Lock

from rapidfuzz import fuzz, process

from content.knowledge import Answer, Knowledge
from handlers.ask.gist import Gist
from handlers.ask.meaning import Meaning, can_run
from handlers.ask.sure import BY_WORDS, WITH_MEANING, Signs, sureness
from handlers.ask.words import LIGHT, Term, Words
from handlers.swedish import plain

ENOUGH = 0.45
CANDIDATES, ALIKE = 20, 8
"""How many the full-text engine puts forward, and how many the gist does beside them."""
PART = 0.55
"""What a compound's part is worth beside the whole word."""
QUESTION_FIRST = 1.6
"""How much more it counts that the question's words are met than that the way's are."""
IN_TEXT = 0.5
"""A word met only in the texts of an entry, beside one in its ways."""
LIKENESS, COVER, RANK, GIST, LIKELY, SPELLING = 0.32, 0.16, 0.04, 0.10, 0.16, 0.28
MEANING = 1.0
PLAIN, CLEAR, NOT_OURS = 0.8, 0.12, 0.03
"""So sure, and so much nearer than the next entry, has the nearest to be for the words alone to decide; or so
little sure that the question is plainly about something else."""
UNKNOWN = 0.6
"""How telling an unknown word is, beside one that a single entry has: it speaks for something else."""
OTHERS_TELL = 1.2
"""How telling a word of another subject is: an answer that does not have it is about something else."""
WORD_FOR_WORD = 2.5
"""More than the words and the meaning come to together: no other entry is near then."""
_OUR_SURETY = 0.75
_PUPIL = re.compile(
    r"\b(?:hon|han|hen|henne|honom|hennes|hans|elev\w*|barn\w*|tjej\w*|kill\w*|pojk\w*|flick\w*|ungen|ungar\w*"
    r"|grabb\w*|dotter\w*|sonen|dom|klass\w*)\b"
)


@dataclass(frozen=True)
class Found:
    answer: Answer
    confidence: float
    nearness: float = 1.0


_Weighed = Sequence[tuple[Term, float]]
"""Terms with how telling each is."""


@dataclass(frozen=True)
class _Asked:
    """A question made ready: without å ä ö, its terms and the sum of their weights, and how likely each
    entry's askers are to have written it."""

    question: str
    written: str
    terms: _Weighed
    whole: float
    likely: Sequence[float]


@dataclass(frozen=True)
class _Near:
    """How near the entries worth a look are, by their numbers.

    `alike`: how like every entry is in meaning; empty while that has not been looked at."""

    entries: Mapping[int, float]
    alike: Sequence[float] = ()


@dataclass(frozen=True)
class _Way:
    """A way of asking: how telling each of its words is, the parts of its compounds, and the sum."""

    weights: Mapping[str, float]
    parts: Mapping[str, frozenset[str]]
    whole: float


@dataclass(frozen=True)
class _Indexed:
    answer: Answer | None
    """None: these are questions about something else."""
    ways_with: Mapping[str, tuple[_Way, ...]]
    """Its ways of asking, by each word and part of a word in them."""
    in_ways: frozenset[str]
    in_texts: frozenset[str]
    written: tuple[str, ...]
    """The ways as they are written, without å ä ö."""


def ways_of(knowledge: Knowledge) -> list[tuple[str, ...]]:
    """What is asked, entry by entry: our answers' ways, then the questions about other things."""
    return [*(answer.ways for answer in knowledge.answers), *knowledge.not_ours.values()]


class Finder:
    """An index over one plan's answers. Thread-safe; built once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.words = Words(knowledge.synonyms)
        self.words.learn(way for answer in knowledge.answers for way in answer.ways)
        self.words.learn(chain.from_iterable(knowledge.not_ours.values()))
        self.words.learn(knowledge.synonyms.ours)
        self.words.learn(knowledge.synonyms.others)
        self._ours = {term.key for word in knowledge.synonyms.ours for term in self.words.terms(word)}
        other = (term for word in knowledge.synonyms.others for term in self.words.terms(word))
        self._others = {term.key for term in other if not term.light} - self._ours
        ways = [[self.words.terms(way) for way in answer.ways] for answer in knowledge.answers]
        self._weights = _weights([_keys(chain.from_iterable(terms)) for terms in ways])
        self._rarest = max(self._weights.values(), default=1.0)
        pairs = zip(knowledge.answers, ways, strict=True)
        self._entries = [self._indexed(answer, answer.ways, terms, knowledge) for answer, terms in pairs]
        for asked in knowledge.not_ours.values():
            self._entries.append(
                self._indexed(None, asked, [self.words.terms(one) for one in asked], knowledge)
            )
        self._numbers_of_ours = [number for number, entry in enumerate(self._entries) if entry.answer]
        self._numbers_of_others = [number for number, entry in enumerate(self._entries) if not entry.answer]
        self._word_for_word = {plain(way): answer for answer in knowledge.answers for way in answer.ways}
        self._gist = Gist(self.words, [entry.written for entry in self._entries])
        self._meaning = Meaning(ways_of(knowledge)) if can_run() else None
        self._database = _full_text(self._entries)
        self._lock = Lock()

    def _indexed(
        self,
        answer: Answer | None,
        ways: Iterable[str],
        terms: Sequence[Sequence[Term]],
        knowledge: Knowledge,
    ) -> _Indexed:
        with_key: dict[str, list[_Way]] = defaultdict(list)
        for one in filter(None, terms):
            way = self._way(one)
            for key in _keys(one):
                with_key[key].append(way)
        ways_with = {key: tuple(found) for key, found in with_key.items()}
        texts = _keys(self.words.terms(knowledge.full_text(answer))) if answer else frozenset[str]()
        written = tuple(plain(way) for way in ways)
        return _Indexed(answer, ways_with, _keys(chain.from_iterable(terms)), texts, written)

    def _way(self, terms: Sequence[Term]) -> _Way:
        weights = {term.key: self._weight(term) for term in terms}
        return _Way(weights, {term.key: term.parts for term in terms if term.parts}, sum(weights.values()))

    def find(self, question: str, at_most: int = 3) -> tuple[Found, ...]:
        """The nearest first, sure or not. Nothing: no word of the question is known."""
        asked = self._asked(question)
        near = self._near(asked)
        signs = self._signs(asked, near)
        if self._meaning and not self._is_plain(near, signs):
            near = self._with_meaning(self._meaning, asked, near)
            signs = self._signs(asked, near)
        ours = [number for number in near.entries if self._entries[number].answer]
        best = nlargest(at_most, ours, key=lambda number: near.entries[number])
        found = [self._found(number, near, signs) for number in best]
        if answer := self._word_for_word.get(asked.written):
            others = [one for one in found if one.answer.id != answer.id]
            found = [Found(answer, 1.0, WORD_FOR_WORD), *others]
        return tuple(found[:at_most])

    def signs(self, question: str, *, meaning: bool = False) -> Signs:
        """What tells whether the question is ours (handlers.ask.sure); `meaning`: with that looked at too."""
        asked = self._asked(question)
        near = self._near(asked)
        if meaning and self._meaning:
            near = self._with_meaning(self._meaning, asked, near)
        return self._signs(asked, near)

    def _found(self, number: int, near: _Near, signs: Signs) -> Found:
        answer, nearness = self._entries[number].answer, near.entries[number]
        assert answer is not None  # only ours are looked for
        weights = WITH_MEANING if near.alike else BY_WORDS
        return Found(answer, round(sureness(signs.at(nearness), weights), 3), nearness)

    def _is_plain(self, near: _Near, signs: Signs) -> bool:
        """Whether the words alone leave no doubt: then the model, which takes longer, is not asked."""
        first, second = nlargest(2, (*near.entries.values(), 0.0, 0.0))
        sure = sureness(signs)
        return sure <= NOT_OURS or (sure >= PLAIN and first - second >= CLEAR)

    def _with_meaning(self, meaning: Meaning, asked: _Asked, near: _Near) -> _Near:
        """Those that are nearest in meaning are worth a look too, whatever their words are."""
        alike = meaning.likeness(asked.question)
        numbers = {*near.entries, *nlargest(ALIKE, range(len(alike)), key=lambda number: alike[number])}
        by_words = {**self._nearnesses(asked, numbers - near.entries.keys(), {}, {}), **near.entries}
        return _Near({one: nearness + MEANING * alike[one] for one, nearness in by_words.items()}, alike)

    def _signs(self, asked: _Asked, near: _Near) -> Signs:
        terms = [term for term, _ in asked.terms if not term.light]
        other = [term for term in terms if term.key in self._others]
        unknown = sum(weight for term, weight in asked.terms if not term.surety and not term.light)
        found = Signs(
            nearest=0.0,
            other=self._best(near.entries, self._numbers_of_others),
            ours=float(any(self._is_ours(term) for term in terms if term not in other)),
            how_many_ours=min(sum(self._is_ours(term) for term in terms), 3) / 3,
            others=min(len(other), 2) / 2,
            unknown=unknown / asked.whole,
            of_a_pupil=float(_PUPIL.search(asked.written) is not None),
            length=min(len(asked.terms), 12) / 12,
            likelier=self._more_ours(asked.likely),
            meant=self._more_ours(near.alike) if near.alike else 0.5,
        )
        return found.at(self._best(near.entries, self._numbers_of_ours))

    @staticmethod
    def _best(near: Mapping[int, float], numbers: Iterable[int]) -> float:
        return max((near[number] for number in numbers if number in near), default=0.0)

    def _more_ours(self, of_entries: Sequence[float]) -> float:
        """0.5: the best of ours and the best of the others are as good as each other."""
        ours = max((of_entries[number] for number in self._numbers_of_ours), default=0.0)
        other = max((of_entries[number] for number in self._numbers_of_others), default=0.0)
        return (1 + ours - other) / 2

    def _asked(self, question: str) -> _Asked:
        terms = [(term, self._weight(term)) for term in self.words.terms(question)]
        whole = sum(weight for _, weight in terms) or 1.0
        return _Asked(question, plain(question), terms, whole, self._gist.likelihood(question))

    def _near(self, asked: _Asked) -> _Near:
        """The entries worth a look, and how near each is by its words."""
        ranks = dict(self._ranked(asked.terms))
        gists = self._gist.likeness(asked.question) if ranks else {}
        numbers = {*ranks, *nlargest(ALIKE, gists, key=lambda number: gists[number])}
        return _Near(self._nearnesses(asked, numbers, ranks, gists))

    def _nearnesses(
        self, asked: _Asked, numbers: Iterable[int], ranks: Mapping[int, float], gists: Mapping[int, float]
    ) -> dict[int, float]:
        return {
            number: self._nearness(asked, self._entries[number])
            + RANK * ranks.get(number, 0.0)
            + GIST * gists.get(number, 0.0)
            + LIKELY * asked.likely[number]
            for number in sorted(numbers)
        }

    def _is_ours(self, term: Term) -> bool:
        """Whether it is a word of the plan's own subject."""
        return term.surety >= _OUR_SURETY and (term.key in self._ours or bool(term.parts & self._ours))

    def _nearness(self, asked: _Asked, entry: _Indexed) -> float:
        keys = {key for term, _ in asked.terms if term.surety for key in (term.key, *term.parts)}
        ways = {id(way): way for key in keys for way in entry.ways_with.get(key, ())}
        likeness = max((_likeness(asked.terms, asked.whole, way) for way in ways.values()), default=0.0)
        cover = sum(weight * _spoken_of(term, entry) for term, weight in asked.terms) / asked.whole
        return LIKENESS * likeness + COVER * cover + _spelt(asked.written, entry)

    def _weight(self, term: Term) -> float:
        weight = self._weights.get(term.key, UNKNOWN * self._rarest)
        if term.key in self._others:
            weight = max(weight, OTHERS_TELL * self._rarest)
        return weight * LIGHT if term.light else weight

    def _ranked(self, asked: _Weighed) -> list[tuple[int, float]]:
        """The numbers of those the full-text engine finds, with their BM25 beside that of the best."""
        keys = sorted({key for term, _ in asked if term.surety for key in (term.key, *term.parts)})
        if not keys:
            return []
        wanted = " OR ".join(f'"{key}"' for key in keys)
        question = "SELECT rowid, -bm25(answers, 8.0, 2.0) AS rank FROM answers WHERE answers MATCH ?"
        with self._lock:
            rows = self._database.execute(
                f"{question} ORDER BY rank DESC LIMIT {CANDIDATES}", (wanted,)
            ).fetchall()
        best = max((rank for _, rank in rows), default=0.0) or 1.0
        return [(number, max(rank, 0.0) / best) for number, rank in rows]


def _keys(terms: Iterable[Term]) -> frozenset[str]:
    return frozenset(key for term in terms for key in (term.key, *term.parts))


def _likeness(asked: _Weighed, whole: float, way: _Way) -> float:
    """A weighted mean of the two shares that are met, the smaller pulling it down (F-measure)."""
    of_question = 0.0
    met: dict[str, float] = {}
    for term, weight in asked:
        key, surety = _met(term, way)
        of_question += weight * surety
        met[key] = max(met.get(key, 0.0), surety)
    of_way = sum(way.weights.get(key, 0.0) * surety for key, surety in met.items()) / way.whole
    of_question /= whole
    if not of_question or not of_way:
        return 0.0
    beta = QUESTION_FIRST**2
    return (1 + beta) * of_question * of_way / (beta * of_way + of_question)


def _met(term: Term, way: _Way) -> tuple[str, float]:
    """The way's word that the term meets, and how far: wholly, or less where one is a part of the other."""
    if term.key in way.weights:
        return term.key, term.surety
    for part in term.parts:
        if part in way.weights:
            return part, PART * term.surety
    for key, parts in way.parts.items():
        if term.key in parts:
            return key, PART * term.surety
    return "", 0.0


def _spelt(said: str, entry: _Indexed) -> float:
    best = process.extractOne(said, entry.written, scorer=fuzz.ratio)
    return SPELLING * best[1] / 100 if best else 0.0


def _spoken_of(term: Term, entry: _Indexed) -> float:
    if term.key in entry.in_ways:
        return term.surety
    if term.key in entry.in_texts:
        return IN_TEXT * term.surety
    return PART * IN_TEXT * term.surety if term.parts & entry.in_ways else 0.0


def _weights(entries: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """How telling each word is: the fewer entries have it in their ways, the more."""
    times = Counter(key for keys in entries for key in keys)
    return {key: math.log(1 + len(entries) / (1 + count)) for key, count in times.items()}


def _full_text(entries: Sequence[_Indexed]) -> sqlite3.Connection:
    """SQLite's full-text engine in memory, over words that are already stemmed."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE VIRTUAL TABLE answers USING fts5(ways, texts, tokenize='ascii')")
    rows = [
        (number, " ".join(sorted(e.in_ways)), " ".join(sorted(e.in_texts)))
        for number, e in enumerate(entries)
    ]
    database.executemany("INSERT INTO answers (rowid, ways, texts) VALUES (?, ?, ?)", rows)
    return database


@lru_cache(maxsize=16)
def finder_of(knowledge: Knowledge) -> Finder:
    return Finder(knowledge)
