"""Any of the pictures, by what it is of."""

from __future__ import annotations

from handlers.drawings import Drawing, StepHistory, WeekGrid
from handlers.pictures.canvas import Drawn, Printed
from handlers.pictures.pattern import Pattern, pattern_picture, print_grid
from handlers.pictures.steps import cases_by_step, print_steps
from handlers.pictures.weeks import print_weeks
from handlers.vocabulary import Picture


def picture_of(what: Pattern | StepHistory) -> Drawn:
    return pattern_picture(what) if isinstance(what, Pattern) else cases_by_step(what)


def svg_of(picture: Picture) -> str:
    """A card's picture, drawn now unless it came drawn. Takes a tenth of a second the first time."""
    return picture.svg if picture.of is None else _printed(picture.of).svg


def _printed(what: Drawing) -> Printed:
    if isinstance(what, WeekGrid):
        return print_grid(what)
    return print_steps(what) if isinstance(what, StepHistory) else print_weeks(what)
