"""The numbers and names that stand on the lines of the sources, and nothing else: `python -m
tests.packs.numbers`.

The sources are not part of the project. Their numbers are kept here, line by line, and the words of those
names that a plan cites them for, so that a test can follow
each fact of a plan to its line wherever it runs; where the sources lie beside the checkout, another test
holds that what is kept is what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from content.checks.flaw import models
from content.model import Contact, Definition, Plan, Sourced, SupportUnit
from content.sources import Lines, places
from tests.packs import LIBRARY, PACKS, SEVENTH_SOURCES

SOURCES = Path(__file__).parents[3] / "shared" / "sources"
"""Beside the checkout where the plans were written."""
KEPT = SEVENTH_SOURCES / "numbers.txt"
WORDS = {
    **dict.fromkeys(("en", "ett", "första"), 1),
    **{"två": 2, "tre": 3, "fyra": 4, "fjärde": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "tio": 10},
}
UNITS = ("dag", "veck", "månad")
SMALL = frozenset({"eller", "vad", "och", "för", "med", "till", "som", "den", "det"})
_PHONE = re.compile(r"\b0\d{1,2}-\d[\d ]{4,}\d\b")
_ADDRESS = re.compile(r"\S+@\S+\w|\b\w[\w.]+\.\w+/\w\S*\w|\bstart\.stockholm\b")


def facts(plan: Plan) -> list[Sourced]:
    return [fact for _, fact in models(plan) if isinstance(fact, Sourced)]


def lines_of(source: str) -> Iterator[tuple[str, int]]:
    for place in places(source):
        if isinstance(place, Lines):
            yield from ((place.number, line) for line in range(place.first, place.last + 1))


def name_of(fact: Sourced) -> str:
    """What the source calls it; "" for a fact without a name of the source's own."""
    match fact:
        case Contact() | SupportUnit():
            return fact.name
        case Definition():
            return fact.term
    return ""


def stems(text: str) -> set[str]:
    """Words without their endings; the small ones are left out."""
    return {word[:6] for word in re.findall(r"[a-zåäöé]{3,}", text.lower()) if word not in SMALL}


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    every = (name_of(fact) for pack in PACKS for fact in facts(LIBRARY.get(pack)))
    return frozenset(stem for name in every for stem in stems(name))


def kept() -> dict[tuple[str, int], set[str]]:
    """What stands on each line, by source and line."""
    rows = (line.split(": ", 1) for line in KEPT.read_text("utf-8").splitlines() if line[:1] != "#")
    found: dict[tuple[str, int], set[str]] = {}
    for place, words in rows:
        number, line = place.split(":")
        found[number, int(line)] = set(words.split(" | "))
    return found


def told(text: str) -> list[str]:
    """Numbers as digits, telephone numbers and addresses whole, the units of time, and words of names."""
    whole = [re.sub(r"\D", "", phone) for phone in _PHONE.findall(text)] + _ADDRESS.findall(text)
    rest = re.findall(r"\d+|[a-zåäö]+", _ADDRESS.sub(" ", _PHONE.sub(" ", text)).lower())
    numbers = [
        word if word.isdigit() else str(WORDS[word]) for word in rest if word.isdigit() or word in WORDS
    ]
    units = [unit for unit in UNITS if any(word.startswith(unit) or word.endswith(unit) for word in rest)]
    return list(dict.fromkeys([*whole, *numbers, *units, *sorted(stems(text) & _names())]))


def read() -> dict[tuple[str, int], set[str]]:
    """The same as `kept`, from those sources that are here."""
    found = {}
    for number, path in _files().items():
        lines = path.read_text("utf-8").split("\n")
        for line in sorted(_cited(number)):
            if words := told(lines[line - 1]):
                found[number, line] = set(words)
    return found


def _files() -> Mapping[str, Path]:
    return {
        number: path
        for pack in PACKS
        for number, source in LIBRARY.get(pack).source_files.items()
        for path in (SOURCES / source.file, SEVENTH_SOURCES / source.file)
        if path.exists()
    }


def _cited(number: str) -> set[int]:
    every = (fact.source for pack in PACKS for fact in facts(LIBRARY.get(pack)))
    return {line for source in every for of, line in lines_of(source) if of == number}


def _written(found: Mapping[tuple[str, int], Iterable[str]]) -> str:
    head = (
        "# The numbers and names on the cited lines of the sources. Made by python -m tests.packs.numbers.\n"
    )
    rows = (
        f"{number}:{line}: {' | '.join(sorted(words))}\n" for (number, line), words in sorted(found.items())
    )
    return head + "".join(rows)


if __name__ == "__main__":
    KEPT.write_text(_written(read()), "utf-8")
