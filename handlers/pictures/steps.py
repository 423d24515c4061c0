"""A school's open cases by step over time: one row of bars for each step, with its number on each bar.

Rows of their own, and not one bar of many colours: nothing is told by colour alone, and a number that is
not to be shown can be left out without the others seeming to be fewer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from content.texts import text
from content.wording import listed
from handlers.drawings import Count, StepHistory
from handlers.pictures.canvas import (
    DARK,
    FONT_SIZE,
    INK,
    LIGHT,
    LINE,
    PALE_INK,
    Drawn,
    Printed,
    new_figure,
    without_frame,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIDDEN = "dold"
"""What stands in place of a number that is not shown."""
_PANEL, _TOP, _BOTTOM = 0.72, 0.02, 0.26
"""Inches: a step's row, and what is above and below them all."""
_ROOM = 0.9
"""So much of a row is used: the rest parts it from the one above."""


def cases_by_step(history: StepHistory) -> Drawn:
    """The darkest bar is the last day. Raises ValueError when there is no day or no step."""
    if not history.when or not history.steps:
        raise ValueError("a history of nothing cannot be drawn")
    return Drawn(print_steps(history), step_words(history))


def step_words(history: StepHistory) -> str:
    """How many at each step on the last day, and on the first."""
    last = text("pictures.steps", when=history.when[-1], counts=_counts(history, -1))
    if len(history.when) == 1:
        return last
    return f"{last} {text('pictures.steps_before', when=history.when[0], counts=_counts(history, 0))}"


def _counts(history: StepHistory, day: int) -> str:
    return listed(
        [
            text("pictures.step_hidden", step=step)
            if number is None
            else text("pictures.step_count", step=step, number=number)
            for (step, _), number in zip(history.steps, history.counts[day], strict=True)
        ]
    )


@lru_cache(maxsize=16)
def print_steps(history: StepHistory) -> Printed:
    return Printed(lambda: _figure(history))


def _figure(history: StepHistory) -> Figure:
    rows = len(history.steps)
    height = _TOP + _PANEL * rows + _BOTTOM
    figure = new_figure(height)
    highest = max((number or 0 for day in history.counts for number in day), default=0) or 1
    for place, (step, name) in enumerate(history.steps):
        bottom = (_BOTTOM + _PANEL * (rows - 1 - place)) / height
        axes = figure.add_axes((0.01, bottom, 0.98, _PANEL * _ROOM / height))
        _bars(axes, history.of_step(place), highest)
        heading = axes.text(0, 0.97, text("pictures.step", step=step, name=name), transform=axes.transAxes)
        heading.set(va="top", fontsize=FONT_SIZE, color=INK, weight="bold")
        axes.set_xticks([])
    _days(axes, history.when)
    return figure


def _bars(axes: Axes, counts: tuple[Count, ...], highest: int) -> None:
    """All steps have one scale. The room over the bars is for their numbers and the step's name."""
    without_frame(axes)
    axes.set(xlim=(-0.6, len(counts) - 0.4), ylim=(0, highest * 1.9))
    axes.set_yticks([])
    axes.axhline(0, color=LINE, linewidth=1)
    for place, number in enumerate(counts):
        last = place == len(counts) - 1
        axes.bar(place, number or 0, width=0.72, color=DARK if last else LIGHT, edgecolor=DARK, linewidth=0.6)
        words = HIDDEN if number is None else str(number)
        shown = axes.annotate(words, (place, number or 0), (0, 1.5), textcoords="offset points", ha="center")
        shown.set(fontsize=FONT_SIZE, color=INK if number else PALE_INK, weight="bold" if last else "normal")


def _days(axes: Axes, when: tuple[str, ...]) -> None:
    """Under the last row. Where they would run together every other is left out, never the last."""
    every = -(-len(when) // 13)
    places = [place for place in range(len(when)) if (len(when) - 1 - place) % every == 0]
    axes.set_xticks(places, [when[place] for place in places])
    axes.tick_params(labelsize=FONT_SIZE, length=0, labelcolor=INK)
