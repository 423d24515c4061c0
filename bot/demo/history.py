"""The eight weeks before the visitor comes, made by the real engine: files in, mornings run, cases dealt with."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.absence import SchoolYear
from bot.demo.colleagues import Colleagues
from bot.demo.days import CALENDAR, FIRST_ABSENCE, FIRST_DAY, morning_of
from bot.demo.files import write_absence, write_roster
from handlers.morning.run import run
from handlers.plans import Plans
from storage.database import Database
from storage.ingest import import_files


def make_history(database: Database, plans: Plans, year: SchoolYear) -> None:
    """Ends with the first day's morning done. The absence comes in one file: a morning looks no further
    than the day before it."""
    _import_past(database, year)
    colleagues = Colleagues(database, plans, year.school)
    for day in CALENDAR.school_days(FIRST_ABSENCE + timedelta(days=1), FIRST_DAY):
        run(database, plans, now=morning_of(day), on=day)
        if day < FIRST_DAY:
            colleagues.work(day)


def _import_past(database: Database, year: SchoolYear) -> None:
    with TemporaryDirectory() as folder:
        files = write_roster(year.school, Path(folder))
        files.append(write_absence(year.export(FIRST_ABSENCE, _eve(FIRST_DAY)), Path(folder)))
        import_files(database, files, now=morning_of(FIRST_ABSENCE))


def _eve(day: date) -> date:
    return day - timedelta(days=1)
