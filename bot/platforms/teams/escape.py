"""Plain text as an Adaptive Card's Markdown, so that it is shown as it was written, whoever wrote it.

A pupil called "[Klicka](http://…)" is that name and not a link; `{{DATE(…)}}` is no date.
"""

from __future__ import annotations

import re

_ZERO = "\N{ZERO WIDTH SPACE}"
_INLINE = re.compile(r"([\\`*_\[\]~<>|])")
_LINE_START = re.compile(r"^(\s*)([#+\-=])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_BREAKS = re.compile(r"\s*\n\s*")
_ENTITY = re.compile(r"&(?=#|\w)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def markdown(text: str) -> str:
    """For whatever a client may read as Markdown. A new line becomes a paragraph, the only break there is."""
    text = _CONTROL.sub("", text).replace("{{", f"{{{_ZERO}{{").replace("](", f"]{_ZERO}(")
    text = _INLINE.sub(r"\\\1", _ENTITY.sub(f"&{_ZERO}", text))
    text = _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))
    return _BREAKS.sub("\n\n", text.strip())


def plain(text: str) -> str:
    """For what is shown as it is: labels of buttons and choices, summaries. Teams reads no Markdown there;
    should a client do so all the same, an address is still no link."""
    shown = _CONTROL.sub("", text).replace("{{", f"{{{_ZERO}{{").replace("](", f"]{_ZERO}(")
    return " ".join(shown.split())
