"""Playing a script in the real system: files written, imported, the morning run, people's deeds done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from content.loader import PlanLibrary
from handlers import corrections
from handlers.context import Refusal
from handlers.morning import run as morning
from handlers.plans import Plans
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.ingest import ImportOptions, import_files
from storage.zone import STOCKHOLM
from tests.oracle.deeds import do
from tests.oracle.files import Names, write_files
from tests.oracle.world import Import, Line, Morning, Outcome, Person, Script, Step
from tests.postgres import PostgresDatabases

PLAN = "danderyd"
REFUSED = Outcome(refused=True)


class RealSystem:
    """One database. Time goes forward, a minute at least for every step."""

    def __init__(self, database: Database, folder: Path, plans: Plans, names: Names) -> None:
        self._names = names
        self.database = database
        self._folder = folder
        self._plans = plans
        self._now = datetime(2000, 1, 1, tzinfo=STOCKHOLM)
        self._imports = 0
        self.last_refusal = ""

    def take(self, step: Step, upcoming: Script) -> Outcome:
        match step:
            case Import():
                self._move_to(_day_of_import(step, upcoming), 5)
                return self._import(step)
            case Morning():
                self._move_to(step.day, 7)
                return self._morning(step)
            case Person():
                self._move_to(step.today, 6)
                return self._person(step)

    def _move_to(self, day: date, hour: int) -> None:
        wanted = datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)
        self._now = max(wanted, self._now + timedelta(minutes=1))

    def _import(self, step: Import) -> Outcome:
        self._imports += 1
        folder = self._folder / str(self._imports)
        files = write_files(step, folder, self._names)
        try:
            if files:
                import_files(
                    self.database, files, now=self._now, options=ImportOptions(replaces=step.replaces)
                )
                corrections.finish(self.database, self._plans, self._now)
        except StorageError as error:
            self.last_refusal = str(error)
            return REFUSED
        finally:
            shutil.rmtree(folder)
        return Outcome()

    def _morning(self, step: Morning) -> Outcome:
        try:
            result = morning.run(self.database, self._plans, now=self._now, on=step.day, dry_run=step.dry_run)
        except Refusal as refusal:
            self.last_refusal = str(refusal)
            return REFUSED
        return Outcome(lines=tuple(self._line(line.as_json) for line in result.lines))

    def _line(self, told: dict[str, Any]) -> Line:
        line = line_of(told)
        return replace(line, pupil=self._names.pupil(line.school, line.pupil))

    def _person(self, step: Person) -> Outcome:
        try:
            named = replace(step, pupil=self._names.ref(step.pupil))
            do(self.database, self._plans, self._now, named)
        except Refusal as refusal:
            self.last_refusal = str(refusal)
            return REFUSED
        return Outcome()


def line_of(told: dict[str, Any]) -> Line:
    """A line of JSON as the oracle has it. A key too many or too few is an error."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in told.items()
    }
    return Line(**values)


def _day_of_import(step: Import, upcoming: Script) -> date:
    """The day before the next morning."""
    mornings = [later.day for later in upcoming if isinstance(later, Morning)]
    lessons = [row.day for row in step.absence or ()]
    breaks = [row.first for row in step.breaks or ()]
    return (mornings or sorted(lessons + breaks) or [date(2026, 1, 2)])[0] - timedelta(days=1)


Fresh = Callable[[], AbstractContextManager[Database]]
"""Gives an open database with every table and no rows, and takes it away afterwards."""


class Systems:
    """As many real systems as scripts to play, each with a database of its own."""

    def __init__(self, fresh: Fresh, names: Callable[[], Names] = Names) -> None:
        self._fresh = fresh
        self._names = names
        self.plans = Plans(PlanLibrary(), PLAN)

    @contextmanager
    def fresh(self) -> Iterator[RealSystem]:
        with self._fresh() as database, TemporaryDirectory(prefix="narvarolots-files-") as folder:
            yield RealSystem(database, Path(folder), self.plans, self._names())


def sqlite_systems(folder: Path, keys: list[str], names: Callable[[], Names] = Names) -> Systems:
    """On SQLite, in files under `folder`."""
    folder.mkdir(exist_ok=True)
    template = folder / "template.db"
    open_database(f"sqlite:///{template}", keys).close()

    @contextmanager
    def fresh() -> Iterator[Database]:
        with TemporaryDirectory(dir=folder) as name:
            path = shutil.copy(template, Path(name) / "world.db")
            with closing(open_database(f"sqlite:///{path}", keys)) as database:
                yield database

    return Systems(fresh, names)


def postgres_systems(server: PostgresDatabases, template: str, keys: list[str]) -> Systems:
    """On PostgreSQL, in copies of the database `template`."""

    @contextmanager
    def fresh() -> Iterator[Database]:
        name = server.create(template=template)
        try:
            with closing(open_database(server.url(name), keys)) as database:
                yield database
        finally:
            server.drop(name)

    return Systems(fresh)
