"""Some pupils' days, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from storage.ingest.generations import visible
from storage.queries.absence import Sums
from storage.queries.among import is_among
from storage.tables import DaySum


def pupil_days(
    session: Session, generation: int, pupils: Collection[int], first: date, last: date
) -> dict[int, dict[date, Sums]]:
    """By pupil and school day, from `first` to `last`, both included."""
    found: dict[int, dict[date, Sums]] = defaultdict(dict)
    question = select(col(DaySum.pupil_id), col(DaySum.day), col(DaySum.absent), col(DaySum.scheduled)).where(
        is_among(col(DaySum.pupil_id), pupils),
        col(DaySum.day).between(first, last),
        visible(DaySum, generation),
    )
    for pupil, day, absent, scheduled in session.connection().execute(question):
        found[pupil][day] = Sums(absent, scheduled)
    return found
