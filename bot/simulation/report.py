"""The year as a table in the terminal and as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.simulation.year import RUNGS, Day, Year
from content.model import Plan
from content.texts import text
from content.wording import MONTHS, short_date, week
from handlers.pictures import StepHistory, cases_by_step

MOST_BARS = 22
"""So many weeks are seen side by side."""


def table(plan: Plan, year: Year) -> list[Sequence[str]]:
    """One row a month, under a row of headings."""
    steps = [step.number for step in plan.steps]
    headings = [text(f"simulate.head_{name}") for name in ("month", "days", "open")]
    headings += [text("simulate.head_step", step=step) for step in steps]
    headings += [text(f"simulate.head_{name}") for name in ("closed", "messages", "presses", *RUNGS)]
    months = [list(days) for _, days in groupby(year.days, key=lambda day: (day.on.year, day.on.month))]
    return [headings, *(_month(steps, days) for days in months)]


def _month(steps: Sequence[int], days: Sequence[Day]) -> Sequence[str]:
    """Open cases as they were on its last school day, the rest as sums."""
    last = days[-1]
    numbers = [
        len(days),
        sum(last.steps.values()),
        *(last.steps.get(step, 0) for step in steps),
        sum(day.closed for day in days),
        sum(day.messages for day in days),
        sum(day.presses for day in days),
        *(sum(day.told.get(who, 0) for day in days) for who in RUNGS),
    ]
    return MONTHS[last.on.month - 1], *map(str, numbers)


def words(year: Year) -> Iterable[str]:
    """What stands under the table."""
    for on, what in year.events:
        yield text("simulate.event", on=short_date(on), what=what)
    yield ""
    yield text("simulate.sum", year=year, messages=sum(day.messages for day in year.days))
    if year.longest_wait:
        yield text("simulate.longest", days=year.longest_wait)


def picture(plan: Plan, year: Year) -> bytes:
    """The open cases by step, week by week, as PNG."""
    weeks = [list(days)[-1] for _, days in groupby(year.days, key=lambda day: day.on.isocalendar()[:2])]
    every = -(-len(weeks) // MOST_BARS)
    shown = [day for place, day in enumerate(weeks) if (len(weeks) - 1 - place) % every == 0]
    steps = tuple((step.number, step.name) for step in plan.steps)
    counts = tuple(tuple(day.steps.get(number, 0) for number, _ in steps) for day in shown)
    return cases_by_step(StepHistory(tuple(week(day.on) for day in shown), steps, counts)).png
