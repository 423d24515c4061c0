"""When in the week a pupil is missed: weekday by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from content.texts import text
from content.wording import WEEKDAYS, listed
from handlers.drawings import WeekGrid
from handlers.pictures.canvas import (
    DARK,
    FONT_SIZE,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    ON_DARK,
    PALE_INK,
    Drawn,
    Printed,
    new_figure,
    without_frame,
)
from storage.queries.absence import Sums
from storage.queries.pattern import Cell

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHADES = ((75, DARK), (50, MIDDLE), (25, LIGHT), (1, "#d3e1ee"), (0, "#f0f3f6"))
"""From so many percent. One hue from light to dark: for all eyes, and for a black-and-white printer."""
_NAMED, _STANDS_OUT = 3, 20
"""Hours that the words name, and by how many percent they differ from their day: the picture has the rest."""


@dataclass(frozen=True)
class Pattern:
    """When a pupil is missed, from `first` to `last`. Lessons count at the hour in which they begin."""

    first: date
    last: date
    cells: Mapping[Cell, Sums]

    @property
    def hours(self) -> range:
        """From the earliest lesson's hour to the latest's."""
        found = [hour for _, hour in self.cells]
        return range(min(found), max(found) + 1) if found else range(0)

    def percent(self, weekday: int, hour: int) -> int | None:
        """Whole percent missed; None where there is no lesson."""
        sums = self.cells.get((weekday, hour))
        return None if sums is None or not sums.scheduled else round(sums.absent * 100 / sums.scheduled)

    def percent_of_day(self, weekday: int) -> int:
        """Of all the weekday's lessons; there has to be one."""
        mine = [sums for (day, _), sums in self.cells.items() if day == weekday]
        return round(sum(one.absent for one in mine) * 100 / sum(one.scheduled for one in mine))


def pattern_picture(pattern: Pattern) -> Drawn:
    """Weekday by hour, each field with its percent. Raises ValueError when there is no lesson at all."""
    if not pattern.cells:
        raise ValueError("a pattern of no lessons cannot be drawn")
    return Drawn(print_grid(grid_of(pattern)), pattern_words(pattern))


def grid_of(pattern: Pattern) -> WeekGrid:
    """Of a pattern with some lesson."""
    cells = tuple((*cell, share) for cell, share in sorted(_percents(pattern).items()))
    return WeekGrid(pattern.hours[0], pattern.hours[-1], cells)


def pattern_words(pattern: Pattern) -> str:
    """Each weekday as a whole, and the hours that stand out from their day."""
    found = _percents(pattern)
    if not any(found.values()):
        return text("document.pattern_none")
    days = {day: pattern.percent_of_day(day) for day in range(5) if any(cell[0] == day for cell in found)}
    named = [text("document.pattern_day", day=WEEKDAYS[day], share=share) for day, share in days.items()]
    words = text("document.pattern_days", days=listed(named))
    high = [(share, cell) for cell, share in found.items() if share - days[cell[0]] >= _STANDS_OUT]
    most = [cell for _, cell in sorted(high, key=lambda one: (-one[0], one[1]))[:_NAMED]]
    hours = [
        text("document.pattern_hour", day=WEEKDAYS[day], hour=hour, share=found[day, hour])
        for day, hour in most
    ]
    return f"{words} {text('document.pattern_most', hours=listed(hours))}" if hours else words


def _percents(pattern: Pattern) -> dict[Cell, int]:
    found = {cell: pattern.percent(*cell) for cell in pattern.cells}
    return {cell: share for cell, share in found.items() if share is not None}


@lru_cache(maxsize=128)
def print_grid(grid: WeekGrid) -> Printed:
    """Looked at by several within minutes, and the same each time."""
    hours = range(grid.first_hour, grid.last_hour + 1)
    return Printed(lambda: _figure(hours, {(day, hour): share for day, hour, share in grid.cells}))


def _figure(hours: range, cells: Mapping[Cell, int]) -> Figure:
    height = 0.62 + 0.3 * len(hours)
    figure = new_figure(height)
    axes = figure.add_axes((0.09, 0.02, 0.9, 0.96 - 0.3 / height))
    _fields(axes, hours, cells)
    axes.set(xlim=(0, 5), ylim=(len(hours), 0))
    axes.set_xticks([day + 0.5 for day in range(5)], [name.capitalize() for name in WEEKDAYS[:5]])
    axes.set_yticks([row + 0.5 for row in range(len(hours))], [f"{hour}–{hour + 1}" for hour in hours])
    axes.tick_params(labelsize=FONT_SIZE, length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    without_frame(axes)
    return figure


def _fields(axes: Axes, hours: range, cells: Mapping[Cell, int]) -> None:
    from matplotlib.patches import Rectangle

    for day in range(5):
        for row, hour in enumerate(hours):
            share = cells.get((day, hour))
            fill, edge, ink = _colors(share)
            axes.add_patch(Rectangle((day + 0.03, row + 0.06), 0.94, 0.88, facecolor=fill, edgecolor=edge))
            words = "–" if share is None else f"{share} %"
            placed = axes.text(day + 0.5, row + 0.5, words, color=ink, fontsize=FONT_SIZE)
            placed.set(ha="center", va="center_baseline")


def _colors(share: int | None) -> tuple[str, str, str]:
    """Of the field, its edge and its words."""
    if share is None:
        return "white", LINE, PALE_INK
    fill = next(color for least, color in _SHADES if share >= least)
    ink = ON_DARK if share >= 50 else INK if share else PALE_INK
    return fill, "white", ink
