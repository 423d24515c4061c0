"""Common first names, from content/shared/first_names.yaml: what a kept question is masked of."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from content.yamltree import read_tree

_FILE = Path(__file__).parent / "shared" / "first_names.yaml"


@lru_cache(maxsize=1)
def common_first_names() -> frozenset[str]:
    """Lower case, without å ä ö. Also a pupil whose identity is protected, and so in no roster, may be named
    in a hurry. Raises ContentError when the file cannot be read."""
    written = read_tree(_FILE, "shared/first_names.yaml").plain()
    return frozenset(str(written["names"]).split()) if isinstance(written, dict) else frozenset()
