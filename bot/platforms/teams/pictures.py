"""Pictures for Teams, which takes no SVG on every phone: drawn as PNG, and carried in the card itself."""

from __future__ import annotations

import base64
from functools import lru_cache

DOTS_PER_INCH = (144.0, 108.0, 84.0)
"""The sharpest that is small enough is taken."""
LARGEST = 40_000
"""Bytes. A larger picture would crowd out the words: a card may hold 80 kB (PLATFORM_FACTS.md)."""
_PAGE = (
    b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    b'#image(bytes(sys.inputs.svg), format: "svg")'
)


@lru_cache(maxsize=64)
def data_uri(svg: str) -> str:
    """ "" for what cannot be drawn, or is too large. Takes some tens of milliseconds."""
    return next((found for dots in DOTS_PER_INCH if (found := _drawn(svg, dots))), "")


def _drawn(svg: str, dots: float) -> str:
    import typst

    try:
        png = typst.compile(_PAGE, format="png", ppi=dots, sys_inputs={"svg": svg})
    except (typst.TypstError, ValueError):
        return ""
    if not isinstance(png, bytes) or len(png) > LARGEST:
        return ""
    return "data:image/png;base64," + base64.b64encode(png).decode()
