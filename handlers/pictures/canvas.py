"""What all pictures share: sharp on paper, one hue from light to dark, and a white ground of their own.

A picture brings its ground along, so that it reads the same on a dark screen. matplotlib takes a second to
import, so it is imported when something is drawn, never before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any

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

    printed: Printed
    alt: str

    @property
    def svg(self) -> str:
        return self.printed.svg

    @property
    def png(self) -> bytes:
        return self.printed.png


class Printed:
    """A figure as SVG and as PNG, each made when it is first asked for: a chat never asks for paper's."""

    def __init__(self, draw: Callable[[], Figure]) -> None:
        self._draw = draw

    @cached_property
    def svg(self) -> str:
        made = StringIO()
        self._save(made, format="svg", metadata={"Date": None, "Creator": None})
        return made.getvalue()

    @cached_property
    def png(self) -> bytes:
        made = BytesIO()
        self._save(made, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
        return made.getvalue()

    def _save(self, made: StringIO | BytesIO, **how: Any) -> None:
        with _one_at_a_time:
            figure = self._draw()
            figure.set_facecolor(GROUND)
            figure.savefig(made, **how)


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
