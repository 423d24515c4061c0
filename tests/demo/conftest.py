"""A demo school, made once; each test that changes it gets its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.demo import open_school
from bot.demo.absence import SchoolYear
from bot.demo.cabinet import Cabinet
from bot.demo.school import School, build_school
from bot.demo.settings import demo_settings
from tests.demo.fortnight import Fortnight, live_through
from tests.demo.plans import PLAN


@pytest.fixture(scope="session")
def school() -> School:
    return build_school()


@pytest.fixture(scope="session")
def year(school: School) -> SchoolYear:
    return SchoolYear(school)


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory, year: SchoolYear) -> Path:
    """A folder with the demo school as it is on the first day. Not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    Cabinet(folder, PLAN).prepare(year, fresh=False)
    return folder


@pytest.fixture(scope="session")
def fortnight(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Fortnight:
    """What everyone met on the first day and on the ten that follow."""
    folder = tmp_path_factory.mktemp("fortnight") / "demo"
    shutil.copytree(first_day, folder)
    app = open_school(demo_settings(folder, PLAN))
    try:
        return live_through(app, presses=10)
    finally:
        app.database.close()


@pytest.fixture
def app(first_day: Path, tmp_path: Path) -> Iterator[App]:
    """The demo school on its first day, as `narvarolots demo` opens it."""
    shutil.copytree(first_day, tmp_path / "demo")
    opened = open_school(demo_settings(tmp_path / "demo", PLAN))
    yield opened
    opened.database.close()
