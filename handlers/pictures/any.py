"""Any of the pictures, by what it is of."""

from __future__ import annotations

from handlers.pictures.canvas import Drawn
from handlers.pictures.pattern import Pattern, pattern_picture
from handlers.pictures.steps import StepHistory, cases_by_step


def picture_of(what: Pattern | StepHistory) -> Drawn:
    return pattern_picture(what) if isinstance(what, Pattern) else cases_by_step(what)
