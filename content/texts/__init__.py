"""Everything the bot says, as texts by name: content/texts/*.yaml, filled in with Jinja2.

A text's name is its file and its key: "morning.title". Unknown names and holes are errors.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import yaml

from content.wording import say

FOLDER = Path(__file__).parent


def text(name: str, /, **values: object) -> str:
    """The text called `name` with `values` in it. Raises KeyError for a name that no file has."""
    return say(_texts()[name], **values).strip() if values else _bare(name)


@cache
def _bare(name: str) -> str:
    return say(_texts()[name]).strip()


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.update({f"{path.stem}.{key}": words for key, words in entries.items()})
    return found
