"""Where a fact comes from, as it is written in a plan, and how it is read aloud.

Places are parted by semicolons. A place is lines in a numbered source ("001:338-340", "001:223"),
a law as it stands now ("SFS 2025:400 19 kap. 1 §"), a web address, "lokal tolkning" (the plan leaves it
open and the municipality has chosen) or "beslut krävs" (nobody has chosen yet: `content.decisions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.base import DECISION_NEEDED
from content.model import LOCAL_READING, Sourced, SourceFile
from content.yamltree import read_tree

FORM = (
    "001:338-340, SFS 2010:800 7 kap. 19 a §, en webbadress, lokal tolkning eller beslut krävs "
    "(skilda med semikolon)"
)
_LINES = re.compile(r"(\d{3}):([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?")
_LAW = re.compile(r"SFS \d{4}:\d+ .*§§?")
_LAW_NUMBER = re.compile(r"SFS (\d{4}:\d+)")
_STATUTES = Path(__file__).parent / "shared" / "statutes.yaml"
_WEB = re.compile(r"https://\S+")


@dataclass(frozen=True)
class Lines:
    """Lines `first` to `last`, both counted, in the source with this number."""

    number: str
    first: int
    last: int


@dataclass(frozen=True)
class Words:
    """A place given in words: a law, an address, "lokal tolkning" or "beslut krävs"."""

    text: str


@lru_cache(maxsize=4096)
def places(source: str) -> tuple[Lines | Words, ...]:
    """Every place in `source`. Raises ValueError, in Swedish, for one that cannot be read."""
    return tuple(_place(part.strip()) for part in source.split(";"))


def _place(text: str) -> Lines | Words:
    if text in (LOCAL_READING, DECISION_NEEDED) or _LAW.fullmatch(text) or _WEB.fullmatch(text):
        return Words(text)
    match = _LINES.fullmatch(text)
    if match is None:
        raise ValueError(f"Källan {text!r} är inte skriven på ett känt sätt.")
    first, last = int(match[2]), int(match[3] or match[2])
    if first > last:
        raise ValueError(f"Källan {text!r} slutar före sin början.")
    return Lines(match[1], first, last)


def outside(source: str, files: Mapping[str, SourceFile]) -> str:
    """What is wrong with the places in `source`, in Swedish; empty when every line exists in `files`."""
    for place in places(source):
        if isinstance(place, Lines):
            if place.number not in files:
                return f"Källan {place.number} finns inte bland planens källor."
            if place.last > files[place.number].lines:
                return f"Källan {place.number} har bara {files[place.number].lines} rader."
    return ""


def grounds(trigger: Sourced) -> str:
    """A trigger's source with those of its own settings, each once: what a decision stands on."""
    own = [
        value.source
        for name in type(trigger).model_fields
        if isinstance(value := getattr(trigger, name), Sourced)
    ]
    parts = [part.strip() for source in (trigger.source, *own) for part in source.split(";")]
    return "; ".join(dict.fromkeys(parts))


def readable(source: str, titles: Mapping[str, str]) -> str:
    """For people: "Handlingsplan …, rad 338–340 och 346–348; skollagen (2010:800) 7 kap. 17 §".

    `titles` is the plan's `sources`."""
    spans: dict[str, list[str]] = {}
    every = dict.fromkeys(places(source))
    for place in every:
        if isinstance(place, Words):
            spans.setdefault(_LAW_NUMBER.sub(_with_its_name, place.text), [])
        elif not any(_within(place, other) for other in every):
            spans.setdefault(titles.get(place.number, place.number), []).append(_span(place))
    return "; ".join(f"{name}, rad {' och '.join(rows)}" if rows else name for name, rows in spans.items())


def _with_its_name(number: re.Match[str]) -> str:
    name = _statutes().get(number[1])
    return f"{name} ({number[1]})" if name else number[0]


@lru_cache(maxsize=1)
def _statutes() -> Mapping[str, str]:
    written = read_tree(_STATUTES, "shared/statutes.yaml").plain()
    names = written["names"] if isinstance(written, dict) else {}
    return {str(number): str(name) for number, name in names.items()} if isinstance(names, dict) else {}


def _within(place: Lines, other: Lines | Words) -> bool:
    """Whether the other is more than the place, and holds it."""
    return (
        isinstance(other, Lines)
        and other != place
        and other.number == place.number
        and other.first <= place.first <= place.last <= other.last
    )


def _span(place: Lines) -> str:
    return f"{place.first}" if place.first == place.last else f"{place.first}–{place.last}"
