"""A filled-in document as plain values, for the templates of both kinds of file."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from content.texts import text
from handlers.documents.paper import Drawing, Paper

_NOT_IN_A_FILE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for: somebody may have pasted it. A form feed would also break the page."""


def values_of(paper: Paper) -> dict[str, Any]:
    """Dicts and lists, as the paper is; what a drawing is of is left to whoever draws it."""
    parts = [chapter.parts for chapter in paper.chapters]
    found: dict[str, Any] = _clean(asdict(paper))
    for chapter, own in zip(found["chapters"], parts, strict=True):
        for part, one in zip(chapter["parts"], own, strict=True):
            if isinstance(one, Drawing):
                part["of"] = one.of
    del found["at"]
    found["words"] = {"date": text("document.date"), "logo": text("document.logo_of", school=paper.school)}
    return found


def _clean(value: Any) -> Any:
    match value:
        case str():
            return _NOT_IN_A_FILE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        case dict():
            return {key: _clean(one) for key, one in value.items()}
        case list() | tuple():
            return [_clean(one) for one in value]
    return value
