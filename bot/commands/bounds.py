"""How far from today a date on the command line may lie: as far as one in a file (RULES.md)."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.cases import EARLIEST, MOST_DAYS_AHEAD
from handlers.context import Refusal


def refuse_far_off(option: str, today: date, *days: date) -> None:
    """Raises Refusal for a day before 2000, or more than 400 days after `today`."""
    latest = today + timedelta(days=MOST_DAYS_AHEAD)
    for day in days:
        if not EARLIEST <= day <= latest:
            raise Refusal(f"{option}: {day} är för långt bort. Välj en dag från {EARLIEST} till {latest}.")
