"""When in the week a pupil is missed, as a picture."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from handlers.pictures import Pattern, pattern_picture
from handlers.vocabulary import Picture
from storage.ingest.generations import current_generation
from storage.queries.pattern import week_sums


def pattern_between(session: Session, pupil_id: int, first: date, last: date) -> Picture | None:
    """None when there were no lessons."""
    week = week_sums(session, current_generation(session), pupil_id, first, last)
    if not week.cells:
        return None
    drawn = pattern_picture(Pattern(first, last, week.cells))
    return Picture(drawn.svg, drawn.alt)
