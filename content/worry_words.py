"""The words of worry about a child, from content/shared/worry_words.yaml and worry_signs.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.model import Model
from content.yamltree import read_tree

_FILE = Path(__file__).parent / "shared" / "worry_words.yaml"
_SIGNS = _FILE.with_name("worry_signs.yaml")
_PART = re.compile(r"<(\w+)>")


class _Written(Model):
    happening: tuple[str, ...]
    indirect: tuple[str, ...]
    grave: tuple[str, ...]
    reporting: tuple[str, ...]
    afraid: tuple[str, ...]
    hurting: tuple[str, ...]
    others_worried: tuple[str, ...]
    parts: dict[str, str]


class _Sign(Model):
    points: int
    words: tuple[str, ...]


class _WrittenSigns(Model):
    signs: dict[str, _Sign]


@dataclass(frozen=True)
class WorryWords:
    """Each finds one of its wordings in a text that is lower case and without å ä ö."""

    happening: re.Pattern[str]
    """Always worry, also what is seen rather than named."""
    grave: re.Pattern[str]
    """Worry, unless it is asked in general what the words mean."""
    reporting: re.Pattern[str]
    afraid: re.Pattern[str]
    hurting: re.Pattern[str]
    family: re.Pattern[str]
    others_worried: re.Pattern[str]
    signs: tuple[tuple[int, re.Pattern[str]], ...]
    """What adds up: how many points each group gives, and its words."""


@lru_cache(maxsize=1)
def worry_words() -> WorryWords:
    """Raises ContentError or ValidationError when the file cannot be read, re.error or KeyError for a wording
    that is not a pattern: tests hold the file to all of them."""
    tree = read_tree(_FILE, "shared/worry_words.yaml")
    written = _Written.model_validate_json(json.dumps(tree.plain()))
    parts = written.parts
    return WorryWords(
        _any_of((*written.happening, *written.indirect), parts),
        _any_of(written.grave, parts),
        _any_of(written.reporting, parts),
        _any_of(written.afraid, parts),
        _any_of(written.hurting, parts),
        _any_of(("<family>",), parts),
        _any_of(written.others_worried, parts),
        _signs(),
    )


def _signs() -> tuple[tuple[int, re.Pattern[str]], ...]:
    written = _WrittenSigns.model_validate_json(
        json.dumps(read_tree(_SIGNS, f"shared/{_SIGNS.name}").plain())
    )
    return tuple((sign.points, _any_of(sign.words, {})) for sign in written.signs.values())


def _any_of(wordings: Iterable[str], parts: dict[str, str]) -> re.Pattern[str]:
    """The edge of a word is looked for once for all of them: for each it would take ten times as long."""
    filled = [_filled(one, parts) for one in wordings]
    inside = "|".join(f"(?:{one})" for one in filled if not one.startswith("^"))
    whole = [one for one in filled if one.startswith("^")]
    return re.compile("|".join((rf"\b(?:{inside})\b", *whole)))


def _filled(wording: str, parts: dict[str, str]) -> str:
    while _PART.search(wording):
        wording = _PART.sub(lambda match: parts[match[1]], wording)
    return wording
