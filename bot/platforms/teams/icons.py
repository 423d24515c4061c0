"""The app's two icons, drawn by us: the lighthouse of the local chat, in colour and as white lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

COLOR, OUTLINE = 192, 32
"""Pixels each way, as Teams wants them."""
_MARK = Path(__file__).parents[1] / "local" / "static" / "mark.svg"
_WHITE_LINES = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#fff" '
    'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M12 27 13.6 13h4.8L20 27z"/><path d="M13.2 13V9.4L16 6l2.8 3.4V13"/>'
    '<path d="M10.2 9.6 4.6 7.4M21.8 9.6l5.6-2.2M10 12.2H4M22 12.2h6M7 27.6h18"/></svg>'
)


def color_icon() -> bytes:
    return _png(_MARK.read_text(encoding="utf-8"), COLOR)


def outline_icon() -> bytes:
    """White on nothing."""
    return _png(_WHITE_LINES, OUTLINE)


@cache
def _png(svg: str, pixels: int) -> bytes:
    import typst

    page = (
        f"#set page(width: {pixels}pt, height: {pixels}pt, margin: 0pt, fill: none)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {pixels}pt)'
    )
    drawn = typst.compile(page.encode(), format="png", ppi=72.0, sys_inputs={"svg": svg})
    if not isinstance(drawn, bytes):
        raise TypeError
    return drawn
