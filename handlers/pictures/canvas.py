"""What all pictures share: sharp on paper, one hue from light to dark, and a white ground of their own.

A picture brings its ground along, so that it reads the same on a dark screen. matplotlib takes a second to
import, so it is imported when something is drawn, never before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 220
"""Sharp on paper."""
WIDTH = 6.3
"""Inches: as wide as a page's text."""
INK, PALE_INK, ON_DARK, LINE, GROUND = "#1c2733", "#5b6673", "white", "#c9d1d9", "white"
DARK, MIDDLE, LIGHT = "#123f72", "#2f6ca3", "#9fc0dc"
FONT_SIZE = 9
_one_at_a_time = Lock()
"""matplotlib is not made for threads."""


@dataclass(frozen=True)
class Drawn:
    """The same picture for a screen (SVG) and for paper (PNG), and in words."""

    svg: str
    png: bytes
    alt: str


def printed(draw: Callable[[], Figure]) -> tuple[str, bytes]:
    """The figure as SVG and as PNG."""
    with _one_at_a_time:
        figure = draw()
        figure.set_facecolor(GROUND)
        svg, png = StringIO(), BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return svg.getvalue(), png.getvalue()


def new_figure(height: float) -> Figure:
    """So many inches high, as wide as a page's text."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def without_frame(axes: Axes) -> None:
    axes.set_facecolor(GROUND)
    for side in axes.spines.values():
        side.set_visible(False)
