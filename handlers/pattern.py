"""When in the week a pupil is missed, as a picture."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from handlers.pictures import Pattern, grid_of, pattern_words
from handlers.vocabulary import Picture
from storage.ingest.generations import current_generation
from storage.queries.pattern import week_sums


def pattern_between(session: Session, pupil_id: int, first: date, last: date) -> Picture | None:
    """None when there were no lessons."""
    week = week_sums(session, current_generation(session), pupil_id, first, last)
    if not week.cells:
        return None
    pattern = Pattern(first, last, week.cells)
    return Picture("", pattern_words(pattern), grid_of(pattern))
