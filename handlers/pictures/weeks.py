"""A pupil's absence week by week: what was announced or granted, and what was not, on top of each other.

The two differ in shade and in pattern, so that they are told apart in grey and by all eyes; each week has its
percent. A week without lessons is a gap with a word, never a bar of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from content.texts import text
from content.wording import listed, week
from handlers.drawings import WeekAbsence, WeekBars
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

_HEIGHT, _TOP, _BOTTOM = 2.1, 0.34, 0.26
"""Inches: the whole, and what is kept for the words above and below."""
_LEAST_SCALE = 25
"""Percent that the picture's height stands for at least, so that little absence looks little."""
_NAMED = 3
"""Weeks that the words name."""


Weeks = Mapping[date, WeekAbsence | None]
"""By the week's Monday, in order. None: no lesson that is registered."""


def weeks_picture(weeks: Weeks) -> Drawn:
    """Raises ValueError when there is no week."""
    if not weeks:
        raise ValueError("no weeks cannot be drawn")
    return Drawn(print_weeks(bars_of(weeks)), weeks_words(weeks))


def weeks_words(weeks: Weeks) -> str:
    """The first and the last week with lessons, and those with the most absence."""
    known = {monday: one for monday, one in weeks.items() if one is not None}
    if not any(one.percent for one in known.values()):
        return text("document.pattern_none")
    first, last = min(known), max(known)
    words = text("pictures.weeks", first=first, last=last, was=known[first].percent, now=known[last].percent)
    most = sorted((one for one in known if known[one].percent), key=lambda one: -known[one].percent)[:_NAMED]
    named = [text("pictures.week", monday=one, share=known[one].percent) for one in sorted(most)]
    return f"{words} {text('pictures.weeks_most', weeks=listed(named))}"


def bars_of(weeks: Weeks) -> WeekBars:
    return WeekBars(tuple(weeks.items()))


@lru_cache(maxsize=32)
def print_weeks(bars: WeekBars) -> Printed:
    return Printed(lambda: _figure(bars.weeks))


def _figure(weeks: tuple[tuple[date, WeekAbsence | None], ...]) -> Figure:
    figure = new_figure(_HEIGHT)
    axes = figure.add_axes((0.01, _BOTTOM / _HEIGHT, 0.98, 1 - (_BOTTOM + _TOP) / _HEIGHT))
    without_frame(axes)
    highest = max([_LEAST_SCALE, *(one.percent for _, one in weeks if one is not None)])
    axes.set(xlim=(-0.6, len(weeks) - 0.4), ylim=(0, highest * 1.15))
    axes.set_yticks([])
    axes.axhline(0, color=LINE, linewidth=1)
    for place, (_, one) in enumerate(weeks):
        _bar(axes, place, one)
    every = -(-len(weeks) // 13)
    shown = [place for place in range(len(weeks)) if (len(weeks) - 1 - place) % every == 0]
    axes.set_xticks(shown, [week(weeks[place][0]) for place in shown])
    axes.tick_params(labelsize=FONT_SIZE, length=0, labelcolor=INK)
    _key(figure)
    return figure


def _bar(axes: Axes, place: int, one: WeekAbsence | None) -> None:
    if one is None:
        gap = axes.annotate(text("pictures.no_lessons"), (place, 0), (0, 2), textcoords="offset points")
        gap.set(ha="center", fontsize=FONT_SIZE - 1, color=PALE_INK)
        return
    axes.bar(place, one.valid, width=0.72, color=LIGHT, edgecolor=DARK, linewidth=0.6, hatch="///")
    axes.bar(place, one.invalid, bottom=one.valid, width=0.72, color=DARK, edgecolor=DARK, linewidth=0.6)
    words = axes.annotate(str(one.percent), (place, one.percent), (0, 1.5), textcoords="offset points")
    words.set(ha="center", fontsize=FONT_SIZE, color=INK if one.percent else PALE_INK)


def _key(figure: Figure) -> None:
    """What the two shades are, in words beside them."""
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=DARK, edgecolor=DARK, label=text("pictures.invalid")),
        Patch(facecolor=LIGHT, edgecolor=DARK, hatch="///", linewidth=0.6, label=text("pictures.valid")),
    ]
    key = figure.legend(handles=patches, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False)
    for words in key.get_texts():
        words.set(fontsize=FONT_SIZE, color=INK)
