"""Turns the ways of asking into numbers beforehand: handlers/ask/meanings.npz. `make meanings` runs it.

What is stored already is kept, what is new is turned (a thousand take some ten seconds), what no plan asks
with any longer is dropped. `--anew` chooses the directions anew and turns everything: when much has changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import numpy as np

from content.knowledge_files import load_knowledge
from content.loader import PlanLibrary
from handlers.ask.find import ways_of
from handlers.ask.meaning import STORED, Vectors, key_of, packed, stored, turned

DIRECTIONS = 128
"""Of the model's 384. More find nothing more: docs/architecture.md."""
AT_ONCE = 256


def all_ways() -> list[str]:
    """Each once, in the order of the plans."""
    plans = [load_knowledge(plan_id) for plan_id in PlanLibrary().ids()]
    return list(dict.fromkeys(way for plan in plans for ways in ways_of(plan) for way in ways))


def main() -> None:
    ways = all_ways()
    anew = "--anew" in sys.argv or not STORED.exists()
    rows = {} if anew else stored().rows
    new = [way for way in ways if key_of(way) not in rows]
    raw = np.concatenate([np.zeros((0, 384), np.float32), *_turned(new)])
    middle, axes = _directions(raw) if anew else (stored().middle, stored().axes)
    made = dict(zip(new, packed(raw, middle, axes), strict=True))
    vectors = np.stack([made[way] if way in made else stored().vectors[rows[key_of(way)]] for way in ways])
    keys = np.array([key_of(way) for way in ways], dtype=np.uint64)
    np.savez(STORED, middle=middle, axes=axes.astype(np.float16), keys=keys, vectors=vectors)
    print(f"{len(ways)} sätt att fråga, {len(new)} nya.")


def _turned(sentences: list[str]) -> Iterator[Vectors]:
    for first in range(0, len(sentences), AT_ONCE):
        yield turned(sentences[first : first + AT_ONCE], threads=os.cpu_count() or 1)


def _directions(raw: Vectors) -> tuple[Vectors, Vectors]:
    """The middle, and the directions in which the ways differ most (principal components)."""
    middle = raw.mean(axis=0)
    centred = raw - middle
    _, axes = np.linalg.eigh(centred.T @ centred)
    return middle, axes[:, ::-1][:, :DIRECTIONS].astype(np.float16).astype(np.float32)


if __name__ == "__main__":
    main()
