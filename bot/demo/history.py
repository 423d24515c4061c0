"""The weeks before the visitor comes, by the real engine: files in, mornings run, cases dealt with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, update

from bot.app import App
from bot.clock import SetClock
from bot.demo.absence import SchoolYear
from bot.demo.colleagues import Colleagues
from bot.demo.days import CALENDAR, FIRST_ABSENCE, FIRST_DAY, morning_of
from bot.demo.files import write_absence, write_roster
from handlers.morning.run import run
from storage.database import Database
from storage.ingest import import_files
from storage.tables import Outbox

DAYS_IN_CHAT = 5
"""School days whose messages stand in the chat when the visitor comes. Older ones are cleared away."""


async def make_history(app: App, clock: SetClock, year: SchoolYear) -> None:
    """Ends with the first day's morning done and delivered. `clock` is the app's.

    The absence comes in one file: a morning looks no further than the day before it."""
    import_past(app.database, year)
    colleagues = Colleagues(app.database, app.plans, year.school)
    colleagues.ask_for_quiet(FIRST_ABSENCE)
    shown_from = CALENDAR.add_school_days(FIRST_DAY, -DAYS_IN_CHAT)
    for day in CALENDAR.school_days(FIRST_ABSENCE + timedelta(days=1), FIRST_DAY):
        clock.move_to(morning_of(day))
        run(app.database, app.plans, now=clock.now(), on=day)
        if day < FIRST_DAY:
            colleagues.work(day)
        if day < shown_from:
            _clear_away(app.database)
        else:
            await app.courier.settle()


def import_past(database: Database, year: SchoolYear) -> None:
    with TemporaryDirectory() as folder:
        files = write_roster(year.school, Path(folder))
        past = year.export(FIRST_ABSENCE, FIRST_DAY - timedelta(days=1))
        files.append(write_absence(past, Path(folder)))
        import_files(database, files, now=morning_of(FIRST_ABSENCE))


def _clear_away(database: Database) -> None:
    """As if sent and since removed: a later change of such a message finds nothing to change.

    EHT's threads stay: what comes later hangs under them."""
    with database.writing() as session:
        waiting = update(Outbox).where(col(Outbox.state) == "created", col(Outbox.staff_id).is_not(None))
        session.execute(waiting.values(state="sent", card=None))
