"""Where the demo school is kept: as it is on the first day, and as the visitor has left it.

The first is made anew when the plan, the program or what it says has changed; making it takes seconds,
copying it does not.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import app as bot_app
from bot.clock import SetClock
from bot.demo.absence import SchoolYear
from bot.demo.days import FIRST_ABSENCE, morning_of
from bot.demo.history import make_history
from bot.demo.settings import demo_settings
from bot.keys import encryption_keys, keys_file
from bot.settings import DATABASE_FILE

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "content", "storage")
KINDS = {".py", ".yaml", ".jinja"}
Build = Callable[[Path, str, SchoolYear], None]
_BESIDE = ("", "-wal", "-shm", "-journal")
"""A database file's companions, by ending."""


def build_first_day(folder: Path, plan: str, year: SchoolYear) -> None:
    clock = SetClock(morning_of(FIRST_ABSENCE))
    app = bot_app.build(demo_settings(folder, plan), clock)
    try:
        asyncio.run(make_history(app, clock, year))
    finally:
        app.database.close()


@dataclass(frozen=True)
class Cabinet:
    """`folder` holds the keys, the first day (`first-day.db`) and the visitor's school.

    `build` makes the first day's database in an empty folder with keys."""

    folder: Path
    plan: str
    build: Build = build_first_day

    @property
    def visited(self) -> Path:
        return self.folder / DATABASE_FILE

    @property
    def first_day(self) -> Path:
        return self.folder / "first-day.db"

    def prepare(self, year: SchoolYear, *, fresh: bool) -> bool:
        """Puts the visitor's school in place. True: as it was left; False: as on the first day."""
        made_of = self._made_of()
        if not self._is_made(made_of):
            self._make(year, made_of)
        elif self.visited.exists() and not fresh:
            return True
        _remove(self.visited)
        shutil.copyfile(self.first_day, self.visited)
        return False

    def _is_made(self, made_of: str) -> bool:
        mark = self._mark
        return self.first_day.exists() and mark.exists() and mark.read_text(encoding="utf-8") == made_of

    @property
    def _mark(self) -> Path:
        return self.folder / "made-of"

    def _make(self, year: SchoolYear, made_of: str) -> None:
        """The mark comes last: what was interrupted is made anew."""
        self._mark.unlink(missing_ok=True)
        building = self.folder / "building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        shutil.copyfile(keys_file(demo_settings(self.folder, self.plan)), building / "keys")
        self.build(building, self.plan, year)
        os.replace(building / DATABASE_FILE, self.first_day)
        shutil.rmtree(building)
        self._mark.write_text(made_of, encoding="utf-8")

    def _made_of(self) -> str:
        """A fingerprint of all that decides what the first day looks like, the keys included."""
        whole = hashlib.sha256(self.plan.encode())
        whole.update("".join(encryption_keys(demo_settings(self.folder, self.plan))).encode())
        for path in _sources():
            whole.update(str(path.relative_to(ROOT)).encode())
            whole.update(path.read_bytes())
        return whole.hexdigest()


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted(path for path in (ROOT / package).rglob("*") if path.suffix in KINDS)


def _remove(database: Path) -> None:
    for ending in _BESIDE:
        database.with_name(database.name + ending).unlink(missing_ok=True)
