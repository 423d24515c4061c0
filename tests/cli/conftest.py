"""A terminal in a folder of its own, at seven on a Monday morning; and a school to work with."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import SetClock
from content.loader import PlanLibrary
from handlers.imports import take_in
from handlers.morning.run import run
from handlers.plans import Plans
from storage.database import open_database
from storage.zone import STOCKHOLM
from tests.cli.terminal import Terminal
from tests.handlers.files import Files, lesson, present, write
from tests.handlers.world import ADULTS, CHILDREN

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 23, 7, tzinfo=STOCKHOLM)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A school in which E1 missed a lesson last Friday, and E3 was there."""
    lessons = [
        *present("E3", date(2026, 11, 2), FRIDAY),
        *present("E1", date(2026, 11, 2), date(2026, 11, 19)),
    ]
    lessons.append(lesson("E1", FRIDAY))
    return write(Files(ADULTS, CHILDREN, tuple(lessons)), tmp_path_factory.mktemp("school") / "files")


@pytest.fixture(scope="session")
def school_template(sqlite_template: Path, encryption_keys: list[str], files: list[Path]) -> Path:
    """A database file with the school in it."""
    path = sqlite_template.with_name("school.db")
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", encryption_keys)
    take_in(database, Plans(PlanLibrary(), "danderyd"), files, now=NOW)
    database.close()
    return path


@pytest.fixture(scope="session")
def case_template(school_template: Path, encryption_keys: list[str]) -> Path:
    """The same, with Monday's morning done."""
    path = school_template.with_name("case.db")
    shutil.copy(school_template, path)
    database = open_database(f"sqlite:///{path}", encryption_keys)
    run(database, Plans(PlanLibrary(), "danderyd"), now=NOW, on=MONDAY)
    database.close()
    return path


@pytest.fixture
def terminal_with(
    tmp_path: Path,
    encryption_keys: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[Path], Terminal]:
    def with_database(template: Path) -> Terminal:
        place = tmp_path / "data"
        place.mkdir()
        database = place / "narvarolots.db"
        shutil.copy(template, database)
        monkeypatch.setenv("NARVAROLOTS_DATA", str(place))
        monkeypatch.setenv("NARVAROLOTS_KEYS", ",".join(encryption_keys))
        for module in ("bot.commands.opened", "bot.checks"):
            monkeypatch.setattr(f"{module}.SystemClock", lambda: SetClock(NOW))
        return Terminal(place, database, capsys)

    return with_database


@pytest.fixture
def terminal(terminal_with: Callable[[Path], Terminal], sqlite_template: Path) -> Terminal:
    """With an empty database."""
    return terminal_with(sqlite_template)


@pytest.fixture
def school(terminal_with: Callable[[Path], Terminal], school_template: Path) -> Terminal:
    """The files are taken in."""
    return terminal_with(school_template)


@pytest.fixture
def case(terminal_with: Callable[[Path], Terminal], case_template: Path) -> Terminal:
    """Monday's morning is done: E1 has a case."""
    return terminal_with(case_template)
